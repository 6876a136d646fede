"""Screens of hours: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
CLASS = "XII Rekayasa Perangkat Lunak 2"
_TEACHER: Mapping[str, Any] = {"honorific": "Bapak/Ibu", "name": NAME}
_CHILD: Mapping[str, Any] = {"name": NAME, "class_name": CLASS}
_QUOTED = "Mohon penjelasan tentang tugas kelompok yang harus dikumpulkan pekan depan. " * 2
_LEAVE: Mapping[str, Any] = {"first": date(2026, 9, 23), "through": date(2026, 12, 30), "one": False}
_HOURS = "Senin, Rabu, Jumat, Minggu, 07.30–15.30"

TAPPED: tuple[str, ...] = (
    "hours/cover",
    "hours/leave",
    "hours/page",
    "hours/promise",
    "hours/promise_moved",
    "hours/questions_wait",
    "hours/staff",
)
TYPED: Mapping[str, str] = {"hours/away": "hours/away", "hours/choose": "hours/hours"}
READ: tuple[str, ...] = ("hours/answered_by_colleague",)
VALUES: Mapping[str, Any] = {
    "hours/answered_by_colleague": {"child": _CHILD, "colleague": _TEACHER, "quoted": _QUOTED},
    "hours/away": {"name": NAME, "mine": False, "wrong": "far", "until": date(2026, 12, 30)},
    "hours/choose": {"name": NAME, "whose": "colleague", "hours": _HOURS, "wrong": "unknown", "part": "x" * 400},
    "hours/cover": {"name": NAME, "mine": False},
    "hours/leave": {**_LEAVE, "name": NAME, "mine": False, "taken": True, "cover": NAME},
    "hours/page": {
        "name": NAME,
        "mine": False,
        "said": "Sudah dicatat siapa yang menggantikan.",
        "hours": _HOURS,
        "promise": "dalam 3 hari kerja",
        "cover": NAME,
        "away": [_LEAVE] * 6,
        "unlinked": True,
    },
    "hours/promise": {"promise": "dalam 3 hari kerja", "hours": _HOURS},
    "hours/promise_moved": {
        "child": _CHILD,
        "teacher": _TEACHER,
        "promised_at": datetime(2026, 9, 23, 6, 30, tzinfo=UTC),
        "quoted": _QUOTED,
    },
    "hours/questions_wait": {
        "count": 120,
        "questions": [
            {
                **_CHILD,
                "asked_at": datetime(2026, 9, 23, tzinfo=UTC),
                "promised_at": datetime(2026, 9, 23, 6, 30, tzinfo=UTC),
            }
        ]
        * 5,
        "late": True,
    },
    "hours/staff": {"count": 9},
}
