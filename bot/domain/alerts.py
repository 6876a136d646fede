"""What the school lets the bot ask or tell families by itself: which kinds, from which number on, after how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


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


@dataclass(frozen=True, slots=True)
class AlertRule:
    """The school's rule: which kinds are on, with which grace; `total` is the number of days missed that is told of,
    and again with each further such number."""

    grace: Mapping[AlertKind, timedelta]
    total: int = 3

    def __contains__(self, kind: object) -> bool:
        return kind in self.grace


def load_rule(raw: Mapping[str, Any] | None) -> AlertRule:
    """The rule as `School.alerts` keeps it; None: nothing is switched on."""
    kept = raw or {}
    grace = {AlertKind(kind): timedelta(minutes=minutes) for kind, minutes in kept.get("grace", {}).items()}
    return AlertRule(grace, kept.get("total", 3))


def dump_rule(rule: AlertRule) -> dict[str, Any]:
    """The rule as `School.alerts` keeps it."""
    minutes = {kind.value: int(pause / timedelta(minutes=1)) for kind, pause in rule.grace.items()}
    return {"grace": minutes, "total": rule.total}
