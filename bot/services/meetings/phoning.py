"""What a family says on the phone: whether they come, noted for them, and that they were told what was agreed."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.answers import Words
from bot.domain.delivery import Via
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.noted import UNDONE
from bot.services import answers, log
from bot.services.letters import slips
from bot.services.meetings import attendance, comers
from bot.storage.models import (
    ClassUpdate,
    Guardianship,
    LogEntry,
    LogKind,
    Meeting,
    Person,
    Pupil,
    School,
)


async def note_answer(
    session: AsyncSession, staff: Person, meeting: Meeting, guardianship_id: int, key: str, now: datetime
) -> Pupil:
    """This guardian said so on the phone; it counts like any other answer. The child.

    Raises NotAllowed for a child whom `staff` may not see, StaleScreen before the invitation is out or where they are
    no guardian any more, NotFound for an answer that the invitation does not offer.
    """
    tie = await session.get(Guardianship, guardianship_id)
    if tie is None:
        raise NotAllowed
    pupil = await attendance.pupil_for(session, staff, meeting, tie.pupil_id)
    await comers.guardian_of(session, pupil.id, tie.id)
    row = await session.get(ClassUpdate, meeting.invitation_id or 0)
    if row is None:
        raise StaleScreen
    recipient = await slips.recipient_of(session, row, tie, Via.PHONE, now)
    school = await session.get_one(School, meeting.school_id)
    how = Words(channel=Via.PHONE.value, locale=school.locale, noted_by=staff.id)
    await answers.choose(session, recipient, key, [pupil], how, now)
    return pupil


async def note_told(session: AsyncSession, staff: Person, meeting: Meeting, pupil_id: int, now: datetime) -> Pupil:
    """The family was told on the phone what the meeting agreed; doing it twice adds nothing.

    Raises NotAllowed as above, StaleScreen before the summary is out.
    """
    pupil = await attendance.pupil_for(session, staff, meeting, pupil_id)
    if meeting.summary_id is None:
        raise StaleScreen
    if await _told(session, meeting, pupil_id) is None:
        _note(session, staff, meeting, pupil, now)
        await session.flush()
    return pupil


async def take_back_told(session: AsyncSession, staff: Person, meeting: Meeting, pupil_id: int, now: datetime) -> Pupil:
    """They were not told after all; raises StaleScreen where nothing is noted."""
    pupil = await attendance.pupil_for(session, staff, meeting, pupil_id)
    entry = await _told(session, meeting, pupil_id)
    if entry is None:
        raise StaleScreen
    _note(session, staff, meeting, pupil, now, entry)
    await session.flush()
    return pupil


def was_told(meeting: Meeting) -> tuple[ColumnElement[bool], ...]:
    """The conditions of log entries that say that a family was told, and were not taken back."""
    later = aliased(LogEntry)
    return (
        LogEntry.meeting_id == meeting.id,
        LogEntry.kind == LogKind.READ,
        LogEntry.channel == Via.PHONE.value,
        LogEntry.choice.is_distinct_from(UNDONE),
        ~exists().where(later.replaces_id == LogEntry.id),
    )


async def _told(session: AsyncSession, meeting: Meeting, pupil_id: int) -> LogEntry | None:
    found: LogEntry | None = await session.scalar(
        select(LogEntry).where(*was_told(meeting), LogEntry.pupil_id == pupil_id).limit(1)
    )
    return found


def _note(
    session: AsyncSession, staff: Person, meeting: Meeting, pupil: Pupil, now: datetime, undoes: LogEntry | None = None
) -> None:
    log.note(
        session,
        meeting.school_id,
        LogKind.READ,
        now,
        channel=Via.PHONE.value,
        staff_id=staff.id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        update_id=meeting.summary_id,
        meeting_id=meeting.id,
        choice=UNDONE if undoes else None,
        replaces_id=undoes.id if undoes else None,
    )
