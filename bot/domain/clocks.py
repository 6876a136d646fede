"""How far a zone's clock is from UTC, from when on: so that instants can follow when the zone's rules are changed.

Governments change clocks, sometimes at short notice. What was meant is what the clock on the wall shows; an instant
that was reckoned by the old rules is moved to where the clock shows the same by the new ones.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

Rules = tuple[tuple[datetime, int], ...]
"""From which instant on the clock is how many seconds ahead of UTC, in order of time."""

SPAN = timedelta(days=800)
"""How far ahead rules are looked at: nothing is planned further."""
_STEP = timedelta(days=1)
_EXACT = timedelta(seconds=1)


def rules_of(timezone: str, since: datetime) -> Rules:
    """The rules of a zone from an instant on, for `SPAN`, as this machine knows them."""
    zone = ZoneInfo(timezone)
    found = [(since, _offset(since, zone))]
    at, until = since, since + SPAN
    while at < until:
        following = min(at + _STEP, until)
        if _offset(following, zone) != found[-1][1]:
            change = _change(at, following, zone)
            found.append((change, _offset(change, zone)))
        at = following
    return tuple(found)


def _offset(at: datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after `early` of another offset; `late` has it."""
    before = _offset(early, zone)
    while late - early > _EXACT:
        middle = (early + (late - early) // 2).replace(microsecond=0)
        if middle <= early:
            break
        early, late = (middle, late) if _offset(middle, zone) == before else (early, middle)
    return late.replace(microsecond=0)


def same(old: Rules, new: Rules) -> bool:
    """Whether both say the same of the time of which both say anything."""
    since, until = max(old[0][0], new[0][0]), min(old[0][0], new[0][0]) + SPAN
    seams = {since, *(at for at, _offset in (*old, *new) if since <= at < until)}
    return all(offset_at(old, at) == offset_at(new, at) for at in seams)


def offset_at(rules: Rules, at: datetime) -> timedelta:
    """How far the clock is ahead of UTC at an instant."""
    place = bisect_right([since for since, _offset in rules], at) - 1
    return timedelta(seconds=rules[max(place, 0)][1])


def moved(at: datetime, old: Rules, timezone: str) -> datetime:
    """The instant at which the clock shows by today's rules what it was to show at `at` by the old ones."""
    shown = (at.astimezone(UTC) + offset_at(old, at)).replace(tzinfo=None)
    return shown.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def dump_rules(rules: Rules) -> list[list[str | int]]:
    """Rules as JSON."""
    return [[at.isoformat(), offset] for at, offset in rules]


def load_rules(raw: Sequence[Sequence[str | int]]) -> Rules:
    """The rules that `dump_rules` wrote."""
    return tuple((datetime.fromisoformat(str(at)), int(offset)) for at, offset in raw)
