"""Numbers of official letters (*Nomor*) by the scheme of a school, such as `421.3/{no}/SMAN1-TB/{month}/{year}`.

The usual Indonesian form: the office's own code, a running number of the year, the school, the month in Roman figures.
"""

import re
from datetime import date

from bot.domain.errors import InvalidValue

LIMIT = 80
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
BY_HAND = "……"
"""Stands where the running number is not ours to give: the office writes it."""

_PLACE = re.compile(r"\{([^{}]*)\}")
_KNOWN = frozenset({"no", "month", "year"})


def checked_scheme(text: str) -> str:
    """The scheme on one line; empty for none. Raises InvalidValue for a place other than {no}, {month} and {year}."""
    scheme = " ".join(text.split())
    if len(scheme) > LIMIT:
        raise InvalidValue("letter_number", "too_long")
    if not set(_PLACE.findall(scheme)) <= _KNOWN or set("{}") & set(_PLACE.sub("", scheme)):
        raise InvalidValue("letter_number", "unknown")
    return scheme


def letter_number(scheme: str, running: int | None, day: date) -> str:
    """The number of a letter of this day; the running number has three digits at least, or is left to the office."""
    values = {
        "no": BY_HAND if running is None else f"{running:03}",
        "month": ROMAN[day.month - 1],
        "year": str(day.year),
    }
    return _PLACE.sub(lambda found: values[found.group(1)], scheme)
