"""What was said and agreed at a meeting: written by its hosts, changed until the summary leaves, kept in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import dump_file
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.meetings import MeetingState
from bot.domain.screens import FileRef
from bot.services import log, scope
from bot.services.meetings import summaries
from bot.services.meetings.planning import seen_by
from bot.storage.models import LogEntry, LogKind, Meeting, MeetingHost, Person, RoleKind


@dataclass(frozen=True, slots=True)
class Minutes:
    """A part of the minutes that was written just now; what is None stays as it was."""

    summary: str | None = None
    agreements: Sequence[str] | None = None
    file: FileRef | None = None
    without_file: bool = False


async def may_write(session: AsyncSession, staff: Person, meeting_id: int) -> Meeting:
    """A meeting whose minutes this person writes: a host, or an administrator. Raises NotAllowed."""
    meeting = await seen_by(session, staff, meeting_id)
    hosts = select(MeetingHost.person_id).where(MeetingHost.meeting_id == meeting.id)
    if staff.id in list(await session.scalars(hosts)) or RoleKind.ADMIN in await scope.roles_of(session, staff):
        return meeting
    raise NotAllowed


async def write(session: AsyncSession, staff: Person, meeting_id: int, part: Minutes, now: datetime) -> Meeting:
    """Write a part down. Raises NotAllowed, and StaleScreen before the meeting, after a cancellation, or once the
    summary is on its way to the families."""
    meeting = await may_write(session, staff, meeting_id)
    await session.refresh(meeting, with_for_update=True)
    if not is_open(meeting, now) or await summaries.of(session, meeting) is not None:
        raise StaleScreen
    if part.summary is not None:
        meeting.minutes = part.summary
    if part.agreements is not None:
        meeting.agreements = list(part.agreements)
    if part.file is not None or part.without_file:
        meeting.minutes_file = dump_file(part.file) if part.file else None
    meeting.minutes_by = staff.id
    await _note(session, staff, meeting, now)
    await session.flush()
    return meeting


def is_open(meeting: Meeting, now: datetime) -> bool:
    """Whether there can be anything to write down yet, and still."""
    return meeting.state is not MeetingState.CANCELLED and now >= meeting.starts_at


async def _note(session: AsyncSession, staff: Person, meeting: Meeting, now: datetime) -> None:
    before = await session.scalar(
        select(LogEntry.id)
        .where(LogEntry.meeting_id == meeting.id, LogEntry.kind == LogKind.MINUTES)
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    said = [meeting.minutes or "", *(f"• {line}" for line in meeting.agreements)]
    log.note(
        session,
        meeting.school_id,
        LogKind.MINUTES,
        now,
        staff_id=staff.id,
        meeting_id=meeting.id,
        text="\n".join(line for line in said if line) or None,
        file=meeting.minutes_file,
        replaces_id=before,
    )
