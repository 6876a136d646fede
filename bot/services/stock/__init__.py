"""Answers that a teacher keeps to use again, and those that colleagues share with the school."""

from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.errors import NotAllowed
from bot.domain.stock import checked_stock
from bot.storage.models import Person, StockAnswer

MOST_USED = (StockAnswer.uses.desc(), StockAnswer.id.desc())


async def own(session: AsyncSession, staff: Person) -> list[StockAnswer]:
    """Her own, the most used first."""
    mine = select(StockAnswer).where(StockAnswer.author_id == staff.id, StockAnswer.dropped_at.is_(None))
    return list(await session.scalars(mine.order_by(*MOST_USED)))


async def shared(session: AsyncSession, staff: Person) -> list[tuple[StockAnswer, Person]]:
    """What colleagues share and she has not taken over, with who wrote it; the most used first."""
    rows = await session.execute(_shared(staff).order_by(*MOST_USED))
    return [(row, author) for row, author in rows]


async def one_of(session: AsyncSession, staff: Person, stock_id: int) -> StockAnswer:
    """One of her own; raises NotAllowed."""
    found = await session.get(StockAnswer, stock_id, populate_existing=True)
    if found is None or found.author_id != staff.id or found.dropped_at is not None:
        raise NotAllowed
    return found


async def one_shared(session: AsyncSession, staff: Person, stock_id: int) -> tuple[StockAnswer, Person]:
    """One of the colleagues', with who wrote it; raises NotAllowed."""
    row = (await session.execute(_shared(staff).where(StockAnswer.id == stock_id))).one_or_none()
    if row is None:
        raise NotAllowed
    return row[0], row[1]


async def keep(session: AsyncSession, staff: Person, text: str, now: datetime) -> StockAnswer:
    """Keep these words; the same words again are the same answer. Raises InvalidValue."""
    text = checked_stock(text)
    for known in await own(session, staff):
        if known.text == text:
            return known
    row = StockAnswer(school_id=staff.school_id, author_id=staff.id, text=text, made_at=now)
    session.add(row)
    await session.flush()
    return row


async def change(session: AsyncSession, staff: Person, stock_id: int, text: str) -> StockAnswer:
    """It says something else from now on; what colleagues took over stays theirs. Raises NotAllowed, InvalidValue."""
    row = await one_of(session, staff, stock_id)
    row.text = checked_stock(text)
    await session.flush()
    return row


async def share(session: AsyncSession, staff: Person, stock_id: int, *, shared: bool) -> StockAnswer:
    """Let the school's staff find it, or no longer; raises NotAllowed."""
    row = await one_of(session, staff, stock_id)
    row.shared = shared
    await session.flush()
    return row


async def drop(session: AsyncSession, staff: Person, stock_id: int, now: datetime) -> StockAnswer:
    """She keeps it no longer; what was answered with it stays. Raises NotAllowed."""
    row = await one_of(session, staff, stock_id)
    row.dropped_at, row.shared = now, False
    await session.flush()
    return row


async def take_over(session: AsyncSession, staff: Person, stock_id: int, now: datetime) -> StockAnswer:
    """A colleague's answer is among her own from now on; again, it is the one she has. Raises NotAllowed."""
    mine = select(StockAnswer).where(
        StockAnswer.author_id == staff.id, StockAnswer.taken_from_id == stock_id, StockAnswer.dropped_at.is_(None)
    )
    known: StockAnswer | None = await session.scalar(mine)
    if known is not None:
        return known
    found, _author = await one_shared(session, staff, stock_id)
    row = StockAnswer(
        school_id=staff.school_id, author_id=staff.id, text=found.text, taken_from_id=found.id, made_at=now
    )
    session.add(row)
    await session.flush()
    return row


def _shared(staff: Person) -> Select[StockAnswer, Person]:
    mine = aliased(StockAnswer)
    taken = exists().where(mine.taken_from_id == StockAnswer.id, mine.author_id == staff.id, mine.dropped_at.is_(None))
    return (
        select(StockAnswer, Person)
        .join(Person, Person.id == StockAnswer.author_id)
        .where(
            StockAnswer.school_id == staff.school_id,
            StockAnswer.shared,
            StockAnswer.dropped_at.is_(None),
            StockAnswer.author_id != staff.id,
            ~taken,
        )
    )
