"""Who is not there, as a teacher types it: `3 12, sakit 5, Budi izin`. Numbers are those of the class's list.

Commas, semicolons and line breaks part what belongs together; in each part one reason at most, wherever it stands.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.attendance import DayState
from bot.domain.names import plain

_REASONS: Mapping[str, DayState] = {
    **dict.fromkeys(("sakit", "s", "ill", "sick"), DayState.SICK),
    **dict.fromkeys(("izin", "ijin", "i", "excused"), DayState.EXCUSED),
    **dict.fromkeys(("terlambat", "telat", "t", "late"), DayState.LATE),
    **dict.fromkeys(("a", "alpa", "alpha", "absen", "absent"), DayState.UNEXPLAINED),
}
_PHRASES = re.compile(r"\b(belum ada kabar|tanpa kabar|tanpa keterangan|no word yet|no word)\b")
_PARTS = re.compile(r"[,;\n]+")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Absences:
    """By place in the list (from 0): what each one's day is. `unread` is the first part that could not be read."""

    states: Mapping[int, DayState]
    unread: str = ""


def absences_in(text: str, names: Sequence[str], usual: DayState) -> Absences:
    """Read it; of a text with a part that cannot be read, nothing is taken. Without a reason it is `usual`."""
    states: dict[int, DayState] = {}
    for part in _PARTS.split(text):
        if not part.strip():
            continue
        found = _part(part, names, usual)
        if found is None:
            return Absences({}, " ".join(part.split())[:_LONGEST])
        states |= found
    return Absences(states)


def _part(part: str, names: Sequence[str], usual: DayState) -> dict[int, DayState] | None:
    words = [word.strip(".:()") for word in _PHRASES.sub(" a ", plain(part)).split()]
    reasons = {_REASONS[word] for word in words if word in _REASONS}
    rest = [word for word in words if word and word not in _REASONS and word not in ("dan", "and", "&")]
    if len(reasons) > 1 or not rest:
        return None
    places = _numbered(rest, names) if all(word.isdecimal() for word in rest) else _named(rest, names)
    return dict.fromkeys(places, next(iter(reasons), usual)) if places else None


def _numbered(words: Sequence[str], names: Sequence[str]) -> list[int] | None:
    numbers = [int(word) for word in words if len(word) <= 3]
    fit = len(numbers) == len(words) and all(1 <= number <= len(names) for number in numbers)
    return [number - 1 for number in numbers] if fit else None


def _named(words: Sequence[str], names: Sequence[str]) -> list[int] | None:
    """The only pupil in whose name all of the words begin a word; two who could be meant are nobody."""
    found = [place for place, name in enumerate(names) if _fits(words, plain(name).split())]
    whole = [place for place in found if plain(names[place]).split() == list(words)]
    meant = whole or found
    return meant if len(meant) == 1 else None


def _fits(words: Sequence[str], name: Sequence[str]) -> bool:
    return all(any(part.startswith(word) for part in name) for word in words)
