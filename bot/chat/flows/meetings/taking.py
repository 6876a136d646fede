"""What is tapped or typed about when and where, looked at and taken."""

from datetime import date

from bot.chat.flows.meetings import asking, reading, sure
from bot.chat.flows.meetings.draft import Plan, flow, load
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed import parse_date
from bot.domain import meetings
from bot.domain.errors import StaleScreen
from bot.domain.meetings import Booking, Flaw
from bot.domain.shelves.common import PLACES
from bot.domain.text import Phrase, _

ASKS = ("day", "hours", "place", "link", "booking", "until")

FLAWS: dict[Flaw, Phrase] = {
    Flaw.PAST: _("That time is already past."),
    Flaw.FAR: _("That is more than a year ahead. Is the year right?"),
    Flaw.SKIPPED: _("The clock is put forward that day, and this time does not exist. Please choose another."),
    Flaw.ORDER: _("It would end before it begins. For example: 09.00–11.00."),
}


@flow.press("d")
async def tap_day(turn: Turn, day: str) -> Shown:
    """One of the next days."""
    draft = await _asked(turn, "day")
    return await take_day(turn, draft, _read_day(turn, day))


@flow.press("h")
async def tap_hours(turn: Turn, hour: str, ends: str) -> Shown:
    """From when to when."""
    draft = await _asked(turn, "hours")
    start, end = reading.clock_of(hour), reading.clock_of(ends)
    if start is None or end is None:
        raise StaleScreen
    return await take_hours(turn, draft, (start, end))


@flow.press("p")
async def tap_place(turn: Turn, key: str) -> Shown:
    """One of the usual places."""
    draft = await _asked(turn, "place")
    if key not in dict(PLACES):
        raise StaleScreen
    draft.place, draft.place_key = "", key
    return await asking.ask_next(turn, draft)


@flow.press("online")
async def online(turn: Turn) -> Shown:
    """Nowhere in particular: under which link."""
    draft = await _asked(turn, "place")
    draft.place, draft.place_key = "", None
    return await asking.ask(turn, draft, "link")


@flow.press("nolink")
async def without_link(turn: Turn) -> Shown:
    """At its place only."""
    draft = await _asked(turn, "link")
    if not (draft.place or draft.place_key):
        raise StaleScreen
    draft.link = None
    return await asking.ask_next(turn, draft)


@flow.press("bk")
async def tap_booking(turn: Turn, kind: str) -> Shown:
    """How families come to a time of their own."""
    draft = await _asked(turn, "booking")
    if kind not in (Booking.OPEN, Booking.WISHES) or draft.day is None or draft.starts is None:
        raise StaleScreen
    draft.booking = kind
    draft.book_until = meetings.usual_deadline(Booking(kind), draft.day, draft.starts, turn.school.timezone, turn.now)
    return await asking.ask_next(turn, draft)


@flow.press("u")
async def tap_until(turn: Turn, day: str) -> Shown:
    """Until which day."""
    return await take_until(turn, await _asked(turn, "until"), _read_day(turn, day))


@flow.step("typed")
async def typed(turn: Turn) -> Shown:
    """A day, hours, a place or a link in her own words."""
    draft = await load(turn)
    if draft.asking not in ASKS:
        raise StaleScreen
    match draft.asking:
        case "day" | "until":
            day = parse_date(turn.text, asking.today(turn))
            if day is None:
                return await asking.ask(turn, draft, draft.asking, reading.NO_DATE)
            return await (take_day if draft.asking == "day" else take_until)(turn, draft, day)
        case "hours":
            both = reading.read_hours(turn.text)
            return await (take_hours(turn, draft, both) if both else asking.ask(turn, draft, "hours", reading.NO_HOURS))
        case "place":
            return await _typed_place(turn, draft)
    return await _typed_link(turn, draft)


async def take_day(turn: Turn, draft: Plan, day: date) -> Shown:
    """A day that was named; one on which the school is closed is asked about once more."""
    if (flaw := meetings.day_flaw(day, asking.today(turn))) is not None:
        return await asking.ask(turn, draft, "day", FLAWS[flaw])
    if (shown := await sure.about_day(turn, draft, day)) is not None:
        return shown
    return await use_day(turn, draft, day)


