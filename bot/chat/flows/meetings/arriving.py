"""At the door: the code that a guardian scans, and the picture of it that a teacher shows or prints."""

from bot.chat.doors import DOOR, Signs
from bot.chat.flows.meetings.held import flow, title_of, to_meeting
from bot.chat.flows.meetings.parts import part
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain import doors
from bot.domain.errors import StaleScreen
from bot.domain.meetings import MeetingState
from bot.domain.provider import CHANNEL_NAMES
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services.meetings import planning
from bot.services.meetings.door import Arrival, Entry, arrive
from bot.storage.models import Meeting

MENU: Row = (button(_("Menu"), "home.menu"),)
ASK: Row = (button(_("I have no code"), "l.ask"),)
_OPEN = (MeetingState.PLANNED, MeetingState.INVITED, MeetingState.HELD)


@part(25)
def _on_card(meeting: Meeting) -> Button | None:
    return button(_("Code for the door"), DOOR, meeting.id) if meeting.state in _OPEN else None


@flow.press("door")
async def sign(turn: Turn, meeting_id: int) -> Shown:
    """The code as a picture, one for each channel that families use."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    signs = turn.received.prepared
    if not isinstance(signs, Signs) or signs.door != meeting.door or meeting.state not in _OPEN:
        raise StaleScreen
    several = len(signs.pictures) > 1
    for channel, picture in signs.pictures:
        turn.say(
            screen(
                "meetings/door_sign",
                (button(_("Attendance"), "md.list", meeting.id),),
                to_meeting(meeting),
                file=picture,
                title=title_of(meeting),
                day=meeting.day,
                channel=CHANNEL_NAMES[channel] if several else None,
                opens=doors.opens_at(meeting.starts_at),
                code=doors.spelled(meeting.door),
            )
        )
    return None


@flow.code(doors.CODE)
async def scanned(turn: Turn, door: str) -> Shown:
    """Somebody stands at the door."""
    arrival = await arrive(turn.session, turn.school, turn.person, door.lower(), turn.bot.channel, turn.now)
    staff = await _for_staff(turn, arrival)
    if arrival.entry is Entry.PRESENT:
        return _welcome(turn, arrival, staff)
    stranger = arrival.entry is Entry.STRANGER and not staff
    return screen(
        "meetings/door",
        *staff,
        *((ASK,) if stranger else ()),
        MENU,
        entry="staff" if staff and arrival.entry is Entry.STRANGER else arrival.entry.value,
        school=turn.school.name,
        opens=doors.opens_at(arrival.meeting.starts_at) if arrival.meeting else None,
        day=arrival.meeting.day if arrival.meeting else None,
        children=[child.name for child in arrival.children],
    )


def _welcome(turn: Turn, arrival: Arrival, staff: tuple[Row, ...]) -> Screen:
    assert arrival.meeting is not None
    return screen(
        "meetings/door_present",
        *staff,
        MENU,
        title=title_of(arrival.meeting),
        day=arrival.meeting.day,
        children=[child.name for child in arrival.children],
        again=arrival.again,
        school=turn.school.name,
        talks=[{"child": talk.child, "host": talk.host, "at": talk.at} for talk in arrival.talks],
    )


async def _for_staff(turn: Turn, arrival: Arrival) -> tuple[Row, ...]:
    """Who takes the attendance gets there with the same code."""
    if arrival.meeting is None or turn.person is None or not turn.roles:
        return ()
    seen = planning.visible_to(turn.person).where(Meeting.id == arrival.meeting.id)
    if await turn.session.scalar(seen) is None:
        return ()
    return ((button(_("Attendance"), "md.list", arrival.meeting.id, style=Style.PRIMARY),),)
