"""Beside whom does a number stand? One family's words never go to a number that may be another's, or a pupil's."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.assisted import Doubt
from bot.domain.delivery import Via
from bot.domain.phones import spellings
from bot.storage.among import among
from bot.storage.models import (
    Account,
    AccountState,
    Bot,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Person,
    Pupil,
)


@dataclass(slots=True)
class Holders:
    """Who has a number, by the rosters and by the chats that are linked: guardians, with their children, and pupils.

    `told` are the children whom a person may hear of, `untold` those whom the person must not hear of, even as a
    guardian of former times. `silent` is set when one of them said STOP.
    """

    told: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    untold: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    people: set[int] = field(default_factory=set)
    pupils: set[int] = field(default_factory=set)
    silent: bool = False

    def doubt(self, person_id: int, named: Collection[int], own: Collection[int]) -> Doubt | None:
        """What stands against telling this person here of the children `named`; `own` are all of the person's.

        Whoever else has the number must be a guardian of each of them, and of no other family's child.
        """
        if self.pupils:
            return Doubt.PUPILS
        for other in (self.told.keys() | self.untold.keys()) - {person_id}:
            if self.untold[other] or not set(named) <= self.told[other] <= set(own):
                return Doubt.SHARED
        return None


async def holders_of(session: AsyncSession, school_id: int, numbers: Collection[str]) -> dict[str, Holders]:
    """By number (E.164): who has it in this school."""
    by_spelling = {spelling: number for number in numbers for spelling in spellings(number)}
    found = {number: Holders() for number in numbers}
    people = await _people(session, school_id, by_spelling)
    for number, person in people:
        found[number].people.add(person)
    await _add_children(session, found)
    pupils = select(Pupil.phone, Pupil.id).where(Pupil.school_id == school_id, Pupil.phone.in_(by_spelling))
    for spelling, pupil in await session.execute(pupils):
        found[by_spelling[spelling or ""]].pupils.add(pupil)
    silent = await silent_among(session, {person for _number, person in people})
    for holders in found.values():
        holders.silent = not holders.people.isdisjoint(silent)
    return found


async def _people(session: AsyncSession, school_id: int, by_spelling: dict[str, str]) -> list[tuple[str, int]]:
    listed = select(Person.phone, Person.id).where(Person.school_id == school_id, Person.phone.in_(by_spelling))
    linked = (
        select(Account.address, Account.person_id)
        .join(Bot, Bot.id == Account.bot_id)
        .where(
            Bot.school_id == school_id,
            Bot.channel == Via.WHATSAPP,  # where an address is a number
            Account.person_id.is_not(None),
            Account.address.in_(by_spelling),
        )
    )
    rows = [*await session.execute(listed), *await session.execute(linked)]
    return [(by_spelling[spelling], person) for spelling, person in rows]


async def _add_children(session: AsyncSession, found: dict[str, Holders]) -> None:
    people = {person for holders in found.values() for person in holders.people}
    rows = await session.execute(
        select(Guardianship.person_id, Guardianship.pupil_id, Guardianship.sees_child).where(
            among(Guardianship.person_id, people),
            or_(Guardianship.state != GuardianState.ENDED, Guardianship.sees_child.is_(False)),
        )
    )
    ties: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for person, pupil, sees_child in rows:
        ties[person].append((pupil, sees_child))
    for holders in found.values():
        for person in holders.people:
            for pupil, sees_child in ties[person]:
                (holders.told if sees_child else holders.untold)[person].add(pupil)


async def silent_among(session: AsyncSession, people: Collection[int]) -> set[int]:
    """Those who said STOP, and have not taken it back: whatever became of the chat in which they said so."""
    chats = select(Account.person_id).where(
        among(Account.person_id, people), Account.state == AccountState.STOPPED, Account.person_id.is_not(None)
    )
    last = (
        select(func.max(LogEntry.id))
        .where(among(LogEntry.person_id, people), LogEntry.kind.in_((LogKind.STOPPED, LogKind.RESUMED)))
        .group_by(LogEntry.person_id)
    )
    said = select(LogEntry.person_id).where(LogEntry.id.in_(last), LogEntry.kind == LogKind.STOPPED)
    return {person for query in (chats, said) for person in await session.scalars(query) if person is not None}
