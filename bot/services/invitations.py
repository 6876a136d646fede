"""Invitations: fresh codes for families and staff, how far each has come, and what a typed code opens."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotFound
from bot.domain.invitations import LIFETIME, Choose, CodeState, hashed, new_code, printed, start_link
from bot.storage.models import (
    Account,
    Bot,
    Guardianship,
    GuardianState,
    Invitation,
    Person,
    Pupil,
    Relation,
    Role,
    School,
    SchoolClass,
)

_Rows = Select[int, str, int, int, str, int, str, Relation]


@dataclass(frozen=True, slots=True)
class Issued:
    """A fresh invitation: the only moment at which its code can be read.

    `code` is as printed, with dashes; `link` is None while the bot's username is unknown. For staff there is neither
    class nor pupil nor relation.
    """

    person_id: int
    person: str
    code: str
    link: str | None
    class_id: int | None = None
    class_name: str | None = None
    pupil_id: int | None = None
    pupil: str | None = None
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class _Invitee:
    person_id: int
    person: str
    guardianship_id: int | None = None
    class_id: int | None = None
    class_name: str | None = None
    pupil_id: int | None = None
    pupil: str | None = None
    relation: Relation | None = None


async def issue(
    session: AsyncSession,
    school: School,
    *,
    classes: Collection[int] | None = None,
    staff: bool = False,
    now: datetime,
    issued_by: int | None = None,
    choose: Choose = secrets.choice,
) -> list[Issued]:
    """Fresh codes for guardians not linked yet (of the classes with these ids, or of all), or for staff without a chat.

    Codes of theirs that nobody has used stop working. Ordered by class, pupil and relation, or by name.
    """
    invitees, theirs = await (_staff_to_invite(session, school) if staff else _families(session, school, classes))
    await _void(session, theirs, now)
    issued = [(who, new_code(choose)) for who in invitees]
    if issued:
        await session.execute(insert(Invitation), [_row(school, who, code, now, issued_by) for who, code in issued])
    username = await session.scalar(select(Bot.username).where(Bot.school_id == school.id).order_by(Bot.id).limit(1))
    return [_issued(who, code, username) for who, code in issued]


async def issue_for(
    session: AsyncSession,
    school: School,
    guardianship_id: int,
    *,
    now: datetime,
    issued_by: int | None = None,
    choose: Choose = secrets.choice,
) -> Issued:
    """A fresh code for one guardian, linked or not (a linked one may have a new phone); raises NotFound.

    An unused code of theirs stops working.
    """
    query = invitable(school, None).where(Guardianship.id == guardianship_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound("guardianship")
    who, code = _Invitee(*row), new_code(choose)
    await _void(session, Invitation.guardianship_id == guardianship_id, now)
    await session.execute(insert(Invitation), [_row(school, who, code, now, issued_by)])
    username = await session.scalar(select(Bot.username).where(Bot.school_id == school.id).order_by(Bot.id).limit(1))
    return _issued(who, code, username)


async def find(session: AsyncSession, code: str, now: datetime) -> Invitation | None:
    """The invitation that this code opens, however it was typed; None when it opens nothing (any more)."""
    invitation, state = await examine(session, code, now)
    return invitation if state is CodeState.VALID else None


async def examine(session: AsyncSession, code: str, now: datetime) -> tuple[Invitation | None, CodeState]:
    """The invitation with this code and what is true of it; the state is for our log and never told to the sender."""
    found = await session.scalar(select(Invitation).where(Invitation.code_hash == hashed(code)))
    if found is None:
        return None, CodeState.UNKNOWN
    return found, await _state(session, found, now)


async def is_valid(session: AsyncSession, invitation: Invitation, now: datetime) -> bool:
    """Whether this invitation still opens what it was made for."""
    return await _state(session, invitation, now) is CodeState.VALID


async def _state(session: AsyncSession, found: Invitation, now: datetime) -> CodeState:
    if found.used_at is not None:
        return CodeState.USED
    if found.voided_at is not None or not await _still_meant(session, found):
        return CodeState.VOIDED
    return CodeState.EXPIRED if found.expires_at <= now else CodeState.VALID


async def _still_meant(session: AsyncSession, invitation: Invitation) -> bool:
    """Whether the guardian is still one of a pupil who is still here, or the member of staff still one."""
    if invitation.guardianship_id is None:
        query = exists().where(Role.person_id == invitation.person_id, Role.ended_at.is_(None))
    else:
        query = exists().where(
            Guardianship.id == invitation.guardianship_id,
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
            Pupil.id == Guardianship.pupil_id,
            Pupil.left_at.is_(None),
        )
    return bool(await session.scalar(select(query)))


def invitable(school: School, classes: Collection[int] | None) -> _Rows:
    """The columns of `_Invitee` for every guardian who may hear of a pupil who is in a class."""
    query = (
        select(
            Person.id,
            Person.name,
            Guardianship.id,
            SchoolClass.id,
            SchoolClass.name,
            Pupil.id,
            Pupil.name,
            Guardianship.relation,
        )
        .join(Guardianship, Guardianship.person_id == Person.id)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(
            Pupil.school_id == school.id,
            Pupil.left_at.is_(None),
            SchoolClass.archived_at.is_(None),
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
        )
        .order_by(SchoolClass.name, Pupil.name, Pupil.id, Guardianship.relation, Person.id)
    )
    return query if classes is None else query.where(SchoolClass.id.in_(classes))


def staff_of(school: School) -> Select[Person]:
    """Who holds a role now, by name."""
    holds = select(Role.person_id).where(Role.school_id == school.id, Role.ended_at.is_(None))
    return select(Person).where(Person.id.in_(holds)).order_by(Person.name, Person.id)


_Invited = tuple[list[_Invitee], ColumnElement[bool]]
"""Whom to invite, and which invitations are theirs."""


async def _families(session: AsyncSession, school: School, classes: Collection[int] | None) -> _Invited:
    waiting = invitable(school, classes).where(Guardianship.state == GuardianState.LISTED)
    ids = waiting.with_only_columns(Guardianship.id).order_by(None)
    return [_Invitee(*row) for row in await session.execute(waiting)], Invitation.guardianship_id.in_(ids)


async def _staff_to_invite(session: AsyncSession, school: School) -> _Invited:
    waiting = staff_of(school).where(~exists().where(Account.person_id == Person.id))
    ids = waiting.with_only_columns(Person.id).order_by(None)
    theirs = Invitation.guardianship_id.is_(None) & Invitation.person_id.in_(ids)
    return [_Invitee(person.id, person.name) for person in await session.scalars(waiting)], theirs


async def _void(session: AsyncSession, theirs: ColumnElement[bool], now: datetime) -> None:
    unused = Invitation.used_at.is_(None) & Invitation.voided_at.is_(None)
    await session.execute(
        update(Invitation).where(unused, theirs).values(voided_at=now).execution_options(synchronize_session=False)
    )


def _row(school: School, who: _Invitee, code: str, now: datetime, issued_by: int | None) -> dict[str, object]:
    return {
        "school_id": school.id,
        "person_id": who.person_id,
        "guardianship_id": who.guardianship_id,
        "code_hash": hashed(code),
        "issued_at": now,
        "issued_by": issued_by,
        "expires_at": now + LIFETIME,
    }


def _issued(who: _Invitee, code: str, username: str | None) -> Issued:
    return Issued(
        who.person_id,
        who.person,
        printed(code),
        start_link(username, code),
        who.class_id,
        who.class_name,
        who.pupil_id,
        who.pupil,
        who.relation,
    )
