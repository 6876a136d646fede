"""The meetings that lie ahead of a guardian: invited to, answered or not, with a time to choose or without."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AppError
from bot.domain.meetings import MeetingState
from bot.services.answers import received
from bot.services.talks import rights, views, wishes
from bot.storage.models import Meeting, Person, Recipient


@dataclass(frozen=True, slots=True)
class Coming:
    """A meeting, the invitation as this guardian got it, and whether there is a time still to choose."""

    meeting: Meeting
    recipient_id: int
    answer: str | None
    chooses: bool


async def coming_to(session: AsyncSession, guardian: Person, now: datetime) -> list[Coming]:
    """The meetings to which this guardian is invited and that are not over, the next one first."""
    rows = await session.execute(
        received.received_by(guardian)
        .join(Meeting, Meeting.invitation_id == Recipient.update_id)
        .add_columns(Meeting)
        .where(Meeting.state == MeetingState.INVITED, Meeting.ends_at > now)
        .order_by(None)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [
        Coming(meeting, recipient.id, recipient.answer, await _chooses(session, guardian, meeting, now))
        for recipient, meeting in rows
    ]


async def _chooses(session: AsyncSession, guardian: Person, meeting: Meeting, now: datetime) -> bool:
    if wishes.are_taken(meeting, now):
        return True
    try:
        rights.may_begin(meeting, now, None)
    except AppError:
        return False
    return any(one.open for one in await views.choices(session, guardian, meeting))
