"""How often a stock answer was used, and how many threads ended with it: of an answer and of what it was taken from."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.stock import stock_behind
from bot.storage.models import LogEntry, LogKind, StockAnswer


async def used(session: AsyncSession, row: StockAnswer) -> None:
    """It answered one more family."""
    await session.execute(
        update(StockAnswer).where(StockAnswer.id.in_(_with_origin(row))).values(uses=StockAnswer.uses + 1)
    )
    await session.refresh(row)


async def ended(session: AsyncSession, thread_id: int) -> None:
    """A thread is done: if what the school said last came from the stock, that answer has settled one more."""
    await _count(session, thread_id, 1)


async def reopened(session: AsyncSession, thread_id: int) -> None:
    """It was not settled after all. To be called before anything more is said."""
    await _count(session, thread_id, -1)


async def _count(session: AsyncSession, thread_id: int, by: int) -> None:
    choice = await session.scalar(
        select(LogEntry.choice)
        .where(LogEntry.thread_id == thread_id, LogEntry.kind == LogKind.REPLY)
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    if (stock_id := stock_behind(choice)) is None:
        return
    row = await session.get(StockAnswer, stock_id)
    if row is not None:
        await session.execute(
            update(StockAnswer)
            .where(StockAnswer.id.in_(_with_origin(row)), StockAnswer.settled + by >= 0)
            .values(settled=StockAnswer.settled + by)
        )


def _with_origin(row: StockAnswer) -> list[int]:
    return [row.id, *([row.taken_from_id] if row.taken_from_id else [])]
