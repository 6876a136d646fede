"""A class's days of one month, pupil by pupil: to look at, and as the sheet that schools keep."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState, Totals
from bot.services import scope
from bot.services.attendance.rows import known
from bot.storage.models import Register, SchoolClass


@dataclass(frozen=True, slots=True)
class Line:
    """One pupil's month: the days that were not simply present, and what was said of some of them, by day."""

    pupil_id: int
    name: str
    nisn: str
    days: Mapping[date, DayState] = field(default_factory=dict)
    said: Mapping[date, str] = field(default_factory=dict)

    @property
    def totals(self) -> Totals:
        """How they add up."""
        said = list(self.days.values())
        return Totals(
            sick=said.count(DayState.SICK),
            excused=said.count(DayState.EXCUSED),
            unexplained=said.count(DayState.UNEXPLAINED),
            late=said.count(DayState.LATE),
        )


@dataclass(frozen=True, slots=True)
class Recap:
    """A class's month: `first` is its first day, `taken` are the days with a register."""

    class_name: str
    first: date
    taken: tuple[date, ...]
    lines: tuple[Line, ...]


def last_of(first: date) -> date:
    """The last day of the month that begins then."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


async def recap_of(session: AsyncSession, of: SchoolClass, first: date, until: date) -> Recap:
    """The month that begins then, up to the day `until` (later ones were only announced), of all who are in the class
    now; the caller has made sure that it may be seen."""
    last = min(last_of(first), until)
    pupils = list(await session.scalars(scope.pupils_of(of)))
    rows = await known(session, [pupil.id for pupil in pupils], first, last)
    days: defaultdict[int, dict[date, DayState]] = defaultdict(dict)
    said: defaultdict[int, dict[date, str]] = defaultdict(dict)
    for (pupil_id, day), row in sorted(rows.items()):
        days[pupil_id][day] = row.state
        if row.note:
            said[pupil_id][day] = row.note
    taken = await session.scalars(
        select(Register.day).where(Register.class_id == of.id, Register.day.between(first, last)).order_by(Register.day)
    )
    lines = tuple(Line(one.id, one.name, one.nisn or "", days[one.id], said[one.id]) for one in pupils)
    return Recap(of.name, first, tuple(taken), lines)
