"""When something is to be sent: offered as days and hours, or typed as `besok 07.00`."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.turns import Turn
from bot.chat.typed import parse_date, parse_time
from bot.domain.errors import StaleScreen
from bot.domain.meetings import instant
from bot.domain.quiet import QuietRule
from bot.domain.screens import Row, button, grid
from bot.domain.text import _

SEND_HOURS = (time(6, 30), time(7, 0), time(12, 0), time(15, 0), time(16, 0), time(18, 0))
DAYS_OFFERED = 4
FURTHEST = timedelta(days=366)


def today(turn: Turn) -> date:
    """The school's date."""
    return turn.now.astimezone(ZoneInfo(turn.school.timezone)).date()


def day_rows(turn: Turn, rule: QuietRule, key: str, *args: object) -> Sequence[Row]:
    """The next days on which the school writes; a button says `key`, the day, and `args`."""
    days = [today(turn) + timedelta(days=ahead) for ahead in range(30)]
    good = [day for day in days if not rule.is_closed(day)][:DAYS_OFFERED]
    return grid([button(_("%(day)s", day=day), key, day.isoformat(), *args) for day in good], 2)


def hour_rows(turn: Turn, rule: QuietRule, day: date, key: str, *args: object) -> Sequence[Row]:
    """The usual hours of that day that are still to come; a button says `key`, the moment, and `args`."""
    moments = {clock: instant(day, clock, turn.school.timezone) for clock in SEND_HOURS}
    buttons = [
        button(_("%(when)s", when=clock), key, f"{at:%Y%m%d%H%M}", *args)
        for clock, at in moments.items()
        if at > turn.now and rule.reason(at) is None
    ]
    return grid(buttons, 3)


def day_of(turn: Turn, text: str) -> date:
    """The day that a button carries; raises StaleScreen."""
    day = parse_date(text, today(turn))
    if day is None:
        raise StaleScreen
    return day


def moment_of(text: str) -> datetime:
    """The moment that a button carries (UTC, as `yyyymmddHHMM`); raises StaleScreen."""
    try:
        return datetime.strptime(text + "+0000", "%Y%m%d%H%M%z")
    except ValueError:
        raise StaleScreen from None


def typed_moment(turn: Turn) -> datetime | None:
    """A typed time such as `besok 07.00` or `20/8 pukul 15`."""
    return moment_in(turn, turn.text)


def moment_in(turn: Turn, text: str) -> datetime | None:
    """The same in a part of what was typed."""
    words = text.split()
    for cut in range(len(words), -1, -1):
        day = parse_date(" ".join(words[:cut]), today(turn)) if cut else today(turn)
        clock = parse_time(" ".join(words[cut:])) if cut < len(words) else None
        if day is not None and clock is not None:
            return instant(day, clock, turn.school.timezone)
    return None


def can_be(turn: Turn, at: datetime) -> bool:
    """Whether something can be sent then: later than now, and within a year."""
    return turn.now < at <= turn.now + FURTHEST
