"""Screens of marks: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.screens.afterwards import CLASS, LONG, NAME

AT = datetime(2026, 7, 22, 1, tzinfo=UTC)

TAPPED: tuple[str, ...] = ("marks/note", "marks/note_classes", "marks/note_erase", "marks/note_pupils")
TYPED: Mapping[str, str] = {"marks/notes": "marks_by_hand/note"}
READ: tuple[str, ...] = ()

_NOTE: Mapping[str, Any] = {"number": 12, "text": LONG[:500], "author": NAME, "own": False, "shown": True, "day": AT}
_LIST: Mapping[str, Any] = {"class_name": CLASS, "count": 36, "page": 1, "pages": 3, "noted": LONG[:160]}
VALUES: Mapping[str, Any] = {
    "marks/note": {"child": NAME, "text": LONG[:500], "shown": True, "own": False, "noted": LONG[:60]},
    "marks/note_classes": {"count": 3},
    "marks/note_erase": {"child": NAME, "text": LONG[:500], "shown": True},
    "marks/note_pupils": _LIST,
    "marks/notes": {"child": NAME, "notes": [_NOTE] * 5, "noted": LONG[:60], "problem": "too_long", "limit": 500},
}
