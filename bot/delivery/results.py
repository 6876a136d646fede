"""Writing down what became of messages: the row, the recipient's rung, the log; many at a time, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.accepted import record_sent
from bot.delivery.behind import updates_behind
from bot.delivery.claims import Claimed
from bot.delivery.marks import mark
from bot.delivery.outcomes import Again, Dropped, Failed, MovedTo, Outcome, Sent, Shut, Unsure, is_opener
from bot.delivery.shut import opened_meanwhile, openers_dropped, openers_failed, openers_unsure, record_shut
from bot.delivery.telling import tell_log
from bot.domain.delivery import NOBODY_THERE, Lane, Op, OutboxState, Reason, Rung
from bot.services.chats import elsewhere, proofs
from bot.services.queue import ladder
from bot.storage.among import among
from bot.storage.models import (
    Account,
    AccountState,
    Bot,
    Outgoing,
    Recipient,
)

Kind = TypeVar("Kind", bound=Outcome)


async def record(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write the outcomes of rows in hand; the caller commits."""
    opened = await opened_meanwhile(session, _of(outcomes, Shut), now)
    updates = await updates_behind(session, outcomes)
    await tell_log(session, outcomes, updates, now)
    await record_sent(session, _of(outcomes, Sent), updates, now)
    await _again(session, _of(outcomes, Again), now)
    await _unsure(session, _of(outcomes, Unsure), now)
    failed = _of(outcomes, Failed)
    closed = await _close_accounts(session, failed, now)
    elsewhere = await _elsewhere(session, failed, closed, now)
    await _ended(session, [one for one in failed if one.row.id not in elsewhere], OutboxState.FAILED)
    await _ended(session, _of(outcomes, Dropped), OutboxState.DROPPED)
    await record_shut(session, _of(outcomes, Shut), opened, now)
    await openers_failed(session, failed, now)
    await openers_unsure(session, _of(outcomes, Unsure), now)
    await openers_dropped(session, _of(outcomes, Dropped))
    for moved in _of(outcomes, MovedTo):
        await _moved(session, moved)
    await _pause(session, _of(outcomes, Again), now)


def _of(outcomes: Iterable[Outcome], kind: type[Kind]) -> list[Kind]:
    return [outcome for outcome in outcomes if isinstance(outcome, kind)]


async def _again(session: AsyncSession, again: list[Again], now: datetime) -> None:
    await mark(
        session,
        [
            {
                "row": one.row,
                "state": OutboxState.QUEUED,
                "owner": None,
                "due_at": one.due_at,
                "waits": one.due_at > now,
                # What was tried has had its turn: it comes first when its hour has come.
                "turn": 0 if one.tried else one.row.turn,
                "reason": one.reason,
                "error": one.error,
                # What waits for a better hour is not being tried: it must not hold back what may leave now.
                "attempts": one.row.attempts if one.tried else 0,
            }
            for one in again
        ],
    )
    for one in again:
        if one.row.recipient_id is not None and not one.tried:
            await ladder.wait(session, one.row.recipient_id, one.due_at, one.reason)


async def _pause(session: AsyncSession, again: list[Again], now: datetime) -> None:
    """Let no bulk of a bot leave before its channel takes some again."""
    pauses: defaultdict[int, datetime] = defaultdict(lambda: now)
    for one in again:
        if one.pause:
            pauses[one.row.bot_id] = max(pauses[one.row.bot_id], one.due_at)
    for bot_id, until in pauses.items():
        shorter = or_(Bot.paused_until.is_(None), Bot.paused_until < until)
        await session.execute(update(Bot).where(Bot.id == bot_id, shorter).values(paused_until=until))


async def _unsure(session: AsyncSession, unsure: list[Unsure], now: datetime) -> None:
    await mark(
        session,
        [
            {
                "row": one.row,
                "state": OutboxState.UNKNOWN if one.due_at is None else OutboxState.QUEUED,
                "owner": None,
                "due_at": one.due_at or one.row.due_at,
                "waits": one.due_at is not None,
                "turn": 0,
                "reason": Reason.NETWORK,
                "error": one.error,
                "text": one.text,
                "resent": True,
            }
            for one in unsure
        ],
    )
    ids = [one.row.recipient_id for one in unsure if one.row.recipient_id is not None]
    if ids:
        await session.execute(
            update(Recipient)
            .where(among(Recipient.id, ids))
            .values(possibly_twice=True)
            .execution_options(synchronize_session=False)
        )
    await ladder.climb(session, ids, Rung.UNKNOWN, reason=Reason.NETWORK)
    if unsure:
        await _proven(session, [one.row.id for one in unsure], now)


