"""What a clock on the wall was to show it shows, whatever becomes of the zone's rules."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clocks import SPAN, Rules, dump_rules, load_rules, moved, offset_at, rules_of, same
from tests.domain.test_quiet import ZONES, moments

BEGIN = datetime(2026, 7, 1, tzinfo=UTC)
WINTER, SUMMER = 3600, 7200
BERLIN: Rules = (
    (BEGIN, SUMMER),
    (datetime(2026, 10, 25, 1, tzinfo=UTC), WINTER),
    (datetime(2027, 3, 28, 1, tzinfo=UTC), SUMMER),
)


def test_the_changes_of_a_clock_are_found_to_the_second() -> None:
    assert rules_of("Europe/Berlin", BEGIN)[: len(BERLIN)] == BERLIN
    assert rules_of("Asia/Jakarta", BEGIN) == ((BEGIN, 7 * 3600),)


@given(st.sampled_from(ZONES), moments, st.timedeltas(timedelta(0), SPAN))
def test_the_rules_say_what_the_zone_says(zone: str, since: datetime, later: timedelta) -> None:
    at = since + later
    assert offset_at(rules_of(zone, since), at) == at.astimezone(ZoneInfo(zone)).utcoffset()


@given(st.sampled_from(ZONES), moments, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_rules_looked_at_later_are_still_the_same(zone: str, since: datetime, later: timedelta) -> None:
    assert same(rules_of(zone, since), rules_of(zone, since + later))


def test_a_summer_time_that_is_given_up_is_noticed() -> None:
    assert not same(BERLIN, ((BEGIN, SUMMER), (datetime(2026, 10, 25, 1, tzinfo=UTC), WINTER)))
    assert not same(((BEGIN, 7 * 3600),), ((BEGIN, 8 * 3600),))


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)),
        (datetime(2026, 9, 1, 8, tzinfo=UTC), datetime(2026, 9, 1, 8, tzinfo=UTC)),
    ],
    ids=["in winter", "in summer"],
)
def test_what_was_reckoned_by_old_rules_moves_to_where_the_clock_shows_the_same(at: datetime, then: datetime) -> None:
    for_ever_summer: Rules = ((BEGIN, SUMMER),)
    assert moved(at, for_ever_summer, "Europe/Berlin") == then


@given(st.sampled_from(ZONES), moments, st.timedeltas(timedelta(0), timedelta(days=700)))
def test_while_the_rules_are_the_same_nothing_moves(zone: str, since: datetime, later: timedelta) -> None:
    at, rules = since + later, rules_of(zone, since)
    if moved(at, rules, zone) != at:  # an hour that the clock shows twice
        assert offset_at(rules, at - timedelta(hours=1)) > offset_at(rules, at)


def test_rules_are_kept_as_json() -> None:
    assert load_rules(dump_rules(BERLIN)) == BERLIN
