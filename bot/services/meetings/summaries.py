"""What a meeting agreed goes to all its families, once: with thanks to those who came, and to those who could not."""

from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import load_file
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.meetings import SUMMARY, MeetingState
from bot.domain.updates import FieldValue
from bot.services import scope, updates
from bot.services.meetings.planning import classes_of, led_by
from bot.storage.models import ClassUpdate, Meeting, Person, RoleKind, School, UpdateState

CURRENT = timedelta(days=60)
"""What was agreed holds for the year; families that link within the first two months are told by themselves."""
_GONE = (UpdateState.CANCELLED, UpdateState.WITHDRAWN)


async def of(session: AsyncSession, meeting: Meeting) -> ClassUpdate | None:
    """The summary that waits to leave, or has left; one that was undone or withdrawn is none."""
    row = await session.get(ClassUpdate, meeting.summary_id, populate_existing=True) if meeting.summary_id else None
    return row if row is not None and row.state not in _GONE else None


def values_of(meeting: Meeting) -> dict[str, FieldValue]:
    """The fields of the summary as the minutes stand."""
    return {
        "day": meeting.day,
        "summary": meeting.minutes or "",
        "agreements": list(meeting.agreements) or None,
    }


def stamp_of(meeting: Meeting) -> int:
    """Which minutes these are, so that the button of an older preview is recognised."""
    words = [meeting.minutes or "", *meeting.agreements, str((meeting.minutes_file or {}).get("remote"))]
    return crc32("\n".join(words).encode("utf-8", "surrogatepass"))


async def ready(session: AsyncSession, staff: Person, meeting_id: int, now: datetime) -> Meeting:
    """A meeting whose summary this person can send.

    Raises NotAllowed, StaleScreen before the meeting began, after a cancellation or where a summary is out already, and
    InvalidValue where nothing is written yet.
    """
    meeting = await led_by(session, staff, meeting_id)
    await session.refresh(meeting, with_for_update=True)  # of two taps at once one comes first
    if meeting.state is MeetingState.CANCELLED or now < meeting.starts_at:
        raise StaleScreen
    if await of(session, meeting) is not None:
        raise StaleScreen
    if not meeting.minutes:
        raise InvalidValue("summary", "empty")
    return meeting


async def may_send(session: AsyncSession, staff: Person, meeting: Meeting) -> bool:
    """Whether this person sends it: who leads the meeting, or an administrator."""
    return meeting.host_id == staff.id or RoleKind.ADMIN in await scope.roles_of(session, staff)


async def send(
    session: AsyncSession, staff: Person, meeting_id: int, send_at: datetime, now: datetime, *, with_file: bool = False
) -> ClassUpdate:
    """Let the summary leave at that time, as an update to the invited classes in the leader's name. Raises as above."""
    meeting = await ready(session, staff, meeting_id, now)
    host = await session.get_one(Person, meeting.host_id)
    new = updates.NewUpdate(
        class_ids=[found.id for found in await classes_of(session, meeting.id)],
        template=SUMMARY,
        values=values_of(meeting),
        words_locale=await words_locale(session, meeting),
        file=load_file(meeting.minutes_file) if with_file and meeting.minutes_file else None,
    )
    row = await updates.create(session, host, new, send_at, now)
    row.current_until = send_at + CURRENT
    meeting.summary_id = row.id
    if meeting.state is MeetingState.INVITED:
        meeting.state, meeting.held_at = MeetingState.HELD, now
    await session.flush()
    return row


async def words_locale(session: AsyncSession, meeting: Meeting) -> str:
    """The language in which the minutes were typed: that of who wrote them."""
    school = await session.get_one(School, meeting.school_id)
    writer = await session.get(Person, meeting.minutes_by or meeting.host_id)
    return (writer.locale if writer else None) or school.locale


async def undo(session: AsyncSession, staff: Person, meeting_id: int, now: datetime) -> Meeting:
    """Nothing leaves; raises NotAllowed, and StaleScreen once it has begun to."""
    meeting = await led_by(session, staff, meeting_id)
    row = await of(session, meeting)
    if row is None or not await updates.dropped(session, row, now):
        raise StaleScreen
    meeting.summary_id = None
    await session.flush()
    return meeting
