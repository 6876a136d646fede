"""Who may enter and publish which marks: homeroom teacher and administrator those of the whole class, a teacher those
of the own subjects. Attendance in totals is the whole class's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.subject_names import subject_key
from bot.services import scope
from bot.storage.among import among
from bot.storage.models import Assessment, Person, School, SchoolClass, Teaching


@dataclass(frozen=True, slots=True)
class Rights:
    """`classes` are those with any right in them, by id; in those of `whole` to everything, in others to `taught`."""

    classes: Mapping[int, SchoolClass]
    whole: frozenset[int]
    taught: Mapping[int, tuple[str, ...]]

    def may(self, class_id: int, subject: str) -> bool:
        """Whether marks of this subject in this class are this person's to enter."""
        if class_id in self.whole:
            return True
        key = subject_key(subject)
        return any(subject_key(own) == key for own in self.taught.get(class_id, ()))


async def rights_in(session: AsyncSession, school: School, by: Person | None) -> Rights:
    """The rights of a member of staff in all classes; None: the operator, who has all."""
    if by is None:
        found = await session.scalars(scope.classes_in(school))
        classes = {row.id: row for row in found}
        return Rights(classes, frozenset(classes), {})
    classes = {row.id: row for row in await session.scalars(scope.classes_of(by))}
    whole = await session.scalars(scope.homerooms_of(by).with_only_columns(SchoolClass.id).order_by(None))
    taught: dict[int, tuple[str, ...]] = {}
    rows = select(Teaching.class_id, Teaching.subject).where(Teaching.person_id == by.id).order_by(Teaching.id)
    for class_id, subject in await session.execute(rows):
        if class_id in classes:
            taught[class_id] = (*taught.get(class_id, ()), subject)
    return Rights(classes, frozenset(whole), taught)


async def rights_of(session: AsyncSession, staff: Person, class_id: int) -> Rights:
    """The rights in one class; raises NotAllowed where there are none."""
    of = await scope.class_of(session, staff, class_id)
    whole = await session.scalar(
        scope.homerooms_of(staff).with_only_columns(SchoolClass.id).where(SchoolClass.id == class_id)
    )
    taught = tuple(await session.scalars(scope.subjects_of(staff, class_id)))
    return Rights({class_id: of}, frozenset({class_id} if whole else ()), {class_id: taught})


async def assessment_for(session: AsyncSession, staff: Person, assessment_id: int) -> Assessment:
    """An assessment whose marks this member of staff may enter and publish; raises NotAllowed."""
    found = await session.get(Assessment, assessment_id, populate_existing=True)
    if found is None:
        raise NotAllowed
    rights = await rights_of(session, staff, found.class_id)
    if not rights.may(found.class_id, found.subject):
        raise NotAllowed
    return found


async def hold_classes(session: AsyncSession, class_ids: Iterable[int]) -> None:
    """Until the transaction ends, only this one changes or publishes marks of these classes.

    On PostgreSQL the classes' rows are locked, in one order; SQLite has one writer anyway.
    """
    held = select(SchoolClass.id).where(among(SchoolClass.id, set(class_ids))).order_by(SchoolClass.id)
    await session.execute(held.with_for_update(key_share=True))
