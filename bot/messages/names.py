"""Names and typed words, made fit to stand in a sentence."""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SMALL = frozenset({"bin", "binti", "van", "de", "der"})
_STEERING = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks that turn the direction of the text after them; one in a name could garble the rest of a message."""


def without_controls(text: str) -> str:
    """The text without invisible marks that steer its direction."""
    return text if text.isascii() else text.translate(_STEERING)


@lru_cache(maxsize=4096)
def tidy_name(name: str) -> str:
    """`BUDI  SANTOSO` and `budi santoso` as Budi Santoso; a name that mixes letters is kept as written."""
    name = " ".join(name.split())
    if name not in (name.upper(), name.lower()):
        return name
    return _WORD.sub(lambda found: _capitalised(found.group()), name)


def _capitalised(word: str) -> str:
    return word.lower() if word.lower() in _SMALL else word[0].upper() + word[1:].lower()
