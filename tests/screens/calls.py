"""Screens of calls: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
CLASS = "XII Rekayasa Perangkat Lunak 2"
SAID = "Pertemuan orang tua kelas: tidak hadir dan belum membaca ringkasannya"

TAPPED: tuple[str, ...] = ("calls/list", "calls/family")
TYPED: Mapping[str, str] = {"calls/noted": "calls/note", "calls/about": "calls/about"}
READ: tuple[str, ...] = ()
_CHILD: Mapping[str, Any] = {"child": NAME, "class_name": CLASS, "tries": 12, "outcome": "nomor salah"}
_PERSON = {"child": None, "name": NAME, "relation": "ibu", "phone": "+6281234567890", "confirmed": False}
VALUES: Mapping[str, Any] = {
    "calls/list": {
        "news": "Keluarga ini sudah ada di daftar.",
        "count": 40,
        "first": 37,
        "lines": [{**_CHILD, "about": SAID, "more": 3, "later": date(2026, 7, 22)}] * 6,
    },
    "calls/family": {
        **_CHILD,
        "people": [_PERSON] * 4,
        "about": [{"reason": "meeting", "said": SAID}] * 6,
        "reasons": ["absent", "concern", "escalation", "meeting", "own", "thread"],
        "asked": "",
        "teacher": NAME,
        "role": "teacher",
        "detail": "Pendidikan Pancasila dan Kewarganegaraan",
        "school": "Sekolah Menengah Atas Negeri 1 Kecamatan Tambang Kabupaten Kampar",
    },
    "calls/noted": {
        "child": NAME,
        "outcome": "diminta menelepon lagi",
        "off": False,
        "tomorrow": True,
        "problem": "",
        "limit": 500,
    },
    "calls/about": {"child": NAME, "problem": "too_long", "limit": 200},
}
