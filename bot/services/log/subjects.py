"""About whom the log may be searched, and by whom: what is looked through, as parts that each have an index."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.records import About, Looking
from bot.services import scope
from bot.services.log.visible import hers
from bot.storage.among import among
from bot.storage.models import (
    ClassUpdate,
    Guardianship,
    GuardianState,
    LogEntry,
    Person,
    Pupil,
    RecipientPupil,
    RoleKind,
    SchoolClass,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about by name, and where it stands in the log: an entry of any of these `parts` is one. `pupil`, `of`
    and `person` are whose data is looked at; `own`: it is the reader's own conversation alone."""

    name: str
    detail: str
    parts: Sequence[ColumnElement[bool]]
    pupil: int | None = None
    of: int | None = None
    person: int | None = None
    own: bool = False


async def subject_of(session: AsyncSession, staff: Person, looking: Looking) -> Subject:
    """What this member of staff may look through; raises NotAllowed."""
    match looking.about:
        case About.CHILD:
            pupil, of = await _pupil(session, staff, looking.of)
            return Subject(pupil.name, of, await _of_pupils(session, staff, [pupil]), pupil=pupil.id)
        case About.FAMILY:
            return await _family(session, staff, looking.of)
        case About.CLASS:
            found = await scope.class_of(session, staff, looking.of)
            pupils = list(await session.scalars(scope.pupils_of(found)))
            return Subject(found.name, "", await _of_pupils(session, staff, pupils), of=found.id)
        case About.STAFF:
            return await _staff(session, staff, looking.of)
    return await _everything(session, staff)


async def _pupil(session: AsyncSession, staff: Person, pupil_id: int) -> tuple[Pupil, str]:
    pupil = await scope.pupil_of(session, staff, pupil_id)
    of = await session.get_one(SchoolClass, pupil.class_id)
    return pupil, of.name


async def _family(session: AsyncSession, staff: Person, pupil_id: int) -> Subject:
    """The child, its brothers and sisters as far as the reader may see them, and, for who looks after the class, what
    concerns the guardians and no child."""
    pupil, of = await _pupil(session, staff, pupil_id)
    guardians = list(
        await session.scalars(
            select(Guardianship.person_id).where(
                Guardianship.pupil_id == pupil.id, Guardianship.state != GuardianState.ENDED
            )
        )
    )
    theirs = select(Guardianship.pupil_id).where(
        among(Guardianship.person_id, guardians), Guardianship.state != GuardianState.ENDED
    )
    children = list(
        await session.scalars(scope.pupils_for(staff).where(or_(Pupil.id.in_(theirs), Pupil.id == pupil.id)))
    )
    parts = await _of_pupils(session, staff, children)
    if await _looks_after(session, staff, pupil):
        parts.append(
            and_(among(LogEntry.person_id, guardians), LogEntry.pupil_id.is_(None), LogEntry.recipient_id.is_(None))
        )
    return Subject(", ".join(child.name for child in children), of, parts, pupil=pupil.id)


async def _looks_after(session: AsyncSession, staff: Person, pupil: Pupil) -> bool:
    mine = scope.homerooms_of(staff).where(SchoolClass.id == pupil.class_id)
    return await session.scalar(mine) is not None


async def _staff(session: AsyncSession, staff: Person, person_id: int) -> Subject:
    """The own conversations, as far as they are about children who are still hers; an administrator's, anybody's."""
    person = await session.get(Person, person_id)
    if person is None or person.school_id != staff.school_id or not await scope.roles_of(session, person):
        raise NotAllowed
    parts = await _by(session, person)
    if RoleKind.ADMIN not in await scope.roles_of(session, staff):
        if person.id != staff.id:
            raise NotAllowed
        still = await _still_hers(session, staff)
        parts = [and_(part, still) for part in parts]
    return Subject(person.name, "", parts, person=person.id, own=person.id == staff.id)


async def _by(session: AsyncSession, person: Person) -> list[ColumnElement[bool]]:
    """What somebody of the staff said or was told, and what became of the own updates."""
    own = list(await session.scalars(select(ClassUpdate.id).where(ClassUpdate.author_id == person.id)))
    said = [LogEntry.staff_id == person.id]
    return [*said, among(LogEntry.update_id, own)] if own else said


async def _still_hers(session: AsyncSession, staff: Person) -> ColumnElement[bool]:
    ids = await session.scalars(scope.pupils_for(staff).with_only_columns(Pupil.id).order_by(None))
    pupils = list(ids)
    received = exists().where(
        RecipientPupil.recipient_id == LogEntry.recipient_id, among(RecipientPupil.pupil_id, pupils)
    )
    alone = and_(LogEntry.pupil_id.is_(None), or_(LogEntry.recipient_id.is_(None), received))
    return or_(among(LogEntry.pupil_id, pupils), alone)


async def _everything(session: AsyncSession, staff: Person) -> Subject:
    """All that she may see: of her homeroom everything, of other classes what is hers; administrators, the school."""
    roles = await scope.roles_of(session, staff)
    if not roles:
        raise NotAllowed
    if RoleKind.ADMIN in roles:
        return Subject("", "", [LogEntry.school_id == staff.school_id])
    homerooms = scope.homerooms_of(staff).with_only_columns(SchoolClass.id).order_by(None)
    pupils = list(await session.scalars(scope.pupils_for(staff).where(Pupil.class_id.in_(homerooms))))
    still = await _still_hers(session, staff)
    parts = await _of_pupils(session, staff, pupils)
    return Subject("", "", [*parts, *(and_(part, still) for part in await _by(session, staff))], person=staff.id)


async def _of_pupils(session: AsyncSession, staff: Person, pupils: Collection[Pupil]) -> list[ColumnElement[bool]]:
    """About these children, directly or by an update that their guardians got; of a class that another looks after,
    what is the reader's own."""
    homerooms = set(await session.scalars(scope.homerooms_of(staff).with_only_columns(SchoolClass.id).order_by(None)))
    full = [pupil.id for pupil in pupils if pupil.class_id in homerooms]
    partly = [pupil.id for pupil in pupils if pupil.class_id not in homerooms]
    parts = _about(full) if full else []
    if partly:
        parts += [and_(part, hers(staff)) for part in _about(partly)]
    return parts


def _about(pupils: Collection[int]) -> list[ColumnElement[bool]]:
    received = select(RecipientPupil.recipient_id).where(among(RecipientPupil.pupil_id, pupils))
    return [
        among(LogEntry.pupil_id, pupils),
        and_(LogEntry.recipient_id.in_(received), LogEntry.pupil_id.is_(None)),
    ]
