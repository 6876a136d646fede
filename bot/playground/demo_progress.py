"""Marks, attendance and notes of the demo school, so that a newcomer finds something to say of every pupil.

Invented like everybody there, and the same with each start. What families see is published; the newest Mathematics test
of each class is not, and today's register is not taken: both are there to be tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState, Source
from bot.domain.marks import MarkKind, term_at, term_days
from bot.domain.quiet import QuietRule
from bot.playground.demo import SEED, TEACHER
from bot.services.calendar import quiet_rule
from bot.storage.models import (
    Absence,
    Assessment,
    Mark,
    Person,
    Pupil,
    PupilNote,
    Register,
    School,
    SchoolClass,
    Teaching,
)

PASS_LINE = 75.0
SCHOOL_DAYS = 15
"""So many school days before today have a register, as far as the half-year reaches back."""


@dataclass(frozen=True, slots=True)
class _Column:
    """One assessment of each subject: how long ago, and how many of a hundred pupils have nothing to show."""

    kind: MarkKind
    title: str
    ago: timedelta
    missing: int = 0


_COLUMNS = (
    _Column(MarkKind.SCOPE, "TP 1", timedelta(days=20)),
    _Column(MarkKind.TASK, "Tugas 1", timedelta(days=9), missing=12),
    _Column(MarkKind.SCOPE, "TP 2", timedelta(days=4), missing=3),
)
_UNPUBLISHED = ("Matematika", "TP 2")
_DAYS = ((DayState.SICK, 20), (DayState.LATE, 20), (DayState.EXCUSED, 12), (DayState.UNEXPLAINED, 8))
"""Of a thousand days of pupils, so many are not simply present."""
_NOTES = (
    ("Memimpin diskusi kelompok dengan sabar, dan mendengarkan teman-temannya.", True),
    ("Membaca puisi di depan kelas dengan percaya diri.", True),
    ("Sering mengantuk di jam pertama; ingin saya bicarakan dulu dengan wali kelas.", False),
    ("Mulai berani bertanya saat pelajaran.", True),
)


async def fill_demo(session: AsyncSession, school: School, now: datetime) -> None:
    """Fill it, unless somebody has entered marks already. The caller commits."""
    if await session.scalar(select(Assessment.id).where(Assessment.school_id == school.id).limit(1)) is not None:
        return
    school.pass_line = PASS_LINE
    rule = await quiet_rule(session, school, now)
    random = Random(SEED)  # noqa: S311 - for invented marks, not for secrets
    for of in list(await session.scalars(select(SchoolClass).where(SchoolClass.school_id == school.id))):
        pupils = list(await session.scalars(select(Pupil).where(Pupil.class_id == of.id).order_by(Pupil.id)))
        await _marks(session, school, of, pupils, random, now)
        _registers(session, school, of, pupils, random, now, rule)
    await _notes(session, school, now)
    await session.flush()


async def _marks(
    session: AsyncSession, school: School, of: SchoolClass, pupils: Sequence[Pupil], random: Random, now: datetime
) -> None:
    """Each pupil has a level in each subject, and moves around it from test to test."""
    taught = await session.scalars(select(Teaching).where(Teaching.class_id == of.id).order_by(Teaching.subject))
    for teaching in list(taught):
        levels = {pupil.id: random.gauss(79, 8) for pupil in pupils}
        for place, column in enumerate(_COLUMNS):
            row = _assessment(school, of, teaching, column, place, now)
            session.add(row)
            await session.flush()
            for pupil in pupils:
                missing = random.randrange(100) < column.missing
                score = None if missing else float(min(100, max(40, round(random.gauss(levels[pupil.id], 6)))))
                at = now - column.ago
                session.add(Mark(assessment_id=row.id, pupil_id=pupil.id, score=score, missing=missing, changed_at=at))


def _assessment(
    school: School, of: SchoolClass, teaching: Teaching, column: _Column, place: int, now: datetime
) -> Assessment:
    at = now - column.ago
    is_shown = (teaching.subject, column.title) != _UNPUBLISHED
    return Assessment(
        school_id=school.id,
        class_id=of.id,
        term=term_at(now, school.timezone),
        subject=teaching.subject,
        kind=column.kind,
        title=column.title,
        on=at.astimezone(ZoneInfo(school.timezone)).date(),
        position=place,
        created_by=teaching.person_id,
        created_at=at,
        published_at=at if is_shown else None,
        published_by=teaching.person_id if is_shown else None,
    )


def _registers(
    session: AsyncSession,
    school: School,
    of: SchoolClass,
    pupils: Sequence[Pupil],
    random: Random,
    now: datetime,
    rule: QuietRule,
) -> None:
    for day in _school_days(school, now, rule):
        session.add(Register(class_id=of.id, day=day, source=Source.TAP, taken_by=of.homeroom_id, taken_at=now))
        for pupil in pupils:
            if (state := _state(random)) is not None:
                session.add(
                    Absence(
                        pupil_id=pupil.id,
                        day=day,
                        class_id=of.id,
                        state=state,
                        source=Source.TAP,
                        by_id=of.homeroom_id,
                        at=now,
                    )
                )


def _school_days(school: School, now: datetime, rule: QuietRule) -> Iterator[date]:
    """The newest school days before today, within the half-year."""
    day = now.astimezone(ZoneInfo(school.timezone)).date()
    first, _last = term_days(term_at(now, school.timezone))
    left = SCHOOL_DAYS
    while left and (day := day - timedelta(days=1)) >= first:
        if day.isoweekday() <= 5 and not rule.is_closed(day):
            left -= 1
            yield day


def _state(random: Random) -> DayState | None:
    at = random.randrange(1000)
    for state, share in _DAYS:
        if at < share:
            return state
        at -= share
    return None


async def _notes(session: AsyncSession, school: School, now: datetime) -> None:
    """A few words of the homeroom teacher's on the first pupils of her class, one of them for the school only."""
    teacher = await session.scalar(select(Person).where(Person.school_id == school.id, Person.name == TEACHER.name))
    if teacher is None:
        return
    pupils = await session.scalars(
        select(Pupil)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(SchoolClass.homeroom_id == teacher.id)
        .order_by(Pupil.id)
        .limit(len(_NOTES))
    )
    for ago, (pupil, (text, shown)) in enumerate(zip(pupils, _NOTES, strict=False), 2):
        session.add(
            PupilNote(
                school_id=school.id,
                pupil_id=pupil.id,
                author_id=teacher.id,
                text=text,
                shown=shown,
                at=now - timedelta(days=ago),
            )
        )
