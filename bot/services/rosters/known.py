"""What the school already has, read in a handful of queries whatever its size."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.roster import Place, Remark, RemarkCode
from bot.storage.models import (
    LINKED,
    Account,
    Guardianship,
    Origin,
    Person,
    Pupil,
    Role,
    School,
    SchoolClass,
    Teaching,
)

K = TypeVar("K")
V = TypeVar("V")


def class_key(name: str) -> str:
    """What spellings of one class share: "X-1", "x 1" and "X1"."""
    return re.sub(r"[\W_]+", "", name.casefold())


@dataclass(slots=True)
class Known:
    """A school's rows by the keys they are looked up with; `year` is the school year of the import."""

    year: str
    classes: dict[int, SchoolClass]
    pupils: dict[int, Pupil]
    people: dict[int, Person]
    guardianships: dict[int, list[Guardianship]]
    """By pupil id."""
    roles: dict[int, list[Role]]
    """By person id."""
    teachings: list[Teaching]
    protected: set[int]
    """People whose own word, or a colleague's, stands behind their data: a roster changes nothing of theirs."""
    pupils_of: dict[int, set[int]] = field(default_factory=dict)
    """Pupil ids by guardian (person id)."""

    def class_name(self, class_id: int | None) -> str | None:
        """A class's name."""
        return self.classes[class_id].name if class_id is not None else None

    def confirmed_numbers(self, pupil_id: int) -> set[str | None]:
        """Numbers of which somebody of the school said that they are a guardian's of this pupil, not the pupil's."""
        guardians = (self.people[tie.person_id] for tie in self.guardianships.get(pupil_id, ()))
        return {person.phone for person in guardians if person.phone_confirmed}

    def of_year(self) -> dict[str, SchoolClass]:
        """The classes of the import's year by `class_key`."""
        return {class_key(c.name): c for c in self.classes.values() if c.year == self.year}


async def load(session: AsyncSession, school: School, year: str) -> Known:
    """Read all that an import is compared with."""
    await session.flush()
    # Rows that the session already holds may be older than the transaction.
    fresh = {"populate_existing": True}
    classes = select(SchoolClass).where(SchoolClass.school_id == school.id)
    pupils = select(Pupil).where(Pupil.school_id == school.id).order_by(Pupil.id)
    people = select(Person).where(Person.school_id == school.id).order_by(Person.id)
    tied = select(Guardianship).join(Pupil, Pupil.id == Guardianship.pupil_id).where(Pupil.school_id == school.id)
    held = select(Role).where(Role.school_id == school.id).order_by(Role.id)
    taught = select(Teaching).join(SchoolClass, SchoolClass.id == Teaching.class_id)
    taught = taught.where(SchoolClass.school_id == school.id).order_by(Teaching.id)
    talking = select(Account.person_id).join(Person, Person.id == Account.person_id)
    ties = list(await session.scalars(tied.order_by(Guardianship.id), execution_options=fresh))
    roles = list(await session.scalars(held, execution_options=fresh))
    known = Known(
        year=year,
        classes={row.id: row for row in await session.scalars(classes, execution_options=fresh)},
        pupils={row.id: row for row in await session.scalars(pupils, execution_options=fresh)},
        people={row.id: row for row in await session.scalars(people, execution_options=fresh)},
        guardianships=_grouped((tie.pupil_id, tie) for tie in ties),
        roles=_grouped((role.person_id, role) for role in roles),
        teachings=list(await session.scalars(taught, execution_options=fresh)),
        protected=set(await session.scalars(talking.where(Person.school_id == school.id))),
    )
    known.pupils_of = {
        person: set(group) for person, group in _grouped((t.person_id, t.pupil_id) for t in ties).items()
    }
    known.protected |= {tie.person_id for tie in ties if tie.state in LINKED or tie.origin is not Origin.ROSTER}
    known.protected |= {person.id for person in known.people.values() if person.phone_confirmed or person.erased_at}
    known.protected |= set(known.roles)
    return known


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


class Remarks(list[Remark]):
    """Remarks of the comparison."""

    def add(self, place: Place, column: str, code: RemarkCode, *values: str) -> None:
        """Write one down."""
        self.append(Remark(place.sheet, place.row, column, code, values))
