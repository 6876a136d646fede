"""Members of staff: who they are, what they may do, which class they look after and what they teach."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue
from bot.domain.letters import Signer
from bot.domain.names import checked, same
from bot.domain.staff import StaffRole
from bot.services.schools import NAME_LIMIT, class_named
from bot.storage.models import Person, Role, RoleKind, School, SchoolClass, Teaching

SUBJECT_LIMIT = 120
NIP_LIMIT = 24


def kept_as(role: StaffRole) -> RoleKind:
    """The role that is kept: a homeroom teacher is a teacher, and the class says the rest."""
    return RoleKind.TEACHER if role is StaffRole.HOMEROOM else RoleKind(role.value)


async def add(
    session: AsyncSession,
    school: School,
    name: str,
    roles: Collection[StaffRole],
    *,
    class_name: str | None = None,
    subject: str | None = None,
    nip: str | None = None,
    now: datetime,
) -> Person:
    """The member of staff with these roles, made or given what is missing; doing it twice changes nothing.

    The same NIP is the same person, and so is the same name where no NIP tells two people apart. A class's homeroom
    teacher is replaced. Raises InvalidValue for values that do not go together, NotFound for an unknown class.
    """
    _check_together(roles, class_name, subject)
    name = checked("name", name, NAME_LIMIT)
    nip = _checked_nip(nip)
    subject = checked("subject", subject, SUBJECT_LIMIT) if subject is not None else None
    school_class = await class_named(session, school, class_name) if class_name is not None else None
    person = await _known(session, school, name, nip)
    if person is None:
        person = Person(school_id=school.id, name=name, created_at=now)
        session.add(person)
    person.nip = person.nip or nip
    await session.flush()
    await _give_roles(session, person, {kept_as(role) for role in roles}, now)
    if school_class is not None:
        await _give_class(session, person, school_class, StaffRole.HOMEROOM in roles, subject)
    await session.flush()
    return person


async def members(session: AsyncSession, school: School, kind: RoleKind | None = None) -> list[Person]:
    """Who holds a role now (or this one), by name."""
    holds = select(Role.person_id).where(Role.school_id == school.id, Role.ended_at.is_(None))
    if kind is not None:
        holds = holds.where(Role.kind == kind)
    return list(await session.scalars(select(Person).where(Person.id.in_(holds)).order_by(Person.name, Person.id)))


async def principal_signs(session: AsyncSession, school: School) -> Signer:
    """Who signs for the whole school: the principal, else nobody by name."""
    principals = await members(session, school, RoleKind.PRINCIPAL)
    return Signer("principal", principals[0].name, principals[0].nip) if principals else Signer()


async def administrators(session: AsyncSession, *school_ids: int) -> list[Person]:
    """Who administers these schools now, the first of them first."""
    holds = select(Role.person_id).where(
        Role.school_id.in_(school_ids), Role.kind == RoleKind.ADMIN, Role.ended_at.is_(None)
    )
    return list(await session.scalars(select(Person).where(Person.id.in_(holds)).order_by(Person.id)))


async def homerooms(session: AsyncSession, school: School) -> dict[int, Person]:
    """The homeroom teachers by the class's id."""
    rows = await session.execute(
        select(SchoolClass.id, Person)
        .join(Person, Person.id == SchoolClass.homeroom_id)
        .where(SchoolClass.school_id == school.id)
    )
    return {row[0]: row[1] for row in rows}


def _check_together(roles: Collection[StaffRole], class_name: str | None, subject: str | None) -> None:
    if not roles:
        raise InvalidValue("role", "missing")
    teaches = not {StaffRole.HOMEROOM, StaffRole.TEACHER}.isdisjoint(roles)
    if StaffRole.HOMEROOM in roles and class_name is None:
        raise InvalidValue("class", "missing")
    if subject is not None and (class_name is None or not teaches):
        raise InvalidValue("subject", "needs_class")
    if class_name is not None and subject is None and StaffRole.HOMEROOM not in roles:
        raise InvalidValue("subject", "missing")


def _checked_nip(nip: str | None) -> str | None:
    digits = "".join((nip or "").split())
    if len(digits) > NIP_LIMIT or (digits and not digits.isdecimal()):
        raise InvalidValue("nip", "digits")
    return digits or None


async def _known(session: AsyncSession, school: School, name: str, nip: str | None) -> Person | None:
    people = list(
        await session.scalars(
            select(Person).where(Person.school_id == school.id, Person.id.in_(select(Role.person_id)))
        )
    )
    if nip and (known := next((person for person in people if person.nip == nip), None)):
        return known
    namesakes = [person for person in people if same(person.name, name) and not (nip and person.nip)]
    if len(namesakes) > 1:
        raise InvalidValue("nip", "ambiguous")
    return namesakes[0] if namesakes else None


async def _give_roles(session: AsyncSession, person: Person, kinds: Iterable[RoleKind], now: datetime) -> None:
    held = {role.kind: role for role in await session.scalars(select(Role).where(Role.person_id == person.id))}
    for kind in sorted(kinds):
        if (role := held.get(kind)) is None:
            session.add(Role(school_id=person.school_id, person_id=person.id, kind=kind, since=now))
        elif role.ended_at is not None:
            role.since, role.ended_at = now, None


async def _give_class(
    session: AsyncSession, person: Person, school_class: SchoolClass, homeroom: bool, subject: str | None
) -> None:
    if homeroom:
        school_class.homeroom_id = person.id
    if subject is None:
        return
    taught = select(Teaching).where(Teaching.class_id == school_class.id, Teaching.person_id == person.id)
    if not any(same(row.subject, subject) for row in await session.scalars(taught)):
        session.add(Teaching(class_id=school_class.id, person_id=person.id, subject=subject))
