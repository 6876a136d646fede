"""What a channel tells of our messages: delivered, read, or not delivered after all; in any order, twice, or late."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import NOBODY_THERE, Lane, Op, OutboxState, ReadBy, Reason, Rung
from bot.domain.parts import last_part, parts_of
from bot.domain.receipts import Receipt, ReceiptState
from bot.services.chats import elsewhere, proofs, windows
from bot.services.log import note
from bot.services.provider import meter
from bot.services.queue import ladder, outbox
from bot.storage.models import Account, AccountState, Bot, ClassUpdate, LogKind, Outgoing, Recipient

_OURS = {ReceiptState.DELIVERED: Rung.DELIVERED, ReceiptState.READ: Rung.READ}


class TooEarly(Exception):
    """The message is still in hand: what became of it is told before we know that it was accepted."""


async def take(session: AsyncSession, bot_id: int, address: str, receipt: Receipt, now: datetime) -> bool:
    """Take note of a receipt; False when it is of no message of ours. Raises TooEarly."""
    row = await _row_of(session, bot_id, address, receipt)
    if row is None:
        return False
    row_id = row.id
    if receipt.state is ReceiptState.FAILED:
        await _failed(session, row, receipt, now)
    else:
        await _arrived(session, row, receipt, now)
    # Last, for it locks the bot's row: whoever writes results takes that last, too.
    await meter.settle(session, bot_id, row_id, receipt, now)
    return True


async def _row_of(session: AsyncSession, bot_id: int, address: str, receipt: Receipt) -> Outgoing | None:
    """By our own mark where the channel brings it back, else by the channel's id; only messages to that chat."""
    here = select(Outgoing).join(Account, Account.id == Outgoing.account_id)
    here = here.where(Outgoing.bot_id == bot_id, Account.address == address)
    if receipt.tag.isascii() and receipt.tag.isdigit() and len(receipt.tag) < 19:
        found = await session.scalar(here.where(Outgoing.id == int(receipt.tag)))
        if found is not None:
            return found
    named: ColumnElement[bool] = outbox.names(Outgoing.message, receipt.message)
    newest: Outgoing | None = await session.scalar(here.where(named).order_by(Outgoing.id.desc()).limit(1))
    return newest


async def _arrived(session: AsyncSession, row: Outgoing, receipt: Receipt, now: datetime) -> None:
    if row.state in (OutboxState.QUEUED, OutboxState.UNKNOWN) and row.resent and row.op is Op.SEND:
        await proofs.arrived(session, row, receipt.message, now)
    elif row.state is OutboxState.SENDING:
        await _keep_proof(session, row, receipt)
    rung = _OURS.get(receipt.state)
    is_last = row.message is None or last_part(row.message) == receipt.message
    if rung is None or row.recipient_id is None or not is_last:
        return
    await _note_time(session, row.recipient_id, rung, min(receipt.at, now))
    await ladder.climb(session, [row.recipient_id], rung)


async def _keep_proof(session: AsyncSession, row: Outgoing, receipt: Receipt) -> None:
    """It is there, whether or not whoever has it in hand hears of it: should that stay unknown, this is the answer.

    Raises TooEarly when its result was written in this moment.
    """
    kept = await session.scalar(
        update(Outgoing)
        .where(Outgoing.id == row.id, Outgoing.state == OutboxState.SENDING)
        .values(message=receipt.message)
        .returning(Outgoing.id)
        .execution_options(synchronize_session=False)
    )
    if kept is None:
        raise TooEarly


async def _note_time(session: AsyncSession, recipient_id: int, rung: Rung, at: datetime) -> None:
    """When it was, the first time that is told; who has tapped has said so more surely than a receipt does."""
    values: dict[str, object] = {"delivered_at": func.coalesce(Recipient.delivered_at, at)}
    if rung is Rung.READ:
        values |= {"read_at": at, "read_by": ReadBy.RECEIPT}
    mine = update(Recipient).where(Recipient.id == recipient_id)
    if rung is Rung.READ:
        mine = mine.where(Recipient.read_at.is_(None))
    await session.execute(mine.values(values).execution_options(synchronize_session=False))


async def _failed(session: AsyncSession, row: Outgoing, receipt: Receipt, now: datetime) -> None:
    """The channel had accepted it and could not deliver it."""
    if row.state is OutboxState.SENDING:
        raise TooEarly
    if row.state is OutboxState.QUEUED and row.resent and row.op is Op.SEND:
        await _was_not_there(session, row)
    elif row.state is not OutboxState.SENT or not _is_of_this_copy(row, receipt):
        return
    if not await _is_undelivered(session, row):
        return
    reason = receipt.reason or Reason.REJECTED
    if row.dedupe is not None and await windows.is_opener(session, row.id):
        await _opener_failed(session, row, receipt, reason, now)
    elif reason is Reason.WINDOW:
        await windows.shut(session, row.account_id)
        await _queue(session, row, now)
    elif reason in NOBODY_THERE and await _elsewhere(session, row, now):
        return
    else:
        await _give_up(session, row, receipt, reason, now)


