"""What follows when marks that families can see change: the log says so, and the family is told."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.log import note
from bot.services.marks.publishing import note_published
from bot.services.marks.telling import tell_corrected, tell_published
from bot.services.marks.values import Reached
from bot.storage.models import Assessment, LogKind, Person, School


@dataclass(frozen=True, slots=True)
class Change:
    """One mark of a published assessment: what it said, None where it was not there, and says now."""

    assessment: Assessment
    pupil_id: int
    old: Reached | None
    new: Reached

    @property
    def is_new(self) -> bool:
        """Whether families see for the first time that there is something."""
        return not _says(self.old) and _says(self.new)

    @property
    def is_other(self) -> bool:
        """Whether what families were told is something else now; words beside the mark are not told of."""
        assert self.old is not None
        return (self.old.score, self.old.missing) != (self.new.score, self.new.missing)


async def follow_up(
    session: AsyncSession, school: School, changes: Iterable[Change], now: datetime, *, by: Person | None
) -> int:
    """Log and tell changes of published marks; how many people are told of a correction."""
    seen: defaultdict[int, list[Assessment]] = defaultdict(list)
    other: defaultdict[int, list[tuple[Assessment, float | None, float | None]]] = defaultdict(list)
    for change in changes:
        if change.is_new:
            seen[change.pupil_id].append(change.assessment)
        elif _says(change.old) and change.is_other:
            assert change.old is not None
            other[change.pupil_id].append((change.assessment, change.old.score, change.new.score))
            note(
                session,
                school.id,
                LogKind.MARK_CORRECTED,
                now,
                staff_id=by.id if by else None,
                pupil_id=change.pupil_id,
                class_id=change.assessment.class_id,
                text=_said(change),
            )
    note_published(session, school, seen, now, by)
    if seen:
        await tell_published(session, school, seen, now)
    return await tell_corrected(session, school, other, now) if other else 0


def _says(reached: Reached | None) -> bool:
    return reached is not None and (reached.score is not None or reached.missing)


def _said(change: Change) -> str:
    one = change.assessment
    assert change.old is not None
    named = f"{one.subject} {one.kind.value} {one.title}".strip()
    return f"{named}: {_number(change.old.score)} → {_number(change.new.score)}"


def _number(score: float | None) -> str:
    return "–" if score is None else f"{score:g}"