async def use_day(turn: Turn, draft: Plan, day: date) -> Shown:
    """Take the day, whatever it is. The hours of a meeting that is moved stay, if that day has them."""
    old, draft.day = draft.day, day
    zone = turn.school.timezone
    if draft.starts is not None and draft.ends is not None:
        if (flaw := meetings.flaw(day, draft.starts, draft.ends, zone, turn.now)) is not None:
            draft.starts = draft.ends = None
            return await asking.ask(turn, draft, "hours", FLAWS[flaw])
        if draft.book_until is not None and old is not None:
            draft.book_until = meetings.moved_deadline(draft.book_until, old, day, draft.starts, zone, turn.now)
        return await take_hours(turn, draft, (draft.starts, draft.ends))
    return await asking.ask_next(turn, draft)


async def take_hours(turn: Turn, draft: Plan, hours: meetings.Hours) -> Shown:
    """Hours that were named; another meeting at that time is asked about once more."""
    if draft.day is None:
        raise StaleScreen
    if (flaw := meetings.flaw(draft.day, *hours, turn.school.timezone, turn.now)) is not None:
        return await asking.ask(turn, draft, "hours", FLAWS[flaw])
    if (shown := await sure.about_hours(turn, draft, hours)) is not None:
        return shown
    return await use_hours(turn, draft, hours)


async def use_hours(turn: Turn, draft: Plan, hours: meetings.Hours) -> Shown:
    """Take the hours, whatever else there is."""
    draft.starts, draft.ends = hours
    return await asking.ask_next(turn, draft)


async def take_until(turn: Turn, draft: Plan, day: date) -> Shown:
    """Until which day families choose: not before today, and not after the meeting."""
    if draft.day is None or draft.starts is None:
        raise StaleScreen
    if not asking.today(turn) <= day <= draft.day:
        return await asking.ask(turn, draft, "until", _("Please choose a day from today until the meeting."))
    draft.book_until = meetings.deadline(draft.day, day, draft.starts, turn.school.timezone)
    return await asking.ask_next(turn, draft)


async def _typed_place(turn: Turn, draft: Plan) -> Shown:
    if reading.read_link(turn.text) is not None:
        draft.place, draft.place_key = "", None
        return await _typed_link(turn, draft)
    place, problem = reading.read_place(turn.text)
    if problem is not None:
        return await asking.ask(turn, draft, "place", problem)
    draft.place, draft.place_key = place, None
    return await asking.ask_next(turn, draft)


async def _typed_link(turn: Turn, draft: Plan) -> Shown:
    link = reading.read_link(turn.text)
    if link is None:
        return await asking.ask(turn, draft, "link", _("That is not a link. It usually begins with https://"))
    draft.link = link
    draft.place = draft.place or ""
    return await asking.ask_next(turn, draft)


def _read_day(turn: Turn, text: str) -> date:
    day = parse_date(text, asking.today(turn))
    if day is None:
        raise StaleScreen
    return day


async def _asked(turn: Turn, wanted: str) -> Plan:
    draft = await load(turn)
    if draft.asking != wanted:
        raise StaleScreen
    return draft


@flow.press("sure")
async def all_the_same(turn: Turn, stamp: int) -> Shown:
    """On that day, or at that time, whatever is in the way."""
    draft = await load(turn)
    if draft.stamp != stamp or draft.chosen is None:
        raise StaleScreen
    if draft.asking == "day":
        return await use_day(turn, draft, _read_day(turn, draft.chosen))
    start, end = (reading.clock_of(part) for part in draft.chosen.split("-"))
    if start is None or end is None:
        raise StaleScreen
    return await use_hours(turn, draft, (start, end))


@flow.press("other")
async def other(turn: Turn, field: str) -> Shown:
    """Rather another day, or other hours."""
    draft = await load(turn)
    if draft.chosen is None or field not in ("day", "hours"):
        raise StaleScreen
    return await asking.ask(turn, draft, field)
