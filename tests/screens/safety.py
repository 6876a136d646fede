"""Screens of safety: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
_TEACHER: Mapping[str, Any] = {"honorific": "Bapak/Ibu", "name": NAME}
_CHILD: Mapping[str, Any] = {"name": NAME, "class_name": "XII Rekayasa Perangkat Lunak 2"}
_AT = datetime(2026, 9, 23, 6, 30, tzinfo=UTC)
_LONG = "Mohon dilihat kembali, karena kami merasa hal ini kurang pantas. " * 4
_FAMILY: Mapping[str, Any] = {"guardian": NAME, "relation": "ibu", "children": [_CHILD] * 3}

TAPPED: tuple[str, ...] = (
    "safety/calm",
    "safety/calmed",
    "safety/case",
    "safety/cases",
    "safety/complaint_arrived",
    "safety/handed",
    "safety/handed_over",
    "safety/handed_words",
    "safety/held",
    "safety/look",
    "safety/nobody",
    "safety/opened",
    "safety/opened_family",
    "safety/reported",
    "safety/threads",
)
TYPED: Mapping[str, str] = {
    "safety/ask_answer": "safety/answer",
    "safety/ask_reason": "safety/reason",
    "safety/report": "safety/why",
    "safety/words": "safety/why",
}
READ: tuple[str, ...] = ("safety/calm_calm", "safety/calm_talk", "safety/calm_time", "safety/complaint_answered")
VALUES: Mapping[str, Any] = {
    "answers/arrived": {"held": True},
    "safety/ask_answer": {"guardian": NAME},
    "safety/ask_reason": {**_FAMILY, "teacher": _TEACHER, "wrong": True, "shortest": 10},
    "safety/calm": {"texts": [{"name": "Ajak berbicara", "text": _LONG}] * 3},
    "safety/case": {
        "guardian": NAME,
        "about": _TEACHER,
        "at": _AT,
        "words": "x" * 1000,
        "message": "y" * 800,
        "due": _AT,
        "outcome": "z" * 1000,
    },
    "safety/cases": {"count": 8},
    "safety/complaint_answered": {"words": "z" * 1000, "by": _TEACHER, "about": _TEACHER, "at": _AT},
    "safety/complaint_arrived": {"guardian": NAME, "about": _TEACHER},
    "safety/handed": {"teacher": _TEACHER},
    "safety/handed_over": {"children": [_CHILD] * 3, "by": _TEACHER},
    "safety/handed_words": {**_FAMILY, "words": "x" * 1000, "medium": "sebuah foto", "at": _AT},
    "safety/held": {"children": [_CHILD] * 3, "at": _AT},
    "safety/opened": {"guardian": NAME, "child": _CHILD, "by": _TEACHER, "reason": "r" * 300, "at": _AT},
    "safety/opened_family": {"child": _CHILD, "by": _TEACHER, "reason": "r" * 300, "at": _AT},
    "safety/report": {"teacher": _TEACHER},
    "safety/reported": {"teacher": _TEACHER, "due": _AT, "someone": True},
    "safety/threads": {"name": "XII Rekayasa Perangkat Lunak 2", "count": 8},
    "safety/words": {"limit": 1000},
}