async def _proven(session: AsyncSession, rows: list[int], now: datetime) -> None:
    """Of some a receipt has come already, while they were in hand: they are there, and are not sent again."""
    proven = await session.scalars(
        select(Outgoing).where(
            among(Outgoing.id, rows), Outgoing.op == Op.SEND, text("outbox.resent"), Outgoing.message.is_not(None)
        )
    )
    for row in proven.all():
        assert row.message is not None
        await proofs.arrived(session, row, row.message, now)


async def _ended(session: AsyncSession, ended: Sequence[Failed | Dropped], state: OutboxState) -> None:
    await mark(
        session,
        [
            {
                "row": one.row,
                "state": state,
                "reason": one.reason,
                "error": one.error if isinstance(one, Failed) else None,
            }
            for one in ended
        ],
    )
    by_reason: defaultdict[Reason, list[int]] = defaultdict(list)
    for one in ended:
        if one.row.recipient_id is not None and one.row.op is Op.SEND and one.reason is not Reason.WITHDRAWN:
            by_reason[one.reason].append(one.row.recipient_id)
    if state is OutboxState.DROPPED:
        await ladder.leave_out(session, by_reason.pop(Reason.EXPIRED, []), Reason.EXPIRED)
    for reason, ids in by_reason.items():
        await ladder.climb(session, ids, Rung.FAILED, reason=reason)


async def _close_accounts(session: AsyncSession, failed: list[Failed], now: datetime) -> set[int]:
    closed = {one.row.account_id for one in failed if one.reason in NOBODY_THERE}
    if closed:
        await session.execute(
            update(Account)
            .where(among(Account.id, closed), Account.state != AccountState.BLOCKED)
            .values(state=AccountState.BLOCKED, state_since=now)
            .execution_options(synchronize_session=False)
        )
    return closed


async def _elsewhere(session: AsyncSession, failed: list[Failed], closed: set[int], now: datetime) -> set[int]:
    """Send what a chat will never take to another chat of the same person, where there is one; the rows."""
    refused = [one for one in failed if one.row.account_id in closed and _may_move(one.row)]
    people = {one.row.person_id for one in refused if one.row.person_id is not None}
    places = await elsewhere.places_of(session, people, but=closed) if people else {}
    moved = [one for one in refused if one.row.person_id in places]
    await mark(
        session,
        [
            {
                "row": one.row,
                "state": OutboxState.QUEUED,
                "owner": None,
                "turn": 0,
                "due_at": now,
                "attempts": 0,
                "message": None,
                "bot_id": places[one.row.person_id or 0].bot_id,
                "account_id": places[one.row.person_id or 0].account_id,
            }
            for one in moved
        ],
    )
    await elsewhere.move_waiting(session, closed, now)
    return {one.row.id for one in moved}


def _may_move(row: Claimed) -> bool:
    """What a person has asked for is answered where they asked; of what may be there already no copy goes elsewhere."""
    return row.op is Op.SEND and row.lane is Lane.BULK and not row.resent and not is_opener(row)


async def _moved(session: AsyncSession, moved: MovedTo) -> None:
    """Follow the chat; where its new address is another account's already, the row goes there."""
    row = moved.row
    other = await session.scalar(
        select(Account.id).where(Account.bot_id == row.bot_id, Account.address == moved.address)
    )
    if other is None:
        await session.execute(update(Account).where(Account.id == row.account_id).values(address=moved.address))
    await mark(
        session,
        [
            {
                "row": row,
                "state": OutboxState.QUEUED,
                "owner": None,
                "turn": 0,
                "due_at": moved.due_at,
                "account_id": other or row.account_id,
            }
        ],
    )
