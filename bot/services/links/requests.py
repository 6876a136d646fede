"""Access without a code: someone says whose guardian they are, and the homeroom teacher decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import RELATIONS
from bot.domain.errors import InvalidValue, NotAllowed, NotFound, StaleScreen
from bot.domain.links import OPEN_REQUESTS
from bot.domain.names import checked
from bot.domain.notices.links import AccessRefused, AccessRequested
from bot.services import scope
from bot.services.links.consents import Wording
from bot.services.links.redeeming import begin_link
from bot.services.links.tellings import caretakers, tell_linked
from bot.services.queue import outbox
from bot.storage.models import (
    LINKED,
    AccessRequest,
    Account,
    Guardianship,
    GuardianState,
    Origin,
    Person,
    Pupil,
    Relation,
    RequestState,
    School,
    SchoolClass,
)

NAME_LIMIT = 120
MATCHES = 3
LIKENESS = 65
"""Of 100: below this a pupil's name is not what was written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone without a code says of themselves and the child."""

    own_name: str
    child_name: str
    class_id: int
    relation: Relation


async def has_room(session: AsyncSession, account: Account) -> bool:
    """Whether this chat may ask once more."""
    count = await session.scalar(
        select(func.count())
        .select_from(AccessRequest)
        .where(AccessRequest.account_id == account.id, AccessRequest.state == RequestState.OPEN)
    )
    return (count or 0) < OPEN_REQUESTS


async def waits(session: AsyncSession, account: Account) -> bool:
    """Whether something that this chat has asked for is not decided yet."""
    query = select(AccessRequest.id).where(
        AccessRequest.account_id == account.id, AccessRequest.state == RequestState.OPEN
    )
    return await session.scalar(query.limit(1)) is not None


async def classes(session: AsyncSession, school: School) -> list[SchoolClass]:
    """The classes one may name, which is all that someone who asks is shown."""
    rows = await session.scalars(
        select(SchoolClass)
        .where(SchoolClass.school_id == school.id, SchoolClass.archived_at.is_(None))
        .order_by(SchoolClass.name)
    )
    return list(rows)


