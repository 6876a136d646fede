"""When a meeting is: clock times of any zone, days of any year, and what cannot be."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import meetings
from bot.domain.meetings import Booking, Flaw

ZONES = (
    "Asia/Jakarta",
    "Asia/Jayapura",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
)
zones = st.sampled_from(ZONES)
days = st.dates(date(2024, 1, 1), date(2034, 12, 31))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
instants = st.integers(0, 10 * 366 * 1440).map(
    lambda minutes: datetime(2024, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes)
)
choosing = st.sampled_from((Booking.OPEN, Booking.WISHES))


@given(days, clocks, clocks, zones, instants)
def test_what_has_no_flaw_is_ahead_in_order_and_on_the_clocks(
    day: date, starts: time, ends: time, zone: str, now: datetime
) -> None:
    found = meetings.flaw(day, starts, ends, zone, now)
    starts_at, ends_at = meetings.instants(day, starts, ends, zone)
    if found is None:
        assert now < starts_at < ends_at
        assert starts_at - now < meetings.FURTHEST + timedelta(days=2)
        for at, clock in ((starts_at, starts), (ends_at, ends)):
            shown = at.astimezone(ZoneInfo(zone))
            assert (shown.date(), shown.time()) == (day, clock)
    elif found is Flaw.ORDER:
        assert ends_at <= starts_at
    elif found is Flaw.PAST:
        assert starts_at <= now


@given(days, clocks, zones)
def test_only_times_that_a_change_of_clock_leaves_out_do_not_exist(day: date, clock: time, zone: str) -> None:
    local = datetime.combine(day, clock, ZoneInfo(zone))
    before, after = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    assert before is not None
    assert after is not None
    assert meetings.exists(day, clock, zone) is not (before < after)


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30)),
        ("America/New_York", date(2027, 3, 14), time(2)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15)),
        ("Pacific/Apia", date(2011, 12, 30), time(9)),
    ],
)
def test_a_skipped_time_is_called_so(zone: str, day: date, clock: time) -> None:
    now = datetime.combine(day - timedelta(days=9), time(12), UTC)
    assert meetings.flaw(day, clock, time(23), zone, now) is Flaw.SKIPPED


def test_an_hour_that_comes_twice_is_meant_the_first_time() -> None:
    starts_at, _ends = meetings.instants(date(2026, 10, 25), time(2, 30), time(4), "Europe/Berlin")
    assert starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_midnight_ends_no_meeting_and_may_begin_one() -> None:
    now = datetime(2026, 7, 20, 2, tzinfo=UTC)
    day = date(2026, 8, 1)
    assert meetings.flaw(day, time(22), time(0), "Asia/Jakarta", now) is Flaw.ORDER
    assert meetings.flaw(day, time(0), time(1), "Asia/Jakarta", now) is None


def test_today_and_a_year_from_now_are_days_and_yesterday_is_none() -> None:
    today = date(2026, 12, 31)
    assert meetings.day_flaw(today, today) is None
    assert meetings.day_flaw(today + timedelta(days=366), today) is None
    assert meetings.day_flaw(today + timedelta(days=367), today) is Flaw.FAR
    assert meetings.day_flaw(today - timedelta(days=1), today) is Flaw.PAST


@given(choosing, days, clocks, zones, st.integers(0, 400))
def test_choosing_ends_before_the_meeting_begins_and_not_before_today(
    booking: Booking, day: date, starts: time, zone: str, ahead: int
) -> None:
    now = meetings.instant(day, starts, zone) - timedelta(days=ahead, hours=1)
    until = meetings.usual_deadline(booking, day, starts, zone, now)
    assert until <= meetings.instant(day, starts, zone)
    assert until.astimezone(ZoneInfo(zone)).date() >= now.astimezone(ZoneInfo(zone)).date()


@given(choosing, days, clocks, zones, st.integers(-30, 30))
def test_the_deadline_moves_with_the_meeting(booking: Booking, day: date, starts: time, zone: str, moved: int) -> None:
    now = meetings.instant(day, starts, zone) - timedelta(days=60)
    until = meetings.usual_deadline(booking, day, starts, zone, now)
    new = day + timedelta(days=moved)
    later = meetings.moved_deadline(until, day, new, starts, zone, now)
    local = later.astimezone(ZoneInfo(zone)).date(), until.astimezone(ZoneInfo(zone)).date()
    assert local[0] - local[1] == timedelta(days=moved)
    assert later <= meetings.instant(new, starts, zone)


@given(clocks.filter(lambda at: at < time(23, 59)))
def test_of_a_beginning_alone_the_end_is_the_same_day(starts: time) -> None:
    assert starts < meetings.usual_end(starts)


@given(st.sampled_from(list(meetings.MeetingKind)))
def test_the_hours_offered_are_hours(kind: meetings.MeetingKind) -> None:
    assert all(starts < ends for starts, ends in meetings.HOURS[kind])
    assert len(set(meetings.HOURS[kind])) == len(meetings.HOURS[kind])
