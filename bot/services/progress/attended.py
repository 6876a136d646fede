"""Pupils' days in a half of the school year, and what they add up to."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState, Totals
from bot.domain.courses import Day
from bot.domain.marks import term_days
from bot.storage.among import among
from bot.storage.models import Absence, AbsenceTotal, Pupil, Register


async def days_of(session: AsyncSession, pupil_ids: Collection[int], term: str) -> defaultdict[int, list[Day]]:
    """By pupil: the days that were not simply present, newest first."""
    rows = await session.execute(
        select(Absence.pupil_id, Absence.day, Absence.state, Absence.note)
        .where(among(Absence.pupil_id, pupil_ids), Absence.day.between(*term_days(term)))
        .order_by(Absence.day.desc())
    )
    days: defaultdict[int, list[Day]] = defaultdict(list)
    for pupil, day, state, note in rows:
        days[pupil].append(Day(day, state, note))
    return days


async def totals_of(session: AsyncSession, pupil_ids: Collection[int], term: str) -> defaultdict[int, Totals]:
    """By pupil: days missed. A file's totals hold up to their day; later days are added from their own rows."""
    kept = await session.scalars(
        select(AbsenceTotal).where(among(AbsenceTotal.pupil_id, pupil_ids), AbsenceTotal.term == term)
    )
    files = {total.pupil_id: total for total in kept}
    recorded = await _recorded(session, pupil_ids, term)
    days = await days_of(session, pupil_ids, term)
    return defaultdict(
        Totals,
        {pupil: _total(files.get(pupil), days[pupil], recorded.get(pupil, 0)) for pupil in pupil_ids},
    )


def _total(file: AbsenceTotal | None, days: list[Day], recorded: int) -> Totals:
    after = file.through if file else date.min
    count = Counter(day.state for day in days if day.day > after or day.state is DayState.LATE)
    return Totals(
        (file.sick if file else 0) + count[DayState.SICK],
        (file.excused if file else 0) + count[DayState.EXCUSED],
        (file.unexplained if file else 0) + count[DayState.UNEXPLAINED],
        count[DayState.LATE],
        recorded,
    )


async def _recorded(session: AsyncSession, pupil_ids: Collection[int], term: str) -> dict[int, int]:
    rows = await session.execute(
        select(Pupil.id, func.count())
        .join(Register, Register.class_id == Pupil.class_id)
        .where(among(Pupil.id, pupil_ids), Register.day.between(*term_days(term)))
        .group_by(Pupil.id)
    )
    return dict(rows.tuples().all())
