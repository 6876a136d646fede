"""Screens of escalations: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

from tests.screens.longest import CLASS, NAME, NOW

SILENT: Mapping[str, Any] = {
    "name": NAME,
    "class_name": CLASS,
    "listed": False,
    "pending": True,
    "told": "ayah",
    "told_at": NOW,
    "next": "call",
    "next_at": NOW,
}
TO_CALL: Mapping[str, Any] = {
    "child": NAME,
    "class_name": CLASS,
    "title": "Undangan acara",
    "sent_at": NOW,
    "people": 3,
}
CALLEE: Mapping[str, Any] = {
    "child": None,
    "name": NAME,
    "relation": "ayah",
    "phone": "+6281234567890",
    "confirmed": False,
}

TAPPED: tuple[str, ...] = (
    "escalations/calls",
    "escalations/calls_due",
    "escalations/own",
    "escalations/plan",
    "escalations/reminder",
    "escalations/silent",
    "escalations/step",
    "escalations/stop_all",
    "escalations/stopped",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {
    "escalations/calls": {"lines": [TO_CALL, CALLEE, CALLEE, CALLEE] * 6},
    "escalations/reminder": {"day": NOW.date(), "teacher": NAME},
    "escalations/silent": {"families": [SILENT] * 6},
}
