"""Everything a family reads of a meeting, with typical values: each message, and each way it can turn out."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from bot.domain.rsvp import COMPANY
from bot.domain.screens import Screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _, p_
from tests.messages import samples

TALKS: list[dict[str, Any]] = [
    {"child": "Budi Santoso", "host": "Nurmala Sari, S.Pd.", "at": datetime(2026, 7, 20, 1, 20, tzinfo=UTC)},
    {"child": "Siti Nur'aini", "host": "Rahmat Hidayat, S.Si.", "at": datetime(2026, 7, 20, 1, 40, tzinfo=UTC)},
]
INTRODUCTION = {
    "who": "Saya mengajar Bahasa Indonesia sejak 2009 dan ibu dari dua anak.",
    "vision": "Setiap anak berani bertanya dan berani salah.",
    "mission": "Membaca lima belas menit setiap pagi; satu karya tulis setiap bulan.",
    "hopes": "Rumah dan sekolah saling berkabar, juga tentang hal kecil.",
}
TEACHER: dict[str, str | Phrase] = {"honorific": p_("before a teacher's name", "Ms"), "name": "Nurmala Sari, S.Pd."}
_CHILD = [{"name": "Budi Santoso", "class_name": "X-1"}]
_TOLD: dict[str, Any] = {
    "title": _("Class meeting"),
    "children": _CHILD,
    "day": date(2026, 7, 27),
    "starts": time(8, 0),
    "ends": time(10, 0),
    "teacher": "Nurmala Sari, S.Pd.",
    "school": "SMA Negeri 1 Tambang",
}
_BEFORE = {"day": date(2026, 7, 20), "starts": time(7, 15), "ends": time(9, 0)}
_LINE: dict[str, Any] = {
    "guardian": "Siti Rahayu",
    "relation": p_("relation to a pupil", "mother"),
    "child": "Budi Santoso",
    "class_name": "X-1",
    "provisional": False,
    "hope": "Semoga lebih percaya diri berbicara di depan kelas.",
    "know": None,
}


def screens() -> Iterator[tuple[str, Screen]]:
    """Each with what is special about it."""
    yield from _updates()
    yield "the day has changed, kept in a calendar", _changed(before=_BEFORE, kept=True)
    yield "the place has changed", _changed(place="Ruang X-1", link="https://meet.example/x-1", elsewhere=True)
    yield "called off", Screen("meetings/cancelled", {**_TOLD, "kept": False})
    yield "called off, kept in a calendar", Screen("meetings/cancelled", {**_TOLD, "kept": True})
    yield from _answers()
    yield from _hopes()


def _updates() -> Iterator[tuple[str, Screen]]:
    summary = SHELF.get("meeting_summary")
    for key in ("talks_invitation", "report_invitation"):
        form = SHELF.get(key)
        booked = samples.update(form, samples.typical(form), samples.SIBLINGS[:2], own_words=False, talks=TALKS)
        yield f"{key}, booked", booked
        yield f"{key}, wishes", samples.update(form, samples.typical(form), own_words=False, wishes=True)
    for came in (True, False):
        values: dict[str, Any] = {"came": came, "introduction": INTRODUCTION, "own_words": False}
        yield (
            f"meeting_summary, {'came' if came else 'did not come'}",
            samples.update(summary, samples.typical(summary), **values),
        )


def _changed(**given: Any) -> Screen:
    usual: dict[str, Any] = {
        "before": None,
        "place": None,
        "link": None,
        "elsewhere": False,
        "kept": False,
        "talks": [],
    }
    return Screen("meetings/changed", {**_TOLD, **usual, **given})


def _answers() -> Iterator[tuple[str, Screen]]:
    asked: dict[str, Any] = {"too_long": False, "limit": 60}
    yield "with whom?", Screen("invited/with_whom", {**asked, "typed": False})
    yield "with whom, to be typed", Screen("invited/with_whom", {**asked, "typed": True})
    yield "with whom, too long", Screen("invited/with_whom", {**asked, "typed": True, "too_long": True})
    yield "with whom: noted", Screen("invited/company", {"company": COMPANY["grandparent"]})
    yield "left", Screen("invited/left")
    yield "answered too late", Screen("invited/late")
    said: dict[str, Any] = {**INTRODUCTION, "teacher": TEACHER, "silent": False, "attached": True}
    nothing: dict[str, Any] = dict.fromkeys(INTRODUCTION)
    yield "introduction", Screen("invited/introduction", said)
    yield "introduction, a voice alone", Screen("invited/introduction", {**said, **nothing})
    yield "no introduction", Screen("invited/introduction", {**said, **nothing, "silent": True, "attached": False})
    for cancelled in (False, True):
        yield f"calendar{', called off' if cancelled else ''}", Screen("invited/calendar", {"cancelled": cancelled})


def _hopes() -> Iterator[tuple[str, Screen]]:
    usual: dict[str, Any] = {"children": ["Budi Santoso"], "before": None, "problem": None, "limit": 700}
    yield "hopes, for which child?", Screen("invited/hope_child")
    yield "hopes, first step", Screen("invited/hope_ask", {**usual, "part": "hope"})
    yield "hopes, second step", Screen("invited/hope_ask", {**usual, "part": "know"})
    again: dict[str, Any] = {"before": _LINE["hope"], "children": ["Budi Santoso", "Made Ayu Lestari"], "part": "hope"}
    yield "hopes, said before", Screen("invited/hope_ask", {**usual, **again})
    for problem in ("too_long", "unsuitable"):
        yield f"hopes, {problem}", Screen("invited/hope_ask", {**usual, "part": "hope", "problem": problem})
    noted: dict[str, Any] = {"teacher": TEACHER, "children": ["Budi Santoso"], "hope": _LINE["hope"], "know": None}
    yield "hopes, noted", Screen("invited/hope_noted", {**noted, "know": _("a voice message")})
    yield "hopes, nothing said", Screen("invited/hope_noted", {**noted, "hope": None})
    yield "hopes, too late", Screen("invited/hope_late")
    page: dict[str, Any] = {
        "day": date(2026, 7, 20),
        "lines": [_LINE, {**_LINE, "provisional": True, "know": "Alergi kacang."}],
    }
    counts: dict[str, Any] = {"count": 2, "total": 36, "page": 1, "pages": 1}
    yield "hopes, for the teacher", Screen("meetings/hopes", {**page, **counts})
    yield "hopes, nobody yet", Screen("meetings/hopes", {**page, **counts, "lines": [], "count": 0})
    yield "hopes of a family", Screen("meetings/family_hopes", {"lines": page["lines"]})
    yield "hopes of a silent family", Screen("meetings/family_hopes", {"lines": []})
    yield "a recording", Screen("meetings/recording", {"who": _LINE, "part": "hope", "words": None})
