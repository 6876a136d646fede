"""Office hours and days of leave as teachers type them: `Senin–Kamis 08.00–14.00`, `13-15`, `3–7 Agustus`."""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta

from bot.chat.typed import parse_date, weekday_of
from bot.chat.typed_days import Calendar, days_in
from bot.chat.typed_hours import RANGE, between
from bot.chat.typed_parts import FILLERS, Misread
from bot.chat.typed_spans import plain

_TO = re.compile(r"\s*(?:-|\bs\.?\s?/?d\b\.?|\bsampai(?:\s+dengan)?\b|\bhingga\b|\bto\b|\buntil\b)\s*")
_APART = re.compile(r"[,;&+.:()]|\s{2,}")
_AHEAD = re.compile(r"\b(?:hari ini|besok lusa|besok|lusa|today|tomorrow)\b")

Run = tuple[date, date]


def parse_office(text: str) -> tuple[frozenset[int] | None, time, time]:
    """The weekdays (None: none were named) and the hours; raises Misread with the words that were not understood."""
    said = plain(text)
    found = list(re.finditer(RANGE, said))
    if len(found) != 1:
        raise Misread("hours" if not found else "two", text.strip())
    match = found[0]
    meant = between(match[0])
    if not meant or meant[0][0] >= meant[0][1]:
        raise Misread("backwards" if meant else "clock", text[match.start() : match.end()].strip())
    rest = said[: match.start()] + " , " + said[match.end() :]
    return _weekdays(FILLERS.sub(" , ", rest)), *meant[0]


def _weekdays(words: str) -> frozenset[int] | None:
    parts = [part.strip(" -") for part in _APART.split(words)]
    days = [day for part in parts if part for day in _part(part)]
    return frozenset(days) or None


def _part(part: str) -> Sequence[int]:
    ends = [weekday_of(" ".join(word.split())) for word in _TO.split(part)]
    if len(ends) > 2 or None in ends:
        named = [weekday_of(word) for word in part.split()]
        if None in named:
            raise Misread("unknown", part)
        return [day for day in named if day is not None]
    first, last = ends[0] or 0, ends[-1] or 0
    return [(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)]


def parse_leave(text: str, today: date) -> tuple[Run, ...]:
    """Days away as runs of days in a row, in order; raises Misread."""
    words = FILLERS.sub(lambda match: " " * len(match[0]), _dated(plain(text), today))
    if not words.strip(" ,.:"):
        raise Misread("empty")
    runs = _long(words, today) or _joined(days_in(words, text.strip(), Calendar(today, today)))
    if runs[0][0] < today:
        raise Misread("past", text.strip(), runs[0][0])
    return runs


def _dated(said: str, today: date) -> str:
    """*Besok* and *lusa* as the days that they are today, wherever they stand."""
    return _AHEAD.sub(lambda match: (parse_date(match[0], today) or today).isoformat(), said)


def _long(words: str, today: date) -> tuple[Run, ...]:
    """*1 Agustus – 31 Oktober*: longer than anybody offers times for."""
    calendar = Calendar(today, today)
    for match in _TO.finditer(words):
        first = calendar.day(" ".join(words[: match.start()].split()))
        last = calendar.day(" ".join(words[match.end() :].split()), first) if first else None
        if first and last and first <= last:
            return ((first, last),)
    return ()


def _joined(days: Sequence[date]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for day in days:
        if runs and runs[-1][1] == day - timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return tuple(runs)
