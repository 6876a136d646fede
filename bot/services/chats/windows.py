"""Windows: where a channel takes free words only for a while after a person wrote, what waits until they do."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import NOBODY_THERE, OutboxState, Reason, Rung
from bot.domain.policy import Weight
from bot.services.queue import ladder
from bot.storage.among import among
from bot.storage.models import Account, AccountState, Outgoing, Recipient

MARGIN = timedelta(minutes=1)
"""A window counts as shut a little before it is: a message takes a moment to leave."""
DAY = timedelta(days=1)
"""An opener that nobody has tapped is not sent again within this time, whatever else comes to wait."""
PROOF = timedelta(minutes=10)
"""The channel tells within this time what became of an opener, where it had it at all."""
AWAITED = -5
"""Priority of what was waiting: the person has just asked for it."""
_WAITING = text("outbox.state = 'queued' AND outbox.reason = 'window'")  # in words, so that the index is used


def is_open(until: datetime | None, now: datetime) -> bool:
    """Whether free words may be sent now, where a window ends at `until`."""
    return until is not None and now < until - MARGIN


def opened(account: Account, at: datetime | None, window: timedelta, now: datetime) -> None:
    """The person wrote or tapped at that moment, as the channel says; one that lies in the future is now."""
    until = min(at or now, now) + window
    if account.window_until is None or account.window_until < until:
        account.window_until = until


async def shut(session: AsyncSession, account_id: int) -> None:
    """The channel says that the window is shut, whatever we thought."""
    await session.execute(update(Account).where(Account.id == account_id).values(window_until=None))


async def waiting(session: AsyncSession, account: Account) -> int:
    """How many messages wait for this person to tap."""
    found = await session.scalar(select(func.count(Outgoing.id)).where(Outgoing.account_id == account.id, _WAITING))
    return found or 0


async def release(session: AsyncSession, account: Account, now: datetime) -> int:
    """Let what waited for the window leave now, as the answer to a tap; how many. Not to who asked us to stop."""
    if account.state is not AccountState.ACTIVE:
        return 0
    released = await session.execute(
        update(Outgoing)
        .where(Outgoing.account_id == account.id, _WAITING)
        .values(waits=False, due_at=now, weight=Weight.ANSWER, priority=AWAITED, turn=0, reason=None)
        .returning(Outgoing.id, Outgoing.recipient_id)
        .execution_options(synchronize_session=False)
    )
    rows = released.all()
    recipients = [recipient for _row, recipient in rows if recipient is not None]
    if recipients:
        await session.execute(
            update(Recipient).where(Recipient.id.in_(recipients)).values(waits_until=None, reason=None)
        )
    return len(rows)


async def opener_failed(session: AsyncSession, account_id: int, reason: Reason, now: datetime) -> None:
    """The opener to this chat did not arrive: what waits behind it goes on as the reason says.

    Where nobody is there it fails, unless it has gone to another chat by now; where the opener may not be sent, it asks
    again; else it waits, and a day later there is another opener.
    """
    if reason in NOBODY_THERE:
        await _give_up(session, account_id, reason)
    elif reason is Reason.TEMPLATE:
        await look_again(session, account_id, now)


async def _give_up(session: AsyncSession, account_id: int, reason: Reason) -> None:
    ended = await session.scalars(
        update(Outgoing)
        .where(Outgoing.account_id == account_id, _WAITING)
        .values(state=OutboxState.FAILED, reason=reason)
        .returning(Outgoing.recipient_id)
        .execution_options(synchronize_session=False)
    )
    recipients = [recipient for recipient in ended if recipient is not None]
    await ladder.climb(session, recipients, Rung.FAILED, reason=reason)


async def look_again(session: AsyncSession, account_id: int, at: datetime) -> None:
    """Let what waits in this chat ask at that moment for its opener."""
    await session.execute(
        update(Outgoing)
        .where(Outgoing.account_id == account_id, _WAITING)
        .values(waits=True, due_at=at)
        .execution_options(synchronize_session=False)
    )


async def next_opener(session: AsyncSession, account_id: int, now: datetime, *, urgent: bool) -> datetime | None:
    """When another opener may go to this chat; None: now, for none is on its way and none went there within a day.

    Of one whose outcome is unknown a receipt would have told within `PROOF`. An urgent one is not kept from following
    another.
    """
    rows = await session.execute(
        select(Outgoing.state, Outgoing.sent_at, Outgoing.due_at).where(
            Outgoing.account_id == account_id,
            is_opener_row(),
            Outgoing.state.in_((OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN))
            | ((Outgoing.state == OutboxState.SENT) & (Outgoing.sent_at > now - DAY)),
            *((Outgoing.weight == Weight.URGENT,) if urgent else ()),
        )
    )
    over = [_over(state, sent_at or due_at, now) for state, sent_at, due_at in rows]
    return max((at for at in over if at > now), default=None)


def _over(state: OutboxState, at: datetime, now: datetime) -> datetime:
    """Until when an opener keeps others from going."""
    if state is OutboxState.UNKNOWN:
        return at + PROOF
    return at + DAY if state is OutboxState.SENT else now + DAY


async def open_now(session: AsyncSession, accounts: Collection[int], now: datetime) -> set[int]:
    """Those of these chats to which free words may be sent now. Who writes there meanwhile waits until the caller
    commits, and so finds what the caller lets wait; like them, the caller locks the account before anything else.
    """
    own = select(Account.id, Account.window_until).where(among(Account.id, accounts)).order_by(Account.id)
    rows = await session.execute(own.with_for_update(key_share=True))
    return {account for account, until in rows if is_open(until, now)}


async def key_for(session: AsyncSession, waiting_row: int) -> str:
    """The key of the next opener that goes before a row of the outbox."""
    before = Outgoing.dedupe.startswith(f"{_OPENER}{waiting_row}:")
    return f"{_OPENER}{waiting_row}:{await session.scalar(select(func.count(Outgoing.id)).where(before))}"


_OPENER = "o:"


def is_opener_row() -> ColumnElement[bool]:
    """Whether a row of the outbox is an opener."""
    return Outgoing.dedupe.startswith(_OPENER)


async def is_opener(session: AsyncSession, row_id: int) -> bool:
    """Whether this one is."""
    return bool(await session.scalar(select(exists().where(Outgoing.id == row_id, is_opener_row()))))
