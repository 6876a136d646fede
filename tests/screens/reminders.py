"""Screens of reminders: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

from tests.screens.longest import CLASS, LONG, NAME, NOW

SOON: Mapping[str, Any] = {
    "starts_at": NOW,
    "place": LONG[:120],
    "link": "https://meet.example.org/" + "x" * 80,
    "teacher": NAME,
    "recipient_id": 1,
}
NEAR: Mapping[str, Any] = {"child": NAME, "class_name": CLASS, "host": NAME, "starts_at": NOW}

TAPPED: tuple[str, ...] = (
    "reminders/ahead",
    "reminders/asked",
    "reminders/follow_up",
    "reminders/host_day",
    "reminders/meeting",
    "reminders/talks",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {
    "reminders/ahead": {"moments": ["2 hari sebelumnya", "2 jam sebelumnya"]},
    "reminders/asked": {**SOON, "kind": "talks", "closes_at": NOW},
    "reminders/follow_up": {"day": NOW.date(), "talked_at": NOW, "outcome": LONG[:300]},
    "reminders/host_day": {**SOON, "kind": "talks", "day": NOW.date(), "talks": [NEAR] * 24}
    | {"coming": 30, "cannot": 3, "silent": 3},
    "reminders/meeting": SOON,
    "reminders/talks": {**SOON, "talks": [NEAR] * 4},
}
