"""Screens of marks: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.screens.afterwards import CLASS, LONG, NAME

AT = datetime(2026, 7, 22, 1, tzinfo=UTC)
SUBJECT = "Pendidikan Agama Islam dan Budi Pekerti"
WHAT = "Ulangan materi (TP 12)"

TAPPED: tuple[str, ...] = (
    "marks/adjust",
    "marks/applied",
    "marks/assessment",
    "marks/cancelled",
    "marks/class",
    "marks/classes",
    "marks/correct",
    "marks/note",
    "marks/note_classes",
    "marks/note_erase",
    "marks/note_guarded",
    "marks/note_pupils",
    "marks/outdated",
    "marks/photo",
    "marks/preview",
    "marks/publish",
    "marks/published_already",
    "marks/published_now",
    "marks/report",
    "marks/subject",
)
TYPED: Mapping[str, str] = {
    "marks/help": "marks/file",
    "marks/mark": "marks_by_hand/score",
    "marks/new": "marks_by_hand/title",
    "marks/not_a_document": "marks/file",
    "marks/notes": "marks_by_hand/note",
    "marks/question": "marks/subject",
}
READ: tuple[str, ...] = ()

_NOTE: Mapping[str, Any] = {"number": 12, "text": LONG[:500], "author": NAME, "own": False, "shown": True, "day": AT}
_LIST: Mapping[str, Any] = {"class_name": CLASS, "count": 36, "page": 1, "pages": 3, "noted": LONG[:160]}
_TERM = "semester ganjil 2026/2027"
_FILE = "leger-nilai-kelas-XII-Rekayasa-Perangkat-Lunak-2-semester-ganjil.xlsx"
_OF: Mapping[str, Any] = {"class_name": CLASS, "subject": SUBJECT, "what": WHAT, "term": _TERM, "hidden": 40}
_MARK: Mapping[str, Any] = {**_OF, "child": NAME, "best": 100, "published": True, "noted": LONG[:120], "pupils": 40}
_SHEET: Mapping[str, Any] = {
    "sheet": "XII Rekayasa Perangkat Lunak 2",
    "layout": "Nilai akhir mata pelajaran",
    "class_name": CLASS,
    "term": _TERM,
    "month": "September 2026",
    "subjects": [SUBJECT] * 6,
    "more_subjects": 12,
    "columns": [WHAT] * 6,
    "pupils": 40,
    "new": 720,
    "changed": 120,
    "same": 720,
    "registers": 26,
    "days": 120,
    "totals": 40,
    "states": [{"count": 120, "name": "belum ada kabar"}] * 4,
    "absent": 12,
    "lacking": [NAME] * 3,
    "trouble": None,
}
_CHANGE: Mapping[str, Any] = {"name": NAME, "subject": SUBJECT, "what": WHAT, "old": 78.5, "new": 88.5}
_REMARK: Mapping[str, Any] = {"sheet": "X", "row": 1024, "column": "AB", "text": LONG[:160], "bare": True}
_COUNTS: Mapping[str, Any] = dict.fromkeys(
    ("new", "changed", "same", "registers", "days", "totals", "left_out", "hidden", "told"), 9999
)
VALUES: Mapping[str, Any] = {
    "marks/adjust": {"name": _FILE},
    "marks/applied": _COUNTS,
    "marks/assessment": {**_MARK, "entered": 39, "page": 1, "pages": 4},
    "marks/class": {**_OF, "subjects": 18, "assessments": 240},
    "marks/classes": {"count": 3},
    "marks/correct": {**_MARK, "old": "belum mengumpulkan", "new": 88.5},
    "marks/mark": {**_MARK, "number": 36, "mark": "belum mengumpulkan", "problem": "unread", "tens": False},
    "marks/new": {**_OF, "asks": "subject", "problem": True},
    "marks/note": {
        "child": NAME,
        "text": LONG[:500],
        "shown": True,
        "own": False,
        "homeroom": True,
        "noted": LONG[:60],
    },
    "marks/note_classes": {"count": 3},
    "marks/note_erase": {"child": NAME, "text": LONG[:500], "shown": True},
    "marks/note_guarded": {"child": NAME, "found": [{"leak": "phone", "words": NAME}] * 6, "sure": False},
    "marks/note_pupils": _LIST,
    "marks/notes": {"child": NAME, "notes": [_NOTE] * 5, "noted": LONG[:60], "problem": "too_long", "limit": 500},
    "marks/preview": {
        "name": _FILE,
        "sheets": [_SHEET] * 6,
        "more_sheets": 21,
        "changed": [_CHANGE] * 5,
        "more_changed": 115,
        "told": True,
        "sweeping": True,
        "remarks": [_REMARK] * 6,
        "more_remarks": 999,
        "changes": 999,
    },
    "marks/publish": {
        "lines": [_OF] * 12,
        "more": 228,
        "pupils": 1000,
        "families": 1000,
        "unheard": 1000,
    },
    "marks/published_now": {"assessments": 240, "pupils": 1000, "told": 2000, "unheard": [NAME] * 8, "more": 992},
    "marks/question": {
        "also": [12, 13, 14, 15, 36],
        "name": _FILE,
        "asked": "class",
        "said": CLASS,
        "sheet": CLASS,
        "class_name": CLASS,
        "row": 1024,
        "count": 12,
        "options": 3,
        "left": 36,
    },
    "marks/report": {"name": _FILE},
    "marks/subject": _OF,
}
