"""What a family is told where a time cannot be had: kindly, truly, and with the next thing to do."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.chat.apologies import apologises
from bot.chat.flows.talks.family import MENU, hosts_named, write_to_school
from bot.chat.flows.wishes import wishing
from bot.chat.turns import Turn
from bot.domain.errors import (
    AlreadyBooked,
    AppError,
    BusyThen,
    NotOffered,
    SlotTaken,
    TimesLeft,
    TooLate,
)
from bot.domain.meetings import Booking, MeetingState
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services.talks.views import Choice
from bot.storage.models import Meeting, Slot


async def closed(turn: Turn, meeting: Meeting) -> Screen | None:
    """Why families cannot choose a time of this meeting now; None where they can.

    While wishes are collected there is something to choose: not when, but with whom.
    """
    reason = await _why(turn, meeting)
    if reason is None:
        return await wishing.shown(turn, meeting) if meeting.booking is Booking.WISHES else None
    write = await write_to_school(turn, meeting) if reason in ("late", "none") else ()
    return screen(
        "talks/closed",
        *((write,) if write else ()),
        MENU,
        reason=reason,
        day=meeting.day,
        until=meeting.book_until,
    )


async def _why(turn: Turn, meeting: Meeting) -> str | None:
    if meeting.state is MeetingState.CANCELLED:
        return "cancelled"
    if meeting.state is MeetingState.CLOSED or await _is_over(turn, meeting):
        return "over"
    late = meeting.book_until is not None and turn.now > meeting.book_until
    if meeting.booking is Booking.NONE:
        return "none"
    if meeting.booking is Booking.PROPOSED or (late and meeting.booking is Booking.WISHES):
        return "soon"
    return "late" if late else None


async def refused(turn: Turn, meeting: Meeting) -> Screen:
    """It could not be done, for the meeting stands otherwise than it did a moment ago."""
    return await closed(turn, meeting) or screen("talks/changed", MENU, late=False)


async def _is_over(turn: Turn, meeting: Meeting) -> bool:
    """Hosts may offer times after the meeting's own day."""
    if meeting.ends_at > turn.now:
        return False
    last: datetime | None = await turn.session.scalar(
        select(func.max(Slot.ends_at)).where(Slot.meeting_id == meeting.id, Slot.closed.is_(False))
    )
    return last is None or last <= turn.now


async def full(turn: Turn, meeting: Meeting, choice: Choice) -> Screen:
    """No time is free for them: one tap, and they wait for one."""
    if choice.wish is not None:
        return await waiting(turn, meeting, choice)
    offered = await turn.session.scalar(
        select(Slot.id).where(Slot.meeting_id == meeting.id, Slot.host_id == choice.host.id).limit(1)
    )
    return screen(
        "talks/full",
        wait_row(meeting, choice),
        MENU,
        child=choice.pupil.name,
        hosts=list(await hosts_named(turn, meeting, choice.host)),
        offered=offered is not None,
        needed=choice.needed,
    )


def wait_row(meeting: Meeting, choice: Choice) -> Row:
    """Onto the waiting list."""
    face = _("Yes, put us on the waiting list")
    return (button(face, "tk.wait", meeting.id, choice.pupil.id, choice.host.id, style=Style.PRIMARY),)


async def waiting(turn: Turn, meeting: Meeting, choice: Choice) -> Screen:
    """They wait; it is said what happens then, and how to wait no longer."""
    wish = choice.wish
    own = wish is not None and wish.person_id == turn.known().id
    return screen(
        "talks/waiting",
        *(((button(_("Wait no longer"), "tk.leave", wish.id),),) if wish is not None and own else ()),
        MENU,
        child=choice.pupil.name,
        hosts=list(await hosts_named(turn, meeting, choice.host)),
    )


async def taken(
    turn: Turn, meeting: Meeting, choice: Choice, slot: Slot, error: SlotTaken, moving: int | None = None
) -> Screen:
    """Somebody else was quicker, or the time is past or closed: the next free one is the first button."""
    args = (moving, error.slot_id) if moving else (error.slot_id, choice.pupil.id)
    rows: list[Row] = []
    if error.next_free is not None:
        face = _("Take %(at)s", at=_face(turn, slot, error.next_free))
        rows.append((button(face, "tk.to" if moving else "tk.take", *args, style=Style.PRIMARY),))
    if moving:
        rows.append((button(_("Other times"), "tk.move", moving),))
    elif error.next_free is not None:
        day = slot.starts_at.astimezone(ZoneInfo(turn.school.timezone)).date().isoformat()
        rows.append((button(_("Other times"), "tk.with", meeting.id, choice.pupil.id, choice.host.id, day),))
    else:
        rows.append(wait_row(meeting, choice))
    return screen(
        "talks/taken",
        *rows,
        MENU,
        at=slot.starts_at,
        past=slot.starts_at <= turn.now,
        closed=slot.closed,
        next=error.next_free,
        moving=moving is not None,
        child=choice.pupil.name,
    )


def _face(turn: Turn, slot: Slot, at: datetime) -> time | datetime:
    zone = ZoneInfo(turn.school.timezone)
    same = slot.starts_at.astimezone(zone).date() == at.astimezone(zone).date()
    return at.astimezone(zone).time() if same else at


def busy(meeting: Meeting, choice: Choice, error: BusyThen, moving: int | None = None) -> Screen:
    """The guardian is elsewhere in the school at that time."""
    other = (
        button(_("Other times"), "tk.move", moving)
        if moving
        else button(_("Other times"), "tk.with", meeting.id, choice.pupil.id, choice.host.id)
    )
    return screen("talks/busy", (other,), MENU, at=error.at)


@apologises(SlotTaken)
@apologises(BusyThen)
@apologises(AlreadyBooked)
@apologises(TimesLeft)
@apologises(TooLate)
@apologises(NotOffered)
def _changed(turn: Turn, error: AppError) -> Screen:
    """Where nobody says it better: the matter stands otherwise now."""
    return screen("talks/changed", MENU, late=isinstance(error, TooLate))
