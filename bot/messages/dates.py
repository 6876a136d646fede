"""Dates, times, numbers and lists as a reader's language writes them; every result is remembered."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import dates, lists, numbers

# CLDR's own long formats have no "pukul", and its short ones differ between the countries that share a language.
PATTERNS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "date": "EEEE, d MMMM y",
        "letter": "d MMMM y",
        "month": "MMMM y",
        "day": "EEE, d MMM",
        "clock": "HH.mm",
        "datetime": "EEEE, d MMMM y 'pukul' HH.mm",
        "moment": "EEE, d MMM HH.mm",
    },
    "en": {
        "date": "EEEE, d MMMM y",
        "letter": "d MMMM y",
        "month": "MMMM y",
        "day": "EEE, d MMM",
        "clock": "HH:mm",
        "datetime": "EEEE, d MMMM y 'at' HH:mm",
        "moment": "EEE, d MMM HH:mm",
    },
}

_INDONESIAN_ZONES = frozenset({"Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"})
"""Their names WIB, WITA and WIT are what everybody there says, in English too; CLDR has them in Indonesian only."""


@lru_cache(maxsize=4096)
def day(value: date, style: str, locale: str) -> str:
    """A date in the pattern called `style`."""
    return dates.format_date(value, PATTERNS[locale][style], locale=locale)


@lru_cache(maxsize=4096)
def moment(value: datetime, style: str, locale: str, timezone: str) -> str:
    """An instant in the pattern called `style`, on the clock of `timezone`."""
    return dates.format_datetime(value, PATTERNS[locale][style], tzinfo=ZoneInfo(timezone), locale=locale)


@lru_cache(maxsize=4096)
def clock(value: time, locale: str) -> str:
    """A time of day as it stands, without a zone."""
    return dates.format_time(value, PATTERNS[locale]["clock"], locale=locale)


@lru_cache(maxsize=4096)
def zone(value: datetime, locale: str, timezone: str) -> str:
    """What the zone is called at that instant: WIB, GMT+1."""
    spoken = "id" if timezone in _INDONESIAN_ZONES else locale
    return dates.get_timezone_name(value.astimezone(ZoneInfo(timezone)), "short", locale=spoken)


@lru_cache(maxsize=4096)
def number(value: int | float, locale: str) -> str:
    """A number with the language's separators: 1.250 or 8,5."""
    return numbers.format_decimal(value, locale=locale)


@lru_cache(maxsize=4096)
def listed(items: tuple[str, ...], locale: str) -> str:
    """Items in a sentence: A, B, dan C."""
    return lists.format_list(items, locale=locale)
