"""Invitations: fresh codes for families and staff, how far each has come, and what a typed code opens."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, insert, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotFound
from bot.domain.invitations import CHAT_LIFETIME, LIFETIME, Choose, CodeState, hashed, new_code, printed
from bot.domain.letters import Way, way_in
from bot.services.letters.letterheads import named_bots
from bot.storage.models import (
    Account,
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
    guardianship_id: int | None = None
    ways: tuple[Way, ...] = ()
    """The ways in with this code, one for each channel on which the school has a bot."""


_CHUNK = 500
"""Ids in one statement, well below what any database takes."""


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
    fresh = await draw(session, school, classes=classes, staff=staff, choose=choose)
    await keep(session, school, fresh, now=now, issued_by=issued_by)
    return fresh


async def draw(
    session: AsyncSession,
    school: School,
    *,
    classes: Collection[int] | None = None,
    staff: bool = False,
    choose: Choose = secrets.choice,
) -> list[Issued]:
    """What `issue` would give, while nothing is changed: a school's letters take a minute, and nobody waits for them.

    The codes work once `keep` has them.
    """
    waiting = _staff_to_invite(school) if staff else _families(school, classes)
    return await _drawn(session, school, waiting, choose)


async def keep(
    session: AsyncSession, school: School, fresh: Sequence[Issued], *, now: datetime, issued_by: int | None = None
) -> None:
    """Let these codes work from `now` on, and earlier ones of the same people that nobody has used no longer."""
    families = [one.guardianship_id for one in fresh if one.guardianship_id is not None]
    people = [one.person_id for one in fresh if one.guardianship_id is None]
    for at in range(0, len(families), _CHUNK):
        await _void(session, Invitation.guardianship_id.in_(families[at : at + _CHUNK]), now)
    for at in range(0, len(people), _CHUNK):
        theirs = (
            Invitation.guardianship_id.is_(None)
            & ~Invitation.adds_chat
            & Invitation.person_id.in_(people[at : at + _CHUNK])
        )
        await _void(session, theirs, now)
    if fresh:
        await session.execute(insert(Invitation), [_row(school, one, now, issued_by) for one in fresh])


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
    theirs = invitable(school, None).where(Guardianship.id == guardianship_id)
    fresh = await _drawn(session, school, theirs, choose)
    if not fresh:
        raise NotFound("guardianship")
    await keep(session, school, fresh, now=now, issued_by=issued_by)
    return fresh[0]


async def issue_chat(session: AsyncSession, person: Person, *, now: datetime, choose: Choose = secrets.choice) -> str:
    """A fresh code with which this person adds another chat, as printed; an unused one of theirs stops working."""
    await _void(session, Invitation.adds_chat & (Invitation.person_id == person.id), now)
    code = new_code(choose)
    session.add(
        Invitation(
            school_id=person.school_id,
            person_id=person.id,
            adds_chat=True,
            code_hash=hashed(code),
            issued_at=now,
            issued_by=person.id,
            expires_at=now + CHAT_LIFETIME,
        )
    )
    await session.flush()
    return printed(code)


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
    if invitation.adds_chat:
        query = exists().where(Account.person_id == invitation.person_id)
    elif invitation.guardianship_id is None:
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
    """The columns of `_drawn` for every guardian who may hear of a pupil who is in a class."""
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


def _families(school: School, classes: Collection[int] | None) -> _Rows:
    return invitable(school, classes).where(Guardianship.state == GuardianState.LISTED)


def _staff_to_invite(school: School) -> _Rows:
    """Staff in the columns of `invitable`; those of a family are NULL."""
    nothing: list[ColumnElement[None]] = [null() for _column in range(6)]
    waiting = staff_of(school).where(~exists().where(Account.person_id == Person.id))
    return waiting.with_only_columns(Person.id, Person.name, *nothing)


async def _drawn(session: AsyncSession, school: School, waiting: _Rows, choose: Choose) -> list[Issued]:
    bots = [(bot.channel, bot.username) for bot in await named_bots(session, school)]
    rows = await session.execute(waiting)
    drawn = []
    for person_id, person, guardianship_id, class_id, class_name, pupil_id, pupil, relation in rows:
        code = new_code(choose)
        ways = tuple(way_in(channel, username, code) for channel, username in bots if username)
        drawn.append(
            Issued(
                person_id,
                person,
                printed(code),
                ways[0].link if ways else None,
                class_id,
                class_name,
                pupil_id,
                pupil,
                relation,
                guardianship_id,
                ways,
            )
        )
    return drawn


async def _void(session: AsyncSession, theirs: ColumnElement[bool], now: datetime) -> None:
    unused = Invitation.used_at.is_(None) & Invitation.voided_at.is_(None)
    await session.execute(
        update(Invitation).where(unused, theirs).values(voided_at=now).execution_options(synchronize_session=False)
    )


def _row(school: School, fresh: Issued, now: datetime, issued_by: int | None) -> dict[str, object]:
    return {
        "school_id": school.id,
        "person_id": fresh.person_id,
        "guardianship_id": fresh.guardianship_id,
        "code_hash": hashed(fresh.code),
        "issued_at": now,
        "issued_by": issued_by,
        "expires_at": now + LIFETIME,
    }
