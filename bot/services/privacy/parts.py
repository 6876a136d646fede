"""A family's rows, table by table as the registry has them: counted, and erased."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, and_, delete, false, func, not_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.privacy import Reason
from bot.services.privacy.registry import REGISTRY
from bot.services.privacy.tables import Erase, Family, Kept, Part
from bot.storage.base import Base, table_of
from bot.storage.models import Account


@dataclass(slots=True)
class Tally:
    """How many rows: erased by table, kept by reason."""

    erased: Counter[str] = field(default_factory=Counter)
    kept: Counter[Reason] = field(default_factory=Counter)


WAITS = (Reason.OPEN, Reason.LEAVING)
"""Reasons that pass."""


async def erase_rows(session: AsyncSession, family: Family, now: datetime) -> Tally:
    """Erase all that can be; chats themselves go later, for they are still told. Doing it twice changes nothing."""
    tally = Tally()
    for kept in _pointing_first():
        for part in kept.parts:
            await _erase(session, kept, part, family, now, tally)
    return tally


async def erase_waiting(session: AsyncSession, family: Family, before: datetime, now: datetime) -> Tally:
    """Erase what waited when the rest was erased, as far as it no longer does; what came after that is left alone."""
    tally = Tally()
    for kept in _pointing_first():
        for part in kept.parts:
            if kept.since and any(reason in WAITS for _rows, reason in part.unless):
                made = table_of(kept.model).columns[kept.since] <= before
                await _erase(session, kept, part, family, now, tally, made)
    return tally


async def count_rows(session: AsyncSession, family: Family) -> Tally:
    """What erasing would do."""
    tally = Tally()
    for kept in REGISTRY.values():
        for part in kept.parts:
            tally.erased[kept.name] += await _count(session, kept, _goes(part, family))
            for reason, stays in _stays(kept, part, family):
                tally.kept[reason] += await _count(session, kept, stays)
    return Tally(+tally.erased, +tally.kept)


def _pointing_first() -> list[Kept]:
    """Tables in an order in which nothing that is deleted is still pointed to."""
    return [REGISTRY[table.name] for table in reversed(Base.metadata.sorted_tables)]


async def _erase(
    session: AsyncSession,
    kept: Kept,
    part: Part,
    family: Family,
    now: datetime,
    tally: Tally,
    only: ColumnElement[bool] | None = None,
) -> None:
    which = true() if only is None else only
    for reason, condition in _stays(kept, part, family):
        if found := await _count(session, kept, and_(condition, which)):
            tally.kept[reason] += found
    if part.erase is Erase.KEEP or kept.model is Account:
        return
    goes = and_(_goes(part, family), which)
    statement = (
        delete(kept.model).where(goes)
        if part.erase is Erase.DELETE
        else update(kept.model).where(goes).values(kept.blanks(part, now))
    )
    done = await session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    if done.rowcount:
        tally.erased[kept.name] += done.rowcount


def _goes(part: Part, family: Family) -> ColumnElement[bool]:
    if part.erase is Erase.KEEP:
        return false()
    return and_(part.found(family), *(not_(some(family)) for some, _reason in part.unless))


def _stays(kept: Kept, part: Part, family: Family) -> list[tuple[Reason, ColumnElement[bool]]]:
    found = part.found(family)
    if part is kept.childs and kept.own is not None:  # each row once
        found = and_(found, not_(func.coalesce(kept.own.found(family), false())))
    rows = [(reason, and_(found, some(family))) for some, reason in part.unless]
    if part.erase is Erase.KEEP and part.why is not None:
        rows.append((part.why, found))
    return rows + [(reason, found) for reason in dict.fromkeys(part.keeps.values())]


async def _count(session: AsyncSession, kept: Kept, condition: ColumnElement[bool]) -> int:
    rows = await session.scalar(select(func.count()).select_from(table_of(kept.model)).where(condition))
    return rows or 0
