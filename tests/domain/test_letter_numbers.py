"""Numbers of official letters."""

from datetime import date

import pytest

from bot.domain.errors import InvalidValue
from bot.domain.letter_numbers import LIMIT, checked_scheme, letter_number

DAY = date(2026, 7, 13)


def test_the_scheme_of_a_school_gives_the_usual_number() -> None:
    scheme = checked_scheme("  421.3/{no}/SMAN1-TB/{month}/{year} ")
    assert letter_number(scheme, 12, DAY) == "421.3/012/SMAN1-TB/VII/2026"
    assert letter_number(scheme, 1204, date(2026, 12, 1)) == "421.3/1204/SMAN1-TB/XII/2026"


def test_a_number_that_the_office_gives_leaves_room_for_it() -> None:
    assert letter_number("421.3/{no}/{month}/{year}", None, DAY) == "421.3/……/VII/2026"


def test_a_scheme_may_be_empty_or_without_places() -> None:
    assert checked_scheme("") == ""
    assert letter_number(checked_scheme("A-1"), 3, DAY) == "A-1"


@pytest.mark.parametrize("scheme", ["{nomor}", "{no", "no}", "{}", "{{no}}", "{no!r}", "{0.__class__}"])
def test_other_places_are_refused(scheme: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        checked_scheme(scheme)
    assert (refused.value.field, refused.value.reason) == ("letter_number", "unknown")


def test_a_scheme_that_fills_the_page_is_refused() -> None:
    with pytest.raises(InvalidValue, match="too_long"):
        checked_scheme("x" * (LIMIT + 1))
