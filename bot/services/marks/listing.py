"""Assessments and marks as staff see them."""

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.marks import Objective
from bot.services.marks.rights import assessment_for, rights_of
from bot.services.marks.values import Listed, PupilMark, Reached
from bot.storage.models import Assessment, Mark, Person, Pupil


async def assessments_of(session: AsyncSession, staff: Person, class_id: int, term: str) -> list[Listed]:
    """A class's assessments in a half by subject, as this member of staff may see them: those who look after the class
    all, a teacher those of the own subjects. Raises NotAllowed for a class that is not theirs."""
    rights = await rights_of(session, staff, class_id)
    size = await session.scalar(select(func.count(Pupil.id)).where(Pupil.class_id == class_id, Pupil.left_at.is_(None)))
    rows = await session.execute(
        select(
            Assessment,
            func.count(Mark.score),
            func.coalesce(func.sum(case((Mark.missing, 1), else_=0)), 0),
        )
        .outerjoin(Mark, Mark.assessment_id == Assessment.id)
        .where(Assessment.class_id == class_id, Assessment.term == term)
        .group_by(Assessment.id)
        .order_by(Assessment.subject, Assessment.position, Assessment.id)
    )
    return [
        _listed(one, marks, missing, size or 0) for one, marks, missing in rows if rights.may(class_id, one.subject)
    ]


def _listed(one: Assessment, marks: int, missing: int, size: int) -> Listed:
    return Listed(
        one.id,
        one.class_id,
        one.term,
        one.subject,
        one.kind,
        one.title,
        one.best,
        one.published_at is not None,
        marks,
        missing,
        size,
    )


async def marks_of(session: AsyncSession, staff: Person, assessment_id: int) -> list[PupilMark]:
    """The pupils of an assessment's class by name, each with the mark; raises NotAllowed."""
    one = await assessment_for(session, staff, assessment_id)
    rows = await session.execute(
        select(Pupil.id, Pupil.name, Mark)
        .outerjoin(Mark, (Mark.pupil_id == Pupil.id) & (Mark.assessment_id == one.id))
        .where(Pupil.class_id == one.class_id, Pupil.left_at.is_(None))
        .order_by(Pupil.name, Pupil.id)
    )
    return [PupilMark(pupil_id, name, reached(mark) if mark else None) for pupil_id, name, mark in rows]


def reached(mark: Mark) -> Reached:
    """What a row says."""
    return Reached(mark.score, mark.missing, mark.words or "", objectives(mark.objectives))


def objectives(kept: Sequence[Sequence[str | bool | None]]) -> tuple[Objective, ...]:
    """A row's objectives as values."""
    return tuple(Objective(str(text), None if met is None else bool(met)) for text, met in kept)
