"""A meeting changes, or is called off: the families that were told of it are told of that, too.

Whoever's invitation has not left yet gets it as things are by then, and needs no second word. What is said here waits
for a good hour, unless the family would come in vain before.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.delivery import OutboxState, Reason
from bot.domain.meetings import INVITATIONS
from bot.domain.noted import UNDONE
from bot.domain.notices import Notice
from bot.domain.notices.meetings import MeetingCancelled, MeetingChanged
from bot.domain.policy import Weight
from bot.domain.shelf import SHELF
from bot.services.calendar import quiet_rule
from bot.services.meetings import calendars
from bot.services.meetings.facts import facts_for
from bot.services.queue import outbox
from bot.services.updates import load_values
from bot.services.updates.readers import reading_guardians
from bot.storage.models import (
    Guardianship,
    LogEntry,
    LogKind,
    Meeting,
    Outgoing,
    Person,
    Pupil,
    Recipient,
    School,
    SchoolClass,
    UpdateVersion,
)

WHEN = frozenset({"day", "starts", "ends"})
WHERE = frozenset({"place", "place_key", "link"})
"""What families must hear of; another agenda stands in the invitation, and that is enough."""
IN_TIME = timedelta(hours=2)
"""Who hears of it this long before has not left home yet."""
KEY = "meeting:"

Common = dict[str, Any]
"""What both notices say alike."""
Before = Mapping[str, date | time]


@dataclass(frozen=True, slots=True)
class Told:
    """How many guardians are told in a chat, and the children whose family knows of the meeting and has none."""

    people: int
    by_hand: tuple[int, ...]


async def changed(session: AsyncSession, meeting: Meeting, what: Collection[str], now: datetime) -> Told:
    """Tell of another day, other hours or another place; `what` are the columns of `Meeting` that changed.

    To be called when the meeting and its invitation say the new, and `sequence` has grown. Anything else that changed
    is told to nobody.
    """
    if meeting.invitation_id is None or not set(what) & (WHEN | WHERE):
        return Told(0, ())
    before = await _before(session, meeting.invitation_id) if set(what) & WHEN else None
    form = SHELF.get(INVITATIONS[meeting.kind])
    facts = await facts_for(session, [recipient.id for recipient, _person in await _told_of_it(session, meeting)])
    return await _tell(
        session,
        meeting,
        before,
        lambda recipient, common: MeetingChanged(
            **common,
            day=meeting.day,
            starts=meeting.starts,
            ends=meeting.ends,
            place=calendars.place_of(meeting) or None,
            link=meeting.link,
            before=before,
            elsewhere=bool(set(what) & WHERE),
            talks=facts[recipient.id]["talks"],  # type: ignore[arg-type]
            answers=form.answers,
            chosen=recipient.answer,
        ),
        now,
    )


async def cancelled(session: AsyncSession, meeting: Meeting, now: datetime) -> Told:
    """Tell that there will be no meeting; to be called when its state says so, and `sequence` has grown."""
    if meeting.invitation_id is None:
        return Told(0, ())
    return await _tell(
        session,
        meeting,
        None,
        lambda _recipient, common: MeetingCancelled(
            **common, day=meeting.day, starts=meeting.starts, ends=meeting.ends
        ),
        now,
    )


async def _tell(
    session: AsyncSession,
    meeting: Meeting,
    before: Before | None,
    make: Callable[[Recipient, Common], Notice],
    now: datetime,
) -> Told:
    await _supersede(session, meeting)
    told = await _told_of_it(session, meeting)
    children = await _children(session, meeting)
    takers = await calendars.takers(session, meeting, [person.id for _recipient, person in told])
    common = await _common(session, meeting)
    weight = await _weight(session, meeting, before, now)
    reached: dict[int, set[int]] = {}
    for recipient, person in told:
        about: Common = {
            **common,
            "recipient_id": recipient.id,
            "children": [{"name": pupil.name, "class_name": of} for pupil, of in children[person.id]],
            "kept": person.id in takers,
            "entries": await calendars.for_guardian(session, meeting, person) if person.id in takers else (),
        }
        row = await outbox.tell(session, person, make(recipient, about), now, dedupe=_key(meeting, person.id))
        if row is not None:
            row.weight = weight
            reached[person.id] = {pupil.id for pupil, _of in children[person.id]}
    await session.flush()
    on_paper = await _told_by_hand(session, meeting) - set[int]().union(*reached.values())
    return Told(len(reached), tuple(sorted(on_paper)))


def _key(meeting: Meeting, person_id: int) -> str:
    """What makes a second telling of the same change impossible."""
    return f"{KEY}{meeting.id}:{meeting.sequence}:{person_id}"


async def _supersede(session: AsyncSession, meeting: Meeting) -> None:
    """What was said of an earlier change and still waits for a good hour makes way for what is true now."""
    await session.execute(
        update(Outgoing)
        .where(
            Outgoing.dedupe.startswith(f"{KEY}{meeting.id}:", autoescape=True),
            Outgoing.dedupe.not_like(f"{KEY}{meeting.id}:{meeting.sequence}:%"),
            Outgoing.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.DROPPED, reason=Reason.EXPIRED)
        .execution_options(synchronize_session=False)
    )


async def _told_of_it(session: AsyncSession, meeting: Meeting) -> list[tuple[Recipient, Person]]:
    """Who has the invitation in a chat, and may still hear of a child it was for."""
    may_hear = reading_guardians(meeting.invitation_id or 0).with_only_columns(Guardianship.person_id)
    rows = await session.execute(
        select(Recipient, Person)
        .join(Person, Person.id == Recipient.person_id)
        .where(
            Recipient.update_id == meeting.invitation_id,
            Recipient.accepted_at.is_not(None),
            Recipient.person_id.in_(may_hear),
        )
        .order_by(Recipient.id)
    )
    return [(recipient, person) for recipient, person in rows]


async def _children(session: AsyncSession, meeting: Meeting) -> defaultdict[int, list[tuple[Pupil, str]]]:
    """By guardian: the own children who are concerned, each with the name of the class."""
    rows = await session.execute(
        reading_guardians(meeting.invitation_id or 0)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .with_only_columns(Guardianship.person_id, Pupil, SchoolClass.name)
        .order_by(Pupil.name, Pupil.id)
    )
    children: defaultdict[int, list[tuple[Pupil, str]]] = defaultdict(list)
    for person, pupil, of in rows:
        children[person].append((pupil, of))
    return children


async def _told_by_hand(session: AsyncSession, meeting: Meeting) -> set[int]:
    """The children whose family got the invitation on paper or from the teacher's own WhatsApp."""
    undone = aliased(LogEntry)
    rows = await session.scalars(
        select(LogEntry.pupil_id).where(
            LogEntry.update_id == meeting.invitation_id,
            LogEntry.kind.in_((LogKind.HANDED_OUT, LogKind.ASSISTED)),
            or_(LogEntry.choice.is_(None), LogEntry.choice != UNDONE),
            ~exists().where(undone.replaces_id == LogEntry.id),
        )
    )
    return {pupil for pupil in rows if pupil is not None}


