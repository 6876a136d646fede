"""Publishing is undone as long as no family has seen anything of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import StaleScreen
from bot.domain.noted import HIDDEN
from bot.services.log import note
from bot.services.marks.publishing import marked_in
from bot.services.marks.rights import assessment_for, hold_classes
from bot.services.marks.telling import untell
from bot.services.updates import UNDO
from bot.storage.among import among
from bot.storage.models import Assessment, LogEntry, LogKind, Person, School

AFTER: timedelta = UNDO
"""Marks become visible so long after a teacher publishes them."""


async def take_back(session: AsyncSession, staff: Person, assessment_ids: Collection[int], now: datetime) -> None:
    """Undo what this person has published and families cannot see yet: all of it, and nobody is told.

    Raises NotAllowed where one is not this person's to publish, and StaleScreen where one can be seen by now or was
    taken back already; then nothing changes.
    """
    rows = [await assessment_for(session, staff, assessment_id) for assessment_id in assessment_ids]
    await hold_classes(session, {row.class_id for row in rows})
    rows = [await assessment_for(session, staff, assessment_id) for assessment_id in assessment_ids]
    if not rows or any(one.published_at is None or one.published_at <= now for one in rows):
        raise StaleScreen
    since = min(one.published_at for one in rows if one.published_at is not None) - AFTER
    for one in rows:
        one.published_at, one.published_by = None, None
    await session.flush()
    hidden = await _by_pupil(session, rows)
    await untell(session, await session.get_one(School, staff.school_id), hidden)
    await _note(session, staff, hidden, since, now)


async def _by_pupil(session: AsyncSession, rows: Collection[Assessment]) -> dict[int, set[int]]:
    hidden: defaultdict[int, set[int]] = defaultdict(set)
    for assessment_id, pupils in (await marked_in(session, [one.id for one in rows])).items():
        for pupil_id in pupils:
            hidden[pupil_id].add(assessment_id)
    return dict(hidden)


async def _note(
    session: AsyncSession, staff: Person, hidden: Mapping[int, Collection[int]], since: datetime, now: datetime
) -> None:
    """The log is only added to: a line beside each that says these marks were published."""
    noted = await session.scalars(
        select(LogEntry).where(
            among(LogEntry.pupil_id, hidden),
            LogEntry.kind == LogKind.PUBLISHED,
            LogEntry.staff_id == staff.id,
            LogEntry.at >= since,
            LogEntry.choice.is_(None),
        )
    )
    for entry in list(noted):
        about = {"pupil_id": entry.pupil_id, "class_id": entry.class_id, "replaces_id": entry.id}
        note(session, staff.school_id, LogKind.PUBLISHED, now, staff_id=staff.id, choice=HIDDEN, **about)
    await session.flush()
