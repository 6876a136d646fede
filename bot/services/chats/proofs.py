"""A tap on a message whose outcome was unknown proves that it arrived: it is not sent once more."""

from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import recipient_behind
from bot.domain.delivery import Op, OutboxState, Rung
from bot.domain.errors import StaleScreen
from bot.domain.screens import Press
from bot.services.log import note
from bot.services.queue import ladder
from bot.storage.models import Account, Bot, ClassUpdate, LogKind, Outgoing, Recipient


async def settle(session: AsyncSession, account: Account, packed: str, message: str, now: datetime) -> list[Outgoing]:
    """See whether a press in `message`, the channel's id, is proof of messages to this chat; those it settled.

    What still waited to be sent once more stays at one copy; of what was tried twice, one copy is known to be there.
    """
    doubtful = await session.scalars(
        select(Outgoing)
        .where(
            Outgoing.account_id == account.id,
            text("outbox.resent AND outbox.state IN ('queued', 'unknown')"),  # as the index says
            Outgoing.op == Op.SEND,
        )
        .order_by(Outgoing.id)
    )
    carrying = [row for row in doubtful if _carries(row, packed)]
    return [row for row in carrying if await arrived(session, row, message, now)]


def _carries(row: Outgoing, packed: str) -> bool:
    """Whether this message has the button that was pressed."""
    if row.payload is not None:
        return any(button["press"] == packed for buttons in row.payload["rows"] for button in buttons)
    try:
        return recipient_behind(Press.unpack(packed)) == row.recipient_id
    except StaleScreen:
        return False


async def arrived(session: AsyncSession, row: Outgoing, message: str, now: datetime) -> bool:
    """Note that a message which may have come twice, or not at all, is there; whether that was news.

    Of two who would have the row at once (a tap, and the pump that sends it again) one has it.
    """
    once = row.state is OutboxState.QUEUED
    taken = await session.scalar(
        update(Outgoing)
        .where(Outgoing.id == row.id, Outgoing.state == row.state)
        .values(state=OutboxState.SENT, message=message, reason=None, error=None, sent_at=now)
        .returning(Outgoing.id)
        .execution_options(synchronize_session=False)
    )
    if taken is not None and row.recipient_id is not None:
        await _accepted(session, row, row.recipient_id, message, now, once=once)
    return taken is not None


async def _accepted(
    session: AsyncSession, row: Outgoing, recipient: int, message: str, now: datetime, *, once: bool
) -> None:
    known: dict[str, object] = {"message": message, "account_id": row.account_id, "accepted_at": now}
    if once:
        known["possibly_twice"] = False
    await session.execute(
        update(Recipient).where(Recipient.id == recipient).values(known).execution_options(synchronize_session=False)
    )
    await ladder.climb(session, [recipient], Rung.ACCEPTED)
    await _tell_log(session, row, now)


async def _tell_log(session: AsyncSession, row: Outgoing, now: datetime) -> None:
    author = await session.scalar(select(ClassUpdate.author_id).where(ClassUpdate.id == row.update_id))
    note(
        session,
        row.school_id,
        LogKind.SENT,
        now,
        channel=await session.scalar(select(Bot.channel).where(Bot.id == row.bot_id)),
        person_id=row.person_id,
        staff_id=author,
        update_id=row.update_id,
        recipient_id=row.recipient_id,
        text=row.text,
    )
