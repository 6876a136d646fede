"""What notes there are: a family's own, and those that a homeroom teacher has not looked at yet."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.absence_notes import BACK, school_days
from bot.domain.codec import load_file
from bot.domain.errors import NotAllowed
from bot.domain.quiet import QuietRule
from bot.domain.screens import FileRef
from bot.services import calendar, scope
from bot.services.attendance.registers import today
from bot.storage.among import among
from bot.storage.models import AbsenceNote, LogEntry, LogKind, NoteState, Person, Pupil, School, SchoolClass

STANDING = (NoteState.SENT, NoteState.CONFIRMED, NoteState.ASKED)
LATELY = timedelta(days=14)
"""A note whose last day is longer ago needs nobody's look any more."""


async def rule_of(session: AsyncSession, school: School, now: datetime) -> QuietRule:
    """The school's days, from those on that can still be explained."""
    return await calendar.quiet_rule(session, school, now - BACK)


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


def open_for(staff: Person, school: School, now: datetime) -> Select[AbsenceNote]:
    """Notes about pupils of her homeroom (an administrator: of all classes) that are not confirmed yet, the
    oldest first; of an administrator's those of classes that have nobody else, or are the own, before all others."""
    homerooms = scope.homerooms_of(staff).with_only_columns(SchoolClass.id).order_by(None)
    return (
        select(AbsenceNote)
        .join(Pupil, Pupil.id == AbsenceNote.pupil_id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(
            Pupil.class_id.in_(homerooms),
            Pupil.left_at.is_(None),
            AbsenceNote.school_id == school.id,
            AbsenceNote.state.in_((NoteState.SENT, NoteState.ASKED)),
            AbsenceNote.through >= today(school, now) - LATELY,
        )
        .order_by(func.coalesce(SchoolClass.homeroom_id, staff.id) != staff.id, AbsenceNote.id)
    )


def hers(staff: Person, school: School, now: datetime) -> Select[AbsenceNote]:
    """Those that wait for her alone: not of classes that another looks after, nor where she has asked back."""
    return open_for(staff, school, now).where(
        or_(SchoolClass.homeroom_id == staff.id, SchoolClass.homeroom_id.is_(None)),
        AbsenceNote.state == NoteState.SENT,
    )


async def seen_by(session: AsyncSession, staff: Person, note_id: int) -> tuple[AbsenceNote, Pupil]:
    """A note about a pupil of her homeroom, and the pupil; raises NotAllowed."""
    row = await session.get(AbsenceNote, note_id)
    pupil = await session.get(Pupil, row.pupil_id) if row else None
    if row is None or pupil is None or pupil.class_id is None or pupil.left_at is not None:
        raise NotAllowed
    await scope.homeroom_of(session, staff, pupil.class_id)
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