async def ask(session: AsyncSession, account: Account, school: School, asked: Asked, now: datetime) -> AccessRequest:
    """Keep a request and tell who looks after the class; raises InvalidValue, NotFound."""
    if not await has_room(session, account):
        raise InvalidValue("requests", "too_many")
    of = await session.get(SchoolClass, asked.class_id)
    if of is None or of.school_id != school.id or of.archived_at is not None:
        raise NotFound("class")
    row = AccessRequest(
        account_id=account.id,
        class_id=of.id,
        child_name=checked("name", asked.child_name, NAME_LIMIT),
        own_name=checked("name", asked.own_name, NAME_LIMIT),
        relation=asked.relation,
        state=RequestState.OPEN,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    await _tell(session, account, row, of, now)
    return row


async def pupils_like(session: AsyncSession, class_id: int, name: str) -> list[Pupil]:
    """The pupils of a class whose names are most like the one written, the likeliest first."""
    from rapidfuzz import fuzz, process, utils

    pupils = {pupil.id: pupil for pupil in await _pupils(session, class_id)}
    found = process.extract(
        name,
        {key: pupil.name for key, pupil in pupils.items()},
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=MATCHES,
        score_cutoff=LIKENESS,
    )
    return [pupils[key] for _name, _score, key in found]


async def open_for(session: AsyncSession, staff: Person, request_id: int) -> tuple[AccessRequest, SchoolClass]:
    """A request to a class whose links this person looks after; raises NotAllowed."""
    row = await session.get(AccessRequest, request_id)
    if row is None:
        raise NotAllowed
    return row, await scope.homeroom_of(session, staff, row.class_id)


async def pupils_of(session: AsyncSession, staff: Person, request_id: int) -> list[Pupil]:
    """Whom a request may be about: all pupils of its class; raises NotAllowed."""
    _row, of = await open_for(session, staff, request_id)
    return list(await _pupils(session, of.id))


async def approve(
    session: AsyncSession, staff: Person, request_id: int, pupil_id: int, now: datetime
) -> tuple[AccessRequest, Pupil]:
    """Say yes, for this pupil of the class; raises NotAllowed, StaleScreen when it was decided before."""
    row, of = await open_for(session, staff, request_id)
    pupil = await session.get(Pupil, pupil_id)
    if pupil is None or pupil.class_id != of.id or pupil.left_at is not None:
        raise NotAllowed
    await _decide(session, row, RequestState.APPROVED, staff, now, pupil_id)
    return row, pupil


async def refuse(session: AsyncSession, staff: Person, request_id: int, now: datetime) -> AccessRequest:
    """Say no; the asker is told kindly. Raises NotAllowed, StaleScreen."""
    row, of = await open_for(session, staff, request_id)
    await _decide(session, row, RequestState.REFUSED, staff, now, None)
    asker = await session.get_one(Account, row.account_id)
    outbox.show(session, asker, of.school_id, AccessRefused(class_name=of.name).screen(), now)
    return row


async def approved_for(session: AsyncSession, account: Account, request_id: int) -> tuple[AccessRequest, Pupil]:
    """A request of this very chat that was approved; raises NotAllowed, StaleScreen when the child has left."""
    row = await session.get(AccessRequest, request_id)
    if row is None or row.account_id != account.id or row.state is not RequestState.APPROVED:
        raise NotAllowed
    pupil = await session.get_one(Pupil, row.pupil_id)
    if pupil.left_at is not None:
        raise StaleScreen
    return row, pupil


async def accept(
    session: AsyncSession, account: Account, request_id: int, wording: Wording, now: datetime
) -> tuple[Person, Pupil]:
    """Link the asker, who has given consent; the link is confirmed already, and the request used up."""
    row, pupil = await approved_for(session, account, request_id)
    row.state = RequestState.LINKED
    person = await _person(session, account, row, pupil, now)
    tie = await _tie(session, person, pupil, row)
    if tie.state not in LINKED:
        tie.confirmed_at, tie.confirmed_by = now, row.decided_by
        await begin_link(session, account, person, tie, wording, GuardianState.CONFIRMED, now)
        await tell_linked(session, account, tie, now, event=f"r:{row.id}")
    return person, pupil


async def _tell(session: AsyncSession, account: Account, row: AccessRequest, of: SchoolClass, now: datetime) -> None:
    matches = await pupils_like(session, of.id, row.child_name)
    notice = AccessRequested(
        own_name=row.own_name,
        chat_name=account.name,
        relation=RELATIONS[row.relation.value],
        child=row.child_name,
        class_name=of.name,
        request_id=row.id,
        matches=[(pupil.id, pupil.name) for pupil in matches],
    )
    for person in await caretakers(session, of):
        await outbox.tell(session, person, notice, now, dedupe=f"ask:{row.id}:{person.id}")


async def _pupils(session: AsyncSession, class_id: int) -> Sequence[Pupil]:
    rows = await session.scalars(
        select(Pupil).where(Pupil.class_id == class_id, Pupil.left_at.is_(None)).order_by(Pupil.name, Pupil.id)
    )
    return rows.all()


async def _decide(
    session: AsyncSession,
    row: AccessRequest,
    state: RequestState,
    staff: Person,
    now: datetime,
    pupil_id: int | None,
) -> None:
    changed = await session.scalar(
        update(AccessRequest)
        .where(AccessRequest.id == row.id, AccessRequest.state == RequestState.OPEN)
        .values(state=state, decided_at=now, decided_by=staff.id, pupil_id=pupil_id)
        .returning(AccessRequest.id)
    )
    if changed is None:
        raise StaleScreen
    await session.refresh(row)


async def _person(session: AsyncSession, account: Account, row: AccessRequest, pupil: Pupil, now: datetime) -> Person:
    if account.person_id is not None:
        return await session.get_one(Person, account.person_id)
    person = Person(school_id=pupil.school_id, name=row.own_name, locale=account.locale, created_at=now)
    session.add(person)
    await session.flush()
    account.person_id = person.id
    await session.flush()
    return person


async def _tie(session: AsyncSession, person: Person, pupil: Pupil, row: AccessRequest) -> Guardianship:
    tie = await session.scalar(
        select(Guardianship).where(Guardianship.pupil_id == pupil.id, Guardianship.person_id == person.id)
    )
    if tie is None:
        tie = Guardianship(
            pupil_id=pupil.id,
            person_id=person.id,
            relation=row.relation,
            state=GuardianState.LISTED,
            origin=Origin.REQUEST,
        )
        session.add(tie)
        await session.flush()
    if tie.state not in LINKED:
        tie.relation, tie.origin, tie.sees_child = row.relation, Origin.REQUEST, True
    return tie
