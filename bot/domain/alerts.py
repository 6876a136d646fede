"""What the school lets the bot ask or tell families by itself: which kinds, from which number on, after how long."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.errors import InvalidValue
from bot.domain.text import Value


class AlertKind(StrEnum):
    """NOT_YET: not yet recorded present today, and no note. MISSING: something was not handed in. BELOW: a mark under
    the school's line. TOTAL: so many days missed in this half of the year."""

    NOT_YET = "not_yet"
    MISSING = "missing"
    BELOW = "below"
    TOTAL = "total"


class AlertState(StrEnum):
    """WAITING: within its grace, or for room in the family's week. TOLD: on its way. DROPPED: no more true in time."""

    WAITING = "waiting"
    TOLD = "told"
    DROPPED = "dropped"


GRACE: Mapping[AlertKind, timedelta] = {
    AlertKind.NOT_YET: timedelta(minutes=30),
    AlertKind.MISSING: timedelta(days=1),
    AlertKind.BELOW: timedelta(days=1),
    AlertKind.TOTAL: timedelta(hours=2),
}
"""How long a teacher has to correct what she entered before a family hears of it, unless the school says otherwise."""


GRACES: Mapping[AlertKind, tuple[timedelta, ...]] = {
    AlertKind.NOT_YET: tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60, 120)),
    AlertKind.MISSING: tuple(timedelta(hours=hours) for hours in (2, 24, 48, 72)),
    AlertKind.BELOW: tuple(timedelta(hours=hours) for hours in (2, 24, 48, 72)),
    AlertKind.TOTAL: tuple(timedelta(hours=hours) for hours in (1, 2, 24, 48)),
}
"""What is offered to choose from with one tap."""
LONGEST = timedelta(days=7)
TOTALS = range(2, 31)
"""How many days missed can be told of: one alone is no total."""
OFFERED_TOTALS = (2, 3, 4, 5, 7, 10)
OFFERED_LINES = (65, 70, 75, 80)
FRESH = timedelta(days=21)
"""What became known longer ago is old news: nobody is asked about it any more."""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """The school's rule: which kinds are on, with which grace; `total` is the number of days missed that is told of,
    and again with each further such number. `since` is when a kind was switched on: what was known before stays
    untold."""

    grace: Mapping[AlertKind, timedelta]
    total: int = 3
    since: Mapping[AlertKind, datetime] = field(default_factory=dict)

    def __contains__(self, kind: object) -> bool:
        return kind in self.grace

    def is_new(self, kind: AlertKind, at: datetime, now: datetime) -> bool:
        """Whether what became known then may still be told of."""
        since = self.since.get(kind)
        return at > now - FRESH and (since is None or at >= since)


def load_rule(raw: Mapping[str, Any] | None) -> AlertRule:
    """The rule as `School.alerts` keeps it; None: nothing is switched on."""
    kept = raw or {}
    grace = {AlertKind(kind): timedelta(minutes=minutes) for kind, minutes in kept.get("grace", {}).items()}
    since = {AlertKind(kind): datetime.fromisoformat(at) for kind, at in kept.get("since", {}).items()}
    return AlertRule(grace, kept.get("total", 3), since)


def dump_rule(rule: AlertRule) -> dict[str, Any]:
    """The rule as `School.alerts` keeps it."""
    minutes = {kind.value: int(pause / timedelta(minutes=1)) for kind, pause in rule.grace.items()}
    since = {kind.value: at.isoformat() for kind, at in rule.since.items()}
    return {"grace": minutes, "total": rule.total, "since": since}


def switched_on(rule: AlertRule, kind: AlertKind, grace: timedelta | None, now: datetime) -> AlertRule:
    """The rule with a kind on, after that grace (else as before, else the usual one); raises InvalidValue."""
    pause = grace if grace is not None else rule.grace.get(kind, GRACE[kind])
    if not timedelta() <= pause <= LONGEST:
        raise InvalidValue("grace", "range")
    since = rule.since if kind in rule else {**rule.since, kind: now}
    return replace(rule, grace={**rule.grace, kind: pause}, since=since)


def switched_off(rule: AlertRule, kind: AlertKind) -> AlertRule:
    """The rule without a kind."""
    return replace(
        rule,
        grace={one: pause for one, pause in rule.grace.items() if one is not kind},
        since={one: at for one, at in rule.since.items() if one is not kind},
    )


def with_total(rule: AlertRule, total: int) -> AlertRule:
    """The rule with another number of days missed; raises InvalidValue."""
    if total not in TOTALS:
        raise InvalidValue("total", "range")
    return replace(rule, total=total)


Key = tuple[int, AlertKind, str]
"""What makes an alert this one: the pupil, the kind, and what it is about."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that a child's family is to be asked or told by the school's rule, as things stand; `at` is since when
    it is known. `facts` are what is said of it."""

    pupil_id: int
    kind: AlertKind
    about: str
    facts: Mapping[str, Value]
    at: datetime

    @property
    def key(self) -> Key:
        """By which it is known again."""
        return self.pupil_id, self.kind, self.about


def total_reached(missed: int, total: int) -> int:
    """The highest number of days missed that is told of and reached: 3, 6, 9 … ; 0 where none is."""
    return missed // total * total
