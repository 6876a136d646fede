"""Screens of rounds: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
CLASS = "XII Rekayasa Perangkat Lunak 2"
AT = datetime(2026, 7, 22, 1, tzinfo=UTC)
WORDS = "Ananda sudah berani bertanya dan tekun. " * 3
FACT = "tugas “Teks laporan hasil pengamatan lingkungan sekolah” Pendidikan Agama dan Budi Pekerti belum dikumpulkan"
SENTENCE: Mapping[str, Any] = {"strength": WORDS, "improve": FACT, "step": WORDS}

TAPPED: tuple[str, ...] = ("rounds/hub", "rounds/classes", "rounds/next", "rounds/open", "rounds/away", "rounds/review")
TYPED: Mapping[str, str] = {"rounds/pupil": "rounds/typed"}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Any] = {
    "rounds/classes": {"count": 40},
    "rounds/next": {
        "class_name": CLASS,
        "last": date(2026, 7, 13),
        "coming": [{"name": NAME, "why": FACT}] * 8,
    },
    "rounds/open": {
        "class_name": CLASS,
        "begun": AT,
        "kept": 8,
        "pupils": [{"name": NAME, "state": "skipped"}] * 8,
    },
    "rounds/away": {"kept": 8},
    "rounds/pupil": {
        "problem": WORDS,
        "name": NAME,
        "class_name": CLASS,
        "place": 8,
        "total": 8,
        "why": FACT,
        "facts": [FACT] * 5,
        "asked": "strength",
        "said": SENTENCE,
        "suggested": SENTENCE,
    },
    "rounds/review": {
        "class_name": CLASS,
        "sentences": [{"name": NAME, **SENTENCE}] * 8,
        "skipped": [NAME] * 2,
        "waiting": [NAME] * 2,
        "unreached": [NAME] * 8,
        "quiet": True,
        "send_at": AT,
    },
}
