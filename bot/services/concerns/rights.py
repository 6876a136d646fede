"""Who is in a concern, who could come into it, and the only ways to get hold of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import ConcernState
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.text import Label, p_
from bot.services import scope, staff
from bot.storage.models import (
    Concern,
    ConcernMember,
    LogEntry,
    Person,
    Pupil,
    Role,
    RoleKind,
    School,
    SchoolClass,
    Teaching,
)

HOMEROOM, COUNSELLOR = p_("in a concern", "homeroom teacher"), p_("in a concern", "counsellor")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who is in a concern or could be, and as what: a phrase, or the subject she teaches the class."""

    person: Person
    what: Label


async def for_staff(session: AsyncSession, member: Person, concern_id: int, *, is_open: bool = False) -> Concern:
    """A concern that this member of staff is in, locked; raises NotAllowed, and StaleScreen for one that is to be open
    and is closed."""
    found = await session.scalar(
        scope.concerns_of(member)
        .where(Concern.id == concern_id)
        .with_for_update(of=Concern)
        .execution_options(populate_existing=True)
    )
    return _found(found, is_open=is_open)


async def for_guardian(session: AsyncSession, guardian: Person, concern_id: int) -> Concern:
    """A concern of which this guardian was told, locked; raises NotAllowed."""
    found = await session.scalar(
        scope.concerns_told(guardian)
        .where(Concern.id == concern_id)
        .with_for_update(of=Concern)
        .execution_options(populate_existing=True)
    )
    return _found(found, is_open=False)


async def locked(session: AsyncSession, entry: LogEntry) -> Concern:
    """The concern that an entry belongs to, locked; who may get hold of it is the caller's to know."""
    found = await session.scalars(
        select(Concern)
        .where(Concern.id == entry.concern_id)
        .with_for_update(of=Concern)
        .execution_options(populate_existing=True)
    )
    return found.one()


def _found(found: Concern | None, *, is_open: bool) -> Concern:
    if found is None:
        raise NotAllowed
    if is_open and found.state is not ConcernState.OPEN:
        raise StaleScreen
    return found


async def pupil_to_raise(session: AsyncSession, member: Person, pupil_id: int) -> Pupil:
    """A pupil of whom she may raise a concern; raises NotAllowed."""
    found = await session.scalar(scope.pupils_to_worry_about(member).where(Pupil.id == pupil_id))
    if found is None:
        raise NotAllowed
    return found


async def members(session: AsyncSession, concern: Concern) -> list[Person]:
    """Who is in it, in the order in which they came; who is of the staff no more is not."""
    rows = await session.scalars(
        select(Person)
        .join(ConcernMember, ConcernMember.person_id == Person.id)
        .where(
            ConcernMember.concern_id == concern.id,
            Person.id.in_(select(Role.person_id).where(Role.ended_at.is_(None))),
        )
        .order_by(ConcernMember.since, Person.id)
    )
    return list(rows)


async def colleagues(session: AsyncSession, pupil: Pupil) -> list[Colleague]:
    """Who could be in a concern about this pupil: homeroom teacher, counsellors, the teachers of the class; each once,
    and only who is of the staff now."""
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    school = await session.get_one(School, pupil.school_id)
    here = {person.id for person in await staff.members(session, school)}
    found: dict[int, Colleague] = {}
    if of is not None and of.homeroom_id is not None:
        found[of.homeroom_id] = Colleague(await session.get_one(Person, of.homeroom_id), HOMEROOM)
    for person in await staff.members(session, school, RoleKind.COUNSELLOR):
        found.setdefault(person.id, Colleague(person, COUNSELLOR))
    for person, subject in await session.execute(
        select(Person, Teaching.subject)
        .join(Teaching, Teaching.person_id == Person.id)
        .where(Teaching.class_id == (of.id if of else 0))
        .order_by(Teaching.subject, Person.id)
    ):
        found.setdefault(person.id, Colleague(person, subject))
    return [one for person_id, one in found.items() if person_id in here]


def what_of(known: Sequence[Colleague]) -> Mapping[int, Label]:
    """By person: as what they are in it."""
    return {one.person.id: one.what for one in known}


async def is_in(session: AsyncSession, person: Person | None, concern_id: int) -> bool:
    """Whether somebody is in a concern, as one of the staff."""
    if person is None:
        return False
    return await session.scalar(scope.concerns_of(person).where(Concern.id == concern_id)) is not None
