"""When families are reminded of a meeting: the school's rule, and for one meeting or talk the moments that follow.

A reminder never leaves in quiet hours: before an early meeting it comes in the last good hour of the evening before.
None comes so soon after the announcement, or so close to another one, that it would say nothing new.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.errors import InvalidValue
from bot.domain.meetings import ReminderKind
from bot.domain.quiet import QuietRule
from bot.domain.text import Phrase, n_, p_

APART = timedelta(hours=12)
"""Two reminders of the same thing keep this distance; of those that do not, only the later one comes."""
LATEST = timedelta(minutes=15)
"""Before the beginning: after that everybody is on the way."""
DAYS, HOURS = range(1, 4), range(1, 7)
"""How many days or hours before are any use."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a school wants to be reminded of before a meeting: `days` before, at the same time of day, and `hours`
    before; 0: not at all."""

    days: int = 1
    hours: int = 1


PRESETS: Mapping[str, Ahead] = {
    "usual": Ahead(),
    "day": Ahead(1, 0),
    "early": Ahead(2, 2),
    "off": Ahead(0, 0),
}
"""What a school chooses from with one tap."""
PRESET_NAMES: Mapping[str, Phrase] = {
    "usual": p_("reminders before a meeting", "A day and an hour"),
    "day": p_("reminders before a meeting", "A day"),
    "early": p_("reminders before a meeting", "Two days and two hours"),
    "off": p_("reminders before a meeting", "None"),
}


def checked(days: int, hours: int) -> Ahead:
    """Such a rule; raises InvalidValue for a number that is of no use."""
    if days not in (0, *DAYS) or hours not in (0, *HOURS):
        raise InvalidValue("reminders", "range")
    return Ahead(days, hours)


def load_ahead(raw: Mapping[str, Any] | None) -> Ahead:
    """What `dump_ahead` wrote; where nothing was said, the usual."""
    return Ahead() if not raw else Ahead(int(raw["days"]), int(raw["hours"]))


def dump_ahead(ahead: Ahead) -> dict[str, int]:
    """A rule as JSON."""
    return {"days": ahead.days, "hours": ahead.hours}


def ahead_phrases(ahead: Ahead) -> list[Phrase]:
    """The rule in words, one line for each reminder."""
    days = n_("%(count)s day before", "%(count)s days before", ahead.days)
    hours = n_("%(count)s hour before", "%(count)s hours before", ahead.hours)
    return [line for line, wanted in ((days, ahead.days), (hours, ahead.hours)) if wanted]


def asking(ahead: Ahead) -> Ahead:
    """When the silent are asked: once, on the day on which the others are reminded, or the day before."""
    return Ahead(ahead.days or 1, 0)


Due = dict[ReminderKind, datetime]


def due(ahead: Ahead, rule: QuietRule, starts_at: datetime, announced: datetime) -> Due:
    """When a family is reminded of what begins then and was made known to it then, in order of time."""
    moments: Due = {}
    for kind, nominal in _nominal(ahead, starts_at, ZoneInfo(rule.timezone)).items():
        moment = _moment(rule, nominal, starts_at, announced)
        if moment is not None:
            moments[kind] = moment
    return _apart(moments)


def _nominal(ahead: Ahead, starts_at: datetime, zone: ZoneInfo) -> Due:
    """Without regard to anything else. Days are days of the calendar: the clock shows the same, whatever it was put."""
    nominal: Due = {}
    if ahead.days:
        local = starts_at.astimezone(zone)
        nominal[ReminderKind.DAY] = (local - timedelta(days=ahead.days)).astimezone(UTC)
    if ahead.hours:
        nominal[ReminderKind.HOUR] = starts_at - timedelta(hours=ahead.hours)
    return nominal


def _moment(rule: QuietRule, nominal: datetime, starts_at: datetime, announced: datetime) -> datetime | None:
    """The last good hour before; where that is too soon after the announcement, the next one that is left."""
    earliest = announced + min(starts_at - nominal, APART)
    if nominal < earliest:
        return None
    before = rule.last_good(nominal)
    if before is not None and before >= earliest:
        return before
    if rule.reason(earliest) is None:
        return earliest  # of the last good hour some is left
    after = rule.next_good(nominal)
    return after if rule.reason(after) is None and after <= starts_at - LATEST else None


def _apart(moments: Due) -> Due:
    """Of two that are too close only the later."""
    order = sorted(moments, key=lambda kind: (moments[kind], list(ReminderKind).index(kind)))
    crowded = {one for one, other in pairwise(order) if moments[other] - moments[one] < APART}
    return {kind: moments[kind] for kind in order if kind not in crowded}


MORNING = timedelta(hours=1)
"""How long before the first talk a teacher has the list of the day, at least."""


def morning(rule: QuietRule, first: datetime) -> datetime | None:
    """When a teacher gets the list for a day whose first talk begins then: that morning, else the last good hour."""
    local = first.astimezone(ZoneInfo(rule.timezone))
    opening = rule.next_good(datetime.combine(local.date(), time(0), local.tzinfo).astimezone(UTC))
    return opening if opening <= first - MORNING else rule.last_good(first - MORNING)
