"""Screens of talks: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from tests.screens.longest import CLASS, LONG, NAME, NOW, TEACHER

SITTING: Mapping[str, Any] = {"at": NOW, "child": NAME, "class_name": CLASS, "guardian": NAME, "closed": False}
PAIR: Mapping[str, Any] = {"child": NAME, "host": TEACHER["name"], "at": NOW, "waiting": True, "needed": True}
SPAN: Mapping[str, Any] = {
    "day": NOW.date(),
    "starts": time(7),
    "ends": time(16),
    "minutes": 120,
    "pause": 30,
    "count": 100,
    "closed": True,
    "breaks": "09.00–09.15, 12.00–13.00, 14.00–14.15",
}
DAY: Mapping[str, Any] = {"day": NOW.date()}
SEVERAL = {"children": 4, "hosts": 9}

TAPPED: tuple[str, ...] = (
    "talks/booked",
    "talks/busy",
    "talks/calendar",
    "talks/changed",
    "talks/child",
    "talks/choose",
    "talks/closed",
    "talks/day",
    "talks/families",
    "talks/for_whom",
    "talks/full",
    "talks/give_back",
    "talks/given_back",
    "talks/held",
    "talks/hoped_for",
    "talks/hosts",
    "talks/mine",
    "talks/moved",
    "talks/no_other",
    "talks/no_time_left",
    "talks/not_possible",
    "talks/passed_on",
    "talks/pauses",
    "talks/released",
    "talks/rota",
    "talks/shift",
    "talks/slot",
    "talks/taken",
    "talks/talk",
    "talks/tapping",
    "talks/time",
    "talks/times",
    "talks/waiting",
    "talks/who",
    "talks/yours",
)
TYPED: Mapping[str, str] = {
    "talks/give": "availability/hours",
    "talks/misread": "availability/hours",
    "talks/read": "availability/hours",
    "talks/word": "availability/word",
    "talks/word_again": "availability/word",
}
READ: tuple[str, ...] = (
    "talks/called_off",
    "talks/fell",
    "talks/to_call",
)
VALUES: Mapping[str, Mapping[str, Any]] = {
    "talks/calendar": {"cancelled": True},
    "talks/child": {"times": [NOW] * 3, "needed": True, "apart": True},
    "talks/choose": {"lines": [PAIR] * 12, "days": True, **SEVERAL},
    "talks/closed": {**DAY, "reason": "late"},
    "talks/day": {**DAY, "lines": [SITTING] * 24},
    "talks/families": {"lines": [{"child": NAME, "needed": True, "at": NOW}] * 20},
    "talks/full": {"offered": True, "needed": True},
    "talks/give": DAY,
    "talks/hoped_for": DAY,
    "talks/hosts": DAY,
    "talks/mine": {
        "talks": [PAIR] * 12,
        "waits": [PAIR] * 6,
        "meetings": [{"title": "Pembagian rapor", "at": NOW}] * 8,
    },
    "talks/misread": {**DAY, "reason": "weekday", "part": LONG[:80]},
    "talks/no_other": {"moving": NOW},
    "talks/not_possible": {"busy": NOW},
    "talks/read": {"spans": [SPAN] * 24},
    "talks/rota": {
        **DAY,
        "days": [{"day": NOW.date(), "offered": 40, "booked": 39, "closed": 12}] * 20,
        "offered": 40,
        "open_from": "assigned",
        "joint": True,
        "waiting": 36,
    },
    "talks/shift": DAY,
    "talks/slot": {"past": False, "closed": True},
    "talks/taken": {"past": False, "closed": False, "next": NOW, "moving": True},
    "talks/talk": {"alone": True, "stands": False, "fresh": True},
    "talks/tapping": {"days": [NOW.date()] * 10, "starts": time(7), "ends": time(16)},
    "talks/time": {"fresh": True, "reports": True, "other": NAME, "sibling": True},
    "talks/times": {**DAY, "moving": NOW, "left": True, "needed": True, "typed": 0},
}
