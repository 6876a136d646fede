"""Who came to a meeting: noted with a tap, at the door, or from the printed list; the log keeps what was before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import doors
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.meetings import AttendedBy, MeetingState
from bot.domain.noted import UNDONE
from bot.services import log, scope
from bot.services.meetings import comers
from bot.storage.among import among
from bot.storage.models import (
    Attendance,
    LogEntry,
    LogKind,
    Meeting,
    MeetingClass,
    MeetingHost,
    Person,
    Pupil,
    SchoolClass,
)

CAME, MISSED = "came", "missed"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be noted, by whom and how; `person` is the guardian who came, where that is known."""

    came: bool
    by: AttendedBy
    person: Person | None = None
    staff: Person | None = None
    channel: str | None = None


async def of(session: AsyncSession, meeting_id: int) -> dict[int, Attendance]:
    """By child: whether its family came, as far as it is noted."""
    rows = await session.scalars(
        select(Attendance).where(Attendance.meeting_id == meeting_id).execution_options(populate_existing=True)
    )
    return {row.pupil_id: row for row in rows}


async def classes_for(session: AsyncSession, staff: Person, meeting: Meeting) -> Select[SchoolClass]:
    """The invited classes of which this person may see the families: a host those she may write to, another member of
    staff the own homeroom (an administrator all)."""
    holds = await session.scalar(
        select(MeetingHost.person_id).where(MeetingHost.meeting_id == meeting.id, MeetingHost.person_id == staff.id)
    )
    classes = scope.classes_of(staff) if holds else scope.homerooms_of(staff)
    return classes.where(_invited(meeting))


def _invited(meeting: Meeting) -> ColumnElement[bool]:
    return exists().where(MeetingClass.meeting_id == meeting.id, MeetingClass.class_id == SchoolClass.id)


