"""What a teacher may build words to a family on: what families can see already, in her own subjects."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courses import Course
from bot.domain.marks import term_at
from bot.services import scope
from bot.services.attendance.registers import today
from bot.services.progress.courses import courses_of
from bot.storage.among import among
from bot.storage.models import Person, Pupil, School, SchoolClass, Teaching


async def sayable_courses(
    session: AsyncSession, teacher: Person, class_id: int, now: datetime, only: Collection[int] | None = None
) -> dict[int, Course]:
    """By pupil of a class, in order of names: the course as words to the family may hold it. Raises NotAllowed.

    `only` are the pupils who are asked about, where not all of the class are.

    Marks that are not published yet are left out: words to the family would give them away. A subject teacher's are
    those of the own subjects.
    """
    of = await scope.class_of(session, teacher, class_id)
    school = await session.get_one(School, teacher.school_id)
    wanted = select(Pupil.id).where(Pupil.class_id == of.id, Pupil.left_at.is_(None))
    pupils = await session.scalars(wanted if only is None else wanted.where(among(Pupil.id, only)))
    term, newest = term_at(now, school.timezone), today(school, now)
    courses = await courses_of(session, list(pupils), term, seen_at=now, until=newest)
    subjects = await _subjects(session, teacher, class_id)
    return {pupil: _limited(course, subjects) for pupil, course in courses.items()}


async def _subjects(session: AsyncSession, teacher: Person, class_id: int) -> Collection[str] | None:
    """The subjects whose marks this teacher may speak of; None: all of them."""
    if await session.scalar(scope.homerooms_of(teacher).where(SchoolClass.id == class_id)) is not None:
        return None
    rows = await session.scalars(
        select(Teaching.subject).where(Teaching.class_id == class_id, Teaching.person_id == teacher.id)
    )
    return {subject.casefold() for subject in rows}


def _limited(course: Course, subjects: Collection[str] | None) -> Course:
    if subjects is None:
        return course
    return replace(course, scores=tuple(one for one in course.scores if one.subject.casefold() in subjects))
