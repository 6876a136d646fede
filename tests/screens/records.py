"""Screens of records: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
WORDS = "Demam sejak semalam, surat keterangan dokter menyusul. " * 3
AT = datetime(2026, 7, 22, 1, tzinfo=UTC)

TAPPED: tuple[str, ...] = (
    "records/classes",
    "records/found",
    "records/kinds",
    "records/staff",
    "records/uses",
    "records/which",
)
TYPED: Mapping[str, str] = {"records/open": "records/words", "records/find": "records/words"}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Any] = {
    "records/open": {"admin": True},
    "records/find": {"unread": True, "limit": 60},
    "records/which": {"words": WORDS[:60]},
    "records/found": {
        "about": "f",
        "name": ", ".join([NAME] * 3),
        "detail": "XII Rekayasa Perangkat Lunak 2",
        "words": WORDS[:60],
        "sort": "Telepon dan kunjungan",
        "since": "Semester ini",
        "older": True,
        "lines": [
            {
                "at": AT,
                "arrow": "→",
                "kind": "terkirim dari WhatsApp guru",
                "child": NAME,
                "class_name": "XII Rekayasa Perangkat Lunak 2",
                "person": NAME,
                "relation": "ibu",
                "staff": NAME,
                "about": "Undangan pertemuan orang tua",
                "text": WORDS[:160],
                "erased": False,
            }
        ]
        * 8,
    },
    "records/uses": {
        "lines": [
            {
                "at": AT,
                "by": NAME,
                "action": "mengambil sebagai berkas",
                "pupil": NAME,
                "person": NAME,
                "class_name": "XII Rekayasa Perangkat Lunak 2",
                "count": 12_345,
                "reason": WORDS,
            }
        ]
        * 10,
    },
}
