"""What a school promises: always within working time, always later than the question, and never too soon."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.errors import InvalidValue
from bot.domain.promises import (
    HOUR,
    PRESETS,
    OfficeHours,
    PromiseRule,
    checked_hours,
    dump_promise,
    is_working,
    load_promise,
    moment_after,
    needed,
    next_working,
    promised_by,
    spans,
    with_within,
)
from bot.domain.quiet import QuietRule
from tests.domain.test_quiet import JAKARTA, ZONES, moments

USUAL = PromiseRule()
STEP = timedelta(minutes=5)

quarters = st.integers(0, 24 * 4 - 1).map(lambda at: time(at // 4, at % 4 * 15))
hours = st.builds(
    OfficeHours, st.frozensets(st.integers(0, 6), min_size=1), quarters.filter(lambda at: at.hour < 21), quarters
).filter(lambda one: one.length >= HOUR)
promises = st.builds(PromiseRule, st.integers(1, 40).map(lambda many: many * HOUR), hours)
quiets = st.builds(
    QuietRule,
    timezone=st.sampled_from(ZONES),
    start=quarters,
    end=quarters,
    weekdays=st.frozensets(st.integers(0, 6), max_size=4),
    closed=st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=8),
    open=st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=2),
)


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Jakarta"))


def passed(since: datetime, until: datetime, own: OfficeHours, quiet: QuietRule) -> timedelta:
    """Working time between two moments, bit by bit as the clock on the wall says: nothing of the arithmetic that
    is tested. Ends are within: somebody who answers by 15.30 answers in her hours."""
    zone, counted, at = ZoneInfo(quiet.timezone), timedelta(), since
    while at < until:
        shown = at.astimezone(zone)
        if own.start <= shown.time() < own.end and shown.weekday() in own.weekdays and quiet.reason(at) is None:
            counted += STEP
        at += STEP
    return counted


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (local(2026, 7, 20, 10), local(2026, 7, 21, 10)),
        (local(2026, 7, 20, 7, 30), local(2026, 7, 20, 15, 30)),
        (local(2026, 7, 20, 21), local(2026, 7, 21, 15, 30)),
        (local(2026, 7, 24, 14), local(2026, 7, 27, 14)),
        (local(2026, 7, 25, 9), local(2026, 7, 27, 15, 30)),
        (local(2026, 8, 14, 15), local(2026, 8, 18, 15)),
    ],
    ids=["a morning", "as school begins", "at night", "on friday", "on saturday", "before independence day"],
)
def test_a_working_day_later(asked: datetime, by: datetime) -> None:
    assert promised_by(asked, USUAL.office, USUAL, JAKARTA) == by


def test_who_is_there_for_two_hours_answers_in_two_hours_of_hers() -> None:
    part = OfficeHours(frozenset({0, 2}), time(13), time(15))
    assert promised_by(local(2026, 7, 20, 14), part, USUAL, JAKARTA) == local(2026, 7, 22, 14)


def test_nobody_promises_seconds() -> None:
    asked = local(2026, 7, 20, 10, 3).replace(second=27)
    assert promised_by(asked, USUAL.office, USUAL, JAKARTA) == local(2026, 7, 21, 10, 5)


def test_hours_in_which_the_school_is_quiet_promise_nothing() -> None:
    night = OfficeHours(start=time(20), end=time(22))
    assert promised_by(local(2026, 7, 20, 10), night, USUAL, JAKARTA).astimezone(ZoneInfo("Asia/Jakarta")).hour < 16


@given(moments, hours, promises, quiets)
def test_a_promise_is_a_moment_at_which_somebody_works(
    asked: datetime, own: OfficeHours, rule: PromiseRule, quiet: QuietRule
) -> None:
    """Never at night, never on a closed day, never outside of the hours of who answers; always after the question."""
    assume(next(spans(asked, own, quiet), None) is not None)
    by = promised_by(asked, own, rule, quiet)
    assert by > asked
    assert quiet.reason(by) is None
    shown = by.astimezone(ZoneInfo(quiet.timezone))
    assert not quiet.is_closed(shown.date())
    assert shown.weekday() in own.weekdays
    assert own.start <= shown.time() <= own.end


@given(moments.map(lambda at: at.replace(minute=at.minute // 5 * 5)), hours, st.integers(1, 6), quiets)
@example(
    datetime(2026, 3, 27, 2, 15, tzinfo=UTC),
    OfficeHours(frozenset(range(7)), time(2, 15), time(3, 15)),
    1,
    QuietRule("Europe/Berlin", time(3, 15), time(0), weekdays=frozenset()),
)
def test_there_is_as_much_working_time_as_was_promised_and_hardly_more(
    asked: datetime, own: OfficeHours, within: int, quiet: QuietRule
) -> None:
    rule = PromiseRule(timedelta(hours=within))
    by = promised_by(asked, own, rule, quiet)
    need = needed(asked, own, rule, quiet)
    working = accumulate(ends - begins for begins, ends in spans(asked, own, quiet))
    assume(any(so_far >= need for so_far in working))
    assume(by - asked < timedelta(days=3))
    zone = ZoneInfo(quiet.timezone)
    put = asked.astimezone(zone).utcoffset() != by.astimezone(zone).utcoffset()
    unsure = HOUR if put else timedelta()  # of hours within which the clock is put, only what is sure counts
    assert need - STEP <= passed(asked, by, own, quiet) <= need + 2 * STEP + unsure


@given(moments, moments, hours, promises, quiets)
def test_who_asks_later_is_not_answered_sooner(
    one: datetime, other: datetime, own: OfficeHours, rule: PromiseRule, quiet: QuietRule
) -> None:
    early, late = sorted((one, other))
    assume(late - early < timedelta(days=30))
    assume(next(spans(late, own, quiet), None) is not None)
    assert promised_by(early, own, rule, quiet) <= promised_by(late, own, rule, quiet)


@given(moments, hours, promises, quiets)
def test_a_reminder_comes_before_the_promise_and_within_the_hours(
    asked: datetime, own: OfficeHours, rule: PromiseRule, quiet: QuietRule
) -> None:
    assume(next(spans(asked, own, quiet), None) is not None)
    reminded = moment_after(asked, needed(asked, own, rule, quiet) / 2, own, rule, quiet)
    assert asked < reminded <= promised_by(asked, own, rule, quiet)
    assert quiet.reason(reminded) is None


@given(moments, hours, promises, quiets)
def test_whoever_works_is_written_to_at_once_and_whoever_does_not_when_she_begins(
    now: datetime, own: OfficeHours, rule: PromiseRule, quiet: QuietRule
) -> None:
    assume(next(spans(now, own, quiet), None) is not None)
    begins = next_working(now, own, rule, quiet)
    assert begins >= now
    assert is_working(begins, own, rule, quiet)
    assert (begins == now) == is_working(now, own, rule, quiet)
    assert quiet.reason(begins) is None


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["lost", "found"])
def test_an_hour_that_the_clock_loses_or_finds_is_not_counted(day: date) -> None:
    """Night shifts of a boarding school in Berlin: on the night in which the clock is put, they are shorter."""
    night = OfficeHours(frozenset(range(7)), time(1), time(4))
    quiet = QuietRule("Europe/Berlin", time(12), time(12, 30), weekdays=frozenset())
    begins, ends = next(spans(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Berlin")), night, quiet))
    shown = [at.astimezone(ZoneInfo("Europe/Berlin")).time() for at in (begins, ends)]
    assert shown == [time(1), time(4)]
    assert ends - begins == timedelta(hours=2 if day.month == 3 else 4)


def test_a_year_without_an_open_day_still_ends() -> None:
    never = QuietRule("Asia/Jakarta", weekdays=frozenset(range(7)))
    asked = datetime(2026, 1, 1, tzinfo=UTC)
    assert promised_by(asked, USUAL.office, USUAL, never) > asked


@pytest.mark.parametrize(
    ("weekdays", "start", "end"),
    [((), time(8), time(10)), ((7,), time(8), time(10)), ((0,), time(8), time(8, 30)), ((0,), time(10), time(8))],
    ids=["no day", "no such day", "too short", "backwards"],
)
def test_hours_that_help_nobody_are_refused(weekdays: tuple[int, ...], start: time, end: time) -> None:
    with pytest.raises(InvalidValue):
        checked_hours(weekdays, start, end)


@pytest.mark.parametrize("many", [0, 41])
def test_a_promise_that_nobody_can_keep_is_refused(many: int) -> None:
    with pytest.raises(InvalidValue):
        with_within(USUAL, many)


@given(st.sampled_from(list(PRESETS.values())), hours)
def test_a_rule_is_kept_as_it_was_said(within: int, own: OfficeHours) -> None:
    rule = PromiseRule(timedelta(hours=within), own, settled_days=30)
    assert load_promise(dump_promise(rule)) == rule
    assert load_promise(None) == USUAL
