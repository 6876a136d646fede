"""Rows of the outbox and the inbox in any state, as the queues hold them."""

from datetime import datetime, timedelta
from typing import Any

from bot.domain.codec import dump_screen
from bot.domain.delivery import Lane, OutboxState
from bot.domain.screens import screen
from bot.storage.models import Account, Arrival, InboxState, Outgoing
from tests.support.demo import PARENTS, Demo


async def queue(demo: Demo, now: datetime, **columns: Any) -> Outgoing:
    """A message to the first parent; bulk, due and queued unless `columns` say otherwise."""
    account: Account = await demo.account(PARENTS[0])
    given = {"lane": Lane.BULK, "due_at": now, "created_at": now, "state": OutboxState.QUEUED, "attempts": 0}
    given |= {"waits": columns.get("due_at", now) > now} | columns
    row = Outgoing(
        school_id=demo.school.id,
        bot_id=demo.bot.id,
        account_id=account.id,
        payload=dump_screen(screen("home/stale")),
        **given,
    )
    demo.session.add(row)
    await demo.session.flush()
    return row


async def arrived(demo: Demo, now: datetime, key: str, state: InboxState = InboxState.NEW, ago: float = 0) -> Arrival:
    """Something a person sent so many seconds ago."""
    row = Arrival(
        bot_id=demo.bot.id, key=key, chat="1", raw="{}", state=state, received_at=now - timedelta(seconds=ago)
    )
    demo.session.add(row)
    await demo.session.flush()
    return row
