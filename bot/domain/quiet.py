"""Quiet hours: when a school does not write to families, and when it next may.

All arithmetic is on local calendar days and local clock times of the school's zone, so that a change of clock moves no
boundary; instants in and out are aware UTC.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.delivery import Reason

_HORIZON_DAYS = 60
"""A school that is closed for longer than this sends at the horizon rather than never."""
_MOMENT = timedelta(microseconds=1)
ROOM = timedelta(hours=1)
"""How long before the quiet begins the last good hour does: a message takes its time to leave."""


@dataclass(frozen=True, slots=True)
class QuietRule:
    """A school's rule: quiet from `start` in the evening to `end` in the morning, and all day on closed days.

    `weekdays` are closed days of the week (Monday is 0); `closed` are closed dates (holidays, *cuti bersama*, the
    school's own); `open` are dates on which the school works all the same, and wins over both.
    """

    timezone: str
    start: time = time(19, 0)
    end: time = time(6, 30)
    weekdays: Set[int] = frozenset({6})
    closed: Set[date] = frozenset()
    open: Set[date] = frozenset()

    def reason(self, now: datetime) -> Reason | None:
        """Why the school is quiet at `now`, or None when it may write."""
        local = now.astimezone(ZoneInfo(self.timezone))
        if self.is_closed(local.date()):
            return Reason.HOLIDAY
        if self._in_quiet_hours(local.time()):
            return Reason.QUIET_HOURS
        return None

    def next_good(self, now: datetime) -> datetime:
        """The first instant from `now` on at which the school may write."""
        if self.reason(now) is None:
            return now
        zone = ZoneInfo(self.timezone)
        today = now.astimezone(zone).date()
        for ahead in range(_HORIZON_DAYS + 1):
            day = today + timedelta(days=ahead)
            for opening in (_instant(day, time(0), zone), _instant(day, self.end, zone)):
                if opening >= now and self.reason(opening) is None:
                    return opening
        return _instant(today + timedelta(days=_HORIZON_DAYS), self.end, zone)

    def last_good(self, before: datetime) -> datetime | None:
        """That instant, if the school may write then; else the beginning of the last good hour before it (of the whole
        good spell, where that is shorter). None where there is none in the days that are looked at."""
        if self.reason(before) is None:
            return before
        bounds = self._bounds_before(before)
        until = next((end for end in bounds if self.reason(end - _MOMENT) is None), None)
        if until is None:
            return None
        since = until
        for bound in bounds[bounds.index(until) + 1 :]:
            if since <= until - ROOM or self.reason(bound) is not None:
                break
            since = bound
        return max(since, until - ROOM)

    def _bounds_before(self, before: datetime) -> list[datetime]:
        """The instants at which writing may begin or end, up to one, the latest first."""
        zone = ZoneInfo(self.timezone)
        today = before.astimezone(zone).date()
        bounds = {bound for back in range(_HORIZON_DAYS + 1) for bound in self.bounds(today - timedelta(days=back))}
        return sorted((bound for bound in bounds if bound <= before), reverse=True)

    def bounds(self, day: date) -> tuple[datetime, ...]:
        """The instants of a day at which writing may begin or end, or the clock is put."""
        return _bounds_of(day, self.start, self.end, ZoneInfo(self.timezone))

    def is_closed(self, day: date) -> bool:
        """Whether the school is closed on a day."""
        if day in self.open:
            return False
        return day.weekday() in self.weekdays or day in self.closed

    def _in_quiet_hours(self, clock: time) -> bool:
        if self.start == self.end:
            return False
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Local clock time as UTC; a time that a change of clock skips becomes the first one after the gap."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def _bounds_of(day: date, start: time, end: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The instants of a day at which anything may begin or end: midnight, both hours of the rule (twice, where the
    clock shows them twice), and when the clock is put."""
    shown = [_instant(day, clock.replace(fold=fold), zone) for clock in (time(0), start, end) for fold in (0, 1)]
    change = _change_of_clock(day, zone)
    return (*shown, change) if change is not None else tuple(shown)


def _change_of_clock(day: date, zone: ZoneInfo) -> datetime | None:
    """The instant of a day at which the zone's clock is put, if it is on that day; to the minute."""
    early, late = _instant(day, time(0), zone), _instant(day + timedelta(days=1), time(0), zone)
    before, after = (at.astimezone(zone).utcoffset() for at in (early, late))
    if before == after:
        return None
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(second=0, microsecond=0)
