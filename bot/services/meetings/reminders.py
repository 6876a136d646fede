"""What there is to be reminded of, and when: rows that follow from a meeting, its talks and the school's rule.

Planning asks nothing but what stands in the database, so doing it again changes nothing: called after each change, and
from time to time for whatever nobody called it for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import reminding
from bot.domain.escalation import dump_plan, fitted, load_plan
from bot.domain.meetings import GOES_ON, MeetingKind, MeetingState, ReminderKind, ReminderState, TalkState
from bot.domain.quiet import QuietRule
from bot.domain.reminding import Ahead
from bot.services.calendar import quiet_rule
from bot.storage.models import (
    ClassUpdate,
    Escalation,
    EscalationState,
    Meeting,
    MeetingReminder,
    School,
    Slot,
    Talk,
)
from bot.storage.upsert import insert_new

_MEETING = 0
"""In place of a talk's id: the meeting itself."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A reminder that is to be: when, and what makes it another one than that of before a change."""

    talk_id: int
    kind: ReminderKind
    due_at: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a meeting's reminders follow from."""

    meeting: Meeting
    ahead: Ahead
    rule: QuietRule
    announced: datetime
    """When families hear of it, as it is now."""
    changed: datetime | None
    """When they heard of a change."""
    invitation: ClassUpdate | None
    now: datetime

    @property
    def last(self) -> datetime:
        """Until when an answer helps: a time of one's own is chosen before the booking ends."""
        until = self.meeting.book_until
        return self.meeting.starts_at if until is None else min(self.meeting.starts_at, until)


async def plan(session: AsyncSession, meeting: Meeting, now: datetime) -> None:
    """Write down what a meeting and its talks call for; what they no longer do is dropped. Changes nothing the second
    time; what was said before a change of the meeting (`sequence`) is said anew after it."""
    talks = list(await session.scalars(select(Talk).where(Talk.meeting_id == meeting.id).order_by(Talk.id)))
    frame = await _frame(session, meeting, now)
    rows = await _rows(session, meeting.id)
    await _fit_steps(session, frame)
    wanted = [*_of_meeting(frame), *(one for talk in talks for one in _of_talk(frame, talk))]
    wanted += await _of_hosts(session, frame, talks, rows.get((_MEETING, ReminderKind.HOSTS)))
    await _settle(session, meeting.id, wanted, rows, now)
    await session.flush()


async def plan_talk(session: AsyncSession, talk: Talk, now: datetime) -> None:
    """Write down what a talk calls for, after it was booked, moved, given back, or has a date to follow up.

    Touches rows of this talk alone, so that of many who book at once nobody waits for another.
    """
    meeting = await session.get_one(Meeting, talk.meeting_id)
    frame = await _frame(session, meeting, now)
    await _settle(session, meeting.id, _of_talk(frame, talk), await _rows(session, meeting.id, talk.id), now)
    await session.flush()


async def set_ahead(session: AsyncSession, school: School, ahead: Ahead, now: datetime) -> None:
    """When the school's families are reminded from now on: also of meetings that they are invited to already."""
    school.reminders = reminding.dump_ahead(ahead)
    await session.flush()
    meetings = await session.scalars(
        select(Meeting).where(
            Meeting.school_id == school.id, Meeting.state == MeetingState.INVITED, Meeting.ends_at > now
        )
    )
    for meeting in list(meetings):
        await plan(session, meeting, now)


async def _frame(session: AsyncSession, meeting: Meeting, now: datetime) -> _Plan:
    school = await session.get_one(School, meeting.school_id)
    rule = await quiet_rule(session, school, now)
    sent = await session.get(ClassUpdate, meeting.invitation_id) if meeting.invitation_id else None
    said = sent.send_at if sent else meeting.created_at
    changed = sent.corrected_at if sent and meeting.sequence else None
    return _Plan(
        meeting,
        reminding.load_ahead(school.reminders),
        rule,
        announced=rule.next_good(max(said, changed or said)),
        changed=changed,
        invitation=sent,
        now=now,
    )


async def _rows(
    session: AsyncSession, meeting_id: int, talk_id: int | None = None
) -> dict[tuple[int, ReminderKind], MeetingReminder]:
    query = select(MeetingReminder).where(MeetingReminder.meeting_id == meeting_id).order_by(MeetingReminder.id)
    if talk_id is not None:
        query = query.where(MeetingReminder.talk_id == talk_id)
    return {(row.talk_id, row.kind): row for row in await session.scalars(query)}


