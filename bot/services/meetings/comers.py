"""Who may come to a meeting for a child: its guardians, linked or not, and the other children they come for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import StaleScreen
from bot.storage.models import LINKED, Guardianship, GuardianState, Meeting, MeetingClass, Person, Pupil, Relation


@dataclass(frozen=True, slots=True)
class Guardian:
    """A guardian who may have come."""

    guardianship_id: int
    person_id: int
    name: str
    relation: Relation


async def guardians(session: AsyncSession, pupil_id: int) -> Sequence[Guardian]:
    """Those who may hear of the child, linked or not."""
    rows = await session.execute(
        select(Guardianship.id, Person.id, Person.name, Guardianship.relation)
        .join(Person, Person.id == Guardianship.person_id)
        .where(
            Guardianship.pupil_id == pupil_id,
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
        )
        .order_by(Guardianship.relation, Guardianship.id)
    )
    return [Guardian(*found) for found in rows]


async def guardian_of(session: AsyncSession, pupil_id: int, guardianship_id: int) -> Person:
    """One of them; raises StaleScreen for who is none (any more)."""
    for one in await guardians(session, pupil_id):
        if one.guardianship_id == guardianship_id:
            return await session.get_one(Person, one.person_id)
    raise StaleScreen


async def siblings(session: AsyncSession, meeting: Meeting, person: Person) -> list[Pupil]:
    """All children of a guardian whose families are invited to a meeting, linked or not."""
    rows = await session.scalars(
        select(Pupil)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .join(MeetingClass, MeetingClass.class_id == Pupil.class_id)
        .where(
            MeetingClass.meeting_id == meeting.id,
            Guardianship.person_id == person.id,
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
            Pupil.left_at.is_(None),
        )
        .order_by(Pupil.name, Pupil.id)
    )
    return list(rows)


async def is_linked(session: AsyncSession, person: Person) -> bool:
    """Whether somebody is a linked guardian of any child."""
    query = select(Guardianship.id).where(Guardianship.person_id == person.id, Guardianship.state.in_(LINKED))
    return await session.scalar(query.limit(1)) is not None
