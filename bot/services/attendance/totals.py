"""How a pupil's days add up in a half of the school year. Whose pupils may be asked of is the caller's to know."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState, Totals
from bot.domain.courses import Day
from bot.domain.marks import term_days, term_on
from bot.storage.among import among
from bot.storage.models import Absence, AbsenceTotal, Pupil, Register


async def totals_of(
    session: AsyncSession, pupil_ids: Collection[int], term: str, until: date | None = None
) -> dict[int, Totals]:
    """By pupil, all of them: what a file adds up to its last day, and the days after it, each from its own row.

    Days after `until` have only been announced by a family, and count once they have come.
    No file counts who came late, so that is counted from the rows of all days.
    """
    ids = list(pupil_ids)
    counted = await _counted(session, ids, term, until)
    recorded = await _recorded(session, ids, term)
    files = {row.pupil_id: row for row in await session.scalars(_files(ids, term))}
    totals = {}
    for pupil in ids:
        days, file = counted[pupil], files.get(pupil)
        totals[pupil] = Totals(
            sick=days[DayState.SICK] + (file.sick if file else 0),
            excused=days[DayState.EXCUSED] + (file.excused if file else 0),
            unexplained=days[DayState.UNEXPLAINED] + (file.unexplained if file else 0),
            late=days[DayState.LATE],
            recorded=recorded.get(pupil, 0),
        )
    return totals


async def counted_by_file(session: AsyncSession, pupil_ids: Collection[int], day: date) -> date | None:
    """The last day to which a file has added up these pupils' days, where that day is among them: whatever is put down
    of the day, these sums stay until a corrected file comes. None where no file counts it."""
    last: date | None = await session.scalar(
        select(func.max(AbsenceTotal.through)).where(
            among(AbsenceTotal.pupil_id, list(pupil_ids)),
            AbsenceTotal.term == term_on(day),
            AbsenceTotal.through >= day,
        )
    )
    return last


async def days_of(
    session: AsyncSession, pupil_ids: Collection[int], term: str, until: date | None = None
) -> dict[int, list[Day]]:
    """By pupil, all of them: the days up to `until` that were not simply present, newest first."""
    first, last = _bounds(term, until)
    rows = await session.execute(
        select(Absence.pupil_id, Absence.day, Absence.state, Absence.note)
        .where(among(Absence.pupil_id, list(pupil_ids)), Absence.day.between(first, last))
        .order_by(Absence.day.desc())
    )
    days: dict[int, list[Day]] = {pupil: [] for pupil in pupil_ids}
    for pupil, day, state, note in rows:
        days[pupil].append(Day(day, state, note))
    return days


def _files(ids: list[int], term: str) -> Select[AbsenceTotal]:
    return select(AbsenceTotal).where(among(AbsenceTotal.pupil_id, ids), AbsenceTotal.term == term)


def _bounds(term: str, until: date | None) -> tuple[date, date]:
    first, last = term_days(term)
    return first, min(last, until or last)


async def _counted(
    session: AsyncSession, ids: list[int], term: str, until: date | None
) -> defaultdict[int, dict[DayState, int]]:
    first, last = _bounds(term, until)
    beyond = or_(AbsenceTotal.through.is_(None), Absence.day > AbsenceTotal.through, Absence.state == DayState.LATE)
    rows = await session.execute(
        select(Absence.pupil_id, Absence.state, func.count())
        .outerjoin(AbsenceTotal, (AbsenceTotal.pupil_id == Absence.pupil_id) & (AbsenceTotal.term == term))
        .where(among(Absence.pupil_id, ids), Absence.day.between(first, last), beyond)
        .group_by(Absence.pupil_id, Absence.state)
    )
    counted: defaultdict[int, dict[DayState, int]] = defaultdict(lambda: dict.fromkeys(DayState, 0))
    for pupil, state, count in rows:
        counted[pupil][state] = count
    return counted


async def _recorded(session: AsyncSession, ids: list[int], term: str) -> dict[int, int]:
    """Days on which the register of the class that the pupil is in now was taken."""
    first, last = term_days(term)
    rows = await session.execute(
        select(Pupil.id, func.count())
        .join(Register, Register.class_id == Pupil.class_id)
        .where(among(Pupil.id, ids), Register.day.between(first, last))
        .group_by(Pupil.id)
    )
    return dict(rows.all())
