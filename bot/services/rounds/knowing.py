"""What a teacher may build a sentence on: what families can see already, in her own subjects."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courses import Course
from bot.domain.marks import term_at
from bot.domain.observations import Observation, observe
from bot.services import scope
from bot.services.progress.courses import courses_of
from bot.storage.models import Person, School, SchoolClass, Teaching


async def seen_of(
    session: AsyncSession, teacher: Person, class_id: int, since: Mapping[int, date], now: datetime
) -> dict[int, list[Observation]]:
    """By pupil of `since`: what stands out from that day on, the heaviest first.

    Marks that are not published yet are left out: a sentence to the family would give them away. A subject teacher's
    are those of the own subjects.
    """
    school = await session.get_one(School, teacher.school_id)
    courses = await courses_of(session, since.keys(), term_at(now, school.timezone), family=True)
    subjects = await _subjects(session, teacher, class_id)
    return {pupil: observe(_limited(course, subjects), since[pupil]) for pupil, course in courses.items()}


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
