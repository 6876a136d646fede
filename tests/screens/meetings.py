"""Screens of meetings: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from tests.screens.longest import CLASS, HOPES, LONG, NAME, NOW

MEETING: Mapping[str, Any] = {
    "title": "Pertemuan kelas",
    "day": NOW.date(),
    "starts": time(7, 15),
    "ends": time(9, 0),
    "before": {"day": NOW.date(), "starts": time(7, 15), "ends": time(9, 0)},
    "place": LONG[:120],
    "elsewhere": True,
    "teacher": NAME,
    "talks": [{"child": NAME, "host": NAME, "at": NOW}] * 3,
}
PLANNED: Mapping[str, Any] = {
    "day": NOW.date(),
    "starts": time(9),
    "ends": time(11),
    "place": LONG[:120],
    "link": "https://meet.example.org/" + "x" * 60,
    "agenda": [LONG[:60]] * 12,
    "hosts": [NAME] * 30,
    "state": "planned",
    "booking": "wishes",
    "joint": True,
    "booked": 1000,
    "coming": 1000,
    "cannot": 1000,
    "silent": 1000,
    "until": NOW.date(),
}
HOSTING: Mapping[str, Any] = {**PLANNED, "talks": True, "moved": True, "by": NAME}
CLASH: Mapping[str, Any] = {
    "title": "Pertemuan kelas",
    "classes": ", ".join([CLASS] * 8),
    "starts": time(9),
    "ends": time(11),
    "hosts": ", ".join([NAME] * 8),
}
INTRODUCED: Mapping[str, Any] = {
    "who": LONG[:700],
    "vision": LONG[:700],
    "mission": LONG[:700],
    "hopes": LONG[:700],
    "kind": "photo",
}

TAPPED: tuple[str, ...] = (
    "meetings/family_hopes",
    "meetings/hopes",
    "meetings/cancel",
    "meetings/cancelled",
    "meetings/card",
    "meetings/changed",
    "meetings/classes",
    "meetings/edit",
    "meetings/host_asked",
    "meetings/host_told_change",
    "meetings/host_told_off",
    "meetings/hosts",
    "meetings/is_changed",
    "meetings/is_off",
    "meetings/leaving",
    "meetings/list",
    "meetings/my_introduction",
    "meetings/no_class",
    "meetings/no_paper",
    "meetings/paper",
    "meetings/papers",
    "meetings/no_times",
    "meetings/put_away",
    "meetings/refused",
    "meetings/review",
    "meetings/undone",
)
TYPED: Mapping[str, str] = {
    "meetings/agenda": "meetings/point",
    "meetings/ask": "meetings/typed",
    "meetings/introduce": "introduction/words",
    "meetings/sure": "meetings/typed",
}
READ: tuple[str, ...] = (
    "meetings/recording",
    "meetings/my_picture",
)
VALUES: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(("meetings/hopes", "meetings/family_hopes"), HOPES),
    "meetings/agenda": PLANNED,
    "meetings/ask": {**PLANNED, "asks": "booking"},
    "meetings/cancel": PLANNED,
    "meetings/cancelled": MEETING,
    "meetings/card": PLANNED,
    "meetings/changed": MEETING,
    "meetings/host_asked": HOSTING,
    "meetings/host_told_change": HOSTING,
    "meetings/host_told_off": HOSTING,
    "meetings/hosts": {**PLANNED, "talks": True},
    "meetings/introduce": {"asks": "who"},
    "meetings/is_off": PLANNED,
    "meetings/leaving": {"hosts": [NAME] * 30},
    "meetings/list": {"past": False},
    "meetings/my_introduction": INTRODUCED,
    "meetings/no_paper": {"paper": "hopes"},
    "meetings/no_times": {"asked": 30},
    "meetings/paper": {"paper": "record"},
    "meetings/papers": {"kind": "Pertemuan perorangan", "starts": NOW},
    "meetings/sure": {"day": NOW.date(), "closed": None, "clashes": [CLASH] * 4},
}
