"""A guardian asks for something to be put right, and who looks after the family does it with one tap, or says why not.

Names and numbers are changed here; anything else the school changes where it stands, and says that it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.accesses import AccessAction
from bot.domain.errors import InvalidValue, NotAllowed, StaleScreen
from bot.domain.names import checked
from bot.domain.notices.privacy import CorrectionAsked, CorrectionHandled
from bot.domain.phones import e164, shown
from bot.domain.privacy import FIELDS, WORDS_LIMIT, Field
from bot.services import accesses, scope, staff
from bot.services.links.tellings import caretakers
from bot.services.privacy.requests import new, settle
from bot.services.queue import outbox
from bot.services.schools import NAME_LIMIT
from bot.storage.models import (
    Person,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
    Pupil,
    RoleKind,
    School,
    SchoolClass,
)

MANY = 50
"""Open corrections that are looked through for one member of staff."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a correction as who decides sees it; `before` is what stands there now, where that is known."""

    row: PrivacyRequest
    field: Field
    guardian: Person
    pupil: Pupil
    class_name: str
    before: str
    words: str
    """How it should be, as one writes it."""


async def ask(
    session: AsyncSession, person: Person, field: Field, pupil_id: int, words: str, now: datetime
) -> PrivacyRequest:
    """Ask; raises NotAllowed for another's child, InvalidValue for what is no name, no number, nothing or too much."""
    school = await session.get_one(School, person.school_id)
    pupil = await scope.child_of(session, person, pupil_id)
    said = _checked(field, words, school)
    row = new(session, person, PrivacyKind.CORRECT, now, pupil_id=pupil.id, text=said, result={"field": field.value})
    await session.flush()
    await _tell_school(session, person, pupil, row, field, now)
    return row


async def open_for(session: AsyncSession, member: Person) -> list[Asked]:
    """What waits for this member of staff to decide, the oldest first: of her homeroom's families, or of all for an
    administrator."""
    classes = scope.homerooms_of(member).with_only_columns(SchoolClass.id).order_by(None)
    mine = select(Pupil.id).where(Pupil.class_id.in_(classes))
    if RoleKind.ADMIN in await scope.roles_of(session, member):
        mine = select(Pupil.id).where(Pupil.school_id == member.school_id)
    rows = await session.scalars(
        select(PrivacyRequest)
        .where(
            PrivacyRequest.school_id == member.school_id,
            PrivacyRequest.state == PrivacyState.OPEN,
            PrivacyRequest.kind == PrivacyKind.CORRECT,
            PrivacyRequest.person_id != member.id,
            PrivacyRequest.pupil_id.in_(mine),
        )
        .order_by(PrivacyRequest.due_at, PrivacyRequest.id)
        .limit(MANY)
    )
    return [await _asked(session, row) for row in rows.all()]


async def asked_of(session: AsyncSession, member: Person, request_id: int) -> Asked:
    """One request that this member of staff may decide; raises NotAllowed, StaleScreen once it is decided."""
    row = await session.get(PrivacyRequest, request_id, with_for_update=True, populate_existing=True)
    if row is None or row.school_id != member.school_id or row.kind is not PrivacyKind.CORRECT:
        raise NotAllowed
    if row.person_id == member.id or not await _may_decide(session, member, row):
        raise NotAllowed
    if row.state is not PrivacyState.OPEN:
        raise StaleScreen
    return await _asked(session, row)


async def grant(session: AsyncSession, member: Person, request_id: int, now: datetime) -> Asked:
    """Put it right as it was asked; raises NotAllowed, StaleScreen."""
    asked = await asked_of(session, member, request_id)
    match asked.field:
        case Field.NAME:
            asked.guardian.name = asked.row.text
        case Field.PHONE:
            asked.guardian.phone, asked.guardian.phone_confirmed = asked.row.text, True
        case Field.CHILD:
            asked.pupil.name = asked.row.text
        case Field.OTHER:
            pass  # it stands elsewhere: who says yes has seen to it there
    about = {"by_id": member.id, "person_id": asked.guardian.id, "pupil_id": asked.pupil.id}
    accesses.note(session, member.school_id, AccessAction.CORRECTED, now, what=asked.field.value, **about)
    await _close(session, asked, PrivacyState.DONE, member, "", now)
    return asked


async def refuse(session: AsyncSession, member: Person, request_id: int, why: str, now: datetime) -> Asked:
    """Say why it stays as it is; raises NotAllowed, StaleScreen, InvalidValue."""
    why = checked("words", why, WORDS_LIMIT)
    asked = await asked_of(session, member, request_id)
    await _close(session, asked, PrivacyState.REFUSED, member, why, now)
    return asked


def _checked(field: Field, words: str, school: School) -> str:
    if field is Field.PHONE:
        number = e164(words, school.country)
        if number is None:
            raise InvalidValue("phone", "unreadable")
        return number
    return checked(field.value, words, WORDS_LIMIT if field is Field.OTHER else NAME_LIMIT)


async def _may_decide(session: AsyncSession, member: Person, row: PrivacyRequest) -> bool:
    if RoleKind.ADMIN in await scope.roles_of(session, member):
        return True
    pupil = await session.get(Pupil, row.pupil_id) if row.pupil_id else None
    if pupil is None:
        return False
    hers = scope.homerooms_of(member).where(SchoolClass.id == pupil.class_id)
    return await session.scalar(hers) is not None


async def _asked(session: AsyncSession, row: PrivacyRequest) -> Asked:
    guardian = await session.get_one(Person, row.person_id)
    pupil = await session.get_one(Pupil, row.pupil_id)
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    field = Field((row.result or {}).get("field", Field.OTHER))
    before = {Field.NAME: guardian.name, Field.PHONE: guardian.phone, Field.CHILD: pupil.name}.get(field) or ""
    if field is Field.PHONE:
        before = await _dialled(session, row, before)
    words = await _written(session, row, field)
    return Asked(row, field, guardian, pupil, of.name if of else "", before, words)


async def _written(session: AsyncSession, row: PrivacyRequest, field: Field) -> str:
    return await _dialled(session, row, row.text) if field is Field.PHONE else row.text


async def _dialled(session: AsyncSession, row: PrivacyRequest, number: str) -> str:
    school = await session.get_one(School, row.school_id)
    return shown(number, school.country) if number else ""


async def _tell_school(
    session: AsyncSession, person: Person, pupil: Pupil, row: PrivacyRequest, field: Field, now: datetime
) -> None:
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    notice = CorrectionAsked(
        guardian=person.name,
        child=pupil.name,
        class_name=of.name if of else "",
        field=field.value,
        words=await _written(session, row, field),
        request_id=row.id,
    )
    for member in await _who_decides(session, person, pupil, of):
        await outbox.tell(session, member, notice, now, dedupe=f"pv:{row.id}:{member.id}")


async def _who_decides(session: AsyncSession, person: Person, pupil: Pupil, of: SchoolClass | None) -> Sequence[Person]:
    near = await caretakers(session, of) if of else []
    people = [member for member in near if member.id != person.id]
    return people or [one for one in await staff.administrators(session, pupil.school_id) if one.id != person.id]


async def _close(
    session: AsyncSession, asked: Asked, state: PrivacyState, member: Person, why: str, now: datetime
) -> None:
    settle(session, asked.row, state, now, member)
    notice = CorrectionHandled(field=FIELDS[asked.field], receipt=asked.row.receipt, words=asked.words, why_not=why)
    await outbox.tell(session, asked.guardian, notice, now, dedupe=f"pvd:{asked.row.id}")
    await session.flush()
