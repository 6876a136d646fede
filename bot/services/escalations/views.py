"""What a member of staff sees of silent families, and how she ends it: for one of them, or for a whole update."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import Child
from bot.domain.delivery import OutboxState
from bot.domain.errors import StaleScreen
from bot.domain.escalation import Plan, StepKind, dump_plan, load_plan
from bot.services import scope
from bot.services.answers.reports import ids_of
from bot.services.escalations.facts import KEY, awaited
from bot.services.updates import seen_by
from bot.storage.among import among
from bot.storage.models import (
    ClassUpdate,
    Escalation,
    EscalationState,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Outgoing,
    Person,
    Pupil,
    Relation,
    School,
    SchoolClass,
)

OPEN = (EscalationState.WAITING, EscalationState.LISTED)


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was reminded: who, when, and on which channel."""

    relation: Relation
    at: datetime
    channel: str


@dataclass(slots=True)
class SilentFamily:
    """One line: what was done so far, and what comes next and when. `pending`: a reminder waits for a good hour."""

    escalation_id: int
    child: Child
    listed: bool
    told: list[Told] = field(default_factory=list)
    pending: bool = False
    next_kind: StepKind | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Callee:
    """Whom to call; `confirmed`: the number is known to be this person's."""

    name: str
    relation: Relation | None
    phone: str | None
    confirmed: bool
    person_id: int = 0


@dataclass(slots=True)
class Call:
    """A family on the list to be called, about which update, and its grown-ups."""

    escalation_id: int
    update: ClassUpdate
    child: Child
    people: list[Callee] = field(default_factory=list)
    pupil_id: int = 0


def visible_to(staff: Person) -> Select[Escalation]:
    """Silent families of her own updates, while she teaches them, and of her homeroom (an administrator's: all)."""
    mine, homerooms = ids_of(scope.classes_of(staff)), ids_of(scope.homerooms_of(staff))
    return (
        select(Escalation)
        .join(ClassUpdate, ClassUpdate.id == Escalation.update_id)
        .join(Pupil, Pupil.id == Escalation.pupil_id)
        .where(
            Escalation.school_id == staff.school_id,
            or_(and_(ClassUpdate.author_id == staff.id, Pupil.class_id.in_(mine)), Pupil.class_id.in_(homerooms)),
        )
    )


async def silent(session: AsyncSession, staff: Person, update_id: int, now: datetime) -> list[SilentFamily]:
    """The families of an update that have not answered and are followed up, by class and name; raises NotAllowed."""
    row = await seen_by(session, staff, update_id)
    plan = load_plan(row.escalation)
    found = (
        await session.execute(
            visible_to(staff)
            .join(SchoolClass, SchoolClass.id == Pupil.class_id)
            .where(Escalation.update_id == row.id, Escalation.state.in_(OPEN), awaited(now))
            .add_columns(Pupil.name, SchoolClass.name)
            .order_by(SchoolClass.name, Pupil.name, Pupil.id)
        )
    ).all()
    pupils = [one.pupil_id for one, _name, _of in found]
    told, pending = await _told(session, row.id, pupils), await _pending(session, row.id, pupils)
    lines = []
    for one, name, of in found:
        line = SilentFamily(one.id, Child(name, of), one.state is EscalationState.LISTED, told[one.pupil_id])
        line.pending = one.pupil_id in pending
        if not line.listed and one.step < len(plan):
            line.next_kind, line.next_at = plan[one.step].kind, one.due_at
        lines.append(line)
    return lines


async def _told(session: AsyncSession, update_id: int, pupils: Sequence[int]) -> Mapping[int, list[Told]]:
    rows = await session.execute(
        select(Guardianship.pupil_id, Guardianship.relation, LogEntry.at, LogEntry.channel)
        .join(Guardianship, Guardianship.person_id == LogEntry.person_id)
        .where(
            LogEntry.update_id == update_id,
            LogEntry.kind == LogKind.REMINDED,
            among(Guardianship.pupil_id, pupils),
        )
        .order_by(LogEntry.id)
    )
    told: dict[int, list[Told]] = defaultdict(list)
    for pupil, relation, at, channel in rows:
        told[pupil].append(Told(relation, at, channel or ""))
    return told


