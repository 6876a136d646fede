"""A reminder comes at a good hour, in time, and never so often or so soon that it says nothing new."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidValue
from bot.domain.meetings import ReminderKind, instant
from bot.domain.quiet import QuietRule
from bot.domain.reminding import (
    APART,
    LATEST,
    MORNING,
    PRESETS,
    Ahead,
    checked,
    due,
    dump_ahead,
    load_ahead,
    morning,
)
from tests.domain.test_quiet import moments, rules

DAY, HOUR = ReminderKind.DAY, ReminderKind.HOUR
RULE = QuietRule("Asia/Jakarta", closed=frozenset({date(2026, 8, 17)}))
LONG_AGO = datetime(2026, 7, 1, 3, tzinfo=UTC)

aheads = st.builds(Ahead, st.integers(0, 3), st.integers(0, 6))
spans = st.timedeltas(timedelta(minutes=-30), timedelta(days=20))


def at(day: date, clock: time, zone: str = "Asia/Jakarta") -> datetime:
    return instant(day, clock, zone)


@given(aheads, rules, moments, spans)
def test_whatever_the_zone_and_the_rule_each_comes_at_a_good_hour_in_time_and_apart(
    ahead: Ahead, rule: QuietRule, announced: datetime, span: timedelta
) -> None:
    starts = announced + span
    planned = due(ahead, rule, starts, announced)
    assert set(planned) <= {kind for kind, wanted in ((DAY, ahead.days), (HOUR, ahead.hours)) if wanted}
    for moment in planned.values():
        assert rule.reason(moment) is None
        assert announced < moment <= starts - LATEST
    assert all(later - earlier >= APART for earlier, later in pairwise(planned.values()))


@given(rules, moments, st.integers(1, 6), st.timedeltas(timedelta(0), timedelta(days=9)), st.floats(0, 1))
def test_one_is_planned_wherever_any_good_hour_is_left(
    rule: QuietRule, announced: datetime, hours: int, more: timedelta, part: float
) -> None:
    ahead = timedelta(hours=hours)
    starts = announced + 2 * ahead + more
    good = announced + ahead + (ahead + more - LATEST) * part
    if rule.reason(good) is None:
        assert due(Ahead(0, hours), rule, starts, announced)


@given(aheads, rules, moments, spans)
def test_what_is_closer_than_its_reminder_when_it_is_announced_has_none(
    ahead: Ahead, rule: QuietRule, announced: datetime, span: timedelta
) -> None:
    planned = due(ahead, rule, announced + span, announced)
    if span <= timedelta(hours=ahead.hours):
        assert HOUR not in planned
    if span < timedelta(days=ahead.days) - timedelta(hours=2):  # a day of the calendar may be shorter
        assert DAY not in planned


@pytest.mark.parametrize(
    ("starts", "day", "hour"),
    [
        (at(date(2026, 7, 24), time(9)), at(date(2026, 7, 23), time(9)), at(date(2026, 7, 24), time(8))),
        (at(date(2026, 7, 24), time(19, 30)), at(date(2026, 7, 23), time(18)), at(date(2026, 7, 24), time(18, 30))),
        (at(date(2026, 7, 24), time(7)), None, at(date(2026, 7, 23), time(18))),
        (at(date(2026, 7, 27), time(9)), at(date(2026, 7, 25), time(18)), at(date(2026, 7, 27), time(8))),
        (at(date(2026, 7, 27), time(6, 45)), None, at(date(2026, 7, 25), time(18))),
        (at(date(2026, 8, 18), time(7)), None, at(date(2026, 8, 15), time(18))),
    ],
    ids=["a morning", "an evening", "early", "on monday", "early on monday", "after a long weekend"],
)
def test_a_day_and_an_hour_before_or_the_last_good_hour(
    starts: datetime, day: datetime | None, hour: datetime | None
) -> None:
    planned = due(PRESETS["usual"], RULE, starts, LONG_AGO)
    assert (planned.get(DAY), planned.get(HOUR)) == (day, hour)


def test_no_reminder_comes_on_the_heels_of_the_announcement() -> None:
    starts = at(date(2026, 7, 24), time(9))
    assert set(due(Ahead(), RULE, starts, starts - timedelta(hours=37))) == {DAY, HOUR}
    assert set(due(Ahead(), RULE, starts, starts - timedelta(hours=30))) == {HOUR}
    assert set(due(Ahead(), RULE, starts, starts - timedelta(hours=2))) == {HOUR}
    assert due(Ahead(), RULE, starts, starts - timedelta(minutes=90)) == {}


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", date(2026, 10, 25)),
        ("Europe/Berlin", date(2027, 3, 28)),
        ("America/New_York", date(2026, 11, 1)),
        ("America/New_York", date(2027, 3, 14)),
    ],
)
def test_a_day_before_the_clock_shows_the_same_however_it_was_put_in_between(zone: str, day: date) -> None:
    rule = QuietRule(zone, weekdays=frozenset())
    starts = at(day, time(10), zone)
    planned = due(Ahead(), rule, starts, starts - timedelta(days=9))
    assert planned[DAY].astimezone(ZoneInfo(zone)).time() == time(10)
    assert starts - planned[DAY] in (timedelta(hours=23), timedelta(hours=25))
    assert planned[HOUR] == starts - timedelta(hours=1)


@given(rules, moments)
def test_the_list_of_the_day_comes_in_time(rule: QuietRule, first: datetime) -> None:
    moment = morning(rule, first)
    if moment is not None:
        assert rule.reason(moment) is None
        assert moment <= first - MORNING


def test_a_teacher_has_the_list_in_the_morning_or_the_evening_before() -> None:
    assert morning(RULE, at(date(2026, 7, 24), time(13))) == at(date(2026, 7, 24), time(6, 30))
    assert morning(RULE, at(date(2026, 7, 24), time(7))) == at(date(2026, 7, 23), time(18))


def test_a_rule_is_kept_as_it_was_said_and_useless_ones_are_refused() -> None:
    assert load_ahead(None) == Ahead()
    for ahead in PRESETS.values():
        assert load_ahead(dump_ahead(checked(ahead.days, ahead.hours))) == ahead
    for days, hours in ((4, 1), (1, 7), (-1, 1)):
        with pytest.raises(InvalidValue):
            checked(days, hours)
