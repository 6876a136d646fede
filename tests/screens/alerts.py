"""Screens of alerts: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
CLASS = "XII Rekayasa Perangkat Lunak 2"
SUBJECT = "Pendidikan Pancasila dan Kewarganegaraan"
_CHILD: Mapping[str, Any] = {"id": 1, "child": NAME, "class_name": CLASS, "more": 8}
_GOOD = f"nilai {SUBJECT} naik dari 72,25 dari 80 menjadi 78,75 dari 80"
_WORK: Mapping[str, Any] = {"subject": SUBJECT, "what": "Sumatif akhir semester", "title": "T" * 120, "at_home": True}


def _items(pupil: int) -> list[dict[str, Any]]:
    facts = [
        {"kind": "total", "missed": 90, "sick": 30, "excused": 30, "unexplained": 30},
        {"kind": "missing", **_WORK},
        {"kind": "below", **_WORK, "score": "72,25 dari 80", "line": "75,5 dari 80", "best": 80},
        *({"kind": "below", **_WORK, "score": 60, "line": 75, "best": 100} for _more in range(9)),
    ]
    return [
        {**_CHILD, **one, "pupil_id": pupil, "good": _GOOD, "place": place} for place, one in enumerate(facts, start=1)
    ]


TAPPED: tuple[str, ...] = (
    "alerts/answer",
    "alerts/answered",
    "alerts/kind",
    "alerts/news",
    "alerts/not_yet",
    "alerts/rule",
)
TYPED: Mapping[str, str] = {"alerts/line": "alerts/line"}
READ: tuple[str, ...] = ()
_SIGNED: Mapping[str, Any] = {"teacher": NAME, "school": "SMA Negeri 1 Contoh"}
VALUES: Mapping[str, Any] = {
    "alerts/answer": {"child": NAME},
    "alerts/answered": {
        "child": NAME,
        "answer": f"{SUBJECT}: kami ingin berbincang tentang cara mendampingi di rumah.",
        "teacher": {"honorific": "Bapak/Ibu", "name": NAME},
        "unwell": False,
        "look": True,
    },
    "alerts/kind": {
        "kind": "not_yet",
        "name": "Belum tercatat hadir",
        "on": True,
        "pause": "30 menit",
        "total": 3,
        "line": 72.5,
    },
    "alerts/line": {"line": 72.5, "wrong": False},
    "alerts/news": {**_SIGNED, "items": [*_items(1), *_items(2), *_items(3)]},
    "alerts/not_yet": {**_SIGNED, "items": [{**_CHILD, "pupil_id": one} for one in range(3)], "day": date(2026, 7, 22)},
    "alerts/rule": {"kinds": ["Belum tercatat hadir, setelah 30 menit"] * 4},
}
