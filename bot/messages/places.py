"""Places in a text that is put into words once for many readers: where a value stands that each has of their own.

A place can be printed, plainly or as a name, and nothing else: a template that looks into it, compares it or counts it
would say the same to readers whom it should tell different things, so that is an error.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from secrets import token_hex
from typing import NoReturn

from markupsafe import Markup, escape

from bot.messages.names import tidy_name, without_controls

_TOKEN = token_hex(8)
"""Known to this process alone, so that nobody can type a place."""
_MARK = re.compile(f"\0{_TOKEN}:(\\d+)([pn])\0")


class LookedInto(Exception):
    """A template did more with a place than print it."""


class _Way(StrEnum):
    PLAIN = "p"
    NAME = "n"


def _refuse(*_anything: object, **_named: object) -> NoReturn:
    raise LookedInto


class Place:
    """The value with this number among a reader's own."""

    __slots__ = ("_number", "_way")

    def __init__(self, number: int, way: _Way = _Way.PLAIN) -> None:
        self._number = number
        self._way = way

    def __getattribute__(self, name: str) -> NoReturn:
        raise LookedInto

    __bool__ = __str__ = __repr__ = __format__ = __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _refuse
    __add__ = __radd__ = __mod__ = __rmod__ = __mul__ = __rmul__ = _refuse
    __int__ = __float__ = __index__ = __call__ = _refuse


def printed(place: Place) -> Markup:
    """What stands in the text for the place."""
    number, way = _parts(place)
    return Markup("\0%s:%d%s\0") % (_TOKEN, number, way)


def as_name(place: Place) -> Place:
    """The place of the same value, written as a name."""
    return Place(_parts(place)[0], _Way.NAME)


def _parts(place: Place) -> tuple[int, _Way]:
    return object.__getattribute__(place, "_number"), object.__getattribute__(place, "_way")


_WAYS: dict[str, Callable[[str], str]] = {"p": without_controls, "n": lambda text: tidy_name(without_controls(text))}


class Form:
    """A text with places, to be filled for each reader."""

    def __init__(self, text: str) -> None:
        first, *rest = _MARK.split(text)
        self._first = first
        parts = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
        self._rest = [(int(number), _WAYS[way], after) for number, way, after in parts]

    def fill(self, values: list[str]) -> str | None:
        """The text for a reader with these values; None where one could change the lines around it."""
        said = [self._first]
        for number, way, after in self._rest:
            value = way(values[number])
            if not value or value != value.strip() or "\n" in value:
                return None
            said += (str(escape(value)), after)
        return "".join(said)
