"""Stock answers: words that were right for one family, made fit for the next.

A kept answer has places where the first family stood: `{{ ananda }}` for the child, `{{ sapaan }}` for who is spoken
to. They are filled for each family anew, so that nobody is called by another's name.
"""

import re
from collections.abc import Mapping, Sequence

from bot.domain.errors import InvalidValue
from bot.domain.guard import LEAST_LETTERS, called, cleaned, name_parts
from bot.domain.name_words import COMMON
from bot.domain.words import PLACES, check_places

LIMIT = 1000
"""Characters; a chat answer that is longer is a letter."""
STOCK_PLACES: Mapping[str, str] = {**PLACES, "sapaan": "address", "address": "address"}

_CHILD, _ADDRESS = "{{ ananda }}", "{{ sapaan }}"
_FORMS = "bapak|pak|ibu|bu|bunda|ayah|mr|mrs|ms"
_SPOKEN_TO = re.compile(rf"\b(?:bapak/ibu|pak/bu|{_FORMS})(?=\s*(?:[,.!?;:)]|$))", re.IGNORECASE | re.MULTILINE)
_BRACKETED = re.compile(r"\[\s*([A-Za-z]{1,40})\s*\]")
"""Lists show a place as `[sapaan]`; whoever types what she sees there means it."""
_KEY = "st"


def choice_of(stock_id: int) -> str:
    """The `choice` in the log of a reply that was given from the stock."""
    return f"{_KEY}{stock_id}"


def stock_behind(choice: str | None) -> int | None:
    """The stock answer that a reply's `choice` names; None for any other reply."""
    digits = (choice or "").removeprefix(_KEY)
    return int(digits) if choice != digits and digits.isascii() and digits.isdecimal() else None


def generalised(text: str, children: Sequence[str], guardian: str) -> str:
    """An answer as it is kept: places stand for the names of these children and for how their guardian was spoken to.

    *Baik, Bu Siti. Rizky sudah hadir.* becomes *Baik, {{ sapaan }}. {{ ananda }} sudah hadir.*
    """
    for child in children:
        for name in _said_as(child):
            text = re.sub(rf"\b{name}\b", _CHILD, text)
    for name in _said_as(guardian):
        text = re.sub(rf"\b(?i:{_FORMS})\.?\s+{name}\b", _ADDRESS, text)
    text = _SPOKEN_TO.sub(_ADDRESS, text)
    return re.sub(rf"(?:{re.escape(_CHILD)}\s*){{2,}}", f"{_CHILD} ", text).strip()


def checked_stock(text: str) -> str:
    """The text as it is kept; raises InvalidValue (`stock`: empty, too_long, place)."""
    text = _BRACKETED.sub(_as_place, cleaned(text)).strip()
    if not text:
        raise InvalidValue("stock", "empty")
    if len(text) > LIMIT:
        raise InvalidValue("stock", "too_long")
    check_places("stock", text, STOCK_PLACES)
    return text


def _as_place(match: re.Match[str]) -> str:
    name = match[1].lower()
    return f"{{{{ {name} }}}}" if name in STOCK_PLACES else match[0]


def _said_as(name: str) -> list[str]:
    """Patterns of how somebody may be called, the longest first: the whole name, its beginning, and each word of it.

    A word that is no more than how many names begin, or a common word, is a name only where it has its capital.
    """
    words = name.split()
    keys = tuple(name_parts(name))
    short = called(keys) if keys else ""
    starts = [re.escape(" ".join(words[:end])) for end in range(len(words), 1, -1)]
    parts = [word for word in words if len("".join(name_parts(word))) >= LEAST_LETTERS]
    usual = [re.escape(word) for word in parts if "".join(name_parts(word)) == short and short not in COMMON]
    return [*(f"(?i:{one})" for one in (*starts, *usual)), *(re.escape(word.title()) for word in parts)]
