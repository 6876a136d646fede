"""Dates and times as people type them: `besok`, `Senin`, `20/8`, `20 Agustus`, `07.15`, `pukul 7`, `9 pagi`, `8:30`."""

import re
from datetime import date, time, timedelta
from functools import lru_cache

from bot.domain.courtesy import LOCALES

_AHEAD = {"hari ini": 0, "today": 0, "besok": 1, "tomorrow": 1, "lusa": 2, "besok lusa": 2}
_NEXT_WEEK = ("depan", "minggu depan", "pekan depan", "next week")
"""*Jumat depan* is the Friday of the week after this one, on whichever day it is said."""
_NUMERIC = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?")
_WORDED = re.compile(r"(\d{1,2})\s+([a-z]+)\.?(?:\s+(\d{4}))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CLOCK = re.compile(
    r"(?:pukul|jam|at)?\s*(\d{1,2})(?:[.:](\d{2}))?\s*(pagi|siang|sore|petang|malam|am|pm)?\s*(?:wib|wita|wit)?"
)
_PARTS_OF_DAY = {
    "pagi": range(1, 12),
    "siang": range(10, 16),
    "sore": range(15, 19),
    "petang": range(15, 19),
    "malam": range(18, 24),
    "am": range(12),
    "pm": range(12, 24),
}
"""The hours that each part of the day can mean: *7 malam* is 19, *2 siang* is 14, and *7 siang* is nothing."""
_STILL_MEANT = timedelta(days=60)
"""Without a year, a day this recently past is meant as past; one longer ago is next year's."""
_YEARS = range(2000, 2200)
"""Years that a school can mean; at the ends of the calendar there is no hour left to change zones in."""


def parse_date(text: str, today: date) -> date | None:
    """The day meant, seen from `today`; without a year, the next such day. None when it cannot be told."""
    words = " ".join(text.lower().replace(",", " ").split())
    if words in _AHEAD:
        return today + timedelta(days=_AHEAD[words])
    weekdays, months = _names()
    first, _, rest = words.partition(" ")
    if first in weekdays:
        if not rest:
            return today + timedelta(days=(weekdays[first] - today.weekday() - 1) % 7 + 1)
        if rest in _NEXT_WEEK and words != "minggu depan":  # next week, or Sunday? it is asked for again
            return today + timedelta(days=7 + weekdays[first] - today.weekday())
        words = rest
    return _calendar_day(words, months, today)


def _calendar_day(words: str, months: dict[str, int], today: date) -> date | None:
    if match := _ISO.fullmatch(words):
        return _day(int(match[3]), int(match[2]), match[1], today)
    if match := _NUMERIC.fullmatch(words):
        return _day(int(match[1]), int(match[2]), match[3], today)
    if (match := _WORDED.fullmatch(words)) and match[2] in months:
        return _day(int(match[1]), months[match[2]], match[3], today)
    return None


def weekday_of(word: str) -> int | None:
    """The weekday of that name (Monday is 0), or None."""
    return _names()[0].get(word)


def parse_time(text: str) -> time | None:
    """The clock time meant, or None."""
    match = _CLOCK.fullmatch(" ".join(text.lower().split()))
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    hour = _hour(int(match[1]), match[3])
    return None if hour is None else time(hour, int(match[2] or 0))


def _hour(hour: int, part: str | None) -> int | None:
    if part is None:
        return hour
    meant = {hour, hour + 12 if hour < 12 else hour - 12}
    return next(iter(meant.intersection(_PARTS_OF_DAY[part])), None)


def _day(day: int, month: int, year: str | None, today: date) -> date | None:
    try:
        if year is not None:
            meant = int(year) + (2000 if len(year) == 2 else 0)
            return date(meant, month, day) if meant in _YEARS else None
        near = date(today.year, month, day)
        return near if near >= today - _STILL_MEANT else date(today.year + 1, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, int], dict[str, int]]:
    from babel.dates import get_day_names, get_month_names

    weekdays: dict[str, int] = {}
    months: dict[str, int] = {}
    for locale in LOCALES:
        for width in ("wide", "abbreviated"):
            weekdays |= {name.lower(): number for number, name in get_day_names(width, locale=locale).items()}
            months |= {name.lower(): number for number, name in get_month_names(width, locale=locale).items()}
    return weekdays | {"jum'at": 4, "jumat": 4}, months
