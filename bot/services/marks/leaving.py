"""A notice of marks is about to leave: may its reader still hear of this child? Rights may have ended since."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import load_screen
from bot.domain.notices.marks import MarksCorrected, MarksPublished
from bot.services.escalations.leaving import Queued
from bot.services.marks.telling import hearers

_OURS = frozenset({MarksPublished.template, MarksCorrected.template})


def is_of_marks(row: Queued) -> bool:
    """Whether a row of the outbox tells a family of its child's marks; the example that a teacher looks at does not."""
    payload = row.payload
    return payload is not None and payload.get("template") in _OURS and payload.get("locale") is None


async def still_heard(session: AsyncSession, rows: Sequence[Queued]) -> set[int]:
    """Which of these may leave: those whose reader is the child's confirmed guardian and may hear of it."""
    about = {row.id: pupil_of(row) for row in rows}
    may = {(one.pupil_id, one.person_id) for one in await hearers(session, set(about.values()))}
    return {row.id for row in rows if (about[row.id], row.person_id) in may}


def pupil_of(row: Queued) -> int:
    """The child whose marks such a row tells of."""
    found = load_screen(dict(row.payload or {})).values["pupil_id"]
    assert isinstance(found, int)
    return found
