"""Screens of stock: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
CLASS = "XII Rekayasa Perangkat Lunak 2"
WORDS = "Baik, {{ sapaan }}. {{ ananda }} sudah kami bantu di kelas. " * 16
TEACHER: Mapping[str, Any] = {"honorific": "Ibu", "name": "Dra. Hj. Nurmala Sari Kusumaningrum, M.Pd."}
FIGURES: Mapping[str, Any] = {"uses": 1234, "settled": 1200}

TAPPED: tuple[str, ...] = (
    "stock/choose",
    "stock/dropped",
    "stock/list",
    "stock/look",
    "stock/one",
    "stock/shared",
    "stock/template",
    "stock/templates",
)
TYPED: Mapping[str, str] = {"stock/ask": "stock/text"}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Any] = {
    "stock/choose": {
        "guardian": NAME,
        "children": [{"name": NAME, "class_name": CLASS}] * 3,
        "texts": [{"number": number, "words": WORDS[:300]} for number in range(100, 105)],
    },
    "stock/list": {"count": 120, "shared": 40},
    "stock/look": {"words": WORDS, "author": TEACHER, **FIGURES},
    "stock/one": {"news": "Tersimpan. " * 8, "words": WORDS, "shared": True, "taken": True, **FIGURES},
    "stock/shared": {"count": 8},
    "stock/template": {
        "news": "Sudah diambil. " * 6,
        "name": NAME,
        "title": "Undangan pertemuan orang tua murid",
        "words": [WORDS[:300]] * 2,
        "author": TEACHER,
        "shared": True,
        "used": 1234,
        "reached": 40_000,
        "answered": 39_000,
    },
    "stock/templates": {"count": 8},
    "stock/ask": {"named": [NAME] * 3, "problem": "too_long", "words": WORDS, "limit": 1000, "new": True},
}
