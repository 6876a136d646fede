"""Registers that teachers take, and a single pupil's day: set by the school, or explained by the family."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayAhead, DayClosed, DayOutside, DayState, Source
from bot.domain.errors import InvalidValue, NotAllowed
from bot.domain.schoolyear import FIRST_MONTH
from bot.services import calendar, scope
from bot.services.attendance.rows import NOTE_LIMIT, Hand, known, lock, put, taken
from bot.storage.models import (
    Absence,
    Guardianship,
    GuardianState,
    Person,
    Pupil,
    Register,
    School,
    SchoolClass,
)


async def take(
    session: AsyncSession,
    staff: Person,
    class_id: int,
    day: date,
    absent: Mapping[int, DayState],
    now: datetime,
    *,
    closed_too: bool = False,
) -> Register:
    """A class's register of a day: these pupils were not simply present, all others were. Taken again, it corrects.

    Raises NotAllowed for another's class or for a pupil who is not in it; DayAhead, DayOutside, and DayClosed for a day
    on which the school is closed, unless `closed_too` or a register of that day stands already.
    """
    of = await scope.class_of(session, staff, class_id)
    await check_day(session, of, day, now, closed_too=closed_too)
    await lock(session, of.id)
    pupils = set(await session.scalars(scope.pupils_of(of).with_only_columns(Pupil.id).order_by(None)))
    if not absent.keys() <= pupils:
        raise NotAllowed
    days, hand = await known(session, pupils, day, day), Hand(Source.TAP, staff.id, now)
    for pupil in sorted(pupils):
        row, state = days.get((pupil, day)), absent.get(pupil)
        if state is None and row is not None and row.class_id != of.id:
            continue  # of the class in which the pupil was then
        await put(session, days, (pupil, day), of.id, state, hand)
    register = await taken(session, of.id, day, hand)
    await session.flush()
    return register


async def check_day(
    session: AsyncSession, of: SchoolClass, day: date, now: datetime, *, closed_too: bool = False
) -> None:
    """Whether attendance of a class can be taken on that day; raises DayAhead, DayOutside or DayClosed."""
    school = await session.get_one(School, of.school_id)
    if day > today(school, now):
        raise DayAhead(day)
    first, last = year_of(of)
    if not first <= day <= last:
        raise DayOutside(day)
    if closed_too or await session.get(Register, (of.id, day)) is not None:
        return
    if await calendar.closure(session, school, day, school.locale) is not None:
        raise DayClosed(day)


def today(school: School, now: datetime) -> date:
    """The day it is at the school."""
    return now.astimezone(ZoneInfo(school.timezone)).date()


def year_of(of: SchoolClass) -> tuple[date, date]:
    """The first and the last day of a class's school year."""
    first = int(of.year[:4])
    return date(first, FIRST_MONTH, 1), date(first + 1, FIRST_MONTH - 1, 30)


async def mark(
    session: AsyncSession,
    staff: Person,
    pupil_id: int,
    day: date,
    state: DayState | None,
    note: str | None,
    now: datetime,
) -> Absence | None:
    """One pupil's day, with a note or without (None: as it was); state None: the child was present after all.

    Raises NotAllowed, DayAhead, DayOutside, and InvalidValue for a note of more than `NOTE_LIMIT` characters.
    """
    pupil, of = await pupil_of(session, staff, pupil_id)
    await check_day(session, of, day, now, closed_too=True)
    await lock(session, of.id)
    days = await known(session, [pupil.id], day, day)
    await put(session, days, (pupil.id, day), of.id, state, Hand(Source.TAP, staff.id, now))
    row = days.get((pupil.id, day))
    if row is not None and note is not None:
        row.note, row.by_id, row.at = _noted(note), staff.id, now
    await session.flush()
    return row


async def pupil_of(session: AsyncSession, staff: Person, pupil_id: int) -> tuple[Pupil, SchoolClass]:
    """A pupil of a class whose register this member of staff may take, and the class; raises NotAllowed."""
    pupil = await session.get(Pupil, pupil_id)
    if pupil is None or pupil.left_at is not None or pupil.class_id is None:
        raise NotAllowed
    return pupil, await scope.class_of(session, staff, pupil.class_id)


async def family_says(
    session: AsyncSession,
    guardian: Person,
    pupil_id: int,
    day: date,
    state: DayState | None,
    note: str,
    now: datetime,
) -> Absence:
    """What a family says of its child's day. It explains a day that waits for a word, or that nobody has put down yet;
    where a teacher has put down something else, only the note is added. State None: a note alone (*on the way*).

    Raises NotAllowed for who is not a confirmed guardian, and InvalidValue for a note that is too long.
    """
    theirs = scope.children_of(guardian).where(Pupil.id == pupil_id, Guardianship.state == GuardianState.CONFIRMED)
    pupil: Pupil | None = await session.scalar(theirs)
    if pupil is None or pupil.class_id is None:
        raise NotAllowed
    await lock(session, pupil.class_id)
    days = await known(session, [pupil.id], day, day)
    row = days.get((pupil.id, day))
    if row is None or row.state is DayState.UNEXPLAINED:
        hand = Hand(Source.NOTE, guardian.id, now)
        await put(session, days, (pupil.id, day), pupil.class_id, state or DayState.UNEXPLAINED, hand)
        row = days[pupil.id, day]
    row.note = _noted(note)
    await session.flush()
    return row


async def of_day(session: AsyncSession, of: SchoolClass, day: date) -> tuple[Register | None, dict[int, Absence]]:
    """The register of a day, if it was taken, and what is put down of the class's pupils."""
    pupils = scope.pupils_of(of).with_only_columns(Pupil.id).order_by(None)
    rows = await session.scalars(select(Absence).where(Absence.day == day, Absence.pupil_id.in_(pupils)))
    return await session.get(Register, (of.id, day), populate_existing=True), {row.pupil_id: row for row in rows}


def _noted(note: str) -> str:
    text = " ".join(note.split())
    if len(text) > NOTE_LIMIT:
        raise InvalidValue("note", "too_long")
    return text
