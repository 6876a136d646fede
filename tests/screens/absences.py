"""Screens of absences: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
WORDS = "Demam sejak semalam, surat keterangan dokter menyusul. " * 5
FIRST, THROUGH = date(2026, 7, 22), date(2026, 9, 23)
CHILD = {"name": NAME, "class_name": "XII Rekayasa Perangkat Lunak 2"}
_SPAN: Mapping[str, Any] = {"reason": "sakit", "first": FIRST, "through": THROUGH}
ITEM: Mapping[str, Any] = {
    **_SPAN,
    "id": 1,
    "child": NAME,
    "class_name": CHILD["class_name"],
    "guardian": NAME,
    "relation": "ibu",
    "text": WORDS,
    "letters": 3,
    "differs": 5,
}

TAPPED: tuple[str, ...] = (
    "absences/past",
    "absences/noted",
    "absences/sure",
    "absences/back",
    "absences/begun",
    "absences/refused",
    "absences/unconfirmed",
    "absences/taken_back",
    "absences/list",
    "absences/one",
    "absences/asked",
    "absences/no_paper",
)
TYPED: Mapping[str, str] = {
    "absences/child": "absences/told",
    "absences/days": "absences/told",
    "absences/until": "absences/span",
    "absences/added": "absences",
    "absences/welcome": "absences",
    "absences/arrived": "absences",
    "absences/ask": "absences/ask",
}
READ: tuple[str, ...] = ("absences/confirmed", "absences/paper")
VALUES: Mapping[str, Any] = {
    "absences/days": {
        "child": CHILD,
        "closed": True,
        "today": FIRST,
        "notes": [{**_SPAN, "confirmed": True}] * 4,
        "reason": None,
        "first": FIRST,
        "through": THROUGH,
        "unread": True,
        "letter": True,
    },
    "absences/child": {"said": True},
    "absences/past": {"child": CHILD},
    "absences/until": {"child": CHILD, "reason": "sakit", "first": FIRST, "unread": True},
    "absences/noted": {
        **_SPAN,
        "child": CHILD,
        "ill": True,
        "days": 31,
        "differ": 5,
        "past": False,
        "teacher": {"honorific": "Bapak/Ibu", "name": NAME},
        "again": True,
        "has_letter": False,
        "asks": True,
    },
    "absences/added": {"medium": True},
    "absences/sure": {**_SPAN, "child": CHILD, "partly": True},
    "absences/back": {**_SPAN, "child": CHILD, "partly": True},
    "absences/refused": {"why": "long", "day": FIRST},
    "absences/taken_back": {**_SPAN, "child": NAME, "class_name": CHILD["class_name"]},
    "absences/confirmed": {
        **_SPAN,
        "child": NAME,
        "class_name": CHILD["class_name"],
        "ill": True,
        "teacher": {"honorific": "Bapak/Ibu", "name": NAME},
        "school": NAME,
        "asks": True,
    },
    "absences/arrived": {"items": [ITEM] * 8, "more": 12, "added": True},
    "absences/list": {"items": [ITEM] * 6, "count": 40, "done": 40, "page": 3, "pages": 7},
    "absences/one": {"item": ITEM, "state": "asked", "just": True},
    "absences/ask": {"item": ITEM},
    "absences/asked": {"item": ITEM, "reached": False},
    "absences/paper": {"child": NAME, "first": FIRST},
}
