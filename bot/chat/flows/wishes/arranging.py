"""The school arranges all talks at once: wishes are collected, times are proposed, looked at, and published."""

from collections import Counter
from collections.abc import Sequence

from bot.chat.assigning import ASSIGN, Assigned
from bot.chat.flows.meetings.parts import KNOWN, part
from bot.chat.flows.wishes.draft import flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import KINDS, Booking
from bot.domain.screens import Button, Fact, Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services.meetings import planning
from bot.services.talks import assigning, proposals, publishing
from bot.services.talks.proposals import Line
from bot.storage.models import Meeting, Person

ARRANGED = (Booking.WISHES, Booking.PROPOSED)
TO_CALL = 20
"""Families named that are to be called; a class has no more."""


@part(35)
def _on_the_card(meeting: Meeting) -> Button | None:
    if meeting.booking not in ARRANGED or meeting.state not in KNOWN:
        return None
    face = _("Wishes of the families") if meeting.booking is Booking.WISHES else _("Proposed times")
    return button(face, "tw.open", meeting.id)


@flow.press("open")
async def opened(turn: Turn, meeting_id: int) -> Shown:
    """How it stands with a meeting's wishes; who leads it goes on from here."""
    return await overview(turn, await planning.led_by(turn.session, turn.staff(), meeting_id))


@flow.press("assign")
async def assign(turn: Turn, meeting_id: int) -> Shown:
    """What was found before this turn becomes the proposal."""
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    assigned = turn.received.prepared
    if not isinstance(assigned, Assigned) or assigned.meeting_id != meeting.id:
        raise StaleScreen
    await assigning.propose(turn.session, meeting, assigned.found, turn.staff(), turn.now)
    return await overview(turn, meeting)


@flow.press("back")
async def back(turn: Turn, meeting_id: int) -> Shown:
    """No proposal any more; families may wish again until the time set for it."""
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    await assigning.take_back(turn.session, meeting)
    return await overview(turn, meeting)


@flow.press("ready")
async def ready(turn: Turn, meeting_id: int) -> Shown:
    """Before all families are told: is it meant?"""
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    if meeting.booking is not Booking.PROPOSED:
        raise StaleScreen
    rows: tuple[Row, ...] = (
        (button(_("Yes, tell the families"), "tw.publish", meeting.id, style=Style.PRIMARY),),
        (button(_("‹ Back"), "tw.open", meeting.id),),
    )
    return Screen("wishes/publish", {**_counts(await proposals.lines(turn.session, meeting))}, rows)


@flow.press("publish")
async def publish(turn: Turn, meeting_id: int) -> Shown:
    """The talks are booked, and their families told."""
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    done = await publishing.publish(turn.session, meeting, turn.staff(), turn.now)
    return screen(
        "wishes/published",
        (button(_("‹ Meeting"), "m.open", meeting.id), button(_("Menu"), "home.menu")),
        booked=done.booked,
        waiting=done.waiting,
        to_call=[
            {
                "child": one.line.child,
                "class_name": one.line.class_name,
                "guardian": one.line.guardian,
                "at": one.talk.starts_at,
            }
            for one in done.to_call[:TO_CALL]
            if one.talk is not None
        ],
        more=max(0, len(done.to_call) - TO_CALL),
        protect=True,
    )


async def overview(turn: Turn, meeting: Meeting) -> Screen:
    """Counts, and what can be done now."""
    if meeting.booking not in ARRANGED:
        raise StaleScreen
    lines = await proposals.lines(turn.session, meeting)
    hosts = await planning.hosts_of(turn.session, meeting.id)
    values: dict[str, Fact] = {
        "title": KINDS[meeting.kind],
        "day": meeting.day,
        "proposed": meeting.booking is Booking.PROPOSED,
        "until": meeting.book_until if meeting.book_until and meeting.book_until > turn.now else None,
        "children": len(await planning.pupils_of(turn.session, meeting)),
        "times": await proposals.open_times(turn.session, meeting, turn.now),
        **_counts(lines),
    }
    return Screen("wishes/overview", values, (*_rows(meeting, lines, hosts), _leave(meeting)))


def _rows(meeting: Meeting, lines: Sequence[Line], hosts: Sequence[Person]) -> list[Row]:
    if not lines:
        return []
    if meeting.booking is Booking.WISHES:
        return [(button(_("Arrange the times"), ASSIGN, meeting.id, style=Style.PRIMARY),)]
    counts = Counter(line.wish.host_id for line in lines if line.slot is not None)
    waiting = Counter(line.wish.host_id for line in lines if line.slot is None)
    each = [
        _host_button(meeting, host, counts[host.id], waiting[host.id]) for host in hosts if host.id in counts | waiting
    ]
    return [
        (button(_("Tell the families"), "tw.ready", meeting.id, style=Style.PRIMARY),),
        *grid(each, 2),
        (button(_("Arrange anew"), ASSIGN, meeting.id), button(_("Collect wishes again"), "tw.back", meeting.id)),
    ]


def _host_button(meeting: Meeting, host: Person, met: int, waiting: int) -> Button:
    face = (
        _("%(name)s: %(met)s, %(waiting)s waiting", name=host.name, met=met, waiting=waiting)
        if waiting
        else _("%(name)s: %(met)s", name=host.name, met=met)
    )
    return button(face, "tw.host", meeting.id, host.id, 0)


def _leave(meeting: Meeting) -> Row:
    return button(_("‹ Meeting"), "m.open", meeting.id), button(_("Menu"), "home.menu")


def _counts(lines: Sequence[Line]) -> dict[str, int]:
    children = {(line.wish.pupil_id, line.wish.party) for line in lines}
    served = {(line.wish.pupil_id, line.wish.party) for line in lines if line.slot is not None}
    met = sum(line.slot is not None for line in lines)
    return {
        "wishes": len(lines),
        "families": len(children),
        "met": met,
        "waiting": len(lines) - met,
        "without": len(children - served),
    }
