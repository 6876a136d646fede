"""Quiet hours: never a message at night or on a closed day, and never a wait longer than it must be."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import Reason
from bot.domain.quiet import ROOM, QuietRule

ZONES = ("Asia/Jakarta", "Asia/Jayapura", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
JAKARTA = QuietRule("Asia/Jakarta", closed=frozenset({date(2026, 8, 17)}))

clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
rules = st.builds(
    QuietRule,
    timezone=st.sampled_from(ZONES),
    start=clocks,
    end=clocks,
    weekdays=st.frozensets(st.integers(0, 6), max_size=6),
    closed=st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5),
    open=st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=2),
)


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize(
    ("now", "reason", "next_good"),
    [
        (local(2026, 7, 20, 9), None, local(2026, 7, 20, 9)),
        (local(2026, 7, 20, 19), Reason.QUIET_HOURS, local(2026, 7, 21, 6, 30)),
        (local(2026, 7, 20, 6, 29), Reason.QUIET_HOURS, local(2026, 7, 20, 6, 30)),
        (local(2026, 7, 25, 20), Reason.QUIET_HOURS, local(2026, 7, 27, 6, 30)),
        (local(2026, 7, 26, 10), Reason.HOLIDAY, local(2026, 7, 27, 6, 30)),
        (local(2026, 8, 17, 10), Reason.HOLIDAY, local(2026, 8, 18, 6, 30)),
    ],
    ids=["a school morning", "the evening", "a minute early", "saturday night", "sunday", "independence day"],
)
def test_a_message_waits_for_the_next_good_hour(now: datetime, reason: Reason | None, next_good: datetime) -> None:
    assert JAKARTA.reason(now) is reason
    assert JAKARTA.next_good(now) == next_good


@given(rules, moments)
def test_what_is_called_a_good_hour_is_one_and_never_in_the_past(rule: QuietRule, now: datetime) -> None:
    good = rule.next_good(now)
    assert good >= now
    assert rule.reason(good) is None or good - now > timedelta(days=59)


@given(rules, moments)
def test_there_is_no_earlier_good_hour(rule: QuietRule, now: datetime) -> None:
    good = rule.next_good(now)
    step = (good - now) / 7
    assert all(rule.reason(now + step * part) is not None for part in range(7)) or good == now


def test_a_school_without_quiet_hours_is_only_closed_by_days() -> None:
    rule = QuietRule("Asia/Jakarta", time(0), time(0))
    assert rule.reason(local(2026, 7, 20, 2)) is None
    assert rule.next_good(local(2026, 7, 26, 2)) == local(2026, 7, 27, 0)


@given(rules, moments)
def test_the_last_good_hour_is_good_and_not_later(rule: QuietRule, before: datetime) -> None:
    good = rule.last_good(before)
    if good is not None:
        assert good <= before
        assert rule.reason(good) is None
        assert good == before or rule.reason(before) is not None


@given(rules, moments, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_nothing_good_lies_behind_the_last_good_hour(rule: QuietRule, before: datetime, back: timedelta) -> None:
    if rule.reason(before - back) is None:
        good = rule.last_good(before)
        assert good is not None
        assert before - back < good + ROOM


@pytest.mark.parametrize(
    ("before", "good"),
    [
        (local(2026, 7, 20, 9), local(2026, 7, 20, 9)),
        (local(2026, 7, 21, 6), local(2026, 7, 20, 18)),
        (local(2026, 7, 20, 19), local(2026, 7, 20, 18)),
        (local(2026, 7, 27, 6), local(2026, 7, 25, 18)),
        (local(2026, 8, 17, 12), local(2026, 8, 15, 18)),
    ],
    ids=["a school morning", "too early", "a minute late", "monday", "independence day after a sunday"],
)
def test_before_the_quiet_the_last_good_hour_counts(before: datetime, good: datetime) -> None:
    assert JAKARTA.last_good(before) == good


def test_a_good_spell_shorter_than_an_hour_counts_whole() -> None:
    rule = QuietRule("Asia/Jakarta", time(10, 20), time(10))
    assert rule.last_good(local(2026, 7, 20, 12)) == local(2026, 7, 20, 10)


def test_a_school_that_is_always_closed_has_no_last_good_hour() -> None:
    assert QuietRule("Asia/Jakarta", weekdays=frozenset(range(7))).last_good(local(2026, 7, 20, 12)) is None
