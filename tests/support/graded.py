"""Marks of a class as rows, so that something can be said of its pupils."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.marks import MarkKind, term_at
from bot.storage.models import Assessment, Mark, SchoolClass


async def graded(
    session: AsyncSession,
    of: SchoolClass,
    subject: str,
    scores: Mapping[int, float | None],
    now: datetime,
    *,
    title: str = "TP 1",
    published: bool = True,
) -> Assessment:
    """One column of marks; None is work that was not handed in."""
    kind = MarkKind.TASK if None in scores.values() else MarkKind.SCOPE
    row = Assessment(
        school_id=of.school_id,
        class_id=of.id,
        term=term_at(now, "Asia/Jakarta"),
        subject=subject,
        kind=kind,
        title=title,
        on=now.date(),
        created_at=now,
        published_at=now if published else None,
    )
    session.add(row)
    await session.flush()
    session.add_all(
        Mark(assessment_id=row.id, pupil_id=pupil, score=score, missing=score is None, changed_at=now)
        for pupil, score in scores.items()
    )
    await session.flush()
    return row
