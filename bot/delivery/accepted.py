"""Writing down what the channel accepted: the row, and for an update its recipient."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.behind import Updates
from bot.delivery.marks import mark
from bot.delivery.outcomes import Sent
from bot.domain.delivery import Lane, Op, OutboxState, Rung
from bot.domain.parts import SEPARATOR, joined, last_part, parts_of
from bot.domain.policy import Weight
from bot.services.queue import ladder
from bot.storage.base import table_of
from bot.storage.many import given, rows_of
from bot.storage.models import Outgoing, Recipient, UpdateState
from bot.storage.upsert import insert_new

RECIPIENTS = table_of(Recipient)

_NEW = {name: RECIPIENTS.c[name] for name in ("id", "message", "account_id", "shown_version", "via")}


@cache
def _showing(dialect: str) -> Update:
    new = given(dialect, _NEW, "new")
    return (
        update(RECIPIENTS)
        .where(RECIPIENTS.c.id == new.c.id)
        .values(
            message=new.c.message,
            account_id=new.c.account_id,
            shown_version=new.c.shown_version,
            via=func.coalesce(new.c.via, RECIPIENTS.c.via),
            accepted_at=func.coalesce(RECIPIENTS.c.accepted_at, bindparam("at", type_=RECIPIENTS.c.accepted_at.type)),
            **ladder.lifted(Rung.ACCEPTED),
        )
    )


async def record_sent(session: AsyncSession, sent: list[Sent], behind: Updates, now: datetime) -> None:
    """Write down messages sent, changed and deleted; the caller commits."""
    await mark(
        session,
        [
            {
                "row": one.row,
                "state": OutboxState.SENT,
                "text": None if _is_secret(one) else one.text,
                "message": one.message or one.row.target,
                "reason": None,
                "error": None,
                "sent_at": now,
            }
            for one in sent
        ],
    )
    await _forget_secrets(session, [one.row.id for one in sent if _is_secret(one)])
    updates = [one for one in sent if one.row.payload is None and one.row.recipient_id is not None]
    await _shown(session, [one for one in updates if one.row.op is Op.SEND or one.anew], now)
    for one in updates:
        if one.row.op is Op.EDIT and not one.anew:
            changed = last_part(one.row.target) or ""
            tracked = or_(Recipient.message == changed, Recipient.message.endswith(f"{SEPARATOR}{changed}"))
            own = update(Recipient).where(Recipient.id == one.row.recipient_id, tracked)
            await session.execute(own.values(shown_version=one.shown).execution_options(synchronize_session=False))
    await _catch_up(session, [one for one in updates if one.row.op is not Op.DELETE], behind, now)


def _is_secret(one: Sent) -> bool:
    return bool(one.row.payload and one.row.payload.get("secret"))


async def _forget_secrets(session: AsyncSession, rows: list[int]) -> None:
    """A code is stored as its hash alone: what showed it goes once it was shown."""
    if rows:
        await session.execute(update(Outgoing).where(Outgoing.id.in_(rows)).values(payload={"secret": True}))


async def _shown(session: AsyncSession, sent: list[Sent], now: datetime) -> None:
    """Keep the recipients' messages, for correcting and withdrawing them, and that they were accepted."""
    if not sent:
        return
    before = await _before(session, [one for one in sent if one.row.lane is Lane.INTERACTIVE])
    dialect = session.get_bind().dialect
    values: list[list[Any]] = [
        [one.row.recipient_id for one in sent],
        [_in_the_chat(one, before) for one in sent],
        [one.row.account_id for one in sent],
        [one.shown or 0 for one in sent],
        [one.via for one in sent],
    ]
    await session.execute(_showing(dialect.name), {"new": rows_of(values, _NEW.values(), dialect), "at": now})


async def _before(session: AsyncSession, opened: list[Sent]) -> dict[tuple[int | None, int | None], str]:
    """By recipient and chat: the message of an update that was opened again, which stands in the chat still."""
    if not opened:
        return {}
    rows = await session.execute(
        select(Recipient.id, Recipient.account_id, Recipient.message).where(
            Recipient.id.in_([one.row.recipient_id for one in opened]), Recipient.message.is_not(None)
        )
    )
    return {(recipient, account): message for recipient, account, message in rows if message is not None}


def _in_the_chat(one: Sent, before: dict[tuple[int | None, int | None], str]) -> str | None:
    """All that is to be taken back one day: what could not be changed stands there still."""
    old = one.row.target if one.anew else before.get((one.row.recipient_id, one.row.account_id))
    if old and one.message:
        return joined([*parts_of(old), *parts_of(one.message)])
    return one.message


async def _catch_up(session: AsyncSession, sent: list[Sent], behind: Updates, now: datetime) -> None:
    """A correction or withdrawal that came while the message was under way did not see it: queue it now."""
    late = []
    for one in sent:
        update_now = behind[one.row.update_id or 0]
        if update_now.state is UpdateState.WITHDRAWN and one.row.op is Op.SEND:
            late.append(_follow_up(one, Op.DELETE, f"w:{one.row.update_id}", now))
        elif update_now.state is not UpdateState.WITHDRAWN and one.shown is not None and update_now.version > one.shown:
            late.append(_follow_up(one, Op.EDIT, f"e:{one.row.update_id}:{update_now.version}", now))
    await insert_new(session, Outgoing, late)


def _follow_up(one: Sent, op: Op, event: str, now: datetime) -> dict[str, Any]:
    """The row that follows a message; a new message needs one of its own, whatever was queued for the one before."""
    row = one.row
    new = f":{one.message}" if one.message else ""
    return {
        "school_id": row.school_id,
        "bot_id": row.bot_id,
        "account_id": row.account_id,
        "person_id": row.person_id,
        "lane": Lane.BULK,
        "priority": 0,
        "due_at": now,
        "state": OutboxState.QUEUED,
        "op": op,
        "target": one.message or row.target,
        "weight": Weight.ANSWER,
        "personal": False,
        "update_id": row.update_id,
        "recipient_id": row.recipient_id,
        "dedupe": f"{event}:{row.recipient_id}{new}",
        "attempts": 0,
        "resent": False,
        "created_at": now,
    }
