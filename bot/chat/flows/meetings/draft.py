"""The meeting that is being put together, or changed."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import Booking, MeetingKind, MeetingState
from bot.services.meetings import planning
from bot.services.meetings.planning import NewMeeting
from bot.storage.models import Meeting

flow = Flow("meetings", "m")


@dataclass(slots=True)
class Plan:
    """What is chosen so far. `place` is None until it was asked for; `meeting_id` is the meeting that is being changed,
    `invited` whether families know of it.

    `asking` is the fact that is awaited; `chosen` one that needs a second look (a holiday, a clash), as it came.
    `stamp` grows with every change, so that a button of an older screen is recognised.
    """

    kind: str
    class_ids: list[int] = field(default_factory=list)
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    place: str | None = None
    place_key: str | None = None
    link: str | None = None
    agenda: list[str] = field(default_factory=list)
    hosts: list[int] = field(default_factory=list)
    joint: bool = False
    booking: str | None = None
    book_until: datetime | None = None
    meeting_id: int | None = None
    invited: bool = False
    asking: str | None = None
    chosen: str | None = None
    stamp: int = 0

    @property
    def form(self) -> MeetingKind:
        """Its kind."""
        return MeetingKind(self.kind)

    def as_new(self) -> NewMeeting:
        """What the service takes; raises StaleScreen while something is missing."""
        if self.day is None or self.starts is None or self.ends is None or self.place is None:
            raise StaleScreen
        return NewMeeting(
            kind=self.form,
            class_ids=self.class_ids,
            day=self.day,
            starts=self.starts,
            ends=self.ends,
            place=self.place,
            place_key=self.place_key,
            link=self.link,
            agenda=self.agenda,
            hosts=self.hosts,
            joint=self.joint,
            booking=Booking(self.booking) if self.booking else None,
            book_until=self.book_until,
        )


async def draft_of(turn: Turn, meeting: Meeting) -> Plan:
    """A meeting as a draft of what it is to become."""
    return Plan(
        kind=meeting.kind.value,
        class_ids=[found.id for found in await planning.classes_of(turn.session, meeting.id)],
        day=meeting.day,
        starts=meeting.starts,
        ends=meeting.ends,
        place=meeting.place,
        place_key=meeting.place_key,
        link=meeting.link,
        agenda=list(meeting.agenda),
        hosts=[found.id for found in await planning.hosts_of(turn.session, meeting.id)],
        joint=meeting.joint,
        booking=meeting.booking.value,
        book_until=meeting.book_until,
        meeting_id=meeting.id,
        invited=meeting.state is not MeetingState.PLANNED,
    )


async def load(turn: Turn) -> Plan:
    """Her draft; raises NotAllowed for who is not of the staff, and StaleScreen when there is none."""
    turn.staff()
    return await drafts.needed(turn, flow.name, Plan)


async def changing(turn: Turn) -> Plan:
    """Her draft of a change; raises StaleScreen where a new meeting is put together."""
    draft = await load(turn)
    if draft.meeting_id is None:
        raise StaleScreen
    return draft


async def keep(turn: Turn, draft: Plan, step: str | None = None) -> None:
    """Keep the draft; older screens go stale, and so do those of earlier drafts: stamps go on from the clock."""
    draft.stamp = max(draft.stamp + 1, int(turn.now.timestamp()))
    await drafts.keep(turn, flow.name, draft, step)


async def drop(turn: Turn) -> None:
    """Forget it."""
    await drafts.drop(turn, flow.name)
