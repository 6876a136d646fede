"""Marks, days and notes in rows, in one line each."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState, Source
from bot.domain.marks import BEST, MarkKind
from bot.storage.models import Absence, Assessment, Mark, Person, Pupil, PupilNote, Register, SchoolClass

TERM = "20261"


async def assessed(
    session: AsyncSession,
    of: SchoolClass,
    subject: str,
    scores: Mapping[int, float | None],
    now: datetime,
    *,
    published: bool = True,
    **more: Any,
) -> Assessment:
    """An assessment with a mark for each pupil; None: nothing was handed in. `more` are columns of the assessment."""
    columns = {"kind": MarkKind.SCOPE, "title": "", "term": TERM, "best": BEST, **more}
    row = Assessment(
        school_id=of.school_id,
        class_id=of.id,
        subject=subject,
        created_at=now,
        published_at=now if published else None,
        **columns,
    )
    session.add(row)
    await session.flush()
    for pupil, score in scores.items():
        session.add(Mark(assessment_id=row.id, pupil_id=pupil, score=score, missing=score is None, changed_at=now))
    await session.flush()
    return row


async def registered(session: AsyncSession, of: SchoolClass, day: date, now: datetime, **absent: Any) -> None:
    """A register of a day; `absent` (by `p<id>`) says who was not simply present."""
    session.add(Register(class_id=of.id, day=day, source=Source.TAP, taken_at=now))
    for name, state in absent.items():
        session.add(missed(int(name[1:]), of, day, state, now))
    await session.flush()


def missed(pupil: int, of: SchoolClass, day: date, state: DayState, now: datetime, note: str = "") -> Absence:
    """A day a pupil was not simply present."""
    return Absence(pupil_id=pupil, day=day, class_id=of.id, state=state, source=Source.TAP, at=now, note=note)


def noted(pupil: Pupil, author: Person, text: str, at: datetime, *, shown: bool = True) -> PupilNote:
    """A teacher's note."""
    return PupilNote(school_id=pupil.school_id, pupil_id=pupil.id, author_id=author.id, text=text, at=at, shown=shown)
