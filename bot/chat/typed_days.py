"""The days of a teacher's message: `Senin–Rabu`, `besok`, `3, 5 dan 6 Agustus`, `Senin 3 Agustus`, `3/8-5/8`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.chat.typed import parse_date, weekday_of
from bot.chat.typed_hours import MONTH
from bot.chat.typed_parts import Misread

LONGEST = 31
"""Days in a row that one may offer."""
_TO = r"\s*(?:-|\bs\.?\s?/?d\b\.?|\bsampai(?:\s+dengan)?\b|\bhingga\b|\bto\b|\buntil\b|\btill?\b|\bthrough\b)\s*"
_JOINED = re.compile(r"[,&+]|\s{2,}(?=\S)")
_WITHIN_MONTH = re.compile(rf"(\d{{1,2}}){_TO}(\d{{1,2}}\s+({MONTH}\.?(?:\s+\d{{4}})?))")
_MONTH = re.compile(rf"\d{{1,2}}\s+({MONTH}\.?(?:\s+\d{{4}})?)")


@dataclass(frozen=True, slots=True)
class Calendar:
    """From where days are counted: today, and the week in which a weekday is looked for first."""

    today: date
    near: date

    def weekday(self, words: str, after: date | None = None) -> date | None:
        """The day of that name in the week of `near`, or the first one from today or from `after` on."""
        earliest = after or max(self.today, self.near - timedelta(days=self.near.weekday()))
        return parse_date(words, earliest - timedelta(days=1))

    def day(self, words: str, after: date | None = None) -> date | None:
        """A day as it is written; a weekday before it has to be right, or it raises Misread."""
        first, _, rest = words.partition(" ")
        named = weekday_of(first)
        if named is None:
            return parse_date(words, after or self.today)
        if not rest.strip():
            return self.weekday(first, after)
        day = parse_date(rest, after or self.today)
        if day is not None and day.weekday() != named:
            raise Misread("weekday", words, day)
        return day


@dataclass(frozen=True, slots=True)
class _Item:
    days: tuple[date, ...]
    named: bool
    """By weekdays alone, which a date may follow that says the same."""


def days_in(words: str, said: str, calendar: Calendar) -> tuple[date, ...]:
    """The days, in order, each once; raises Misread with the words as they were `said`."""
    try:
        items = list(_items(words, calendar))
    except (Misread, OverflowError) as error:
        raise Misread(getattr(error, "reason", "unknown"), said, getattr(error, "day", None)) from None
    days: list[date] = []
    for at, item in enumerate(items):
        following = items[at + 1] if at + 1 < len(items) else None
        if item.named and following is not None and not following.named:
            if not {day.weekday() for day in item.days} == {day.weekday() for day in following.days}:
                raise Misread("weekday", said, following.days[0])
            continue
        days += item.days
    return tuple(sorted(dict.fromkeys(days)))


def _items(words: str, calendar: Calendar) -> Iterator[_Item]:
    parts = [" ".join(part.split()) for part in re.split(_JOINED, words)]
    parts = [part.strip(" .:()") for part in parts if part.strip(" .:()-")]
    for at, part in enumerate(parts):
        if part.isdecimal():  # 3, 5 and 6 August: the month is said once, at the end
            month = next((found for later in parts[at:] if (found := _MONTH.search(later))), None)
            part = f"{part} {month[1]}" if month else part
        yield _Item(_days(part, calendar), _named(part))


def _days(part: str, calendar: Calendar) -> tuple[date, ...]:
    if match := _WITHIN_MONTH.fullmatch(part):
        part = f"{match[1]} {match[3]} - {match[2]}"
    if day := calendar.day(part):
        return (day,)
    for match in re.finditer(_TO, part):
        first = calendar.day(part[: match.start()])
        last = calendar.day(part[match.end() :], first) if first else None
        if first and last:
            return _row(first, last, part)
    raise Misread("unknown", part)


def _row(first: date, last: date, part: str) -> tuple[date, ...]:
    many = (last - first).days + 1
    if not 1 <= many <= LONGEST:
        raise Misread("days", part)
    return tuple(first + timedelta(days=ahead) for ahead in range(many))


def _named(part: str) -> bool:
    return all(weekday_of(word) is not None for word in re.split(_TO, part))
