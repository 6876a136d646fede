"""Days on which a child does not come, as a family writes them in a sentence: `besok sakit demam`, `Senin–Rabu izin`,
`hari ini dan besok tidak masuk`, `demam, izin 3 hari`."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.chat.typed import parse_date
from bot.chat.typed_days import Calendar, days_in
from bot.chat.typed_hours import MONTH
from bot.chat.typed_parts import Misread
from bot.chat.typed_spans import plain
from bot.domain import names
from bot.domain.absence_notes import LONGEST, next_school_days
from bot.domain.quiet import QuietRule

Days = tuple[date, date]
"""The first and the last day."""

_WEEKDAY = (
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_DATE = rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\s+{MONTH}\.?(?:\s+\d{{4}})?|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?)"
_NEXT = rf"{_WEEKDAY}\s+(?:depan|minggu\s+depan|pekan\s+depan|next\s+week)"
_ONE = rf"(?:hari\s+ini|today|besok\s+lusa|besok|lusa|tomorrow|{_NEXT}|{_WEEKDAY}(?:,?\s+{_DATE})?|{_DATE})"
_TO = r"\s*(?:-|\bs\.?\s?/?d\b\.?|\bsampai(?:\s+dengan)?\b|\bhingga\b|\bto\b|\buntil\b|\btill?\b)\s*"
_AND = r"\s*(?:,|&|\bdan\b|\band\b)\s*"
_ROW = re.compile(rf"(?<![\w/-])(?:\d{{1,2}}{_TO}{_DATE}|{_ONE}(?:{_TO}{_ONE}|(?:{_AND}{_ONE})+)?)(?![\w/])")
_UNTIL = re.compile(rf"{_TO}\Z")
_SINCE = re.compile(r"\b(?:sejak|dari|mulai|since|from)\s+(?:kemarin|semalam|yesterday|last\s+night)\b")
_NUMBERS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh")
_COUNT = re.compile(
    rf"(?<!sudah )(?<!udah )(?<!sejak )\b(?P<many>\d{{1,2}}|{'|'.join(_NUMBERS)})\s*(?:hari|days?)\b"
    r"(?!\s+(?:ini|yang|lalu|terakhir|ago))"
)
_SAME = ((r"\b(?:pagi|siang)\s+ini\b|\bthis\s+morning\b", "hari ini"), (r"\b(?:tanggal|tgl\.?)\s+", ""))


def days_told(text: str, newest: date, rule: QuietRule) -> Days | None:
    """The first and the last of the days that a sentence names, seen from today (`newest`).

    None where it names none, or several that are no single row of school days: that is asked for, not guessed.
    """
    words = _usual(text, newest)
    rows = [(match, _days(match[0], newest)) for match in _ROW.finditer(words)]
    counts = list(_COUNT.finditer(words))
    if len(rows) > 1 or len(counts) > 1 or any(days is None for _match, days in rows):
        return None
    days = rows[0][1] if rows else ()
    if counts:
        return _counted(counts[0]["many"], days or (), newest, rule)
    if not days:
        return None
    if _UNTIL.search(words[: rows[0][0].start()]):
        return (newest, days[-1]) if days[-1] >= newest else None
    gaps = {days[0] + timedelta(days=at) for at in range((days[-1] - days[0]).days)} - set(days)
    return (days[0], days[-1]) if all(rule.is_closed(day) for day in gaps) else None


def child_told(text: str, children: Sequence[str]) -> int | None:
    """Which of these names (from 0) a sentence says a word of that none of the others has; None where not just one."""
    said = set(re.findall(r"[^\W\d_]+", names.plain(text)))
    parts = [set(names.plain(name).split()) for name in children]
    own = [part.difference(*(other for other in parts if other is not part)) for part in parts]
    found = [place for place, words in enumerate(own) if words & said]
    return found[0] if len(found) == 1 else None


def _usual(text: str, newest: date) -> str:
    """The same with each day as the readers of days know it."""
    words = _SINCE.sub(" ", " ".join(plain(text).split()))
    for pattern, usual in _SAME:
        words = re.sub(pattern, usual, words)
    words = re.sub(r"\b(?:kemarin|yesterday)\b", (newest - timedelta(days=1)).isoformat(), words)
    # A bare "minggu" is mostly a week.
    words = re.sub(r"\bhari\s+minggu\b(?!\s+(?:depan|ini))", _iso("minggu", newest - timedelta(days=1)), words)
    words = re.sub(rf"\b{_NEXT}\b", lambda match: _iso(match[0], newest), words)
    return re.sub(rf"\bhari\s+(?={_WEEKDAY})", "", words)


def _iso(words: str, newest: date) -> str:
    day = parse_date(words, newest)
    return day.isoformat() if day else words


def _days(words: str, newest: date) -> tuple[date, ...] | None:
    try:
        return days_in(re.sub(r"\s+(?:dan|and)\s+", ", ", words), words, Calendar(newest, newest))
    except Misread:
        return None


def _counted(many: str, days: Sequence[date], newest: date, rule: QuietRule) -> Days | None:
    """So many school days, from the day that is named or from today."""
    count = int(many) if many.isdecimal() else _NUMBERS.index(many) + 1
    first = days[0] if days else newest
    if len(days) > 1 or not 1 <= count <= LONGEST:
        return None
    begins = [first] if not rule.is_closed(first) else []
    row = [*begins, *next_school_days(first, rule, count - len(begins))]
    return (row[0], row[-1]) if row else None
