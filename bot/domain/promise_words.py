"""Hours and promises in words that stand in a sentence or on a button."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from bot.domain.promises import HOUR, OfficeHours, PromiseRule
from bot.domain.text import Phrase, _, n_, p_

WEEKDAYS: Mapping[int, Phrase] = {
    0: _("Monday"),
    1: _("Tuesday"),
    2: _("Wednesday"),
    3: _("Thursday"),
    4: _("Friday"),
    5: _("Saturday"),
    6: _("Sunday"),
}
SHORT: Mapping[int, Phrase] = {
    0: p_("short", "Mon"),
    1: p_("short", "Tue"),
    2: p_("short", "Wed"),
    3: p_("short", "Thu"),
    4: p_("short", "Fri"),
    5: p_("short", "Sat"),
    6: p_("short", "Sun"),
}


def days_phrase(weekdays: Collection[int]) -> Phrase:
    """*Monday–Friday*, *Monday, Wednesday–Friday*."""
    parts = [_run(first, last) for first, last in _runs(sorted(weekdays))]
    said = parts[0]
    for part in parts[1:]:
        said = _("%(some)s, %(more)s", some=said, more=part)
    return said


def hours_phrase(hours: OfficeHours) -> Phrase:
    """*Monday–Friday, 07:30–15:30*."""
    return _("%(days)s, %(start)s–%(end)s", days=days_phrase(hours.weekdays), start=hours.start, end=hours.end)


def within_phrase(rule: PromiseRule) -> Phrase:
    """*within one working day*, *within 4 working hours*."""
    day = rule.office.length
    if day > timedelta() and rule.within % day == timedelta():
        days = rule.within // day
        return n_("within %(count)s working day", "within %(count)s working days", days)
    return n_("within %(count)s working hour", "within %(count)s working hours", int(rule.within / HOUR))


def _run(first: int, last: int) -> Phrase:
    if first == last:
        return WEEKDAYS[first]
    if last == first + 1:
        return _("%(some)s, %(more)s", some=WEEKDAYS[first], more=WEEKDAYS[last])
    return _("%(first)s–%(last)s", first=WEEKDAYS[first], last=WEEKDAYS[last])


def _runs(days: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs
