"""Individual updates: who of a class can get one, what the own courses fill, and sending what the teacher has seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AppError, StaleScreen
from bot.domain.guard import Finding
from bot.domain.individual import Occasion, fits
from bot.domain.observations import Observation, ObservationKind, observe
from bot.domain.updates import FieldValue, Values
from bot.services import calendar, scope, updates
from bot.services.progress.guarding import first_leak, guard_of
from bot.services.progress.sayable import sayable_courses
from bot.services.updates import NewUpdate
from bot.storage.among import among
from bot.storage.models import (
    Account,
    AccountState,
    ClassUpdate,
    Guardianship,
    GuardianState,
    Person,
    School,
    UpdatePupil,
)

LATELY = timedelta(days=30)
"""What became known since then is news, and comes first."""


@dataclass
class NamesAnother(AppError):
    """What was to go to a pupil's family surely holds what belongs to another pupil."""

    pupil_id: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pupil of the class, and what stands out in the course; the heaviest first."""

    pupil_id: int
    name: str
    seen: tuple[Observation, ...]

    def has(self, kind: ObservationKind) -> bool:
        """Whether something of this kind stands out."""
        return any(one.kind is kind for one in self.seen)

    def fits(self, occasion: Occasion) -> bool:
        """Whether the course fills what the template takes from it."""
        return fits(occasion, self.seen)


async def candidates(session: AsyncSession, teacher: Person, class_id: int, now: datetime) -> list[Candidate]:
    """The pupils of a class by name; raises NotAllowed."""
    school = await session.get_one(School, teacher.school_id)
    since = (now - LATELY).astimezone(ZoneInfo(school.timezone)).date()
    courses = await sayable_courses(session, teacher, class_id, now)
    return [Candidate(pupil, course.name, tuple(observe(course, since))) for pupil, course in courses.items()]


def prefilled(occasion: Occasion, chosen: Collection[Candidate]) -> dict[int, dict[str, FieldValue]]:
    """By pupil: the values that the own course fills; what it does not is left to the teacher."""
    return {one.pupil_id: occasion.prefilled(one.seen) for one in chosen}


async def unreached(session: AsyncSession, pupil_ids: Collection[int]) -> set[int]:
    """The pupils none of whose confirmed guardians has a chat that works."""
    heard = exists().where(
        Account.person_id == Guardianship.person_id,
        Account.state == AccountState.ACTIVE,
    )
    rows = await session.scalars(
        select(Guardianship.pupil_id).where(
            among(Guardianship.pupil_id, pupil_ids),
            Guardianship.state == GuardianState.CONFIRMED,
            Guardianship.sees_child,
            heard,
        )
    )
    return set(pupil_ids) - set(rows)


async def send(
    session: AsyncSession,
    teacher: Person,
    class_id: int,
    occasion: Occasion,
    pupils: Mapping[int, Values],
    words_locale: str,
    now: datetime,
) -> ClassUpdate:
    """Send to each family what is said of its child, at the first good moment, ten seconds from now at the earliest.

    Raises NotAllowed for a class or pupils that are not hers, StaleScreen where a value is missing, NamesAnother where
    the guard finds what belongs to another child: then nothing is sent.
    """
    of = await scope.class_of(session, teacher, class_id)
    if not pupils or any(occasion.lacking(values) for values in pupils.values()):
        raise StaleScreen
    school = await session.get_one(School, of.school_id)
    if leak := first_leak(await guard_of(session, school, [of.id]), pupils):
        raise NamesAnother(*leak)
    rule = await calendar.quiet_rule(session, school, now)
    new = NewUpdate([of.id], occasion.key, {}, words_locale, pupils=pupils, reminds=False)
    return await updates.create(session, teacher, new, rule.next_good(now + updates.UNDO), now)


async def taken_back(
    session: AsyncSession, teacher: Person, update_id: int, now: datetime
) -> tuple[ClassUpdate, dict[int, dict[str, FieldValue]]]:
    """Undo what has not begun to leave: the update, and what it would have said of each pupil.

    Raises NotAllowed for another's, StaleScreen once it is leaving.
    """
    row = await updates.cancel(session, teacher, update_id, now)
    said = await session.scalars(select(UpdatePupil).where(UpdatePupil.update_id == row.id))
    return row, {one.pupil_id: updates.load_values(one.values) for one in said}
