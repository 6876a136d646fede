"""Who can be asked about a child, and who answers where that person cannot be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, NotFound
from bot.domain.threads import Addressed
from bot.services.queue import outbox
from bot.storage.models import Person, Pupil, Role, RoleKind, SchoolClass, Teaching


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody of the school who can be asked: in what capacity, in which subject. `key` says it in a button."""

    addressed: Addressed
    subject: str
    person: Person
    key: str


async def addressees(session: AsyncSession, pupil: Pupil, asker: Person) -> list[Addressee]:
    """Homeroom teacher, the other teachers by subject, counsellor, office; never the asker herself."""
    found = [
        *await _homeroom(session, pupil),
        *await _subjects(session, pupil),
        *await _holders(session, pupil, RoleKind.COUNSELLOR, Addressed.COUNSELLOR),
        *(await _office(session, pupil))[:1],
    ]
    homeroom = {one.person.id for one in found if one.addressed is Addressed.HOMEROOM}
    return [
        one
        for one in found
        if one.person.id != asker.id and not (one.addressed is Addressed.SUBJECT and one.person.id in homeroom)
    ]


async def who_answers(
    session: AsyncSession,
    pupil: Pupil,
    addressed: Addressed,
    subject: str,
    asker: Person,
    wanted: Person | None = None,
) -> Person:
    """Who is responsible for what is asked: of those meant, and of those behind them, the first who has a chat. Of
    several who are meant alike it is the one who was named (`wanted`).

    The homeroom teacher stands behind the teachers of a subject, and the office behind all: she does not read what was
    asked of the counsellor. Raises NotAllowed for a subject that nobody teaches there, NotFound where nobody is left.
    """
    meant = await _meant(session, pupil, addressed, subject)
    if addressed is Addressed.SUBJECT and not meant:
        raise NotAllowed
    if wanted is not None:
        meant = sorted(meant, key=lambda one: one.person.id != wanted.id)
    behind = await _homeroom(session, pupil) if addressed is Addressed.SUBJECT else []
    people = [one.person for one in (*meant, *behind, *await _office(session, pupil)) if one.person.id != asker.id]
    for person in people:
        if await outbox.accounts_of(session, person.id):
            return person
    if not people:
        raise NotFound("staff")
    return people[0]


async def _meant(session: AsyncSession, pupil: Pupil, addressed: Addressed, subject: str) -> Sequence[Addressee]:
    if addressed is Addressed.HOMEROOM:
        return await _homeroom(session, pupil)
    if addressed is Addressed.SUBJECT:
        return [one for one in await _subjects(session, pupil) if one.subject == subject]
    if addressed is Addressed.COUNSELLOR:
        return await _holders(session, pupil, RoleKind.COUNSELLOR, addressed)
    return []


async def _homeroom(session: AsyncSession, pupil: Pupil) -> list[Addressee]:
    rows = await session.scalars(
        select(Person).join(SchoolClass, SchoolClass.homeroom_id == Person.id).where(SchoolClass.id == pupil.class_id)
    )
    return [Addressee(Addressed.HOMEROOM, "", person, "h") for person in rows]


async def _subjects(session: AsyncSession, pupil: Pupil) -> list[Addressee]:
    rows = await session.execute(
        select(Teaching.id, Teaching.subject, Person)
        .join(Person, Person.id == Teaching.person_id)
        .where(Teaching.class_id == pupil.class_id, _holds_a_role(Person.id))
        .order_by(Teaching.subject, Teaching.id)
    )
    return [Addressee(Addressed.SUBJECT, subject, person, f"s{row_id}") for row_id, subject, person in rows]


async def _office(session: AsyncSession, pupil: Pupil) -> list[Addressee]:
    """The administrators; behind them the principal, so that a school without one still answers."""
    admins = await _holders(session, pupil, RoleKind.ADMIN, Addressed.OFFICE)
    return [*admins, *await _holders(session, pupil, RoleKind.PRINCIPAL, Addressed.OFFICE)]


async def _holders(session: AsyncSession, pupil: Pupil, kind: RoleKind, addressed: Addressed) -> list[Addressee]:
    rows = await session.scalars(
        select(Person)
        .join(Role, Role.person_id == Person.id)
        .where(Role.school_id == pupil.school_id, Role.kind == kind, Role.ended_at.is_(None))
        .order_by(Person.id)
    )
    return [Addressee(addressed, "", person, f"{addressed.value[0]}{person.id}") for person in rows]


def _holds_a_role(person_id: Any) -> ColumnElement[bool]:
    return exists().where(Role.person_id == person_id, Role.ended_at.is_(None))
