"""What notes there are: a family's own, and those that a homeroom teacher has not looked at yet."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.absence_notes import BACK, school_days
from bot.domain.codec import load_file
from bot.domain.errors import NotAllowed
from bot.domain.promises import load_promise, next_working_day
from bot.domain.quiet import QuietRule
from bot.domain.screens import FileRef
from bot.services import calendar, scope
from bot.services.attendance.registers import today
from bot.services.hours import promising
from bot.storage.among import among
from bot.storage.models import (
    AbsenceNote,
    Leave,
    LogEntry,
    LogKind,
    NoteState,
    Person,
    Pupil,
    School,
    SchoolClass,
    StaffHours,
)

STANDING = (NoteState.SENT, NoteState.CONFIRMED, NoteState.ASKED)
LATELY = timedelta(days=14)
"""A note whose last day is longer ago needs nobody's look any more."""


async def rule_of(session: AsyncSession, school: School, now: datetime) -> QuietRule:
    """The school's days, from those on that can still be explained."""
    return await calendar.quiet_rule(session, school, now - BACK)


async def next_day(session: AsyncSession, school: School, now: datetime) -> date | None:
    """The school day that comes after today, as the school keeps its week; None where there is none for long."""
    rule = await rule_of(session, school, now)
    return next_working_day(today(school, now), load_promise(school.promise).office, rule)


async def days_of(session: AsyncSession, row: AbsenceNote, now: datetime) -> tuple[date, ...]:
    """The school days a note is about, as the calendar stands."""
    school = await session.get_one(School, row.school_id)
    return school_days(row.first, row.through, await rule_of(session, school, now))


async def of_child(session: AsyncSession, guardian: Person, pupil: Pupil, now: datetime) -> list[AbsenceNote]:
    """This guardian's own notes that reach today or lie ahead, the nearest first; the caller has checked the child."""
    school = await session.get_one(School, pupil.school_id)
    rows = await session.scalars(
        select(AbsenceNote)
        .where(
            AbsenceNote.pupil_id == pupil.id,
            AbsenceNote.person_id == guardian.id,
            AbsenceNote.state.in_(STANDING),
            AbsenceNote.through >= today(school, now),
        )
        .order_by(AbsenceNote.first, AbsenceNote.id)
    )
    return list(rows)


async def own(session: AsyncSession, guardian: Person, note_id: int) -> AbsenceNote:
    """A note of this guardian's own, about a child who still is theirs; raises NotAllowed."""
    row = await session.get(AbsenceNote, note_id)
    if row is None or row.person_id != guardian.id:
        raise NotAllowed
    await scope.child_of(session, guardian, row.pupil_id)
    return row


async def open_for(session: AsyncSession, staff: Person, school: School, now: datetime) -> Select[AbsenceNote]:
    """Notes that are not confirmed yet about pupils of her homeroom, of one she covers for, or of all classes (an
    administrator's): those that wait for her first, the oldest before others."""
    covered = await covered_by(session, staff, school, now)
    homerooms = scope.homerooms_of(staff).with_only_columns(SchoolClass.id).order_by(None)
    return (
        select(AbsenceNote)
        .join(Pupil, Pupil.id == AbsenceNote.pupil_id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(
            or_(Pupil.class_id.in_(homerooms), among(Pupil.class_id, covered)),
            Pupil.left_at.is_(None),
            AbsenceNote.school_id == school.id,
            AbsenceNote.state.in_((NoteState.SENT, NoteState.ASKED)),
            AbsenceNote.through >= today(school, now) - LATELY,
        )
        .order_by(not_(_waits_for(staff, covered)), AbsenceNote.id)
    )


async def hers(session: AsyncSession, staff: Person, school: School, now: datetime) -> Select[AbsenceNote]:
    """Those that wait for her alone: not of classes that another looks after, nor where she has asked back."""
    covered = await covered_by(session, staff, school, now)
    waiting = await open_for(session, staff, school, now)
    return waiting.where(_waits_for(staff, covered), AbsenceNote.state == NoteState.SENT)


def _waits_for(staff: Person, covered: Collection[int]) -> ColumnElement[bool]:
    mine = or_(SchoolClass.homeroom_id == staff.id, SchoolClass.homeroom_id.is_(None))
    return or_(mine, among(SchoolClass.id, covered))


async def covered_by(session: AsyncSession, staff: Person, school: School, now: datetime) -> list[int]:
    """The classes whose homeroom teacher is away, and for whom this member of staff answers meanwhile."""
    asked = select(StaffHours.person_id).where(StaffHours.cover_id == staff.id)
    away = select(Leave.person_id).where(Leave.cover_id == staff.id, Leave.ended_at.is_(None))
    rows = await session.execute(
        select(SchoolClass.id, Person)
        .join(Person, Person.id == SchoolClass.homeroom_id)
        .where(
            SchoolClass.school_id == school.id,
            SchoolClass.archived_at.is_(None),
            or_(Person.id.in_(asked), Person.id.in_(away)),
        )
    )
    found = []
    for class_id, homeroom in rows.all():
        if (await promising.promise(session, school, homeroom, now)).responsible.id == staff.id:
            found.append(class_id)
    return found


async def seen_by(session: AsyncSession, staff: Person, note_id: int, now: datetime) -> tuple[AbsenceNote, Pupil]:
    """A note about a pupil of her homeroom, or of one she covers for, and the pupil; raises NotAllowed."""
    row = await session.get(AbsenceNote, note_id)
    pupil = await session.get(Pupil, row.pupil_id) if row else None
    if row is None or pupil is None or pupil.class_id is None or pupil.left_at is not None:
        raise NotAllowed
    try:
        await scope.homeroom_of(session, staff, pupil.class_id)
    except NotAllowed:
        school = await session.get_one(School, row.school_id)
        if not await scope.roles_of(session, staff) or pupil.class_id not in await covered_by(
            session, staff, school, now
        ):
            raise
    return row, pupil


async def papers_of(session: AsyncSession, rows: Collection[AbsenceNote]) -> Mapping[int, list[FileRef]]:
    """By note: the photos and papers that came with it, in order."""
    ids = {row.entry_id: row.id for row in rows if row.entry_id is not None}
    found = await session.execute(
        select(LogEntry.id, LogEntry.replies_to_id, LogEntry.file)
        .where(
            or_(among(LogEntry.id, ids), among(LogEntry.replies_to_id, ids)),
            LogEntry.file.is_not(None),
            LogEntry.erased_at.is_(None),
            LogEntry.kind == LogKind.ABSENCE_NOTE,
        )
        .order_by(LogEntry.id)
    )
    papers: dict[int, list[FileRef]] = {row.id: [] for row in rows}
    for entry_id, replies_to, file in found:
        if file:
            papers[ids[entry_id] if entry_id in ids else ids[replies_to]].append(load_file(file))
    return papers
