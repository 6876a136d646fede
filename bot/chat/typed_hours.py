"""From when to when, as teachers type it: `13.00–15.00`, `8-12`, `jam 1 sampai 3 siang`, `1-3 pm`."""

import re
from datetime import time

from bot.chat.typed import parse_time

Between = tuple[time, time]

_PART = r"(?:pagi|siang|sore|petang|malam|am|pm)"
_CLOCK = rf"\d{{1,2}}(?:[.:]\d{{2}})?(?:\s*{_PART}\b)?(?:\s*(?:wib|wita|wit)\b)?"
_TO = r"(?:-|\bs\.?\s?/?d\b\.?|\bsampai(?:\s+dengan)?\b|\bhingga\b|\bto\b|\buntil\b|\btill?\b)"
_BEFORE = r"(?:(?:pukul|pkl\.?|jam|at)\s*)?"
MONTH = r"(?:jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|oct|okt|nov|dec|des)[a-z]*"
RANGE = (
    rf"(?<![\d/.:-])\b{_CLOCK}\s*{_TO}\s*{_BEFORE}{_CLOCK}"
    rf"(?![\d/-]|[.:]\d|\s+{MONTH}\b)"
)
"""Two clock times; not the days in *3-5 Agustus* and *20-8-2026*."""
_BOTH = re.compile(rf"(?P<a>{_CLOCK})\s*{_TO}\s*{_BEFORE}(?P<b>{_CLOCK})")
_AFTERNOON = range(1, 6)
"""At these hours of the night no school is open: *1-3* is the afternoon. Whoever writes *01.00* means it."""


def between(text: str) -> list[Between]:
    """What a match of `RANGE` can mean, the likeliest first; empty when a clock has no such time."""
    both = _BOTH.fullmatch(text.strip())
    if both is None:
        return []
    meant = [(starts, ends) for starts in _starts(both["a"], both["b"]) for ends in _clocks(both["b"])]
    return [one for one in meant if one[0] < one[1]] or meant[:1]


def _starts(start: str, end: str) -> list[time]:
    """*1-3 siang*: the part of the day at the end may be meant for both."""
    part = re.search(_PART, end)
    if part is None or re.search(_PART, start):
        return _clocks(start)
    shared = parse_time(f"{start} {part[0]}")
    return [*([shared] if shared else []), *_clocks(start)]


def _clocks(text: str) -> list[time]:
    clock = parse_time(text)
    if clock is None:
        return []
    if clock.hour not in _AFTERNOON or text.startswith("0") or re.search(_PART, text):
        return [clock]
    return [clock.replace(hour=clock.hour + 12)]
