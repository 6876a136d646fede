"""A teacher's month as a picture: in every language, empty and full, of schools with whatever names."""

from datetime import date

import pytest

from bot.domain.courtesy import LOCALES, Reader
from bot.domain.reflection import Month, Numbers
from bot.messages.reflection_papers import WIDE, month_png
from tests.messages.test_course_papers import NOW, size
from tests.messages.test_meeting_papers import HOSTILE

FULL = Numbers(36, 33, 5, 24, 14, 3, 11, 9, 95, 2, 8)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("numbers", [Numbers(), FULL])
@pytest.mark.parametrize("school", HOSTILE)
def test_a_month_is_as_wide_as_a_phone(locale: str, numbers: Numbers, school: str) -> None:
    made = month_png(Month(date(2026, 9, 1)), numbers, school, Reader(locale, "Asia/Jakarta"), NOW)
    assert size(made)[0] == WIDE
