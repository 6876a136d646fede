"""Screens of questions: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
LONG = "Mohon kabar tentang tugas Ananda, karena di rumah belum selesai dikerjakan. " * 40
NOW = datetime(2026, 7, 13, 1, 0, tzinfo=UTC)
_CHILD: Mapping[str, Any] = {"child": {"name": NAME, "class_name": "XII Rekayasa Perangkat Lunak 2"}}
_TEACHER: Mapping[str, Any] = {"honorific": "Bapak/Ibu", "name": NAME}
_PROMISED: Mapping[str, Any] = {"promised_at": NOW, "outside": True, "covers": _TEACHER}
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
}

TAPPED: tuple[str, ...] = tuple(
    f"questions/{name}"
    for name in ("which_child", "asked", "added", "nobody", "list", "thread", "entry", "closed", "opened_again")
)
TYPED: Mapping[str, str] = {
    "questions/whom": "questions/whom",
    "questions/ask": "questions/say",
    "questions/more": "questions/add",
    "questions/answered": "questions",
    "questions/answered_by": "questions",
    "questions/settled": "questions",
    "questions/reopened": "questions",
    "questions/arrived": "questions",
}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Any] = {
    "answers/unsuitable": {"empty": True},
    "answers/for_whom": {"lost": True, "absent": True},
    "questions/ask": {"role": "Pendidikan Pancasila dan Kewarganegaraan"},
    "questions/asked": _PROMISED,
    "questions/added": {**_PROMISED, "again": True},
    "questions/thread": {"state": "menunggu sekolah", "promised_at": NOW, "lines": [_LINE] * 6},
    "questions/entry": {**_LINE, "words": LONG[:3000]},
    "questions/opened_again": _PROMISED,
    "questions/answered": {**_CHILD, "words": LONG[:3000]},
    "questions/answered_by": {**_CHILD, **_PROMISED},
    "questions/settled": _CHILD,
    "questions/reopened": {**_CHILD, **_PROMISED},
    "questions/arrived": {
        **_CHILD,
        "words": LONG[:3000],
        "subject": "Pendidikan Pancasila dan Kewarganegaraan",
        "first": True,
        "by": _TEACHER,
        "note": LONG[:300],
        "held": False,
        "promised_at": NOW,
    },
}