async def _pending(session: AsyncSession, update_id: int, pupils: Sequence[int]) -> set[int]:
    rows = await session.scalars(
        select(Guardianship.pupil_id)
        .join(Outgoing, Outgoing.person_id == Guardianship.person_id)
        .where(
            Outgoing.update_id == update_id,
            Outgoing.dedupe.startswith(KEY),
            Outgoing.state == OutboxState.QUEUED,
            among(Guardianship.pupil_id, pupils),
        )
    )
    return set(rows)


def _to_call(staff: Person, now: datetime) -> Select[Escalation]:
    return visible_to(staff).where(Escalation.state == EscalationState.LISTED, awaited(now))


async def count_calls(session: AsyncSession, staff: Person, now: datetime) -> int:
    """How many families this member of staff has to call."""
    query = _to_call(staff, now).with_only_columns(func.count(Escalation.id))
    return await session.scalar(query) or 0


async def calls(session: AsyncSession, staff: Person, now: datetime, offset: int, limit: int) -> list[Call]:
    """The families to call, the longest silent first, with names and numbers."""
    found = (
        await session.execute(
            _to_call(staff, now)
            .join(SchoolClass, SchoolClass.id == Pupil.class_id)
            .add_columns(ClassUpdate, Pupil, SchoolClass.name)
            .order_by(ClassUpdate.current_until, SchoolClass.name, Pupil.name, Escalation.id)
            .offset(offset)
            .limit(limit)
        )
    ).all()
    people = await people_of(session, [pupil.id for _one, _row, pupil, _of in found])
    listed = []
    for one, row, pupil, of in found:
        grown_ups = people[pupil.id]
        if pupil.phone and pupil.phone not in {person.phone for person in grown_ups}:
            grown_ups = [*grown_ups, Callee("", None, pupil.phone, False)]
        listed.append(Call(one.id, row, Child(pupil.name, of), grown_ups, pupil.id))
    return listed


async def people_of(session: AsyncSession, pupils: Sequence[int]) -> Mapping[int, list[Callee]]:
    """By child: the guardians who may hear of it, linked or not."""
    rows = await session.execute(
        select(
            Guardianship.pupil_id,
            Guardianship.relation,
            Person.name,
            Person.phone,
            Person.phone_confirmed,
            Person.id,
        )
        .join(Person, Person.id == Guardianship.person_id)
        .where(
            among(Guardianship.pupil_id, pupils),
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
        )
        .order_by(Guardianship.pupil_id, Guardianship.relation, Person.id)
    )
    people: dict[int, list[Callee]] = defaultdict(list)
    for pupil, relation, name, phone, confirmed, person_id in rows:
        people[pupil].append(Callee(name, relation, phone, confirmed, person_id))
    return people


async def settle(session: AsyncSession, staff: Person, escalation_id: int, now: datetime) -> Escalation:
    """She has seen to this family herself: nothing more follows. Raises StaleScreen where nothing was to follow."""
    one = await session.scalar(visible_to(staff).where(Escalation.id == escalation_id))
    if one is None or not await _stop(session, [escalation_id], now):
        raise StaleScreen
    await session.refresh(one)
    return one


async def settle_all(session: AsyncSession, staff: Person, update_id: int, now: datetime) -> ClassUpdate:
    """No reminders about this update any more, for the families she may see; by its author: for nobody."""
    row = await seen_by(session, staff, update_id)
    if row.author_id == staff.id:
        row.escalation = None
    found = await session.scalars(
        visible_to(staff).where(Escalation.update_id == row.id).with_only_columns(Escalation.id)
    )
    await _stop(session, list(found), now)
    await session.flush()
    return row


async def _stop(session: AsyncSession, ids: Sequence[int], now: datetime) -> bool:
    stopped = await session.scalars(
        update(Escalation)
        .where(among(Escalation.id, ids), Escalation.state.in_(OPEN))
        .values(state=EscalationState.STOPPED, changed_at=now)
        .returning(Escalation.id)
        .execution_options(synchronize_session=False)
    )
    return bool(list(stopped))


def set_plan(school: School, plan: Plan) -> None:
    """What follows on silence from now on: for updates yet to be made; none at all also ends what is under way."""
    school.escalation = dump_plan(plan)
