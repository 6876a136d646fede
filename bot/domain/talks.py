"""Times for talks: an availability becomes slots, slots become five-minute ticks, and siblings sit side by side.

What a host means is a day and hours on the school's clock; slots are UTC instants, cut one after the other in real
time, so that a change of clock within the hours makes them fewer or more and none of them longer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import permutations
from typing import Protocol, TypeVar

from bot.domain.errors import InvalidValue
from bot.domain.meetings import instants

GRID = timedelta(minutes=5)
"""All talks begin and end on it, so that two talks overlap exactly when they share a tick."""
SHORTEST, LONGEST = 5, 120
"""Minutes of a talk."""
TURNS = 4
"""Talks of one family that are put in every order to find a good one; more of them keep the order they have."""


class How(StrEnum):
    """How a talk came to be, or came to its end; kept in the log."""

    FAMILY = "family"
    STAFF = "staff"
    WAITING = "waiting"
    """Passed on to a family that waited."""
    ASSIGNED = "assigned"
    """Published with all others."""
    COURSE = "course"
    """A matter of course: the child has left, the host is there no more."""


class Why(StrEnum):
    """Why a talk cannot be as it was booked."""

    CANCELLED = "cancelled"
    """The whole meeting was called off, and says so itself."""
    LEFT = "left"
    """The child is no longer at the school."""
    CLASS = "class"
    """The child is in another class now, which the host does not teach."""
    HOST = "host"
    """The host is not one of the meeting's any more."""
    GUARDIAN = "guardian"
    """Who booked it is no longer known as the child's guardian."""


class Interval(Protocol):
    """Whatever begins and ends: a slot, a talk."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of one day in which a host has time for talks of `minutes` each, `pause` minutes apart; not in `breaks`."""

    day: date
    starts: time
    ends: time
    minutes: int = 15
    breaks: Sequence[tuple[time, time]] = ()
    pause: int = 0


Times = tuple[datetime, datetime]
"""From when to when, in UTC."""
T = TypeVar("T", bound=Interval)


def cut(span: Span, timezone: str) -> list[Times]:
    """The slots of a span in the school's zone, by time; a slot that a break touches begins after it.

    Raises InvalidValue for `minutes` (`range`, `grid`), `pause` (`grid`), `starts`, `ends` or `breaks` (`grid`,
    `before_start`).
    """
    _check(span)
    at, ends_at = instants(span.day, span.starts, span.ends, timezone)
    breaks = sorted(instants(span.day, start, end, timezone) for start, end in span.breaks)
    length, pause = timedelta(minutes=span.minutes), timedelta(minutes=span.pause)
    slots: list[Times] = []
    while at + length <= ends_at:
        touched = [end for start, end in breaks if start < at + length and end > at]
        if touched:
            at = max(touched)
            continue
        slots.append((at, at + length))
        at += length + pause
    return slots


def _check(span: Span) -> None:
    if not SHORTEST <= span.minutes <= LONGEST:
        raise InvalidValue("minutes", "range")
    if span.minutes % 5:
        raise InvalidValue("minutes", "grid")
    if span.pause < 0 or span.pause % 5:
        raise InvalidValue("pause", "grid")
    for field, start, end in (("ends", span.starts, span.ends), *(("breaks", *one) for one in span.breaks)):
        if not (_on_grid(start) and _on_grid(end)):
            raise InvalidValue(field, "grid")
        if end <= start:
            raise InvalidValue(field, "before_start")


def _on_grid(clock: time) -> bool:
    return not (clock.minute % 5 or clock.second or clock.microsecond)


def ticks(starts_at: datetime, ends_at: datetime) -> list[datetime]:
    """The beginnings of the five-minute ticks that a talk touches."""
    at = starts_at.astimezone(UTC)
    at -= timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    found: list[datetime] = []
    while at < ends_at:
        found.append(at)
        at += GRID
    return found


def overlap(one: Interval, other: Interval) -> bool:
    """Whether nobody can be at both."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def gap(one: Interval, other: Interval) -> timedelta:
    """The wait between two that do not overlap."""
    return max(other.starts_at - one.ends_at, one.starts_at - other.ends_at)


def neighbours(own: Iterable[Interval], free: Iterable[T]) -> list[T]:
    """Free times, those with the shortest wait to one of the family's own first; without any of their own, by time.

    Times that overlap one of their own are left out.
    """
    own = list(own)
    fitting = [time for time in free if not any(overlap(time, talk) for talk in own)]

    def wait(time: T) -> tuple[timedelta, datetime]:
        return min((gap(time, talk) for talk in own), default=timedelta()), time.starts_at

    return sorted(fitting, key=wait)


def rows_of(options: Sequence[Sequence[T]], limit: int = 12) -> list[tuple[T, ...]]:
    """One time of each list, none overlapping another, so that a family comes once: the shortest stay first, then the
    earliest. Each result is in the order of `options`; at most `limit`, with different first times.
    """
    places = range(len(options))
    orders = list(permutations(places)) if len(options) <= TURNS else [tuple(places)]
    best: dict[datetime, tuple[timedelta, tuple[T, ...]]] = {}
    for order in orders:
        lists = [sorted(options[place], key=lambda time: time.starts_at) for place in order]
        for first in lists[0] if lists else ():
            chain = _chain(first, lists[1:])
            if chain is None:
                continue
            stay = chain[-1].ends_at - first.starts_at
            if first.starts_at not in best or stay < best[first.starts_at][0]:
                sorted_back = tuple(chain[order.index(place)] for place in places)
                best[first.starts_at] = stay, sorted_back
    found = sorted(best.items(), key=lambda item: (item[1][0], item[0]))
    return [row for _starts, (_stay, row) in found[:limit]]


def _chain(first: T, lists: Sequence[Sequence[T]]) -> list[T] | None:
    chain = [first]
    for times in lists:
        after = next((time for time in times if time.starts_at >= chain[-1].ends_at), None)
        if after is None:
            return None
        chain.append(after)
    return chain
