"""A meeting ends: it is over when its hours are, and closed when every family is accounted for."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import StaleScreen
from bot.domain.meetings import MeetingState
from bot.services.meetings.board import board
from bot.services.meetings.planning import led_by
from bot.storage.models import Meeting, Person


async def end_due(session: AsyncSession, now: datetime) -> None:
    """Note of the meetings whose hours have ended that they are over."""
    await session.execute(
        update(Meeting)
        .where(Meeting.state == MeetingState.INVITED, Meeting.ends_at <= now)
        .values(state=MeetingState.HELD, held_at=now)
        .execution_options(synchronize_session=False)
    )


async def held(session: AsyncSession) -> list[int]:
    """The meetings that are over and not closed."""
    return list(await session.scalars(select(Meeting.id).where(Meeting.state == MeetingState.HELD)))


async def is_empty(session: AsyncSession, meeting_id: int, now: datetime) -> bool:
    """Whether a meeting is over and nothing is open in it any more."""
    meeting = await session.get(Meeting, meeting_id)
    return meeting is not None and await _is_empty(session, meeting, now)


async def close_when_empty(session: AsyncSession, meeting_id: int, now: datetime) -> bool:
    """Close a meeting that is over and in which nothing is open any more; whether it was."""
    meeting = await session.get(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    if meeting is None or not await _is_empty(session, meeting, now):
        return False
    meeting.state, meeting.closed_at = MeetingState.CLOSED, now
    await session.flush()
    return True


async def close(session: AsyncSession, staff: Person, meeting_id: int, now: datetime) -> Meeting:
    """Close it at once; raises NotAllowed, and StaleScreen while a family is still open."""
    meeting = await led_by(session, staff, meeting_id)
    if not await close_when_empty(session, meeting.id, now):
        raise StaleScreen
    return meeting


async def _is_empty(session: AsyncSession, meeting: Meeting, now: datetime) -> bool:
    over = meeting.state is MeetingState.HELD or (meeting.state is MeetingState.INVITED and now >= meeting.ends_at)
    return over and not (await board(session, meeting, now)).open
