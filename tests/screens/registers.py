"""Screens of registers: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
NOTE = "Demam sejak semalam, surat keterangan dokter menyusul. " * 5
DAY = date(2026, 7, 22)

TAPPED: tuple[str, ...] = (
    "registers/classes",
    "registers/saved",
    "registers/pupil",
    "registers/closed",
    "registers/refused",
    "registers/recap",
    "registers/recap_file",
)
TYPED: Mapping[str, str] = {
    "registers/sheet": "registers/away",
    "registers/days": "registers/day",
    "registers/note": "registers/note",
}
READ: tuple[str, ...] = ()
_COUNTS: Mapping[str, Any] = {"sick": 12, "excused": 12, "unexplained": 12, "late": 12}
_CLASS: Mapping[str, Any] = {"class_name": "XII Rekayasa Perangkat Lunak 2", "day": DAY}
VALUES: Mapping[str, Any] = {
    "registers/classes": {"day": DAY, "count": 36, "taken": 11, "shown": 12},
    "registers/sheet": {
        **_CLASS,
        "page": 3,
        "pages": 3,
        "brush": "belum ada kabar",
        "unsaved": 36,
        "unread": NOTE[:60],
        "away": [{"name": NAME, "state": "belum ada kabar", "note": NOTE[:80]}] * 36,
        "taken_at": datetime(2026, 7, 22, 1, tzinfo=UTC),
        "teacher": NAME,
        "from_file": True,
    },
    "registers/saved": {
        **_CLASS,
        "present": 35,
        "away": 1,
        "late": 3,
        "minutes": 30,
        "through": DAY,
        "unheard": [NAME] * 36,
    },
    "registers/pupil": {
        **_CLASS,
        **_COUNTS,
        "child": NAME,
        "state": "belum ada kabar",
        "note": NOTE,
        "by_family": True,
        "through": DAY,
        "numbers": [{"name": NAME, "relation": "ibu", "number": "+62 812-3456-7890"}] * 4,
    },
    "registers/note": {"child": NAME, "day": DAY, "problem": "too_long", "limit": 300},
    "registers/days": {**_CLASS, "unread": True},
    "registers/closed": {**_CLASS, "closed": "sekolah libur: " + NOTE[:120]},
    "registers/refused": {"day": DAY, "reason": "closed"},
    "registers/recap": {
        **_CLASS,
        "month": DAY,
        "taken": 23,
        "always": 24,
        "lines": [{"name": NAME, **_COUNTS}] * 12,
    },
    "registers/recap_file": {**_CLASS, "month": DAY},
}
