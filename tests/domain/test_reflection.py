"""Months, times and ideas of a reflection."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import StaleScreen
from bot.domain.reflection import EARLIER, Idea, Month, Pupils, Suggestion, chosen, duration, middle

ZONES = st.sampled_from(["Asia/Jakarta", "Asia/Jayapura", "America/New_York", "Pacific/Apia"])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, ZONES)
def test_each_moment_lies_in_its_month_and_months_follow_on_each_other(now: datetime, zone: str) -> None:
    month = Month.at(now, zone)
    since, until = month.span(zone)
    assert since <= now < until
    assert month.moved(1).span(zone)[0] == until
    assert month.moved(5).moved(-5) == month


@given(st.integers(-(2**63), 2**63))
def test_a_button_names_a_month_of_the_last_year_or_none(number: int) -> None:
    latest = Month(date(2026, 11, 1))
    if latest.ordinal - EARLIER <= number <= latest.ordinal:
        assert Month.read(number, latest).ordinal == number
    else:
        with pytest.raises(StaleScreen):
            Month.read(number, latest)


def test_the_middle_answer_is_not_the_average() -> None:
    assert middle([timedelta(minutes=5), timedelta(minutes=15), timedelta(days=9)]) == 15
    assert middle([]) is None


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "minute"), (1, "minute"), (59, "minute"), (60, "hour"), (2879, "hour"), (2880, "day")]
)
def test_a_time_is_told_in_the_unit_one_would_use(minutes: int, said: str) -> None:
    assert said in duration(minutes).msgid


def test_no_child_stands_in_two_ideas() -> None:
    one, two, three = Pupils(1, (1, 2), ("A", "B")), Pupils(1, (2, 3), ("B", "C")), Pupils(1, (4,), ("D",))
    found = chosen(
        iter(
            [
                Suggestion(Idea.GREET, one),
                Suggestion(Idea.IMPROVED, two),
                Suggestion(Idea.EFFORT, three),
                Suggestion(Idea.ROUND),
                Suggestion(Idea.THANKS),
            ]
        )
    )
    assert [each.idea for each in found] == [Idea.GREET, Idea.EFFORT, Idea.ROUND]
