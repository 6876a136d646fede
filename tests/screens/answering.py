"""Screens of answering: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
LONG = "Baik, Bapak/Ibu. Tugasnya boleh dikumpulkan sampai hari Jumat. " * 48
NOW = datetime(2026, 7, 13, 1, 0, tzinfo=UTC)
_TEACHER: Mapping[str, Any] = {"honorific": "Bapak/Ibu", "name": NAME}
_FAMILY: Mapping[str, Any] = {
    "guardian": NAME,
    "relation": "wali",
    "children": [{"name": NAME, "class_name": "XII Rekayasa Perangkat Lunak 2"}],
}
_LINE: Mapping[str, Any] = {
    "number": 500,
    "at": NOW,
    "honorific": "Bapak/Ibu",
    "name": NAME,
    "event": None,
    "words": LONG[:160],
    "medium": "dokumen",
    "edited": True,
    "erased": False,
    "held": False,
}

TAPPED: tuple[str, ...] = tuple(
    f"answering/{name}" for name in ("meanwhile", "for_whom", "to_whom", "passed", "list", "thread", "entry", "settled")
)
TYPED: Mapping[str, str] = {"answering/note": "answering/note"}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Any] = {
    "answering/meanwhile": {"by": _TEACHER, "at": NOW, "words": LONG[:3000]},
    "answering/for_whom": {"words": LONG[:160], "count": 10},
    "answering/to_whom": {**_FAMILY, "count": 7},
    "answering/note": {"teacher": _TEACHER, "limit": 500},
    "answering/passed": {**_FAMILY, "teacher": _TEACHER, "covers": _TEACHER, "promised_at": NOW, "told": False},
    "answering/list": {"count": 500},
    "answering/thread": {
        **_FAMILY,
        "state": "menunggu keluarga",
        "teacher": _TEACHER,
        "promised_at": NOW,
        "lines": [_LINE] * 6,
        "page": 99,
        "pages": 100,
    },
    "answering/entry": {**_LINE, "guardian": NAME, "words": LONG[:3000]},
    "answering/settled": _FAMILY,
}