async def pupils_for(session: AsyncSession, staff: Person, meeting: Meeting) -> list[tuple[Pupil, str]]:
    """The children of these classes with the class's name, by class and name; who has left is not among them."""
    classes = await classes_for(session, staff, meeting)
    rows = await session.execute(
        select(Pupil, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(
            Pupil.left_at.is_(None),
            Pupil.class_id.in_(classes.with_only_columns(SchoolClass.id).order_by(None)),
        )
        .order_by(SchoolClass.name, Pupil.name, Pupil.id)
    )
    return [(pupil, name) for pupil, name in rows]


async def pupil_for(session: AsyncSession, staff: Person, meeting: Meeting, pupil_id: int) -> Pupil:
    """One of these children; raises NotAllowed."""
    classes = await classes_for(session, staff, meeting)
    found: Pupil | None = await session.scalar(
        select(Pupil).where(
            Pupil.id == pupil_id,
            Pupil.left_at.is_(None),
            Pupil.class_id.in_(classes.with_only_columns(SchoolClass.id).order_by(None)),
        )
    )
    if found is None:
        raise NotAllowed
    return found


def may_begin(meeting: Meeting, now: datetime) -> bool:
    """Whether families can already be noted as present."""
    return now >= doors.opens_at(meeting.starts_at)


async def mark(
    session: AsyncSession,
    meeting: Meeting,
    pupil_id: int,
    came: bool,
    by: AttendedBy,
    now: datetime,
    person: Person | None = None,
    staff: Person | None = None,
    channel: str | None = None,
) -> Attendance:
    """Note whether a child's family came; the same again changes nothing, but who came can still be added.

    Raises StaleScreen for a meeting that was cancelled, or to which nobody can have come yet.
    """
    note = Mark(came, by, person, staff, channel)
    await _lock(session, meeting, now)
    row = await session.get(Attendance, (meeting.id, pupil_id), populate_existing=True)
    if row is not None and _says_as_much(row, note):
        return row
    if row is None:
        row = Attendance(meeting_id=meeting.id, pupil_id=pupil_id)
        session.add(row)
    row.came, row.by, row.at = came, by, now
    row.person_id = person.id if person and came else None
    row.staff_id = staff.id if staff else None
    await _note(session, meeting, [pupil_id], note, now)
    await session.flush()
    return row


def _says_as_much(row: Attendance, note: Mark) -> bool:
    """Whether nothing new is noted. Of two guardians who scan the code, the first stays named."""
    if row.came != note.came:
        return False
    known = note.person is None or not note.came or row.person_id == note.person.id
    return known or (note.by is AttendedBy.DOOR and row.person_id is not None)


async def mark_family(
    session: AsyncSession, staff: Person, meeting: Meeting, pupil: Pupil, note: Mark, now: datetime
) -> list[Pupil]:
    """Note it of a child's family; where it is known which guardian came, also of that guardian's other children whom
    this member of staff may see. All of whom it was noted. Raises as `mark` does."""
    children = [pupil]
    if note.came and note.person is not None:
        seen = {child.id for child, _of in await pupils_for(session, staff, meeting)}
        children += [one for one in await comers.siblings(session, meeting, note.person) if one.id in seen - {pupil.id}]
    for child in children:
        await mark(session, meeting, child.id, note.came, note.by, now, note.person, staff, note.channel)
    return children


async def mark_rest(
    session: AsyncSession, meeting: Meeting, pupil_ids: Collection[int], note: Mark, now: datetime
) -> list[int]:
    """Note the same of all these families of whom nothing is noted yet; who they are. Raises StaleScreen as above."""
    await _lock(session, meeting, now)
    known = await of(session, meeting.id)
    fresh = [pupil for pupil in pupil_ids if pupil not in known]
    session.add_all(
        Attendance(
            meeting_id=meeting.id,
            pupil_id=pupil,
            came=note.came,
            by=note.by,
            staff_id=note.staff.id if note.staff else None,
            at=now,
        )
        for pupil in fresh
    )
    await _note(session, meeting, fresh, note, now)
    await session.flush()
    return fresh


async def unmark(
    session: AsyncSession, meeting: Meeting, pupil_ids: Collection[int], staff: Person, now: datetime
) -> list[int]:
    """Nothing is known of these families after all; those of whom something was. Raises StaleScreen as above."""
    await _lock(session, meeting, now)
    known = await of(session, meeting.id)
    gone = [pupil for pupil in pupil_ids if pupil in known]
    await session.execute(
        delete(Attendance)
        .where(Attendance.meeting_id == meeting.id, among(Attendance.pupil_id, gone))
        .execution_options(synchronize_session=False)
    )
    for pupil in gone:
        session.expunge(known[pupil])
    await _note(session, meeting, gone, Mark(False, AttendedBy.TAP, staff=staff), now, UNDONE)
    await session.flush()
    return gone


async def marked_at(session: AsyncSession, meeting: Meeting, staff: Person, at: datetime) -> list[int]:
    """The children whose families this person noted at that very moment."""
    known = await of(session, meeting.id)
    return [pupil for pupil, row in known.items() if row.at == at and row.staff_id == staff.id]


async def _lock(session: AsyncSession, meeting: Meeting, now: datetime) -> None:
    """Of two who note at once one comes first: two parents at the door, or the door and the teacher."""
    row = await session.get(Meeting, meeting.id, with_for_update=True, populate_existing=True)
    if row is None or row.state is MeetingState.CANCELLED or not may_begin(row, now):
        raise StaleScreen


async def _note(
    session: AsyncSession,
    meeting: Meeting,
    pupil_ids: Sequence[int],
    note: Mark,
    now: datetime,
    choice: str | None = None,
) -> None:
    if not pupil_ids:
        return
    before = dict(
        (
            await session.execute(
                select(LogEntry.pupil_id, func.max(LogEntry.id))
                .where(
                    LogEntry.meeting_id == meeting.id,
                    LogEntry.kind == LogKind.ATTENDED,
                    among(LogEntry.pupil_id, pupil_ids),
                )
                .group_by(LogEntry.pupil_id)
            )
        ).all()
    )
    classes = dict(
        (await session.execute(select(Pupil.id, Pupil.class_id).where(among(Pupil.id, pupil_ids)))).all(),
    )
    for pupil in pupil_ids:
        log.note(
            session,
            meeting.school_id,
            LogKind.ATTENDED,
            now,
            channel=note.channel,
            person_id=note.person.id if note.person else None,
            staff_id=note.staff.id if note.staff else None,
            pupil_id=pupil,
            class_id=classes.get(pupil),
            meeting_id=meeting.id,
            choice=choice or (CAME if note.came else MISSED),
            replaces_id=before.get(pupil),
        )
