"""Hours become slots: breaks, the grid, changes of clock; and siblings sit side by side."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidValue
from bot.domain.talks import GRID, Span, cut, neighbours, overlap, rows_of, ticks

DAY = date(2026, 7, 29)
JAKARTA, BERLIN = "Asia/Jakarta", "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Time:
    starts_at: datetime
    ends_at: datetime


def at(minutes: int, length: int = 10) -> Time:
    begins = datetime(2026, 7, 29, 6, 0, tzinfo=UTC) + timedelta(minutes=minutes)
    return Time(begins, begins + timedelta(minutes=length))


def clocks(span: Span, zone: str = JAKARTA) -> list[str]:
    return [f"{start.astimezone(ZoneInfo(zone)):%H.%M}" for start, _end in cut(span, zone)]


def test_a_break_is_left_out_and_what_it_touches_begins_after_it() -> None:
    span = Span(DAY, time(13), time(14, 30), 20, breaks=((time(13, 30), time(13, 45)),))
    assert clocks(span) == ["13.00", "13.45", "14.05"]


def test_a_pause_between_talks() -> None:
    assert clocks(Span(DAY, time(13), time(14), 15, pause=5)) == ["13.00", "13.20", "13.40"]


def test_hours_over_a_change_of_clock_have_more_or_fewer_slots_and_no_longer_ones() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert len(cut(Span(spring, time(1), time(4), 60), BERLIN)) == 2
    assert len(cut(Span(autumn, time(1), time(4), 60), BERLIN)) == 4


@pytest.mark.parametrize(
    ("span", "field", "reason"),
    [
        (Span(DAY, time(13), time(14), 3), "minutes", "range"),
        (Span(DAY, time(13), time(14), 12), "minutes", "grid"),
        (Span(DAY, time(13, 2), time(14), 10), "ends", "grid"),
        (Span(DAY, time(14), time(13), 10), "ends", "before_start"),
        (Span(DAY, time(13), time(14), 10, ((time(13, 30), time(13, 20)),)), "breaks", "before_start"),
        (Span(DAY, time(13), time(14), 10, pause=3), "pause", "grid"),
    ],
)
def test_hours_that_are_none_are_refused(span: Span, field: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        cut(span, JAKARTA)
    assert (refused.value.field, refused.value.reason) == (field, reason)


MINUTES = st.integers(0, 12 * 23).map(lambda fives: time(fives // 12, fives % 12 * 5))


@given(
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    zone=st.sampled_from((JAKARTA, BERLIN, "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns")),
    hours=st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] < pair[1]),
    pauses=st.lists(st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] < pair[1]), max_size=3),
    minutes=st.integers(1, 12).map(lambda fives: fives * 5),
)
def test_slots_follow_each_other_on_the_grid_and_never_in_a_break(
    day: date, zone: str, hours: tuple[time, time], pauses: list[tuple[time, time]], minutes: int
) -> None:
    slots = cut(Span(day, *hours, minutes, breaks=pauses), zone)
    for start, end in slots:
        assert end - start == timedelta(minutes=minutes)
        assert ticks(start, end) == [start + GRID * number for number in range(minutes // 5)]
    assert all(one[1] <= other[0] for one, other in pairwise(slots))
    for begins, ends in pauses:
        pause = Time(*(datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC) for clock in (begins, ends)))
        assert not any(overlap(Time(*slot), pause) for slot in slots)


def test_the_times_next_to_a_siblings_come_first() -> None:
    own, free = [at(30)], [at(0), at(20), at(25), at(40), at(90)]
    assert neighbours(own, free) == [at(20), at(40), at(0), at(90)]
    assert neighbours([], free[::-1]) == sorted(free, key=lambda one: one.starts_at)


def test_several_children_are_placed_in_a_row_in_whichever_order_is_shortest() -> None:
    first, second = [at(10), at(60)], [at(0), at(100)]
    assert rows_of([first, second])[0] == (at(10), at(0))
    assert rows_of([[at(0)], [at(0)]]) == []
