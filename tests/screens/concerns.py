"""Screens of concerns: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
CLASS = "XII Rekayasa Perangkat Lunak 2"
TEACHER = f"Ibu {NAME}, S.Pd., M.Pd."
DAY = date(2026, 7, 22)
AT = datetime(2026, 7, 22, 3, tzinfo=UTC)
WORDS = "Belakangan ini ia lebih senang di kamar dan jarang bercerita. " * 30
STEP = "Menanyakan kepada guru mata pelajaran bagaimana tugas terakhir dikerjakan. " * 2

TAPPED: tuple[str, ...] = (
    *(f"concerns/{one}" for one in ("learning", "behaviour", "wellbeing", "times", "fixed", "picked", "family")),
    *(f"concerns/{one}" for one in ("tell_child", "tell_whom", "tell_area", "told", "not_yet", "written")),
    *(f"concerns/{one}" for one in ("raised", "joined", "due", "list", "classes", "pupils", "area", "refused")),
    *(f"concerns/{one}" for one in ("who", "one", "said_all", "file", "offer", "members", "leave")),
)
TYPED: Mapping[str, str] = {
    **{f"concerns/{one}": "concerns" for one in ("said", "agreed", "ended", "handed_over", "shared", "wrote", "chose")},
    "concerns/write": "concerns/write",
    "concerns/tell": "concerns/tell",
    "concerns/seen": "concerns/seen",
    "concerns/step": "concerns/step",
    "concerns/day": "concerns/day",
    "concerns/times_ask": "concerns/times",
    "concerns/reply": "concerns/reply",
    "concerns/note": "concerns/note",
    "concerns/agree": "concerns/agreed",
    "concerns/close": "concerns/ending",
}
READ: tuple[str, ...] = ()

_TIMES = [AT, AT + timedelta(days=1)]
_FIRST: Mapping[str, Any] = {
    "times": _TIMES,
    "seen": WORDS[:300],
    "children": [{"name": NAME, "class_name": CLASS}],
    "classes": [],
    "sender": {"name": NAME, "role": "counsellor", "detail": CLASS},
    "school": "Sekolah Menengah Atas Negeri 1 Kecamatan Tambang Kabupaten Kampar",
    "greeting_line": None,
    "corrected": False,
    "copy": True,
    "words_locale": "en",
    "own_words": True,
}
_FAMILY: Mapping[str, Any] = {"child": NAME, "teacher": TEACHER}
_CHILD: Mapping[str, Any] = {"child": NAME, "class_name": CLASS, "area": "pergaulan dan sikap"}
_SAID: Mapping[str, Any] = {**_CHILD, "guardian": NAME, "relation": "wali", "words": WORDS, "medium": "pesan suara"}
_LINES = [{"at": AT, "who": NAME, "what": "menuliskan kesepakatan", "words": WORDS[:160]}] * 6
VALUES: Mapping[str, Any] = {
    **{f"concerns/{one}": _FIRST for one in ("learning", "behaviour", "wellbeing")},
    "concerns/times": {**_FAMILY, "times": _TIMES, "told": True},
    "concerns/fixed": {**_FAMILY, "by": NAME, "at": AT},
    "concerns/picked": {**_FAMILY, "at": AT},
    "concerns/said": {**_FAMILY, "words": WORDS, "medium": "sebuah foto"},
    "concerns/agreed": {**_FAMILY, "agreed": WORDS[:600], "on": DAY},
    "concerns/ended": _FAMILY,
    "concerns/handed_over": _FAMILY,
    "concerns/write": {**_FAMILY, "other": True},
    "concerns/written": {**_FAMILY, "on": DAY, "at": None, "outside": True},
    "concerns/family": {
        **_FAMILY,
        "area": "pergaulan dan sikap",
        "open": True,
        "at": None,
        "times": _TIMES,
        "agreed": WORDS[:600],
    },
    "concerns/tell_child": {"matters": 8},
    "concerns/tell_whom": {"child": NAME, "many": 3},
    "concerns/tell_area": _FAMILY,
    "concerns/tell": _FAMILY,
    "concerns/told": {**_FAMILY, "on": DAY, "outside": True},
    "concerns/not_yet": {"waits": True, "school": "SMA Negeri 1 Contoh"},
    "concerns/raised": {**_CHILD, "seen": WORDS[:300], "by": NAME, "step": STEP, "on": DAY},
    "concerns/joined": {**_CHILD, "by": NAME, "keeps": True, "step": STEP, "on": DAY},
    "concerns/shared": {**_SAID, "on": DAY},
    "concerns/wrote": {**_SAID, "reopened": True},
    "concerns/chose": {**_SAID, "at": AT},
    "concerns/due": {"count": 12},
    "concerns/list": {
        "open": True,
        "count": 30,
        "first": 25,
        "lines": [{**_CHILD, "step": STEP, "on": DAY, "keeper": NAME}] * 6,
    },
    "concerns/classes": {"count": 12},
    "concerns/pupils": {"class_name": CLASS, "count": 36},
    "concerns/area": {"child": NAME},
    "concerns/seen": {"child": NAME, "area": "pergaulan dan sikap", "limit": 300},
    "concerns/refused": {
        "child": NAME,
        "judging": [],
        "found": [{"leak": "phone", "words": NAME}] * 6,
        "sure": True,
        "reason": "",
    },
    "concerns/step": {"child": NAME, "limit": 200},
    "concerns/day": {"child": NAME, "step": STEP, "wrong": True},
    "concerns/who": {"child": NAME, "seen": WORDS[:300], "step": STEP, "on": DAY, "others": 12},
    "concerns/one": {
        **_CHILD,
        "news": "Sudah dicatat. Hanya guru yang ikut yang membacanya.",
        "state": "selesai",
        "open": True,
        "by_family": True,
        "told": True,
        "step": STEP,
        "on": DAY,
        "keeper": NAME,
        "members": [NAME] * 8,
        "times": _TIMES,
        "chosen": AT,
        "agreed": WORDS[:160],
        "lines": _LINES[:3],
    },
    "concerns/said_all": {"child": NAME, "page": 3, "pages": 9, "lines": _LINES},
    "concerns/file": {"words": WORDS[:900]},
    "concerns/offer": {"child": NAME, "times": _TIMES},
    "concerns/times_ask": {"child": NAME, "problem": "closed"},
    "concerns/reply": {"child": NAME},
    "concerns/note": {"child": NAME},
    "concerns/agree": {"child": NAME, "before": WORDS[:600], "limit": 600},
    "concerns/close": {"child": NAME, "told": True},
    "concerns/members": {
        "child": NAME,
        "news": "Rekan Bapak/Ibu sudah ikut dan sudah diberi tahu.",
        "members": [{"name": NAME, "what": "wali kelas", "keeps": True}] * 8,
    },
    "concerns/leave": {"child": NAME},
}
