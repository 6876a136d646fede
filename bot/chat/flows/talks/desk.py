"""A host's times as she sees them: day by day, who comes when; a time closed and opened again."""

from datetime import date, datetime

from bot.chat import drafts
from bot.chat.flows.meetings.parts import part
from bot.chat.flows.talks.family import as_day, clock, day_of
from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import KINDS, Booking, MeetingKind, MeetingState
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services.meetings import planning
from bot.services.talks import proposals, rota, slots, views
from bot.services.talks.naming import named
from bot.services.talks.views import Time
from bot.storage.models import Meeting, Person, Slot

desk = Flow("availability", "ta")
PAGE = 24
"""Times of a day shown at once."""
MENU: Row = (button(_("Menu"), "home.menu"),)


@part(30)
def on_card(meeting: Meeting) -> Button | None:
    """On the card of every meeting with talks, whether families know of it or not: times are offered first."""
    if meeting.kind is MeetingKind.CLASS or meeting.state is MeetingState.CANCELLED:
        return None
    return button(_("Times and talks"), "ta.open", meeting.id)


@desk.press("open")
async def opened(turn: Turn, meeting_id: int, host_id: int = 0) -> Shown:
    """The times of a host, her own where nothing else is said."""
    return await overview(turn, *await rota.looked_after(turn.session, turn.staff(), meeting_id, host_id))


@desk.press("hosts")
async def hosts(turn: Turn, meeting_id: int, page: int = 0) -> Shown:
    """Whose times? For who leads the meeting."""
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    found = await planning.hosts_of(turn.session, meeting.id)
    shown = found[page * PAGE : (page + 1) * PAGE]
    return screen(
        "talks/hosts",
        *[(button(host.name, "ta.open", meeting.id, host.id),) for host in shown],
        *turns("ta.hosts", page, len(found), PAGE, meeting.id),
        (button(_("‹ Back"), "ta.open", meeting.id), *MENU),
        title=KINDS[meeting.kind],
        day=meeting.day,
    )


@desk.press("day")
async def day(turn: Turn, meeting_id: int, host_id: int, day: str, page: int = 0) -> Shown:
    """Who comes when."""
    meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting_id, host_id)
    if (chosen := as_day(day)) is None:
        raise StaleScreen
    return await of_day(turn, meeting, host, chosen, page)


@desk.press("slot")
async def slot(turn: Turn, slot_id: int) -> Shown:
    """A time that nobody has: close it, or book it for a family."""
    found, meeting, host = await rota.slot_of(turn.session, turn.staff(), slot_id)
    return slot_card(turn, found, meeting, host)


@desk.press("shut")
async def shut(turn: Turn, slot_id: int) -> Shown:
    """It is offered no more; a talk that was just booked in it stays."""
    found, meeting, host = await rota.slot_of(turn.session, turn.staff(), slot_id)
    await slots.close(turn.session, found)
    return await of_day(turn, meeting, host, day_of(turn, found.starts_at))


@desk.press("reopen")
async def reopen(turn: Turn, slot_id: int) -> Shown:
    """It is offered again; who waits for it gets it."""
    found, meeting, host = await rota.slot_of(turn.session, turn.staff(), slot_id)
    await slots.reopen(turn.session, found, turn.now)
    return await of_day(turn, meeting, host, day_of(turn, found.starts_at))


@desk.press("rest")
async def rest(turn: Turn, meeting_id: int, host_id: int, day: str) -> Shown:
    """Close what is still free on a day."""
    meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting_id, host_id)
    if (chosen := as_day(day)) is None:
        raise StaleScreen
    days = rota.by_day(await views.times_of(turn.session, meeting.id, host.id), turn.school)
    await rota.close_free(turn.session, days.get(chosen, []), turn.now)
    return await of_day(turn, meeting, host, chosen)


