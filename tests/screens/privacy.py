"""Screens of privacy: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
NOW = datetime(2026, 7, 20, 2, tzinfo=UTC)
RECEIPT = "D-7K3M-X9QA"
WORDS = "Alamat di rapor masih yang lama, mohon diganti dengan yang baru di Jalan Melati. " * 6
REASONS = (
    "Sekolah perlu tahu siapa orang tua muridnya.",
    "Ini bagian dari data belajar Ananda, yang wajib disimpan sekolah.",
    "Ini menjadi bukti apa yang disetujui, diminta, dan dilakukan.",
    "Urusannya masih berjalan; dihapus begitu selesai.",
)
UNTIL = "sampai 240 bulan setelah Ananda meninggalkan sekolah"

TAPPED: tuple[str, ...] = (
    "privacy/open",
    "privacy/history",
    "privacy/fix",
    "privacy/child",
    "privacy/sent",
    "privacy/erase",
    "privacy/erasing",
    "privacy/taken_back",
    "privacy/asked",
    "privacy/request",
    "privacy/granted",
    "privacy/refused",
    "privacy/handled",
)
TYPED: Mapping[str, str] = {"privacy/ask": "privacy/words", "privacy/why": "privacy/why"}
READ: tuple[str, ...] = ("privacy/copy", "privacy/erased")
_ASKED: Mapping[str, Any] = {
    "guardian": NAME,
    "child": NAME,
    "class_name": "XII Rekayasa Perangkat Lunak 2",
    "field": "child",
    "before": NAME,
    "words": WORDS[:500],
    "due_at": NOW,
}
VALUES: Mapping[str, Any] = {
    "privacy/open": {
        "confirmed": True,
        "erase_at": NOW,
        "requests": [{"kind": "pembetulan", "state": "dibatalkan", "at": NOW, "receipt": RECEIPT}] * 5,
    },
    "privacy/copy": {"receipt": RECEIPT},
    "privacy/history": {
        "lines": [{"at": NOW, "action": "dibuka", "by": NAME, "reason": WORDS[:300], "of_class": True}] * 8,
        "page": 9,
        "pages": 9,
    },
    "privacy/child": {"field": "child"},
    "privacy/ask": {**_ASKED, "problem": "too_long", "limit": 500},
    "privacy/sent": {**_ASKED, "receipt": RECEIPT},
    "privacy/erase": {"kept": [{"why": why, "until": UNTIL} for why in REASONS]},
    "privacy/erasing": {"receipt": RECEIPT, "erase_at": NOW},
    "privacy/taken_back": {"receipt": RECEIPT},
    "privacy/erased": {"receipt": RECEIPT, "why": ["works", "record", "open"]},
    "privacy/asked": _ASKED,
    "privacy/request": _ASKED,
    "privacy/granted": _ASKED,
    "privacy/why": {"guardian": NAME, "problem": "too_long", "limit": 500},
    "privacy/refused": {"guardian": NAME},
    "privacy/handled": {
        "field": "Nomor telepon saya",
        "receipt": RECEIPT,
        "words": WORDS[:500],
        "why_not": WORDS[:500],
    },
}
