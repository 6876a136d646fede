"""Meetings and talks as entries of a calendar, and who took one."""

from collections.abc import Collection
from datetime import datetime
from hashlib import blake2s

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendars import TAKEN, CalendarEntry
from bot.domain.meetings import INVITATIONS, MeetingState, TalkState, points
from bot.domain.shelf import SHELF
from bot.domain.text import Label, _
from bot.services import log, scope
from bot.services.meetings import planning
from bot.storage.among import among
from bot.storage.models import LogEntry, LogKind, Meeting, Person, Pupil, Recipient, School, Talk


async def of_meeting(session: AsyncSession, meeting: Meeting) -> CalendarEntry:
    """The meeting; one that was called off takes its entry out again."""
    school = await session.get_one(School, meeting.school_id)
    host = await session.get_one(Person, meeting.host_id)
    classes = ", ".join(found.name for found in await planning.classes_of(session, meeting.id))
    return CalendarEntry(
        uid=_uid("meeting", meeting.id, meeting),
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        timezone=school.timezone,
        title=_("%(title)s, %(classes)s", title=SHELF.get(INVITATIONS[meeting.kind]).title, classes=classes),
        place=place_of(meeting),
        link=meeting.link or "",
        notes=[f"{host.name}, {school.name}", *points(meeting.agenda)],
        cancelled=meeting.state is MeetingState.CANCELLED,
        name=f"pertemuan-{meeting.id}",
    )


async def of_talk(session: AsyncSession, talk: Talk) -> CalendarEntry:
    """A talk of one family; one that was given back takes its entry out again."""
    meeting = await session.get_one(Meeting, talk.meeting_id)
    school = await session.get_one(School, talk.school_id)
    host = await session.get_one(Person, talk.host_id)
    pupil = await session.get_one(Pupil, talk.pupil_id)
    title = SHELF.get(INVITATIONS[meeting.kind]).title
    return CalendarEntry(
        uid=_uid("talk", talk.id, meeting),
        sequence=meeting.sequence + talk.sequence,
        starts_at=talk.starts_at,
        ends_at=talk.ends_at,
        timezone=school.timezone,
        title=_("%(title)s: %(child)s", title=title, child=pupil.name),
        place=place_of(meeting),
        link=meeting.link or "",
        notes=[f"{host.name}, {school.name}"],
        cancelled=talk.state is TalkState.RELEASED or meeting.state is MeetingState.CANCELLED,
        name=f"pertemuan-{meeting.id}-{talk.id}",
    )


async def for_guardian(session: AsyncSession, meeting: Meeting, guardian: Person) -> list[CalendarEntry]:
    """What this guardian is to keep: the own talks where there are any, else the meeting itself.

    Of a meeting that was called off all that they may have kept is taken out again.
    """
    off = meeting.state is MeetingState.CANCELLED
    children = scope.children_of(guardian).with_only_columns(Pupil.id).order_by(None)
    own = select(Talk).where(
        Talk.meeting_id == meeting.id,
        Talk.pupil_id.in_(children),
        scope.is_theirs(Talk, guardian.id),
    )
    found = own if off else own.where(Talk.state == TalkState.BOOKED)
    talks = [await of_talk(session, talk) for talk in await session.scalars(found.order_by(Talk.starts_at, Talk.id))]
    return talks if talks and not off else [await of_meeting(session, meeting), *talks]


async def note_taken(
    session: AsyncSession, meeting: Meeting, recipient: Recipient, channel: str, now: datetime
) -> None:
    """Note that a guardian took the file, once: to them a change brings a new one."""
    if await takers(session, meeting, [recipient.person_id]):
        return
    log.note(
        session,
        meeting.school_id,
        LogKind.READ,
        now,
        channel=channel,
        person_id=recipient.person_id,
        update_id=recipient.update_id,
        recipient_id=recipient.id,
        meeting_id=meeting.id,
        choice=TAKEN,
    )
    await session.flush()


async def takers(session: AsyncSession, meeting: Meeting, people: Collection[int]) -> set[int]:
    """Those of these people who have the meeting's file."""
    rows = await session.scalars(
        select(LogEntry.person_id).where(
            LogEntry.meeting_id == meeting.id,
            LogEntry.kind == LogKind.READ,
            LogEntry.choice == TAKEN,
            among(LogEntry.person_id, people),
        )
    )
    return {person for person in rows if person is not None}


def _uid(what: str, number: int, meeting: Meeting) -> str:
    """The same for as long as the meeting lives, and no other school's; the code at the door cannot be read from it."""
    own = blake2s(meeting.door.encode(), digest_size=6, person=b"calendar").hexdigest()
    return f"{what}-{number}@{own}.titian"


def place_of(meeting: Meeting) -> Label:
    """Where it is, as each reader is told."""
    return planning.place_of(meeting) or ""