async def _was_not_there(session: AsyncSession, row: Outgoing) -> None:
    """Its only copy so far, of which nothing was known, did certainly not arrive. Raises TooEarly when the second is
    leaving in this moment."""
    once = await session.scalar(
        update(Outgoing)
        .where(Outgoing.id == row.id, Outgoing.state == OutboxState.QUEUED, Outgoing.resent)
        .values(resent=False)
        .returning(Outgoing.id)
        .execution_options(synchronize_session=False)
    )
    if once is None:
        raise TooEarly
    if row.recipient_id is not None:
        own = update(Recipient).where(Recipient.id == row.recipient_id).values(possibly_twice=False)
        await session.execute(own.execution_options(synchronize_session=False))


def _is_of_this_copy(row: Outgoing, receipt: Receipt) -> bool:
    """Both copies of what was sent twice bear our mark: that the first did not arrive says nothing of the second."""
    return row.message is None or receipt.message in parts_of(row.message)


async def _is_undelivered(session: AsyncSession, row: Outgoing) -> bool:
    """A failure that is told after the message was seen is about another try of the channel's own."""
    if row.recipient_id is None:
        return True
    rung = await session.scalar(select(Recipient.rung).where(Recipient.id == row.recipient_id))
    return rung in (Rung.ACCEPTED, Rung.QUEUED, Rung.UNKNOWN)


async def _opener_failed(session: AsyncSession, row: Outgoing, receipt: Receipt, reason: Reason, now: datetime) -> None:
    await _give_up(session, row, receipt, reason, now)
    if reason in NOBODY_THERE:
        await _close(session, row.account_id, now)
        await elsewhere.move_waiting(session, [row.account_id], now)
    await windows.opener_failed(session, row.account_id, reason, now)


async def _elsewhere(session: AsyncSession, row: Outgoing, now: datetime) -> bool:
    """Close the chat, and send what it did not get to the next one of the same person; whether there is one."""
    await _close(session, row.account_id, now)
    closed = [row.account_id]
    await elsewhere.move_waiting(session, closed, now)
    if row.person_id is None or row.lane != Lane.BULK or row.op is not Op.SEND:
        return False
    place = (await elsewhere.places_of(session, [row.person_id], but=closed)).get(row.person_id)
    if place is None:
        return False
    row.account_id, row.bot_id = place.account_id, place.bot_id
    await _queue(session, row, now)
    return True


async def _close(session: AsyncSession, account_id: int, now: datetime) -> None:
    await session.execute(
        update(Account)
        .where(Account.id == account_id, Account.state != AccountState.BLOCKED)
        .values(state=AccountState.BLOCKED, state_since=now)
    )


async def _queue(session: AsyncSession, row: Outgoing, now: datetime) -> None:
    """Once more, for it certainly did not arrive."""
    row.state, row.due_at, row.waits, row.turn = OutboxState.QUEUED, now, False, 0
    row.owner = row.message = row.sent_at = row.reason = row.error = None
    row.attempts = 0
    if row.recipient_id is not None:
        await _back(session, row.recipient_id, Rung.QUEUED, None)
    await session.flush()


async def _give_up(session: AsyncSession, row: Outgoing, receipt: Receipt, reason: Reason, now: datetime) -> None:
    row.state, row.reason, row.error = OutboxState.FAILED, reason, receipt.code[:200]
    if row.recipient_id is not None:
        await _back(session, row.recipient_id, Rung.FAILED, reason)
    note(
        session,
        row.school_id,
        LogKind.FAILED,
        now,
        channel=await session.scalar(select(Bot.channel).where(Bot.id == row.bot_id)),
        person_id=row.person_id,
        staff_id=await session.scalar(select(ClassUpdate.author_id).where(ClassUpdate.id == row.update_id)),
        update_id=row.update_id,
        recipient_id=row.recipient_id,
    )
    await session.flush()


async def _back(session: AsyncSession, recipient_id: int, rung: Rung, reason: Reason | None) -> None:
    """Down the ladder, for once: what was accepted did not arrive."""
    await session.execute(
        update(Recipient)
        .where(Recipient.id == recipient_id, Recipient.rung.in_((Rung.ACCEPTED, Rung.QUEUED, Rung.UNKNOWN)))
        .values(rung=rung, reason=reason, accepted_at=None, via=None)
        .execution_options(synchronize_session=False)
    )
