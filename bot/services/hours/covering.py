"""Who answers for whom: covers, and at last the office."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import staff as staff_members
from bot.storage.models import Account, AccountState, Leave, Person, Role, School, StaffHours

LONGEST_CHAIN = 5
"""Covers of covers that are asked before the office is."""


async def answers(session: AsyncSession, person: Person) -> bool:
    """Whether somebody can answer families: is of the staff, and has a chat in which questions arrive."""
    able = select(
        exists().where(Role.person_id == person.id, Role.ended_at.is_(None)),
        exists().where(Account.person_id == person.id, Account.state != AccountState.BLOCKED),
    )
    return all((await session.execute(able)).one())


async def stand_ins(session: AsyncSession, school: School, staff: Person, now: datetime) -> list[Person]:
    """Who answers for her when she cannot, in turn: her cover, that one's cover …, the office."""
    found = await _chain(session, staff, now)
    known = {staff.id, *(person.id for person in found)}
    return [*found, *(person for person in await office(session, school) if person.id not in known)]


async def cover_of(session: AsyncSession, staff: Person, now: datetime) -> Person | None:
    """Who covers for her now or soonest: as her leave says, else as her hours do; None where nobody was named."""
    leave = await session.scalar(
        select(Leave.cover_id)
        .where(
            Leave.person_id == staff.id,
            Leave.ended_at.is_(None),
            Leave.cover_id.is_not(None),
            Leave.through >= now.date() - timedelta(days=1),
        )
        .order_by(Leave.first, Leave.id)
        .limit(1)
    )
    cover = leave or await usual_cover(session, staff)
    return await session.get(Person, cover) if cover is not None else None


async def usual_cover(session: AsyncSession, staff: Person) -> int | None:
    """Who covers for her whenever nobody else is named, by id; None: the office."""
    found: int | None = await session.scalar(select(StaffHours.cover_id).where(StaffHours.person_id == staff.id))
    return found


async def office(session: AsyncSession, school: School) -> Sequence[Person]:
    """Who answers for the office, in turn: the administrators, the first of them first."""
    return await staff_members.administrators(session, school.id)


async def _chain(session: AsyncSession, staff: Person, now: datetime) -> list[Person]:
    chain: list[Person] = []
    person: Person | None = await cover_of(session, staff, now)
    while person is not None and person.id != staff.id and person not in chain and len(chain) < LONGEST_CHAIN:
        chain.append(person)
        person = await cover_of(session, person, now)
    return chain
