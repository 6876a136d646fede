"""When and where: one question at a time, each answered with a tap or a few words (`taking.py`)."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.flows.meetings import ending
from bot.chat.flows.meetings.draft import Plan, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain import meetings
from bot.domain.errors import StaleScreen
from bot.domain.meetings import HOURS, KINDS, Booking, MeetingKind
from bot.domain.screens import Button, Row, Screen, button, grid, screen
from bot.domain.shelves.common import PLACES
from bot.domain.text import Phrase, _
from bot.services import scope
from bot.services.calendar import quiet_rule

DAYS_OFFERED = 12
NOTICE = timedelta(days=2)
"""Days sooner than this can be typed; families need a little time."""


async def ask_next(turn: Turn, draft: Plan) -> Shown:
    """Ask for what is missing; when nothing is, show what has come of it."""
    if (wanted := _missing(draft)) is not None:
        return await ask(turn, draft, wanted)
    return await ending.finish(turn, draft)


def _missing(draft: Plan) -> str | None:
    if draft.day is None:
        return "day"
    if draft.starts is None:
        return "hours"
    if draft.place is None:
        return "place"
    return "booking" if draft.form is not MeetingKind.CLASS and draft.booking is None else None


async def ask(turn: Turn, draft: Plan, wanted: str, problem: Phrase | None = None) -> Screen:
    """Ask for one fact; `problem` says what was wrong with the last try."""
    draft.asking = wanted
    draft.chosen = None
    await keep(turn, draft, None if wanted == "booking" else "typed")
    return screen(
        "meetings/ask",
        *await _taps(turn, draft, wanted),
        _leave(draft),
        title=KINDS[draft.form],
        classes=await class_names(turn, draft),
        asks=wanted,
        day=draft.day,
        problem=problem,
    )


async def class_names(turn: Turn, draft: Plan) -> list[str]:
    """The names of the chosen classes that she may still write to."""
    classes = await turn.session.scalars(scope.classes_of(turn.staff()))
    return [found.name for found in classes if found.id in set(draft.class_ids)]


def _leave(draft: Plan) -> Row:
    if draft.meeting_id is not None:
        return (button(_("Leave it as it was"), "m.open", draft.meeting_id),)
    again = (button(_("Other classes"), "m.classes"),) if draft.asking == "day" else ()
    return (*again, button(_("Discard"), "m.discard"))


async def _taps(turn: Turn, draft: Plan, wanted: str) -> Sequence[Row]:
    match wanted:
        case "day":
            return grid([_day_button(day, "m.d") for day in await _open_days(turn)], 3)
        case "hours":
            return grid([_hours_button(*hours) for hours in _hours(turn, draft)], 2)
        case "place":
            places = [button(face, "m.p", key) for key, face in PLACES]
            return (*grid(places, 2), (button(_("Online"), "m.online"),))
        case "link" if draft.link and (draft.place or draft.place_key):
            return ((button(_("Without a link"), "m.nolink"),),)
        case "booking":
            return (
                (button(_("Families choose a time themselves"), "m.bk", Booking.OPEN.value),),
                (button(_("Collect wishes first, then assign"), "m.bk", Booking.WISHES.value),),
            )
        case "until":
            return grid([_day_button(day, "m.u") for day in _last_days(turn, draft)], 3)
    return ()


def _day_button(day: date, key: str) -> Button:
    return button(_("%(day)s", day=day), key, day.isoformat())


def _hours_button(starts: time, ends: time) -> Button:
    return button(_("%(starts)s–%(ends)s", starts=starts, ends=ends), "m.h", f"{starts:%H%M}", f"{ends:%H%M}")


async def _open_days(turn: Turn) -> list[date]:
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    days = [today(turn) + NOTICE + timedelta(days=ahead) for ahead in range(DAYS_OFFERED * 4)]
    return [day for day in days if not rule.is_closed(day)][:DAYS_OFFERED]


def _hours(turn: Turn, draft: Plan) -> list[meetings.Hours]:
    day = draft.day or today(turn)
    zone = turn.school.timezone
    return [hours for hours in HOURS[draft.form] if meetings.flaw(day, *hours, zone, turn.now) is None]


def _last_days(turn: Turn, draft: Plan) -> list[date]:
    """The days on which choosing may end: the last ones before the meeting."""
    if draft.day is None:
        raise StaleScreen
    days = [draft.day - timedelta(days=before) for before in range(7)]
    return sorted(day for day in days if day >= today(turn))


def today(turn: Turn) -> date:
    """The school's date."""
    return turn.now.astimezone(ZoneInfo(turn.school.timezone)).date()
