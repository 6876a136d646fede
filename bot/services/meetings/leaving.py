"""A reminder of a meeting is about to leave: is it still true? What is no more does not leave, or without that part.

Much may have happened since it was queued: the meeting cancelled or moved, a talk given back, an answer come; or it has
begun. A change of what a reminder says has another `sequence`, and a reminder of its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import load_screen
from bot.domain.meetings import GOES_ON, TalkState
from bot.domain.notices.reminders import FollowUpDue, HostDay, MeetingAsked, MeetingSoon, TalkSoon
from bot.domain.screens import Screen
from bot.services.escalations.leaving import Queued
from bot.services.meetings import saying, whom
from bot.storage.among import among
from bot.storage.models import Meeting, Talk

_OURS = frozenset(kind.template for kind in (MeetingSoon, TalkSoon, MeetingAsked, HostDay, FollowUpDue))


def is_of_meeting(row: Queued) -> bool:
    """Whether a row of the outbox reminds of a meeting or a talk."""
    return row.payload is not None and row.payload.get("template") in _OURS


async def as_things_stand(session: AsyncSession, rows: Sequence[Queued], now: datetime) -> dict[int, Screen]:
    """What each of these says now; one that is not among them must not leave.

    That a question is still open is asked where all reminders of answers are (`escalations.leaving`).
    """
    screens = {row.id: load_screen(dict(row.payload or {})) for row in rows}
    facts = await _facts(session, screens.values())
    said: dict[int, Screen] = {}
    for row in rows:
        found = await _now(session, screens[row.id], row.person_id or 0, facts, now)
        if found is not None:
            said[row.id] = found
    return said


class _Facts:
    """The meetings and talks that are spoken of, and who comes, as the database has them now."""

    def __init__(self, meetings: Mapping[int, Meeting], talks: Mapping[int, Talk], parties: Mapping[int, list[int]]):
        self.meetings = meetings
        self.talks = talks
        self.parties = parties
        self.coming: dict[int, Collection[int]] = {}


async def _facts(session: AsyncSession, screens: Iterable[Screen]) -> _Facts:
    ids: set[int] = set()
    talk_ids: set[int] = set()
    for screen in screens:
        if "meeting_id" in screen.values:
            ids.add(_number(screen.values["meeting_id"]))
        if screen.template == FollowUpDue.template:
            talk_ids.add(_number(screen.values["talk_id"]))
        if screen.template == TalkSoon.template:
            talk_ids.update(_number(talk["id"]) for talk in _talks(screen))
    talks = await saying.talks_by_id(session, talk_ids)
    ids.update(talk.meeting_id for talk in talks.values())
    meetings = await session.scalars(
        select(Meeting).where(among(Meeting.id, ids)).execution_options(populate_existing=True)
    )
    return _Facts(
        {meeting.id: meeting for meeting in meetings}, talks, await whom.parties(session, list(talks.values()))
    )


def _number(value: Any) -> int:
    return int(value)


def _talks(screen: Screen) -> list[Mapping[str, Any]]:
    found = screen.values["talks"]
    assert isinstance(found, list)
    return list(found)


async def _now(session: AsyncSession, screen: Screen, person: int, facts: _Facts, now: datetime) -> Screen | None:
    match screen.template:
        case TalkSoon.template:
            return _own_talks(screen, person, facts, now)
        case FollowUpDue.template:
            return screen if _to_follow_up(screen, facts) else None
    meeting = facts.meetings.get(_number(screen.values["meeting_id"]))
    if meeting is None or meeting.state not in GOES_ON:
        return None
    if screen.template == HostDay.template:
        return await _host_day(session, screen, person, meeting, now)
    if meeting.sequence != screen.values["sequence"] or meeting.starts_at <= now:
        return None
    if screen.template == MeetingSoon.template and person not in await _coming(session, meeting, facts):
        return None
    return screen


async def _coming(session: AsyncSession, meeting: Meeting, facts: _Facts) -> Collection[int]:
    if meeting.id not in facts.coming:
        facts.coming[meeting.id] = frozenset(await whom.coming(session, meeting))
    return facts.coming[meeting.id]


def _own_talks(screen: Screen, person: int, facts: _Facts, now: datetime) -> Screen | None:
    """Of the talks those that are still as they were told, and the reader's own."""
    kept = [talk for talk in _talks(screen) if _stands(talk, person, facts, now)]
    return replace(screen, values={**screen.values, "talks": kept}) if kept else None


def _stands(told: Mapping[str, Any], person: int, facts: _Facts, now: datetime) -> bool:
    talk = facts.talks.get(_number(told["id"]))
    if talk is None or talk.state is not TalkState.BOOKED or talk.starts_at <= now:
        return False
    meeting = facts.meetings[talk.meeting_id]
    same = meeting.sequence + talk.sequence == told["sequence"]
    return same and meeting.state in GOES_ON and person in facts.parties[talk.id]


def _to_follow_up(screen: Screen, facts: _Facts) -> bool:
    talk = facts.talks.get(_number(screen.values["talk_id"]))
    return talk is not None and talk.state is not TalkState.RELEASED and talk.follow_up == screen.values["day"]


async def _host_day(
    session: AsyncSession, screen: Screen, person: int, meeting: Meeting, now: datetime
) -> Screen | None:
    """The list as it is by now; none for a day of which nothing is left."""
    day = screen.values["day"]
    assert isinstance(day, date)
    for host, notice in await saying.host_days(session, meeting, day.toordinal()):
        last = max((talk["starts_at"] for talk in notice.talks), default=notice.starts_at)
        if host == person and isinstance(last, datetime) and last > now:
            return notice.screen()
    return None
