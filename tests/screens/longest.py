"""Names, words and moments that screens of several nouns are tried with: as long as they can be."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
SCHOOL = "Sekolah Menengah Atas Negeri 1 Kecamatan Tambang Kabupaten Kampar"
CLASS = "XII Rekayasa Perangkat Lunak 2"
LONG = "Mohon dibawa serta. " * 40
TEACHER = {"honorific": "Ibu", "name": "Nurmala Sari Kusumawardhani, S.Pd., M.Pd."}
WHO = {"guardian": NAME, "relation": "ibu", "child": NAME, "class_name": CLASS}
HOPES: Mapping[str, Any] = {
    "day": NOW.date(),
    "lines": [{**WHO, "provisional": True, "hope": LONG[:160], "know": LONG[:160]}] * 10,
    "part": "hope",
    "problem": "too_long",
    "before": LONG[:160],
    "children": [NAME] * 4,
}