async def _common(session: AsyncSession, meeting: Meeting) -> Common:
    host = await session.get_one(Person, meeting.host_id)
    school = await session.get_one(School, meeting.school_id)
    title = SHELF.get(INVITATIONS[meeting.kind]).title
    return {"title": title, "teacher": host.name, "school": school.name}


async def _before(session: AsyncSession, update_id: int) -> Before | None:
    """The day and the hours that the invitation named before it was corrected."""
    version = await session.scalar(
        select(UpdateVersion).where(UpdateVersion.update_id == update_id).order_by(UpdateVersion.number.desc()).limit(1)
    )
    if version is None:
        return None
    values = load_values(version.values)
    day, starts, ends = values.get("day"), values.get("starts"), values.get("ends")
    if not (isinstance(day, date) and isinstance(starts, time) and isinstance(ends, time)):
        return None
    return {"day": day, "starts": starts, "ends": ends}


async def _weight(session: AsyncSession, meeting: Meeting, before: Before | None, now: datetime) -> Weight:
    """Waits for the next good hour; but who would then hear of it too late to stay at home, or to come, hears now."""
    school = await session.get_one(School, meeting.school_id)
    starts = [meeting.starts_at]
    if before is not None:
        day, at = before["day"], before["starts"]
        assert isinstance(day, date)
        assert isinstance(at, time)
        starts.append(datetime.combine(day, at, ZoneInfo(school.timezone)))
    next_good = (await quiet_rule(session, school, now)).next_good(now)
    return Weight.URGENT if min(starts) < next_good + IN_TIME else Weight.BOOKED
