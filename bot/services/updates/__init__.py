"""Class updates: created with a time to send, undone while they wait, corrected and withdrawn after that."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import dump_file, dump_value, load_value
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.policy import Weight
from bot.domain.screens import FileRef
from bot.domain.shelf import SHELF
from bot.domain.updates import FieldValue, Values
from bot.services import log, scope
from bot.storage.among import among
from bot.storage.models import (
    ClassUpdate,
    LogKind,
    Person,
    Pupil,
    School,
    SchoolClass,
    UpdatePupil,
    UpdateState,
    UpdateTarget,
)

UNDO = timedelta(seconds=10)
"""How long a teacher can undo after she tapped *send*."""
CURRENT = timedelta(days=7)
"""How long an update without a date of its own stays current for families that link later."""


@dataclass(slots=True)
class NewUpdate:
    """What a teacher has put together; `other_words` are typed fields in another language, by language."""

    class_ids: Sequence[int]
    template: str
    values: Values
    words_locale: str
    other_words: dict[str, dict[str, str]] = field(default_factory=dict)
    file: FileRef | None = None
    own_template_id: int | None = None
    urgent_reason: str | None = None
    pupils: Mapping[int, Values] = field(default_factory=dict)
    """Of a personal update: by pupil, the fields that hold for this one alone."""
    reminds: bool = True
    """Whether the school's steps follow when a family does not answer."""


async def create(
    session: AsyncSession, author: Person, new: NewUpdate, send_at: datetime, now: datetime
) -> ClassUpdate:
    """Schedule an update for classes the author may write to; raises NotAllowed otherwise.

    The pupils of a personal one are of these classes, and have not left.
    """
    classes = [await scope.class_of(session, author, class_id) for class_id in new.class_ids]
    if not classes or not await _all_in(session, new.pupils, classes):
        raise NotAllowed
    school = await session.get_one(School, author.school_id)
    row = ClassUpdate(
        school_id=author.school_id,
        author_id=author.id,
        template=new.template,
        own_template_id=new.own_template_id,
        values=dump_values(new.values),
        words_locale=new.words_locale,
        other_words=new.other_words,
        file=dump_file(new.file) if new.file else None,
        state=UpdateState.SCHEDULED,
        weight=Weight.URGENT if new.urgent_reason else Weight.ROUTINE,
        urgent_reason=new.urgent_reason,
        personal=bool(new.pupils),
        send_at=send_at,
        current_until=current_until(new.template, new.values, send_at, school),
        escalation=school.escalation or None if new.reminds and SHELF.get(new.template).answers else None,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    session.add_all(UpdateTarget(update_id=row.id, class_id=found.id) for found in classes)
    session.add_all(
        UpdatePupil(update_id=row.id, pupil_id=pupil, values=dump_values(values))
        for pupil, values in new.pupils.items()
    )
    if new.urgent_reason:
        log.note(session, school.id, LogKind.URGENT, now, staff_id=author.id, update_id=row.id, text=new.urgent_reason)
    await session.flush()
    return row


async def _all_in(session: AsyncSession, pupils: Collection[int], classes: Sequence[SchoolClass]) -> bool:
    found = await session.scalar(
        select(func.count(Pupil.id)).where(
            among(Pupil.id, pupils), Pupil.left_at.is_(None), Pupil.class_id.in_([of.id for of in classes])
        )
    )
    return found == len(pupils)


def current_until(template: str, values: Values, send_at: datetime, school: School) -> datetime:
    """The end of the day the update is about, or a week after it was sent."""
    until = values.get(SHELF.get(template).until or "")
    if isinstance(until, date):
        return datetime.combine(until, time(23, 59), ZoneInfo(school.timezone))
    return send_at + CURRENT


def visible_to(staff: Person) -> Select[ClassUpdate]:
    """The updates a member of staff may see: her own, and those to her homeroom (an administrator's: all)."""
    homerooms = scope.homerooms_of(staff).with_only_columns(SchoolClass.id).order_by(None)
    to_homeroom = select(UpdateTarget.update_id).where(UpdateTarget.class_id.in_(homerooms))
    return select(ClassUpdate).where(
        ClassUpdate.school_id == staff.school_id,
        or_(ClassUpdate.author_id == staff.id, ClassUpdate.id.in_(to_homeroom)),
    )


async def seen_by(session: AsyncSession, staff: Person, update_id: int) -> ClassUpdate:
    """An update this member of staff may see; raises NotAllowed."""
    found = await session.scalar(visible_to(staff).where(ClassUpdate.id == update_id))
    if found is None:
        raise NotAllowed
    return found


async def written_by(session: AsyncSession, author: Person, update_id: int) -> ClassUpdate:
    """An update this person wrote and may change; raises NotAllowed."""
    found = await session.scalar(
        select(ClassUpdate)
        .where(ClassUpdate.id == update_id, ClassUpdate.author_id == author.id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotAllowed
    return found


async def classes_of(session: AsyncSession, update_id: int) -> list[SchoolClass]:
    """The classes an update goes to."""
    rows = await session.scalars(
        select(SchoolClass)
        .join(UpdateTarget, UpdateTarget.class_id == SchoolClass.id)
        .where(UpdateTarget.update_id == update_id)
        .order_by(SchoolClass.name)
    )
    return list(rows)


async def cancel(session: AsyncSession, author: Person, update_id: int, now: datetime) -> ClassUpdate:
    """Undo an update that has not begun to leave; raises StaleScreen when it has."""
    row = await written_by(session, author, update_id)
    if not await dropped(session, row, now):
        raise StaleScreen
    return row


async def dropped(session: AsyncSession, row: ClassUpdate, now: datetime) -> bool:
    """Cancel an update that has not begun to leave; whether it had not. Who may is for the caller to know."""
    changed = await session.scalar(
        update(ClassUpdate)
        .where(ClassUpdate.id == row.id, ClassUpdate.state == UpdateState.SCHEDULED)
        .values(state=UpdateState.CANCELLED, closed_at=now)
        .returning(ClassUpdate.id)
    )
    await session.refresh(row)
    return changed is not None


def dump_values(values: Values) -> dict[str, Any]:
    """Field values as a JSON document."""
    return {name: dump_value(value) for name, value in values.items()}


def load_values(raw: dict[str, Any]) -> dict[str, FieldValue]:
    """The field values of such a document."""
    return {name: load_value(value) for name, value in raw.items()}
