"""Which rows of the log a member of staff may read or take out: the same children, the same words, as she may see."""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import scope
from bot.services.answers.reports import about_children_in, classes_seen, ids_of
from bot.services.concerns.visible import readable_by
from bot.services.threads.views import read_by
from bot.services.updates import seen_by
from bot.storage.models import ClassUpdate, LogEntry, Person, SchoolClass, Thread


async def log_of_update(session: AsyncSession, staff: Person, update_id: int) -> ColumnElement[bool]:
    """An update's rows about children of the author's classes, or of another's homeroom; raises NotAllowed."""
    row = await seen_by(session, staff, update_id)
    classes = await classes_seen(session, staff, row)
    of_nobody = and_(LogEntry.pupil_id.is_(None), LogEntry.recipient_id.is_(None))
    return and_(LogEntry.update_id == row.id, or_(of_nobody, about_children_in(ids_of(classes))), open_to(staff))


async def log_of_class(session: AsyncSession, staff: Person, class_id: int) -> ColumnElement[bool]:
    """A class's rows: all of them for its homeroom teacher and administrators, for others what they wrote or were told;
    of threads and concerns, in any case, only those of whoever reads them.

    Raises NotAllowed for a class that is not hers.
    """
    await scope.class_of(session, staff, class_id)
    in_class = select(SchoolClass.id).where(SchoolClass.id == class_id)
    about = and_(about_children_in(in_class), open_to(staff))
    if await session.scalar(scope.homerooms_of(staff).where(SchoolClass.id == class_id)) is not None:
        return about
    return and_(about, hers(staff))


def hers(staff: Person) -> ColumnElement[bool]:
    """Whether she said it, was told it, or it was said about an update of hers."""
    own = select(ClassUpdate.id).where(ClassUpdate.author_id == staff.id)
    return or_(LogEntry.staff_id == staff.id, LogEntry.update_id.in_(own))


def open_to(staff: Person) -> ColumnElement[bool]:
    """Whether a row belongs to no thread and to no concern, or to one that this member of staff reads."""
    return and_(in_no_others_thread(staff), readable_by(staff))


def in_no_others_thread(staff: Person) -> ColumnElement[bool]:
    """Whether a row belongs to no thread, or to one that this member of staff reads; asked row by row, for most belong
    to none."""
    hers_too = exists().where(Thread.id == LogEntry.thread_id, read_by(staff))
    return or_(LogEntry.thread_id.is_(None), hers_too)
