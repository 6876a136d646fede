"""Screens of reflection: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
NUMBERS: Mapping[str, Any] = {
    "month": date(2026, 9, 1),
    "families": 1008,
    "reached": 996,
    "updates": 120,
    "about_pupils": 2400,
    "good": 1300,
    "concerns": 120,
    "asked": 640,
    "answered": 610,
    "answer_time": "23 jam",
}

TAPPED: tuple[str, ...] = (
    "reflection/ready",
    "reflection/no_class",
    "reflection/month",
    "reflection/picture",
    "reflection/school",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Any] = {
    "reflection/ready": {"month": date(2026, 9, 1), "ordinal": 24320, "families": 36, "reached": 34},
    "reflection/month": {
        **NUMBERS,
        "running": True,
        "classes": ["XII Rekayasa Perangkat Lunak 2"] * 6,
        "silent": False,
        "unreached": 12,
        "unheard": [NAME] * 12,
        "more": 24,
        "ideas": ["Kabar baik untuk 8 keluarga yang sudah lama tidak mendengar kabar tentang anaknya."] * 3,
    },
    "reflection/picture": {**NUMBERS, "unreached": 12, "unheard": 36},
    "reflection/school": {**NUMBERS, "running": True, "talks": 540, "absence_notes": 210, "open_concerns": 12},
}
