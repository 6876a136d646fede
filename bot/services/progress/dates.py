"""What comes next for a child's family: talks it has booked, and meetings to which it is invited."""

from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import KINDS, MeetingKind, MeetingState, TalkState
from bot.domain.progress import NextDate
from bot.domain.text import _
from bot.services import scope
from bot.storage.models import Meeting, Person, Pupil, Recipient, RecipientPupil, Talk

AHEAD = 3
"""So many dates are told."""


async def next_dates(session: AsyncSession, guardian: Person, pupil: Pupil, now: datetime) -> tuple[NextDate, ...]:
    """The next ones of this child's, as this guardian may know them; a talk stands for its meeting."""
    talks = await session.execute(
        select(Talk.meeting_id, Talk.starts_at, Person.name)
        .join(Person, Person.id == Talk.host_id)
        .where(
            Talk.pupil_id == pupil.id,
            Talk.state == TalkState.BOOKED,
            Talk.ends_at > now,
            scope.is_theirs(Talk, guardian.id),
        )
    )
    booked = talks.all()
    meetings = await session.execute(_invited(guardian, pupil, now))
    dates = [NextDate(at, _("Time to talk"), host) for _meeting, at, host in booked]
    having_talks = {meeting for meeting, _at, _host in booked}
    dates += [NextDate(at, KINDS[kind]) for meeting, kind, at in meetings if meeting not in having_talks]
    return tuple(sorted(dates, key=lambda one: one.at)[:AHEAD])


def _invited(guardian: Person, pupil: Pupil, now: datetime) -> Select[int, MeetingKind, datetime]:
    about = exists().where(RecipientPupil.recipient_id == Recipient.id, RecipientPupil.pupil_id == pupil.id)
    return (
        select(Meeting.id, Meeting.kind, Meeting.starts_at)
        .join(Recipient, Recipient.update_id == Meeting.invitation_id)
        .where(Recipient.person_id == guardian.id, about, Meeting.state == MeetingState.INVITED, Meeting.ends_at > now)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(AHEAD)
    )
