"""The guardians of some children, with all that says whether they may be written to, for many in few questions."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.among import among
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    Consent,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Person,
    Relation,
)

Pair = tuple[int, int]
"""A person and a child."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One guardian of one child. `own` are all children of this person whom they may hear of.

    `may_hear` says that nothing stands against telling them of this child; `in_touch` that a chat does so.
    """

    id: int
    pupil_id: int
    person: Person
    relation: Relation
    sees_child: bool
    may_hear: bool
    in_touch: bool
    own: frozenset[int]


async def ties_of(session: AsyncSession, pupils: Collection[int]) -> list[Tie]:
    """The guardianships of these pupils that have not ended, by pupil and relation."""
    rows = await session.execute(
        select(Guardianship, Person)
        .join(Person, Person.id == Guardianship.person_id)
        .where(among(Guardianship.pupil_id, pupils), Guardianship.state != GuardianState.ENDED)
        .order_by(Guardianship.pupil_id, Guardianship.relation, Guardianship.id)
    )
    found = rows.all()
    people = {person.id for _tie, person in found}
    active = set(
        await session.scalars(
            select(Account.person_id).where(among(Account.person_id, people), Account.state == AccountState.ACTIVE)
        )
    )
    standing, withdrawn = await _consents(session, people)
    own = await _children(session, people)
    return [
        Tie(
            id=tie.id,
            pupil_id=tie.pupil_id,
            person=person,
            relation=tie.relation,
            sees_child=tie.sees_child,
            may_hear=tie.sees_child and _agrees(tie, standing, withdrawn),
            in_touch=_is_told(tie, standing) and person.id in active,
            own=frozenset(own[person.id]),
        )
        for tie, person in found
    ]


def _agrees(tie: Guardianship, standing: set[Pair], withdrawn: set[Pair]) -> bool:
    """Who linked a chat was asked, and must have agreed; who did not must not have taken it back."""
    pair = (tie.person_id, tie.pupil_id)
    return pair in standing if tie.state in LINKED else pair not in withdrawn


def _is_told(tie: Guardianship, standing: set[Pair]) -> bool:
    return tie.state in LINKED and tie.sees_child and (tie.person_id, tie.pupil_id) in standing


async def _children(session: AsyncSession, people: Collection[int]) -> defaultdict[int, set[int]]:
    rows = await session.execute(
        select(Guardianship.person_id, Guardianship.pupil_id).where(
            among(Guardianship.person_id, people), Guardianship.state != GuardianState.ENDED, Guardianship.sees_child
        )
    )
    own: defaultdict[int, set[int]] = defaultdict(set)
    for person, pupil in rows:
        own[person].add(pupil)
    return own


async def _consents(session: AsyncSession, people: Collection[int]) -> tuple[set[Pair], set[Pair]]:
    """Pairs for which consent stands, and those for which it was withdrawn.

    Undoing a wrong link ends the consent that was given in it, at the same instant. That is the school's doing: the
    guardian whom the link was meant for never said no.
    """
    rows = await session.execute(
        select(Consent.person_id, Consent.pupil_id, Consent.withdrawn_at).where(among(Consent.person_id, people))
    )
    standing: set[Pair] = set()
    ended: dict[Pair, datetime] = {}
    for person, pupil, withdrawn_at in rows:
        if withdrawn_at is None:
            standing.add((person, pupil))
        else:
            ended[person, pupil] = max(withdrawn_at, ended.get((person, pupil), withdrawn_at))
    undone = await session.execute(
        select(LogEntry.person_id, LogEntry.pupil_id, LogEntry.at).where(
            among(LogEntry.person_id, people), LogEntry.kind == LogKind.UNLINKED
        )
    )
    by_school = {((person or 0, pupil or 0), at) for person, pupil, at in undone}
    withdrawn = {pair for pair, at in ended.items() if pair not in standing and (pair, at) not in by_school}
    return standing, withdrawn
