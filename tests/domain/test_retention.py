"""How long what is kept: months that people can say, never words that outlive their log."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidValue
from bot.domain.privacy import REASONS, Reason, kept_until, new_receipt
from bot.domain.retention import (
    LONGEST,
    NAMES,
    USUAL,
    WHY,
    Term,
    dump_retention,
    load_retention,
    months_ago,
    with_months,
)

MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def test_every_noun_has_a_name_a_usual_end_and_a_reason() -> None:
    assert USUAL.keys() == NAMES.keys() == WHY.keys() == set(Term)
    assert set(REASONS) == set(Reason)
    assert USUAL[Term.WORDS] <= USUAL[Term.LOG]


def test_what_the_school_says_is_kept_and_the_rest_stays_as_usual() -> None:
    usual = load_retention(None)
    assert dump_retention(usual) is None
    changed = with_months(usual, Term.ACCESSES, 60)
    assert dump_retention(changed) == {"accesses": 60}
    assert load_retention({"accesses": 60}) == changed
    assert dump_retention(with_months(changed, Term.ACCESSES, USUAL[Term.ACCESSES])) is None


@given(st.sampled_from(Term), st.integers(-10, 2 * LONGEST))
def test_no_rule_lets_words_outlive_the_log_they_stand_in(term: Term, months: int) -> None:
    try:
        rule = with_months(load_retention(None), term, months)
    except InvalidValue:
        return
    assert 1 <= rule.months[term] == months <= LONGEST
    assert rule.months[Term.WORDS] <= rule.months[Term.LOG]


@given(MOMENTS, st.integers(1, LONGEST))
def test_months_ago_is_the_same_hour_so_many_months_earlier(now: datetime, months: int) -> None:
    then = months_ago(now, months)
    assert (now.year * 12 + now.month) - (then.year * 12 + then.month) == months
    assert then.timetz() == now.timetz()
    assert then.day == now.day or (then.day < now.day and months_ago(now, months).day in (28, 29, 30))


def test_the_end_of_a_long_month_is_the_end_of_a_short_one() -> None:
    assert months_ago(datetime(2026, 8, 31, tzinfo=UTC), 6) == datetime(2026, 2, 28, tzinfo=UTC)
    assert months_ago(datetime(2026, 1, 15, tzinfo=UTC), 13) == datetime(2024, 12, 15, tzinfo=UTC)


@pytest.mark.parametrize("reason", Reason)
def test_what_is_kept_says_until_when_or_that_it_is_about_to_go(reason: Reason) -> None:
    until = kept_until(reason, load_retention(None))
    assert (until is None) == (reason in (Reason.OPEN, Reason.LEAVING, Reason.WORKS))


def test_a_receipt_says_nothing_and_is_read_without_doubt() -> None:
    receipt = new_receipt()
    assert receipt[:2] == "D-"
    assert len(receipt) == 11
    assert not set(receipt[2:]) & set("01IO")
