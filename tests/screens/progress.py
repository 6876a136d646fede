"""Screens of progress: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

TAPPED: tuple[str, ...] = (
    "progress/marks",
    "progress/no_paper",
    "progress/no_picture",
    "progress/not_yet",
    "progress/page",
    "progress/paper",
    "progress/picture",
    "progress/which_child",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()

_NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
_CLASS = "XII Rekayasa Perangkat Lunak 2"
_SUBJECT = "Pendidikan Jasmani, Olahraga, dan Kesehatan"
_FACT = f"nilai {_SUBJECT} naik dari 72 menjadi 81"
_DAY = date(2026, 11, 20)
_WHO: Mapping[str, Any] = {"child": _NAME, "class_name": _CLASS, "term": "semester ganjil 2026/2027"}
_TOTALS = {"told": ["sakit 99 hari", "izin 99 hari", "belum ada kabar 99 hari", "terlambat 99 kali"], "recorded": 120}
_MARKS = [{"subject": _SUBJECT, "standing": "74,5, turun dari 79; belum mencapai 75; 4 belum dikerjakan"}] * 18
_SCORE = {"what": f"Tes akhir semester ({'Proyek ' * 15})", "score": 74.5, "missing": False, "below": True}

VALUES: Mapping[str, Any] = {
    "progress/marks": {
        **_WHO,
        "line": 75,
        "subjects": [{"subject": _SUBJECT, "scores": [{**_SCORE, "on": _DAY}] * 6}] * 5,
    },
    "progress/no_paper": {**_WHO, "now": True},
    "progress/no_picture": _WHO,
    "progress/page": {
        **_WHO,
        "empty": False,
        "since": _DAY,
        "strengths": [_FACT] * 2,
        "concerns": [_FACT] * 2,
        "explained": [_FACT] * 2,
        **_TOTALS,
        "days": [{"day": _DAY, "state": "unexplained", "note": "Acara keluarga di kampung. " * 11}] * 3,
        "marks": _MARKS,
        "line": 75,
        "notes": [{"text": "Rajin bertanya dan membantu teman. " * 12, "author": _NAME, "at": _DAY}] * 2,
        "dates": [{"at": datetime(2026, 12, 19, 1, tzinfo=UTC), "title": "Waktu bertemu", "host": _NAME}] * 3,
        "weekly": {"strength": _FACT, "improve": _FACT, "author": _NAME, "at": _DAY},
        "step": f"Mohon tanyakan kepada Ananda apa yang belum selesai di {_SUBJECT}.",
    },
    "progress/paper": _WHO,
    "progress/picture": {**_WHO, "marks": _MARKS, "line": 75, **_TOTALS},
    "progress/which_child": {"waiting": 2},
}