async def _fit_steps(session: AsyncSession, frame: _Plan) -> None:
    """What follows on silence is done before the meeting, however soon that is; a step that no longer fits is passed
    over, and whoever waits for one is looked at anew."""
    sent = frame.invitation
    if sent is None or not sent.escalation or frame.meeting.state is not MeetingState.INVITED:
        return
    before = load_plan(sent.escalation)
    steps = fitted(before, frame.last - sent.send_at)
    if steps == before:
        return
    sent.escalation = dump_plan(steps)
    gone = len(before) - len(steps)
    await session.execute(
        update(Escalation)
        .where(Escalation.update_id == sent.id, Escalation.state == EscalationState.WAITING)
        .values(step=case((Escalation.step > gone, Escalation.step - gone), else_=0), due_at=frame.now)
        .execution_options(synchronize_session=False)
    )


def _of_meeting(frame: _Plan) -> Iterable[_Wanted]:
    """Of a class meeting those who come are reminded; of any, whoever is silent is asked, before it is too late."""
    meeting = frame.meeting
    if meeting.state is not MeetingState.INVITED:
        return
    if meeting.kind is MeetingKind.CLASS:
        for kind, at in reminding.due(frame.ahead, frame.rule, meeting.starts_at, frame.announced).items():
            yield _Wanted(_MEETING, kind, at, meeting.sequence)
    asked = reminding.due(reminding.asking(frame.ahead), frame.rule, frame.last, frame.announced)
    for at in asked.values():
        yield _Wanted(_MEETING, ReminderKind.ANSWER, at, meeting.sequence)


def _of_talk(frame: _Plan, talk: Talk) -> Iterable[_Wanted]:
    if talk.state is TalkState.BOOKED and frame.meeting.state in GOES_ON:
        sequence = frame.meeting.sequence + talk.sequence  # both only grow: so does what they come to
        heard = max(talk.changed_at, frame.changed or talk.changed_at)
        for kind, at in reminding.due(frame.ahead, frame.rule, talk.starts_at, heard).items():
            yield _Wanted(talk.id, kind, at, sequence)
    if talk.follow_up is not None and talk.state is not TalkState.RELEASED:
        opening = datetime.combine(talk.follow_up, time(0), ZoneInfo(frame.rule.timezone)).astimezone(UTC)
        at = frame.rule.next_good(opening)
        yield _Wanted(talk.id, ReminderKind.FOLLOW_UP, at, talk.follow_up.toordinal())


async def _of_hosts(
    session: AsyncSession, frame: _Plan, talks: Sequence[Talk], told: MeetingReminder | None
) -> list[_Wanted]:
    """The list of the next day of a meeting; a day that has been told of is not told of again."""
    if frame.meeting.state not in GOES_ON:
        return []
    zone = ZoneInfo(frame.rule.timezone)
    done = told.sequence if told is not None and told.state is ReminderState.DONE else None
    for day, first in sorted(_days(await _begins(session, frame.meeting, talks), zone).items()):
        at = reminding.morning(frame.rule, first)
        if first > frame.now and day.toordinal() != done and at is not None:
            return [_Wanted(_MEETING, ReminderKind.HOSTS, at, day.toordinal())]
    return []


async def _begins(session: AsyncSession, meeting: Meeting, talks: Sequence[Talk]) -> list[datetime]:
    if meeting.kind is MeetingKind.CLASS:
        return [meeting.starts_at]
    offered = await session.scalars(select(Slot.starts_at).where(Slot.meeting_id == meeting.id, ~Slot.closed))
    return [*offered, *(talk.starts_at for talk in talks if talk.state is TalkState.BOOKED)]


def _days(begins: Iterable[datetime], zone: ZoneInfo) -> Mapping[date, datetime]:
    """By day on the school's clock: the first of these instants."""
    days: dict[date, datetime] = {}
    for at in begins:
        day = at.astimezone(zone).date()
        days[day] = min(days.get(day, at), at)
    return days


async def _settle(
    session: AsyncSession,
    meeting_id: int,
    wanted: Iterable[_Wanted],
    rows: Mapping[tuple[int, ReminderKind], MeetingReminder],
    now: datetime,
) -> None:
    """Bring the rows to what is wanted. One that was said is said again only after a change, and not belatedly."""
    keys, new = set(), []
    for one in wanted:
        key = (one.talk_id, one.kind)
        keys.add(key)
        if (row := rows.get(key)) is None:
            new.append(_new(meeting_id, one))
        elif row.state is ReminderState.WAITING:
            row.sequence, row.due_at = one.sequence, one.due_at
        elif one.due_at > now and (row.sequence != one.sequence or row.state is ReminderState.DROPPED):
            row.sequence, row.due_at, row.state = one.sequence, one.due_at, ReminderState.WAITING
    for key, row in rows.items():
        if key not in keys and row.state is ReminderState.WAITING:
            row.state = ReminderState.DROPPED
    await insert_new(session, MeetingReminder, new)


def _new(meeting_id: int, one: _Wanted) -> dict[str, Any]:
    return {
        "meeting_id": meeting_id,
        "talk_id": one.talk_id,
        "kind": one.kind,
        "due_at": one.due_at,
        "state": ReminderState.WAITING,
        "sequence": one.sequence,
    }
