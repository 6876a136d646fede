"""When a teacher has time, as she types it in one message: days, hours, the length of a talk, breaks.

`Senin–Rabu 13.00–15.00, 10 menit, istirahat 14.00–14.15`, `besok 8-12 tiap 15 menit`, `Mon 1-3 pm; Wed 9-11`.

A line or a semicolon begins anew, and what a line leaves out is as in the line before. It is all understood, or none
of it is: `Misread` names the words that were not, and why.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import pairwise

from bot.chat.typed_days import Calendar, days_in
from bot.chat.typed_hours import RANGE, Between, between
from bot.chat.typed_parts import BREAK, FILLERS, LENGTH, PAUSE, Misread, minutes_in
from bot.domain.talks import LONGEST, SHORTEST, Span, cut

FURTHEST = timedelta(days=300)
"""Nobody offers times of the next school year."""
MOST = 300
"""Times that one message may offer; more is a slip of the finger."""
_TOKEN = re.compile(rf"(?P<pause>{PAUSE})|(?P<length>{LENGTH})|(?P<range>{RANGE})|(?P<break>{BREAK})")


@dataclass(slots=True)
class _Group:
    """Some days with the same hours; `said` is how the days were written."""

    days: Sequence[date]
    said: str
    hours: list[tuple[time, time]] = field(default_factory=list)
    breaks: list[tuple[time, time]] = field(default_factory=list)
    minutes: int = 0
    pause: int = 0


def parse_spans(text: str, today: date, near: date, timezone: str, usual: int = 15) -> tuple[Span, ...]:
    """The spans meant, by day and hour; raises Misread.

    A weekday is one of the week of `near` (the meeting's day), never past; without a day that day is meant. `usual` is
    how long a talk lasts where nothing is said, in minutes.
    """
    groups: list[_Group] = []
    minutes = 0
    for line in re.split(r"[;\n]", text):
        if line.strip(" ,."):
            found = _Line(line, Calendar(today, near), groups[-1].days if groups else (near,)).read()
            minutes = minutes or max(group.minutes for group in found)
            groups += found
    if not groups:
        raise Misread("empty")
    spans = tuple(sorted(_spans(groups, minutes or usual), key=lambda span: (span.day, span.starts)))
    _check(spans, today, timezone)
    return spans


def spelled(spans: Sequence[Span]) -> str:
    """A message that means exactly these."""
    return "; ".join(map(_spelled, spans))


def _spelled(span: Span) -> str:
    parts = [f"{span.day.isoformat()} {span.starts:%H.%M}-{span.ends:%H.%M}", f"{span.minutes} menit"]
    parts += [f"jeda {span.pause} menit"] if span.pause else []
    parts += [f"istirahat {starts:%H.%M}-{ends:%H.%M}" for starts, ends in span.breaks]
    return ", ".join(parts)


class _Line:
    """One line, read from left to right: days, then their hours, then breaks; a length stands anywhere."""

    def __init__(self, line: str, calendar: Calendar, days: Sequence[date]) -> None:
        self.line = line
        self.text = plain(line)
        self.calendar = calendar
        self.groups = [_Group(days, "")]
        self.minutes = 0
        self.pause = 0
        self.pausing = False
        self.owed = ""
        """The word that announced a break whose hours have not come yet."""

    def read(self) -> list[_Group]:
        """The groups of the line; raises Misread."""
        at = 0
        for match in _TOKEN.finditer(self.text):
            self._between(at, match.start())
            self._token(match)
            at = match.end()
        self._between(at, len(self.text))
        self._break_came()
        self._hours_first()
        for group in self.groups:
            if not group.hours:
                raise Misread("hours", group.said or self.line.strip())
            group.minutes, group.pause = self.minutes, self.pause
        return self.groups

    def _token(self, match: re.Match[str]) -> None:
        said = self.line[match.start() : match.end()].strip()
        if match["break"]:
            self.pausing, self.owed = True, said
        elif match["pause"]:
            self.pause = _on_grid(minutes_in(match["pause"]), said)
        elif match["length"]:
            self._length(minutes_in(match["length"]), said)
        elif self.pausing:
            self._break(between(match["range"]), said)
        else:
            self.groups[-1].hours.append(_sensible(between(match["range"]), said))

    def _length(self, minutes: int, said: str) -> None:
        if self.owed:
            raise Misread("break", f"{self.owed} {said}")
        if self.minutes not in (0, minutes):
            raise Misread("two_lengths", said)
        if not SHORTEST <= minutes <= LONGEST:
            raise Misread("length", said)
        self.minutes = _on_grid(minutes, said)

    def _break(self, meant: Sequence[Between], said: str) -> None:
        """A break is in all hours of the line so far that it lies in."""
        for starts, ends in meant:
            within = [
                group for group in self.groups if any(begin <= starts < ends <= end for begin, end in group.hours)
            ]
            for group in within:
                group.breaks.append(_sensible([(starts, ends)], said))
            if within:
                self.owed = ""
                return
        raise Misread("break", said)

    def _break_came(self) -> None:
        if self.owed:
            raise Misread("break", self.owed)

    def _between(self, start: int, end: int) -> None:
        """The words between what is known are days; new ones after some hours begin a new group."""
        words = FILLERS.sub(lambda match: " " * len(match[0]), self.text[start:end])
        if not words.strip(" ,.:&+()-"):
            return
        said = self.line[start:end].strip(" ,.:&+()")
        group = _Group(days_in(words, said, self.calendar), said)
        self._break_came()
        self.pausing = False
        if self.groups[-1].hours:
            self.groups.append(group)
        elif self.groups[-1].said:
            raise Misread("unknown", said)
        else:
            self.groups[-1] = group

    def _hours_first(self) -> None:
        """`13-15 pada hari Senin`: the days may come after their hours."""
        if len(self.groups) == 2 and not self.groups[0].said and not self.groups[1].hours:
            first, last = self.groups
            first.days, first.said = last.days, last.said
            self.groups.pop()


def plain(text: str) -> str:
    """The same text, letter by letter, as it is easier to read: small letters, one kind of dash."""
    return "".join("-" if one in "‐‑‒–—−~" else "'" if one in "’‘`" else _small(one) for one in text)


def _small(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 else letter


def _sensible(meant: Sequence[Between], said: str) -> Between:
    if not meant:
        raise Misread("clock", said)
    starts, ends = meant[0]
    if starts >= ends:
        raise Misread("backwards", said)
    _on_grid(starts.minute, said), _on_grid(ends.minute, said)
    return starts, ends


def _on_grid(minutes: int, said: str) -> int:
    if minutes % 5:
        raise Misread("five", said)
    return minutes


def _spans(groups: Sequence[_Group], minutes: int) -> Iterator[Span]:
    for group in groups:
        for day in group.days:
            for starts, ends in group.hours:
                breaks = tuple(sorted({one for one in group.breaks if starts <= one[0] and one[1] <= ends}))
                yield Span(day, starts, ends, group.minutes or minutes, breaks, group.pause)


def _check(spans: Sequence[Span], today: date, timezone: str) -> None:
    """Raises Misread for what can be read and cannot be meant."""
    for span in spans:
        if span.day < today:
            raise Misread("past", day=span.day)
        if span.day > today + FURTHEST:
            raise Misread("far", day=span.day)
        if not cut(span, timezone):
            raise Misread("short", f"{span.starts:%H.%M}–{span.ends:%H.%M}")
    for one, other in pairwise(spans):
        if one.day == other.day and other.starts < one.ends:
            raise Misread("overlap", f"{other.starts:%H.%M}–{other.ends:%H.%M}", day=one.day)
    if sum(len(cut(span, timezone)) for span in spans) > MOST:
        raise Misread("many")
