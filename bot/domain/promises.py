"""By when the school answers: working hours, the school's promise, and the moment that follows from both.

A promise counts working time of whoever answers: hours of open days, outside the quiet hours. It never falls outside of
it. Hours are hours of the school's clock; what passes within them is counted as it really passes, so that a change of
clock moves neither their beginning nor their end.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.errors import InvalidValue
from bot.domain.quiet import QuietRule

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SHORTEST_DAY = HOUR
"""Hours that are shorter help no family."""
WITHIN = range(1, 41)
"""Working hours that can be promised: a week's work at most."""
ROUND = timedelta(minutes=5)
"""Promises are said to families: nobody promises 10.03 and 27 seconds."""
SETTLED_AFTER = range(3, 366)
"""Days without a word after which an answered question may be taken as settled: never over a weekend."""
A_FORTNIGHT = 14
_HORIZON_DAYS = 400
"""Who has no working time in a year is not waited for any longer."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """On these days of the week (Monday is 0), from `start` to `end` by the school's clock."""

    weekdays: Set[int] = frozenset(range(5))
    start: time = time(7, 30)
    end: time = time(15, 30)

    @property
    def length(self) -> timedelta:
        """How long such a day is."""
        return _since_midnight(self.end) - _since_midnight(self.start)


SCHOOL_HOURS = OfficeHours()


def checked_hours(weekdays: Collection[int], start: time, end: time) -> OfficeHours:
    """Such hours; raises InvalidValue where no day is left, or less than an hour of it."""
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise InvalidValue("weekdays", "missing")
    hours = OfficeHours(frozenset(weekdays), start, end)
    if hours.length < SHORTEST_DAY:
        raise InvalidValue("hours", "short" if hours.length > timedelta() else "order")
    return hours


@dataclass(frozen=True, slots=True)
class PromiseRule:
    """A school answers `within` so much working time; `office` are its hours, for everybody who has none of her own.

    The usual: within one working day of eight hours. What it has answered is settled by itself after `settled_days`
    days without a word.
    """

    within: timedelta = timedelta(hours=8)
    office: OfficeHours = field(default_factory=OfficeHours)
    settled_days: int = A_FORTNIGHT


PRESETS: Mapping[str, int] = {"quick": 4, "usual": 8, "two": 16, "three": 24}
"""Working hours that a school promises with one tap."""


def with_within(rule: PromiseRule, hours: int) -> PromiseRule:
    """The rule with another promise; raises InvalidValue."""
    if hours not in WITHIN:
        raise InvalidValue("promise", "range")
    return replace(rule, within=timedelta(hours=hours))


def with_settled_after(rule: PromiseRule, days: int) -> PromiseRule:
    """The rule with another quiet time; raises InvalidValue."""
    if days not in SETTLED_AFTER:
        raise InvalidValue("settled", "range")
    return replace(rule, settled_days=days)


def load_promise(raw: Mapping[str, Any] | None) -> PromiseRule:
    """The rule as `School.promise` keeps it; None: the usual one."""
    if not raw:
        return PromiseRule()
    return PromiseRule(
        timedelta(hours=int(raw["hours"])),
        load_hours(raw["weekdays"], raw["start"], raw["end"]),
        int(raw.get("settled_days", A_FORTNIGHT)),
    )


def dump_promise(rule: PromiseRule) -> dict[str, Any]:
    """The rule as JSON."""
    office = rule.office
    return {
        "hours": int(rule.within / HOUR),
        "weekdays": sorted(office.weekdays),
        "start": office.start.isoformat("minutes"),
        "end": office.end.isoformat("minutes"),
        "settled_days": rule.settled_days,
    }


def load_hours(weekdays: Sequence[Any], start: str | time, end: str | time) -> OfficeHours:
    """Hours as rows and JSON keep them."""
    begins, ends = (one if isinstance(one, time) else time.fromisoformat(one) for one in (start, end))
    return OfficeHours(frozenset(int(day) for day in weekdays), begins, ends)


def promised_by(asked: datetime, hours: OfficeHours, rule: PromiseRule, quiet: QuietRule) -> datetime:
    """By when whoever has these hours answers what was asked then (aware UTC).

    A working day is her own: who is there for two hours a day owes the school's one day in two hours of hers. Where
    hours leave no working time at all (the school is quiet all through them), the school's own hold, and where these
    leave none, every hour at which the school may write.
    """
    return moment_after(asked, needed(asked, hours, rule, quiet), hours, rule, quiet)


def needed(since: datetime, hours: OfficeHours, rule: PromiseRule, quiet: QuietRule) -> timedelta:
    """How much of such working time the school's promise is: at least an hour, at most what the school says."""
    days = rule.within / rule.office.length if rule.office.length > timedelta() else 1.0
    return max(min(rule.within, _day(since, hours, quiet) * days), min(HOUR, rule.within))


