"""Days and totals from a school's files: what they would change, and the change. Who may is the caller's to ask."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayChange, DaysPlan, DayState, Source, TotalChange, Totals
from bot.services.attendance.registers import today
from bot.services.attendance.rows import Days, Hand, known, lock, put, taken
from bot.storage.among import among
from bot.storage.models import AbsenceTotal, Person, Register, School, SchoolClass

FileDays = Mapping[int, Mapping[date, DayState]]
"""By pupil of the file, also those who were always there: the days on which they were not simply present."""


async def changes_of(
    session: AsyncSession, class_id: int, days: FileDays, registers: Collection[date], now: datetime
) -> DaysPlan:
    """What these days would do to a class; `registers` are those on which the file has an entry for anybody. On such a
    day a pupil of the file without an entry was present; of pupils who are not in it nothing is said."""
    plan, _rows, _dates = await _compared(session, class_id, days, registers, now)
    return plan


async def import_days(
    session: AsyncSession,
    class_id: int,
    days: FileDays,
    registers: Collection[date],
    now: datetime,
    by: Person | None = None,
) -> DaysPlan:
    """Put them down, and say what it did; the same file again changes nothing, a corrected one corrects."""
    await lock(session, class_id)
    plan, rows, dates = await _compared(session, class_id, days, registers, now)
    hand = Hand(Source.FILE, by.id if by else None, now)
    for pupil, said in days.items():
        for day in dates:
            await put(session, rows, (pupil, day), class_id, said.get(day), hand)
    for day in plan.fresh:
        await taken(session, class_id, day, hand)
    await session.flush()
    return plan


async def _compared(
    session: AsyncSession, class_id: int, days: FileDays, registers: Collection[date], now: datetime
) -> tuple[DaysPlan, Days, list[date]]:
    of = await session.get_one(SchoolClass, class_id)
    newest = today(await session.get_one(School, of.school_id), now)
    named = {*registers, *(day for said in days.values() for day in said)}
    dates = sorted(day for day in named if day <= newest)
    ahead = tuple(sorted(named.difference(dates)))
    if not dates:
        return DaysPlan(ahead=ahead), {}, []
    rows = await known(session, list(days), dates[0], dates[-1])
    before = set(
        await session.scalars(
            select(Register.day).where(Register.class_id == class_id, Register.day.between(dates[0], dates[-1]))
        )
    )
    changes: list[DayChange] = []
    entered = 0
    for pupil, said in days.items():
        for day in dates:
            row, state = rows.get((pupil, day)), said.get(day)
            if row is None and day not in before:
                entered += state is not None
            elif (row.state if row else None) is not state:
                changes.append(DayChange(pupil, day, row.state if row else None, state))
    fresh = tuple(day for day in dates if day not in before)
    return DaysPlan(fresh, entered, tuple(changes), ahead), rows, dates


async def total_changes_of(session: AsyncSession, term: str, rows: Mapping[int, Totals]) -> list[TotalChange]:
    """Which of these totals are new, or other than those of an earlier file."""
    before = {pupil: _totals(row) for pupil, row in (await _known_totals(session, term, rows)).items()}
    return [
        TotalChange(pupil, before.get(pupil), Totals(said.sick, said.excused, said.unexplained))
        for pupil, said in rows.items()
        if before.get(pupil) != Totals(said.sick, said.excused, said.unexplained)
    ]


async def import_totals(
    session: AsyncSession,
    term: str,
    rows: Mapping[int, Totals],
    through: date,
    now: datetime,
    by: Person | None = None,
) -> list[TotalChange]:
    """Put down how many days each pupil missed up to and including `through`; what is new or changed by it."""
    changes = await total_changes_of(session, term, rows)
    kept = await _known_totals(session, term, rows)
    for pupil, said in rows.items():
        row = kept.get(pupil)
        if row is None:
            row = AbsenceTotal(pupil_id=pupil, term=term)
            session.add(row)
        elif _totals(row) == Totals(said.sick, said.excused, said.unexplained):
            continue  # an older file sent again: days put down since then still count
        row.sick, row.excused, row.unexplained = said.sick, said.excused, said.unexplained
        row.through, row.by_id, row.at = through, by.id if by else None, now
    await session.flush()
    return changes


async def _known_totals(session: AsyncSession, term: str, rows: Collection[int]) -> dict[int, AbsenceTotal]:
    found = await session.scalars(
        select(AbsenceTotal)
        .where(among(AbsenceTotal.pupil_id, list(rows)), AbsenceTotal.term == term)
        .execution_options(populate_existing=True)
    )
    return {row.pupil_id: row for row in found}


def _totals(row: AbsenceTotal) -> Totals:
    return Totals(row.sick, row.excused, row.unexplained)
