"""What came of a family's talk: that it took place or nobody came, a line about it, and when to look at it again."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import doors
from bot.domain.errors import InvalidValue, NotAllowed, StaleScreen
from bot.domain.meetings import AttendedBy, MeetingState, TalkState
from bot.domain.noted import UNDONE
from bot.services import log, scope
from bot.services.meetings import attendance, reminders
from bot.storage.models import LogEntry, LogKind, Meeting, MeetingHost, Person, Pupil, RoleKind, Talk

LINE_LIMIT = 300
OVER = (TalkState.DONE, TalkState.MISSED)


async def talk_for(session: AsyncSession, staff: Person, talk_id: int) -> Talk:
    """A talk of which this person notes what came: its host's, any host's of a joint meeting, an administrator's.

    Raises NotAllowed, and StaleScreen for one that was given back.
    """
    talk = await session.get(Talk, talk_id, populate_existing=True)
    if talk is None or talk.school_id != staff.school_id or not await _may(session, staff, talk):
        raise NotAllowed
    if talk.state is TalkState.RELEASED:
        raise StaleScreen
    return talk


async def _may(session: AsyncSession, staff: Person, talk: Talk) -> bool:
    roles = await scope.roles_of(session, staff)
    if not roles:
        return False
    if talk.host_id == staff.id or RoleKind.ADMIN in roles:
        return True
    meeting = await session.get_one(Meeting, talk.meeting_id)
    return meeting.joint and await session.get(MeetingHost, (meeting.id, staff.id)) is not None


async def note(session: AsyncSession, staff: Person, talk_id: int, state: TalkState, now: datetime) -> Talk:
    """It took place, or they did not come. Raises as above, and StaleScreen before its day's door opens."""
    if state not in OVER:
        raise StaleScreen
    talk, meeting = await _locked(session, staff, talk_id, now)
    if talk.state is state:
        return talk
    talk.state, talk.changed_at = state, now
    await _write(session, staff, talk, now)
    await _attended(session, staff, meeting, talk, now)
    return talk


async def say(session: AsyncSession, staff: Person, talk_id: int, line: str, now: datetime) -> Talk:
    """What came of it, in a line; so it took place. Raises as above, InvalidValue for no words or too many."""
    line = " ".join(line.split())
    if not line or len(line) > LINE_LIMIT:
        raise InvalidValue("outcome", "too_long" if line else "empty")
    talk, meeting = await _locked(session, staff, talk_id, now)
    talk.outcome, talk.changed_at = line, now
    if talk.state is TalkState.BOOKED:
        talk.state = TalkState.DONE
    await _write(session, staff, talk, now)
    await _attended(session, staff, meeting, talk, now)
    return talk


async def follow_up(session: AsyncSession, staff: Person, talk_id: int, day: date | None, now: datetime) -> Talk:
    """On which day to look at it again; None: on none. Raises as above."""
    talk, _meeting = await _locked(session, staff, talk_id, now)
    talk.follow_up, talk.changed_at = day, now
    await session.flush()
    await reminders.plan_talk(session, talk, now)
    return talk


async def take_back(session: AsyncSession, staff: Person, talk_id: int, now: datetime) -> Talk:
    """Nothing came of it yet: it is a booked talk again. Raises as above."""
    talk, meeting = await _locked(session, staff, talk_id, now)
    if talk.state is TalkState.BOOKED:
        raise StaleScreen
    talk.state, talk.outcome, talk.follow_up, talk.changed_at = TalkState.BOOKED, None, None, now
    await _write(session, staff, talk, now, UNDONE)
    await _attended(session, staff, meeting, talk, now)
    return talk


async def _locked(session: AsyncSession, staff: Person, talk_id: int, now: datetime) -> tuple[Talk, Meeting]:
    talk = await talk_for(session, staff, talk_id)
    meeting = await session.get_one(Meeting, talk.meeting_id, with_for_update=True, populate_existing=True)
    await session.refresh(talk)  # the family may have given it back, or moved it, while we waited
    if talk.state is TalkState.RELEASED:
        raise StaleScreen
    if meeting.state is MeetingState.CANCELLED or now < doors.opens_at(talk.starts_at):
        raise StaleScreen
    return talk, meeting


async def _attended(session: AsyncSession, staff: Person, meeting: Meeting, talk: Talk, now: datetime) -> None:
    """A family that talked with anybody came; one that missed all its talks did not, unless the door knows better."""
    states = list(
        await session.scalars(
            select(Talk.state).where(
                Talk.meeting_id == meeting.id, Talk.pupil_id == talk.pupil_id, Talk.state != TalkState.RELEASED
            )
        )
    )
    known = (await attendance.of(session, meeting.id)).get(talk.pupil_id)
    if known is not None and known.by is not AttendedBy.TAP:
        return
    came = _came(states)
    if came is not None:
        await attendance.mark(session, meeting, talk.pupil_id, came, AttendedBy.TAP, now, staff=staff)
    elif known is not None:
        await attendance.unmark(session, meeting, [talk.pupil_id], staff, now)


def _came(states: Sequence[TalkState]) -> bool | None:
    if TalkState.DONE in states:
        return True
    return False if states and all(state is TalkState.MISSED for state in states) else None


async def _write(session: AsyncSession, staff: Person, talk: Talk, now: datetime, choice: str | None = None) -> None:
    await session.flush()
    pupil = await session.get_one(Pupil, talk.pupil_id)
    before = await session.scalar(
        select(LogEntry.id)
        .where(
            LogEntry.meeting_id == talk.meeting_id,
            LogEntry.kind == LogKind.OUTCOME,
            LogEntry.pupil_id == talk.pupil_id,
            LogEntry.person_id == talk.person_id,
            LogEntry.staff_id.in_((talk.host_id, staff.id)),
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    log.note(
        session,
        talk.school_id,
        LogKind.OUTCOME,
        now,
        person_id=talk.person_id,
        staff_id=staff.id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        meeting_id=talk.meeting_id,
        choice=choice or talk.state.value,
        text=talk.outcome,
        replaces_id=before,
    )
    await session.flush()
