"""Numbers and days in words, as formal papers write them beside the figures."""

from collections.abc import Callable, Mapping
from datetime import date

from babel.dates import format_date

LIMIT = 1_000_000

_SMALL = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_STEPS = ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "sepuluh"))


def _indonesian(number: int) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    if number < 20:
        return f"{_SMALL[number - 10]} belas"
    size, name, one = next(step for step in _STEPS if number >= step[0])
    count, rest = divmod(number, size)
    head = one if count == 1 else f"{_indonesian(count)} {name}"
    return f"{head} {_indonesian(rest)}" if rest else head


_SPELLERS: Mapping[str, Callable[[int], str]] = {"id": _indonesian}
"""Languages whose formal papers spell numbers out; in the others figures are enough."""


def spelled(number: int, locale: str) -> str:
    """*dua ribu dua puluh enam*; empty in a language that does without. Raises ValueError outside 0 … 999,999."""
    if not 0 <= number < LIMIT:
        raise ValueError("no paper needs such a number in words")
    speller = _SPELLERS.get(locale)
    return speller(number) if speller else ""


def spelled_day(day: date, locale: str) -> dict[str, str]:
    """The parts of a day as a record says them: weekday and month by name, day and year in words, all in figures."""
    return {
        "weekday": format_date(day, "EEEE", locale=locale),
        "day": spelled(day.day, locale),
        "month": format_date(day, "MMMM", locale=locale),
        "year": spelled(day.year, locale),
        "figures": f"{day:%d-%m-%Y}",
    }
