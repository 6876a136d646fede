"""Whom a teacher can phone about a pupil's day."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.attendance.registers import pupil_of
from bot.storage.models import Guardianship, GuardianState, Person, Relation


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number, and whose it is; `relation` is None for the one beside the child itself."""

    name: str
    relation: Relation | None
    number: str


async def numbers_of(session: AsyncSession, staff: Person, pupil_id: int) -> Sequence[Number]:
    """The numbers of a pupil's guardians, and the one beside the child; raises NotAllowed."""
    pupil, _of = await pupil_of(session, staff, pupil_id)
    rows = await session.execute(
        select(Person.name, Guardianship.relation, Person.phone)
        .join(Guardianship, Guardianship.person_id == Person.id)
        .where(
            Guardianship.pupil_id == pupil.id,
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
            Person.phone.is_not(None),
        )
        .order_by(Guardianship.id)
    )
    found = [Number(name, relation, number) for name, relation, number in rows if number]
    if pupil.phone and pupil.phone not in {one.number for one in found}:
        found.append(Number(pupil.name, None, pupil.phone))
    return found
