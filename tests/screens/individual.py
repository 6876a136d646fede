"""Screens of individual: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
FACT = "di Pendidikan Agama Islam dan Budi Pekerti tujuan “memahami makna kejujuran dalam hidup sehari-hari” tercapai"
_TITLE: Mapping[str, Any] = {"title": "Kekuatan dan langkah lanjut"}
_FOUND = [{"leak": "phone", "words": "+62 812-3456-7890"}] * 6
_LINE: Mapping[str, Any] = {"name": NAME, "said": [FACT, FACT, "Minta Ananda menjelaskannya di rumah"], "lacking": True}

TAPPED: tuple[str, ...] = tuple(
    f"individual/{name}"
    for name in (
        "topics",
        "templates",
        "classes",
        "fix",
        "who",
        "pick",
        "list",
        "one",
        "ready",
        "stopped",
        "waiting",
    )
)
TYPED: Mapping[str, str] = {"individual/ask": "individual/field", "individual/guarded": "individual/field"}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Any] = {
    "individual/templates": {"topic": "Perhatian dan undangan bicara"},
    "individual/classes": _TITLE,
    "individual/fix": _TITLE,
    "individual/who": {**_TITLE, "class_name": "XII IPA 2", "count": 36},
    "individual/pick": {**_TITLE, "count": 36},
    "individual/ask": {
        **_TITLE,
        "prompt": "Dalam hal apa bimbingan ini membantu?",
        "name": NAME,
        "count": 36,
        "typed": True,
        "tappable": True,
        "limit": 120,
        "problem": "Itu 130 huruf; di sini paling banyak 120.",
    },
    "individual/guarded": {"found": _FOUND, "sure": True, "one": True},
    "individual/list": {
        **_TITLE,
        "lines": [_LINE] * 6,
        "count": 36,
        "page": 6,
        "pages": 6,
        "lacking": 36,
        "seen": False,
    },
    "individual/one": {"name": NAME, "lacking": False},
    "individual/ready": {
        **_TITLE,
        "class_name": "XII IPA 2",
        "count": 36,
        "reached": 30,
        "missed": [NAME] * 6,
        "missed_more": 30,
        "unseen": True,
    },
    "individual/stopped": {"name": NAME, "found": _FOUND},
    "individual/waiting": {
        **_TITLE,
        "classes": ["XII IPA 2"],
        "count": 36,
        "send_at": datetime(2026, 7, 22, 1, tzinfo=UTC),
        "soon": False,
    },
}
