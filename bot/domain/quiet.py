"""Quiet hours: when a school does not write to families, and when it next may.

All arithmetic is on local calendar days and local clock times of the school's zone, so that a change of clock moves no
boundary; instants in and out are aware UTC.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.delivery import Reason

_HORIZON_DAYS = 60
"""A school that is closed for longer than this sends at the horizon rather than never."""


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