async def overview(turn: Turn, meeting: Meeting, host: Person, *, offered: int = 0) -> Screen:
    """Her days in numbers, and what can be done. `offered`: so many times were just offered."""
    await drafts.stop_expecting(turn)
    days = rota.by_day(await views.times_of(turn.session, meeting.id, host.id), turn.school)
    sums = [rota.summed(one, found) for one, found in days.items()]
    led = await proposals.leads(turn.session, turn.staff(), meeting)
    led = led and len(await planning.hosts_of(turn.session, meeting.id)) > 1
    give = button(
        _("Change the times") if sums else _("Offer times"),
        "ta.give",
        meeting.id,
        host.id,
        style=Style.PLAIN if sums else Style.PRIMARY,
    )
    rows: list[Row] = [
        *grid([_day_button(meeting, host, one) for one in sums], 2),
        (give, button(_("Families"), "ta.kids", meeting.id, host.id, 0)),
    ]
    if led:
        rows.append((button(_("Other teachers"), "ta.hosts", meeting.id),))
    return screen(
        "talks/rota",
        *rows,
        (button(_("‹ Meeting"), "m.open", meeting.id), *MENU),
        title=KINDS[meeting.kind],
        day=meeting.day,
        host=named(host),
        days=[{"day": one.day, "offered": one.offered, "booked": one.booked, "closed": one.closed} for one in sums],
        waiting=await rota.waiting(turn.session, meeting, host),
        offered=offered,
        open_from=_open_from(meeting),
        joint=meeting.joint,
    )


def _open_from(meeting: Meeting) -> str:
    """When families can take an offered time: now, once they are invited, or only when all times are assigned."""
    if meeting.booking in (Booking.WISHES, Booking.PROPOSED):
        return "assigned"
    return "invited" if meeting.state is MeetingState.PLANNED else "now"


def _day_button(meeting: Meeting, host: Person, one: rota.Sum) -> Button:
    face = _("%(day)s · %(booked)s of %(offered)s", day=one.day, booked=one.booked, offered=one.offered)
    return button(face, "ta.day", meeting.id, host.id, one.day.isoformat())


async def of_day(turn: Turn, meeting: Meeting, host: Person, chosen: date, page: int = 0) -> Screen:
    """A day's times in order, each a button."""
    days = rota.by_day(await views.times_of(turn.session, meeting.id, host.id), turn.school)
    found = days.get(chosen, [])
    shown = found[page * PAGE : (page + 1) * PAGE]
    free = any(one.talk is None and not one.slot.closed and one.slot.starts_at > turn.now for one in found)
    args = (meeting.id, host.id, chosen.isoformat())
    return screen(
        "talks/day",
        *grid([_slot_button(turn, one) for one in shown], 2),
        *turns("ta.day", page, len(found), PAGE, *args),
        *(((button(_("Close all free times"), "ta.rest", *args),),) if free else ()),
        (button(_("‹ Back"), "ta.open", meeting.id, host.id), *MENU),
        protect=True,
        day=chosen,
        host=named(host),
        lines=[_line(one) for one in shown],
    )


def _slot_button(turn: Turn, one: Time) -> Button:
    at = clock(turn, one.slot.starts_at)
    if one.talk is not None:
        return button(_("%(at)s · %(child)s", at=at, child=one.child), "ta.talk", one.talk.id)
    return button(_("%(at)s closed", at=at) if one.slot.closed else at, "ta.slot", one.slot.id)


def _line(one: Time) -> dict[str, str | bool | datetime | None]:
    return {
        "at": one.slot.starts_at,
        "child": one.child,
        "class_name": one.class_name,
        "guardian": one.guardian,
        "closed": one.slot.closed,
    }


def slot_card(turn: Turn, found: Slot, meeting: Meeting, host: Person) -> Screen:
    """What can be done with a free time, or a closed one."""
    back = (button(_("‹ Back"), "ta.day", meeting.id, host.id, day_of(turn, found.starts_at).isoformat()), *MENU)
    past = found.starts_at <= turn.now
    rows: list[Row] = []
    if not past and found.closed:
        rows.append((button(_("Offer it again"), "ta.reopen", found.id, style=Style.PRIMARY),))
    elif not past:
        rows.append((button(_("Book for a family"), "ta.for", found.id, 0, style=Style.PRIMARY),))
        rows.append((button(_("Close this time"), "ta.shut", found.id),))
    return screen("talks/slot", *rows, back, at=found.starts_at, closed=found.closed, past=past, host=named(host))


def turns(key: str, page: int, count: int, size: int, *args: object) -> tuple[Row, ...]:
    """Onwards and back where there are more than fit on a page."""
    made: list[Button] = []
    if page:
        made.append(button(_("‹ Back"), key, *args, page - 1))
    if count > (page + 1) * size:
        made.append(button(_("More ›"), key, *args, page + 1))
    return (tuple(made),) if made else ()
