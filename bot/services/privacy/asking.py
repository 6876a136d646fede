"""Requests that reach the school's operator on paper, and what it takes to see to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.accesses import AccessAction
from bot.domain.privacy import Reason
from bot.services import accesses
from bot.services.privacy import requests
from bot.services.privacy.parts import Tally
from bot.storage.models import (
    Guardianship,
    GuardianState,
    Person,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
    Pupil,
    School,
)

MANY = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """One request, as the operator sees it; times are UTC."""

    receipt: str
    kind: PrivacyKind
    state: PrivacyState
    at: datetime
    due_at: datetime
    person_id: int


@dataclass(frozen=True, slots=True)
class Found:
    """A guardian whose name was looked for."""

    person_id: int
    name: str
    children: tuple[str, ...]


async def all_of(session: AsyncSession, school: School) -> list[Listed]:
    """The school's newest requests."""
    rows = await session.scalars(
        select(PrivacyRequest)
        .where(PrivacyRequest.school_id == school.id)
        .order_by(PrivacyRequest.at.desc(), PrivacyRequest.id.desc())
        .limit(MANY)
    )
    return [Listed(row.receipt, row.kind, row.state, row.at, row.due_at, row.person_id) for row in rows]


async def find(session: AsyncSession, school: School, name: str, now: datetime) -> list[Found]:
    """Guardians by a part of their name, with their children; that somebody looked is noted, without the name."""
    rows = await session.execute(
        select(Person.id, Person.name, Pupil.name)
        .join(Guardianship, Guardianship.person_id == Person.id)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .where(
            Person.school_id == school.id,
            Guardianship.state != GuardianState.ENDED,
            Person.name.icontains(name, autoescape=True),
        )
        .order_by(Person.name, Person.id, Pupil.name)
        .limit(MANY)
    )
    found: dict[int, tuple[str, list[str]]] = {}
    for person_id, person, child in rows:
        found.setdefault(person_id, (person, []))[1].append(child)
    accesses.note(session, school.id, AccessAction.SEARCHED, now, what="guardians", details={"rows": len(found)})
    return [Found(person_id, person, tuple(children)) for person_id, (person, children) in found.items()]


def note_copy(session: AsyncSession, person: Person, rows: int, now: datetime) -> None:
    """A request for a copy that was seen to at once."""
    row = requests.new(session, person, PrivacyKind.COPY, now)
    requests.settle(session, row, PrivacyState.DONE, now)
    about = {"person_id": person.id, "what": "family", "details": {"rows": rows}}
    accesses.note(session, person.school_id, AccessAction.COPIED, now, **about)


async def erase_now(session: AsyncSession, person: Person, now: datetime) -> PrivacyRequest:
    """A request for erasure whose day is past, or the one there is, made due."""
    row = await requests.erasure_of(session, person)
    if row is None:
        row = requests.new(session, person, PrivacyKind.ERASE, now, timedelta())
    row.due_at = now
    await session.flush()
    return row


async def result_of(session: AsyncSession, request_id: int) -> tuple[Tally, str]:
    """What an erasure did, and its receipt."""
    row = await session.get_one(PrivacyRequest, request_id)
    result = row.result or {}
    tally = Tally()
    tally.erased.update(result.get("erased", {}))
    tally.kept.update({Reason(reason): count for reason, count in result.get("kept", {}).items()})
    return tally, row.receipt