def _day(since: datetime, hours: OfficeHours, quiet: QuietRule) -> timedelta:
    """How much the next whole working day is: what of the hours the quiet ones leave."""
    zone = ZoneInfo(quiet.timezone)
    tomorrow = since.astimezone(zone).date() + timedelta(days=1)
    working = spans(datetime.combine(tomorrow, time(0), zone), hours, quiet)
    of_day = next(groupby(working, key=lambda span: span[0].astimezone(zone).date()), None)
    return sum((ends - begins for begins, ends in of_day[1]), timedelta()) if of_day else hours.length


def moment_after(since: datetime, need: timedelta, hours: OfficeHours, rule: PromiseRule, quiet: QuietRule) -> datetime:
    """The working moment by which so much working time has passed since then; hours stand in as for a promise."""
    for own in (hours, rule.office):
        found = _after(need, spans(since, own, quiet))
        if found is not None:
            return found
    any_time = OfficeHours(frozenset(range(7)), time(0), time(23, 59))
    return _after(need, spans(since, any_time, quiet)) or quiet.next_good(since + MINUTE)


def _after(need: timedelta, working: Iterator[tuple[datetime, datetime]]) -> datetime | None:
    """Where there is less working time than that, its end."""
    left, last = need, None
    for begins, last in working:
        if last - begins >= left:
            return min(_rounded(begins + left), last)
        left -= last - begins
    return last


def next_working(now: datetime, hours: OfficeHours, rule: PromiseRule, quiet: QuietRule) -> datetime:
    """That moment, if it is within these hours; else when they next begin."""
    for own in (hours, rule.office):
        if span := next(spans(now, own, quiet), None):
            return span[0]
    return quiet.next_good(now)


def is_working(now: datetime, hours: OfficeHours, rule: PromiseRule, quiet: QuietRule) -> bool:
    """Whether that moment is within these hours, as `next_working` takes them."""
    return next_working(now, hours, rule, quiet) == now


def holds(at: datetime, hours: OfficeHours, rule: PromiseRule, quiet: QuietRule) -> bool:
    """Whether a moment that was promised is within these hours still; their very end is, too."""
    zone = ZoneInfo(quiet.timezone)
    midnight = datetime.combine(at.astimezone(zone).date(), time(0), zone)
    for own in (hours, rule.office):
        working = spans(midnight, own, quiet)
        if (span := next(working, None)) is not None:
            while span is not None and span[1] < at:
                span = next(working, None)
            return span is not None and span[0] <= at
    return quiet.reason(at) is None


def spans(since: datetime, hours: OfficeHours, quiet: QuietRule) -> Iterator[tuple[datetime, datetime]]:
    """Working time from then on, as spans of instants in their order, for a year and a bit.

    A span ends a minute before the school grows quiet, so that both its ends are moments at which it may write.
    """
    since = since.astimezone(UTC)
    today = since.astimezone(ZoneInfo(quiet.timezone)).date()
    for ahead in range(_HORIZON_DAYS):
        day = today + timedelta(days=ahead)
        if day.weekday() in hours.weekdays and not quiet.is_closed(day):
            yield from _of_day(since, day, hours, quiet)


def next_working_day(after: date, hours: OfficeHours, quiet: QuietRule) -> date | None:
    """The next day on which the school is open and these hours are kept; None where there is none for a year and a bit.

    Whether a school has lessons on Saturdays is nowhere else to be read.
    """
    ahead = (after + timedelta(days=days) for days in range(1, _HORIZON_DAYS))
    return next((day for day in ahead if day.weekday() in hours.weekdays and not quiet.is_closed(day)), None)


def _of_day(since: datetime, day: date, hours: OfficeHours, quiet: QuietRule) -> Iterator[tuple[datetime, datetime]]:
    begins, ends = _edges(day, hours, ZoneInfo(quiet.timezone))
    inner = [bound for bound in sorted(quiet.bounds(day)) if begins < bound < ends]
    good: list[tuple[datetime, datetime]] = []
    for start, end in zip([begins, *inner], [*inner, ends], strict=True):
        if start >= end or quiet.reason(start) is not None:
            continue
        if good and good[-1][1] == start:
            start = good.pop()[0]
        good.append((start, end))
    for start, end in good:
        last = end if quiet.reason(end) is None else end - MINUTE
        if max(start, since) < last:
            yield max(start, since), last


def _edges(day: date, hours: OfficeHours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When hours begin and end on a day. Where the clock shows a time twice, or not at all, what is surely within."""
    return max(_both(day, hours.start, zone)), min(_both(day, hours.end, zone))


def _both(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, second = (datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
    return first, second


def _rounded(at: datetime) -> datetime:
    over = (at - datetime.min.replace(tzinfo=UTC)) % ROUND
    return at + (ROUND - over) if over else at


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)
