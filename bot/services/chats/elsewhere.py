"""When a chat can no longer be reached: the next chat of the same person, and what was on its way goes there.

Only what certainly did not arrive moves: the same message never goes to one person in two chats.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Lane, Op
from bot.services.chats import windows
from bot.storage.among import among
from bot.storage.models import Account, AccountState, Outgoing


@dataclass(frozen=True, slots=True)
class Place:
    """A chat: its account, and the bot that serves it."""

    account_id: int
    bot_id: int


async def places_of(session: AsyncSession, people: Collection[int], *, but: Collection[int] = ()) -> dict[int, Place]:
    """By person: the chat to write to, of those that are open and not among `but`.

    The one the person prefers, else the one used last. Who asked us to stop anywhere is not written to elsewhere.
    """
    ranked = (
        select(
            Account.person_id,
            Account.id.label("account_id"),
            Account.bot_id,
            func.row_number().over(partition_by=Account.person_id, order_by=ORDER).label("rank"),
        )
        .where(among(Account.person_id, people), Account.state == AccountState.ACTIVE, Account.id.not_in(list(but)))
        .subquery()
    )
    rows = await session.execute(select(ranked).where(ranked.c.rank == 1))
    return {row.person_id: Place(row.account_id, row.bot_id) for row in rows}


ORDER = (Account.preferred.desc(), Account.seen_at.desc(), Account.id)
"""Of several chats of one person, the one to be written to first."""


async def move_waiting(session: AsyncSession, closed: Collection[int], now: datetime) -> None:
    """Let what still waits to be sent to these chats leave to the next chat of the same people, where there is one."""
    if not closed:
        return
    waiting = (
        among(Outgoing.account_id, closed),
        text("outbox.state = 'queued'"),
        Outgoing.lane == Lane.BULK,
        Outgoing.op == Op.SEND,
        ~Outgoing.resent,
        or_(Outgoing.dedupe.is_(None), ~windows.is_opener_row()),  # elsewhere there is nothing to be opened
    )
    people = await session.scalars(select(Outgoing.person_id).where(*waiting, Outgoing.person_id.is_not(None)))
    places = await places_of(session, {person for person in people if person is not None}, but=closed)
    for person, place in places.items():
        await session.execute(
            update(Outgoing)
            .where(*waiting, Outgoing.person_id == person)
            .values(account_id=place.account_id, bot_id=place.bot_id, due_at=now, waits=False, attempts=0, reason=None)
            .execution_options(synchronize_session=False)
        )
