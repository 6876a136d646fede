"""A meeting is made, found again by who may see it, and its families are invited."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue, NotAllowed, StaleScreen
from bot.domain.escalation import FOR_MEETINGS, dump_plan
from bot.domain.meetings import INVITATIONS, Booking, Flaw, MeetingKind, MeetingState, exists, instants, points
from bot.domain.shelves.common import PLACES
from bot.domain.text import Phrase
from bot.domain.updates import FieldValue
from bot.services import scope, updates
from bot.services.meetings import hosts, reminders
from bot.storage.among import among
from bot.storage.models import (
    ClassUpdate,
    Meeting,
    MeetingClass,
    MeetingHost,
    Person,
    Pupil,
    RoleKind,
    School,
    SchoolClass,
)


@dataclass(slots=True)
class NewMeeting:
    """What was put together. `place_key` is one of `shelves.common.PLACES`, `hosts` are members of staff.

    Who makes it holds it as well, unless `holds` is False (an administrator who plans for others) and others do.
    """

    kind: MeetingKind
    class_ids: Sequence[int]
    day: date
    starts: time
    ends: time
    place: str = ""
    place_key: str | None = None
    link: str | None = None
    agenda: Sequence[str] = ()
    hosts: Sequence[int] = ()
    holds: bool = True
    joint: bool = False
    booking: Booking | None = None
    book_until: datetime | None = None


async def create(session: AsyncSession, host: Person, new: NewMeeting, now: datetime) -> Meeting:
    """Make a meeting for classes that its host may write to; raises NotAllowed, and InvalidValue for its hours."""
    classes = [await scope.class_of(session, host, class_id) for class_id in new.class_ids]
    if not classes:
        raise NotAllowed
    school = await session.get_one(School, host.school_id)
    starts_at, ends_at = checked_instants(new, school)
    booking = Booking.NONE if new.kind is MeetingKind.CLASS else new.booking or Booking.OPEN
    row = Meeting(
        school_id=school.id,
        host_id=host.id,
        kind=new.kind,
        day=new.day,
        starts=new.starts,
        ends=new.ends,
        starts_at=starts_at,
        ends_at=ends_at,
        place=new.place,
        place_key=new.place_key,
        link=new.link,
        agenda=list(new.agenda),
        joint=new.joint,
        booking=booking,
        book_until=new.book_until,
        door=secrets.token_hex(8),
        created_at=now,
    )
    session.add(row)
    await session.flush()
    session.add_all(MeetingClass(meeting_id=row.id, class_id=found.id) for found in classes)
    await hosts.set_hosts(session, row, (host.id, *new.hosts) if new.holds or not new.hosts else new.hosts)
    return row


async def set_classes(session: AsyncSession, staff: Person, meeting: Meeting, class_ids: Sequence[int]) -> None:
    """Say whose families it is for; raises NotAllowed for a class she may not write to, or for none at all."""
    before = {found.id for found in await classes_of(session, meeting.id)}
    added = [class_id for class_id in dict.fromkeys(class_ids) if class_id not in before]
    for class_id in added:
        await scope.class_of(session, staff, class_id)
    if not class_ids:
        raise NotAllowed
    await session.execute(
        delete(MeetingClass).where(
            MeetingClass.meeting_id == meeting.id, among(MeetingClass.class_id, before - set(class_ids))
        )
    )
    session.add_all(MeetingClass(meeting_id=meeting.id, class_id=class_id) for class_id in added)
    await session.flush()


def checked_instants(new: NewMeeting, school: School) -> tuple[datetime, datetime]:
    """From when to when it lasts, in UTC; raises InvalidValue for hours that cannot be."""
    if not exists(new.day, new.starts, school.timezone):
        raise InvalidValue("starts", Flaw.SKIPPED.value)
    if not exists(new.day, new.ends, school.timezone):
        raise InvalidValue("ends", Flaw.SKIPPED.value)
    starts_at, ends_at = instants(new.day, new.starts, new.ends, school.timezone)
    if ends_at <= starts_at:
        raise InvalidValue("ends", Flaw.ORDER.value)
    return starts_at, ends_at


def visible_to(staff: Person) -> Select[Meeting]:
    """The meetings that she holds, and those of her homeroom (an administrator's: all)."""
    holds = select(MeetingHost.meeting_id).where(MeetingHost.person_id == staff.id)
    homerooms = scope.homerooms_of(staff).with_only_columns(SchoolClass.id).order_by(None)
    of_homeroom = select(MeetingClass.meeting_id).where(MeetingClass.class_id.in_(homerooms))
    return select(Meeting).where(
        Meeting.school_id == staff.school_id, or_(Meeting.id.in_(holds), Meeting.id.in_(of_homeroom))
    )


async def seen_by(session: AsyncSession, staff: Person, meeting_id: int) -> Meeting:
    """A meeting this member of staff may see; raises NotAllowed."""
    roles = await scope.roles_of(session, staff)
    found = await session.scalar(visible_to(staff).where(Meeting.id == meeting_id)) if roles else None
    if found is None:
        raise NotAllowed
    return found


async def led_by(session: AsyncSession, staff: Person, meeting_id: int) -> Meeting:
    """A meeting she leads and may change; an administrator any of the school's. Raises NotAllowed."""
    found = await seen_by(session, staff, meeting_id)
    if found.host_id != staff.id and RoleKind.ADMIN not in await scope.roles_of(session, staff):
        raise NotAllowed
    return found


async def invite(session: AsyncSession, meeting: Meeting, send_at: datetime, now: datetime) -> ClassUpdate:
    """Let the invitation leave at that time, as an update in its leader's name.

    Raises StaleScreen for a second one, InvalidValue when the meeting would have begun by then, and NotAllowed when
    she may no longer write to one of its classes.
    """
    await session.refresh(meeting, with_for_update=True)  # of two taps at once one comes first
    if meeting.state is not MeetingState.PLANNED:
        raise StaleScreen
    if meeting.starts_at <= send_at:
        raise InvalidValue("day", Flaw.PAST.value)
    host = await session.get_one(Person, meeting.host_id)
    school = await session.get_one(School, meeting.school_id)
    new = updates.NewUpdate(
        class_ids=[found.id for found in await classes_of(session, meeting.id)],
        template=INVITATIONS[meeting.kind],
        values=values_of(meeting, school.timezone),
        words_locale=host.locale or school.locale,
    )
    row = await updates.create(session, host, new, send_at, now)
    meeting.invitation_id, meeting.state = row.id, MeetingState.INVITED
    row.escalation = row.escalation or dump_plan(FOR_MEETINGS)
    await session.flush()
    await reminders.plan(session, meeting, now)
    return row


async def uninvite(session: AsyncSession, meeting: Meeting, now: datetime) -> None:
    """Take the invitation back before it leaves; the meeting is planned again. Raises StaleScreen when it has left."""
    if meeting.invitation_id is None:
        raise StaleScreen
    if not await updates.dropped(session, await session.get_one(ClassUpdate, meeting.invitation_id), now):
        raise StaleScreen
    meeting.invitation_id, meeting.state = None, MeetingState.PLANNED
    await session.flush()


def values_of(meeting: Meeting | NewMeeting, timezone: str) -> dict[str, FieldValue]:
    """The fields of the meeting's invitation as things stand, or as they would; `timezone` is the school's."""
    values: dict[str, FieldValue] = {
        "day": meeting.day,
        "starts": meeting.starts,
        "ends": meeting.ends,
        "place": place_of(meeting),
        "link": meeting.link,
    }
    if meeting.kind is MeetingKind.CLASS:
        return values | {"agenda": points(meeting.agenda) or None}
    until = meeting.book_until
    return values | {"until": until.astimezone(ZoneInfo(timezone)).date() if until else None}


def place_of(meeting: Meeting | NewMeeting) -> str | Phrase | None:
    """Where it is: a usual place, or as it was typed."""
    return dict(PLACES).get(meeting.place_key or "", meeting.place or None)


async def behind(session: AsyncSession, update_id: int) -> Meeting | None:
    """The meeting whose invitation or summary an update is."""
    found: Meeting | None = await session.scalar(
        select(Meeting).where(or_(Meeting.invitation_id == update_id, Meeting.summary_id == update_id))
    )
    return found


async def classes_of(session: AsyncSession, meeting_id: int) -> list[SchoolClass]:
    """The classes whose families are invited, by name."""
    rows = await session.scalars(
        select(SchoolClass)
        .join(MeetingClass, MeetingClass.class_id == SchoolClass.id)
        .where(MeetingClass.meeting_id == meeting_id)
        .order_by(SchoolClass.name)
    )
    return list(rows)


async def hosts_of(session: AsyncSession, meeting_id: int) -> list[Person]:
    """Who holds it, by name."""
    rows = await session.scalars(
        select(Person)
        .join(MeetingHost, MeetingHost.person_id == Person.id)
        .where(MeetingHost.meeting_id == meeting_id)
        .order_by(Person.name, Person.id)
    )
    return list(rows)


async def pupils_of(session: AsyncSession, meeting: Meeting) -> list[Pupil]:
    """The children whose families are invited, by class and name; who has left is not among them."""
    rows = await session.scalars(
        select(Pupil)
        .join(MeetingClass, MeetingClass.class_id == Pupil.class_id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(MeetingClass.meeting_id == meeting.id, Pupil.left_at.is_(None))
        .order_by(SchoolClass.name, Pupil.name, Pupil.id)
    )
    return list(rows)
