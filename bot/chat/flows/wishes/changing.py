"""One host's proposed times, each changed with a few taps: another time, places changed, or onto the waiting list."""

from bot.chat.flows.wishes.draft import flow, when
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.assigning.changing import Way
from bot.domain.meetings import Booking
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Screen, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.meetings import planning
from bot.services.talks import proposals, views
from bot.services.talks.proposals import Line
from bot.storage.models import Meeting, Person, Pupil, Slot, Wish

PER_PAGE = 10
WAYS = 24


@flow.press("host")
async def host(turn: Turn, meeting_id: int, host_id: int, page: int = 0) -> Shown:
    """Who comes to a host and when, as proposed or as published; her own, or anybody's for who leads the meeting."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    await proposals.check_host(turn.session, turn.staff(), meeting, host_id)
    return await _of_host(turn, meeting, host_id, page)


@flow.press("one")
async def one(turn: Turn, wish_id: int, page: int = 0) -> Shown:
    """Where this talk could be instead."""
    meeting, wish = await proposals.seen_by(turn.session, turn.staff(), wish_id)
    line = await proposals.line_of(turn.session, wish)
    names = {other.wish.id: other.child for other in await proposals.of_host(turn.session, meeting, wish.host_id)}
    ways = await proposals.ways_for(turn.session, meeting, wish, turn.now)
    shown = ways[page * WAYS : (page + 1) * WAYS]
    rows: list[Row] = [*grid([_way(turn, meeting, wish, way, slot, names) for way, slot in shown], 2)]
    if len(ways) > (page + 1) * WAYS:
        rows.append((button(_("More times"), "tw.one", wish.id, page + 1),))
    if wish.proposed_id is not None:
        rows.append((button(_("Onto the waiting list"), "tw.aside", wish.id),))
    return screen(
        "wishes/one",
        *rows,
        (button(_("‹ Back"), "tw.host", meeting.id, wish.host_id, 0),),
        protect=True,
        child=line.child,
        class_name=line.class_name,
        guardian=line.guardian,
        at=line.slot.starts_at if line.slot else None,
        ways=len(ways),
    )


@flow.press("put")
async def put(turn: Turn, wish_id: int, slot_id: int) -> Shown:
    """This time instead; whoever had it takes the old one, or waits."""
    meeting, wish = await proposals.seen_by(turn.session, turn.staff(), wish_id)
    other = await proposals.put(turn.session, meeting, wish, slot_id, turn.now)
    noted = await _noted(turn, wish, other)
    return await _of_host(turn, meeting, wish.host_id, 0, noted)


@flow.press("aside")
async def aside(turn: Turn, wish_id: int) -> Shown:
    """No time for this one."""
    meeting, wish = await proposals.seen_by(turn.session, turn.staff(), wish_id)
    await proposals.set_aside(turn.session, wish)
    return await _of_host(turn, meeting, wish.host_id, 0)


async def _of_host(turn: Turn, meeting: Meeting, host_id: int, number: int, noted: Phrase | None = None) -> Screen:
    name = (await turn.session.get_one(Person, host_id)).name
    if meeting.booking is not Booking.PROPOSED:
        return await _as_booked(turn, meeting, host_id, name)
    lines = await proposals.of_host(turn.session, meeting, host_id)
    page = page_of(lines, number, PER_PAGE)
    return screen(
        "wishes/host",
        *[(_line_button(turn, meeting, line),) for line in page.shown],
        *page.turns("tw.host", meeting.id, host_id),
        await _leave(turn, meeting),
        protect=True,
        name=name,
        noted=noted,
        met=sum(line.slot is not None for line in lines),
        waiting=sum(line.slot is None for line in lines),
    )


async def _as_booked(turn: Turn, meeting: Meeting, host_id: int, name: str) -> Screen:
    """What became of it."""
    times = await views.times_of(turn.session, meeting.id, host_id)
    return screen(
        "wishes/booked",
        await _leave(turn, meeting),
        protect=True,
        name=name,
        talks=[
            {"at": one.slot.starts_at, "child": one.child, "class_name": one.class_name, "guardian": one.guardian}
            for one in times
            if one.talk is not None
        ],
    )


async def _leave(turn: Turn, meeting: Meeting) -> Row:
    """Back to all hosts, for who may see them; else to the meeting."""
    if meeting.booking is Booking.PROPOSED and await proposals.leads(turn.session, turn.staff(), meeting):
        return (button(_("‹ All teachers"), "tw.open", meeting.id),)
    return (button(_("‹ Meeting"), "m.open", meeting.id),)


def _line_button(turn: Turn, meeting: Meeting, line: Line) -> Button:
    if line.slot is None:
        return button(_("waiting · %(child)s", child=line.child), "tw.one", line.wish.id)
    at = when(turn, meeting, line.slot.starts_at)
    return button(_("%(at)s · %(child)s", at=at, child=line.child), "tw.one", line.wish.id)


def _way(turn: Turn, meeting: Meeting, wish: Wish, way: Way, slot: Slot, names: dict[int, str]) -> Button:
    at = when(turn, meeting, slot.starts_at)
    face = _("%(at)s, free", at=at)
    if way.other is not None and way.waits:
        face = _("%(at)s, %(child)s waits", at=at, child=names[way.other])
    elif way.other is not None:
        face = _("%(at)s ⇄ %(child)s", at=at, child=names[way.other])
    return button(face, "tw.put", wish.id, slot.id)


async def _noted(turn: Turn, wish: Wish, other: Wish | None) -> Phrase:
    child = (await turn.session.get_one(Pupil, wish.pupil_id)).name
    if other is None:
        return _("The talk about %(child)s has another time.", child=child)
    instead = (await turn.session.get_one(Pupil, other.pupil_id)).name
    if other.proposed_id is None:
        return _("The talk about %(child)s has a time; that about %(other)s waits.", child=child, other=instead)
    return _("The talks about %(child)s and %(other)s have changed places.", child=child, other=instead)
