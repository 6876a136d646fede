"""Where people stand towards the school's messages: what `may_send` needs to know, for many people in few queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.policy import Standing
from bot.storage.among import among
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    Consent,
    Guardianship,
    GuardianState,
    Outgoing,
    Person,
    School,
)

WEEK = timedelta(days=7)

Concerns = Mapping[int, Collection[int]]
"""By person: the children that a message is about."""


async def standings(
    session: AsyncSession, people: Collection[int], now: datetime, concerns: Concerns | None = None
) -> dict[int, Standing]:
    """The standing of each of these people.

    Consent and confirmation are looked up for the children concerned; where none are named, for all children the
    person is linked to. One child is enough, for the message names only the reader's own; who is guardian of none of
    the children named, or may not hear of them, is not linked. Who is guardian of nobody (staff) needs neither.
    """
    states = await _account_states(session, people)
    children = await _children(session, people)
    consents = await _consents(session, people)
    opens = await _cap_opens(session, people, now)
    found = {}
    for person in people:
        named = (concerns or {}).get(person) or ()
        about = named or children[person].keys()
        found[person] = Standing(
            linked=bool(states[person]) and (not named or any(child in children[person] for child in named)),
            blocked=states[person] == {AccountState.BLOCKED},
            stopped=AccountState.STOPPED in states[person] and AccountState.ACTIVE not in states[person],
            consent=not children[person] or any(child in consents[person] for child in about),
            confirmed=not children[person] or any(children[person].get(child, False) for child in about),
            cap_opens=opens.get(person),
        )
    return found


async def _account_states(session: AsyncSession, people: Collection[int]) -> defaultdict[int | None, set[AccountState]]:
    rows = await session.execute(select(Account.person_id, Account.state).where(among(Account.person_id, people)))
    states: defaultdict[int | None, set[AccountState]] = defaultdict(set)
    for person, state in rows:
        states[person].add(state)
    return states


async def _children(session: AsyncSession, people: Collection[int]) -> defaultdict[int, dict[int, bool]]:
    """By person: the linked children they may hear of, and whether the link is confirmed."""
    rows = await session.execute(
        select(Guardianship.person_id, Guardianship.pupil_id, Guardianship.state).where(
            among(Guardianship.person_id, people), Guardianship.state.in_(LINKED), Guardianship.sees_child
        )
    )
    children: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    for person, child, state in rows:
        children[person][child] = state is GuardianState.CONFIRMED
    return children


async def _consents(session: AsyncSession, people: Collection[int]) -> defaultdict[int, set[int]]:
    rows = await session.execute(
        select(Consent.person_id, Consent.pupil_id).where(
            among(Consent.person_id, people), Consent.withdrawn_at.is_(None)
        )
    )
    consents: defaultdict[int, set[int]] = defaultdict(set)
    for person, child in rows:
        consents[person].add(child)
    return consents


async def _cap_opens(session: AsyncSession, people: Collection[int], now: datetime) -> dict[int, datetime]:
    """When the cap next has room, for those for whom it has none.

    Counted per person, not per family: each guardian gets as many as the school allows, over all teachers and children.
    """
    caps = await session.execute(
        select(Person.id, School.weekly_cap).join(School, School.id == Person.school_id).where(among(Person.id, people))
    )
    sent: defaultdict[int | None, list[datetime]] = defaultdict(list)
    for person, at in await session.execute(
        select(Outgoing.person_id, Outgoing.sent_at)
        .where(
            among(Outgoing.person_id, people),
            text("outbox.state = 'sent' AND outbox.weight = 'routine' AND outbox.op = 'send'"),  # as the index says
            Outgoing.sent_at > now - WEEK,
        )
        .order_by(Outgoing.sent_at)
    ):
        if at is not None:
            sent[person].append(at)
    return {person: sent[person][-cap] + WEEK for person, cap in caps if 0 < cap <= len(sent[person])}
