"""How often a stock answer was used, and how many threads ended with it; also by those who took it over.

That it was used is counted; that a thread ended with it is read from the thread, for it may be opened again.
"""

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.stock import choice_of
from bot.domain.threads import ThreadState
from bot.storage.among import among
from bot.storage.models import LogEntry, LogKind, StockAnswer, Thread


async def used(session: AsyncSession, stock_id: int) -> None:
    """It answered one more family; so did what it was taken over from."""
    row = await session.get_one(StockAnswer, stock_id)
    both = [row.id, *([row.taken_from_id] if row.taken_from_id else [])]
    await session.execute(
        update(StockAnswer)
        .where(among(StockAnswer.id, both))
        .values(uses=StockAnswer.uses + 1)
        .execution_options(synchronize_session=False)
    )
    await session.refresh(row)


async def ended_with(session: AsyncSession, row: StockAnswer) -> int:
    """How many threads are done in which the school said this last."""
    family = (await session.execute(select(StockAnswer.id, StockAnswer.author_id).where(_of(row)))).all()
    later = aliased(LogEntry)
    query = (
        select(func.count(Thread.id.distinct()))
        .join(LogEntry, LogEntry.thread_id == Thread.id)
        .where(
            LogEntry.kind == LogKind.REPLY,
            among(LogEntry.staff_id, [author for _id, author in family]),
            LogEntry.choice.in_([choice_of(stock_id) for stock_id, _author in family]),
            Thread.state == ThreadState.DONE,
            ~exists().where(later.thread_id == Thread.id, later.kind == LogKind.REPLY, later.id > LogEntry.id),
        )
    )
    return await session.scalar(query) or 0


def _of(row: StockAnswer) -> ColumnElement[bool]:
    return (StockAnswer.id == row.id) | (StockAnswer.taken_from_id == row.id)
