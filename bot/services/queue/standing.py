"""Where people stand towards the school's messages: what `may_send` needs to know, for many people in few queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.policy import Standing
from bot.services.scope import consented
from bot.storage.among import among
from bot.storage.many import rows_found
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    Guardianship,
    GuardianState,
    Outgoing,
    School,
)

WEEK = timedelta(days=7)

_STATES = select(Account.person_id, Account.state).where(among(Account.person_id, "people"))
_CHILDREN = select(Guardianship.person_id, Guardianship.pupil_id, Guardianship.state, consented()).where(
    among(Guardianship.person_id, "people"), Guardianship.state.in_(LINKED), Guardianship.sees_child
)
_SENT = (
    select(Outgoing.person_id, Outgoing.sent_at, School.weekly_cap)
    .join(School, School.id == Outgoing.school_id)
    .where(
        among(Outgoing.person_id, "people"),
        text("outbox.state = 'sent' AND outbox.weight = 'routine' AND outbox.op = 'send'"),  # as the index says
        Outgoing.sent_at > bindparam("since"),
        School.weekly_cap > 0,
    )
    .order_by(Outgoing.sent_at)
)
"""Statements of the busiest path are put together once: that costs more than running them."""

Concerns = Mapping[int, Collection[int]]
"""By person: the children that a message is about."""


async def standings(
    session: AsyncSession, people: Collection[int], now: datetime, concerns: Concerns | None = None
) -> dict[int, Standing]:
    """The standing of each of these people.

    Consent and confirmation are looked up for the children concerned; where none are named, for all children the
    person is linked to. One child is enough, for the message names only the reader's own; who is guardian of none of
    the children named, or may not hear of them, is not linked. Who is guardian of nobody (staff) needs neither. STOP is
    a person's: said in one chat, it holds in all of them.
    """
    states = await _account_states(session, people)
    children = await _children(session, people)
    opens = await _cap_opens(session, people, now)
    found = {}
    for person in people:
        own = children[person]
        named = (concerns or {}).get(person) or ()
        about = [own[child] for child in named or own if child in own]
        found[person] = Standing(
            linked=bool(states[person]) and (not named or bool(about)),
            blocked=states[person] == {AccountState.BLOCKED},
            stopped=AccountState.STOPPED in states[person],
            consent=not own or any(child.consent for child in about),
            confirmed=not own or any(child.confirmed for child in about),
            cap_opens=opens.get(person),
        )
    return found


async def _account_states(session: AsyncSession, people: Collection[int]) -> defaultdict[int | None, set[AccountState]]:
    states: defaultdict[int | None, set[AccountState]] = defaultdict(set)
    for person, state in await rows_found(session, _STATES, {"people": people}):
        states[person].add(state)
    return states


@dataclass(frozen=True, slots=True)
class _Child:
    """A linked child that a person may hear of: whether the link is confirmed, and whether consent was given."""

    confirmed: bool
    consent: bool


async def _children(session: AsyncSession, people: Collection[int]) -> defaultdict[int, dict[int, _Child]]:
    """By person, by child."""
    children: defaultdict[int, dict[int, _Child]] = defaultdict(dict)
    for person, child, state, consent in await rows_found(session, _CHILDREN, {"people": people}):
        children[person][child] = _Child(state is GuardianState.CONFIRMED, bool(consent))
    return children


async def _cap_opens(session: AsyncSession, people: Collection[int], now: datetime) -> dict[int, datetime]:
    """When the cap next has room, for those for whom it has none.

    Counted per person, not per family: each guardian gets as many as the school allows, over all teachers and children.
    """
    rows = await rows_found(session, _SENT, {"people": people, "since": now - WEEK})
    sent: defaultdict[int, list[datetime]] = defaultdict(list)
    caps: dict[int, int] = {}
    for person, at, cap in rows:
        if person is not None and at is not None:
            sent[person].append(at)
            caps[person] = cap
    return {person: sent[person][-cap] + WEEK for person, cap in caps.items() if cap <= len(sent[person])}
