"""The screens of a meeting's day and of the time after it, each with values as long as they can be."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
LONG = "Mohon dibawa serta. " * 80
CLASS = "XII Rekayasa Perangkat Lunak 2"
AT = datetime(2026, 7, 22, 1, tzinfo=UTC)
DAY = date(2026, 7, 22)

TAPPED: tuple[str, ...] = (
    "meetings/attendance",
    "meetings/attendance_classes",
    "meetings/attendance_early",
    "meetings/attendance_family",
    "meetings/board",
    "meetings/board_family",
    "meetings/door",
    "meetings/door_present",
    "meetings/door_sign",
    "meetings/minutes",
    "meetings/minutes_record",
    "meetings/outcome",
    "meetings/summary_card",
    "meetings/summary_sent",
)
TYPED: Mapping[str, str] = {
    "meetings/minutes_summary": "meeting_day/summary",
    "meetings/minutes_agreements": "meeting_day/agreements",
    "meetings/minutes_ask_record": "meeting_day/record",
    "meetings/outcome_ask": "meeting_day/outcome",
    "meetings/outcome_when": "meeting_day/follow_up",
}
READ: tuple[str, ...] = ()

_MEETING: Mapping[str, Any] = {"title": "Pembagian rapor", "day": DAY}
_COUNTED = "families invited answered coming timed came missed summarised acknowledged"
_COUNTS = dict.fromkeys(_COUNTED.split(), 1000)
_LINE: Mapping[str, Any] = {
    "name": NAME,
    "class_name": CLASS,
    "step": "tidak hadir dan belum membaca ringkasan",
    "facts": "“Kami akan hadir bersama keluarga” (ayah); bertemu pukul 08.20; tidak hadir; ringkasan sudah sampai",
}
_CALLEE: Mapping[str, Any] = {"name": NAME, "relation": "ayah", "phone": "+6281234567890", "confirmed": False}
_TALK: Mapping[str, Any] = {"child": NAME, "host": NAME, "at": AT}
_WRITING: Mapping[str, Any] = {
    **_MEETING,
    "now": LONG[:1500],
    "problem": "too_long",
    "kept": True,
    "limit": 1500,
    "lines": 15,
}
_OUTCOME: Mapping[str, Any] = {
    "noted": LONG[:160],
    "child": NAME,
    "guardian": NAME,
    "host": NAME,
    "at": AT,
    "state": "missed",
    "outcome": LONG[:300],
    "follow_up": DAY,
    "problem": "too_long",
    "limit": 300,
    "unread": False,
}
VALUES: Mapping[str, Mapping[str, Any]] = {
    "meetings/attendance": {**_MEETING, "way": "out", "came": 1000, "missed": 1000},
    "meetings/attendance_classes": _MEETING,
    "meetings/attendance_early": {**_MEETING, "opens": AT},
    "meetings/attendance_family": {**_MEETING, "came": True, "at_door": True},
    "meetings/board": {
        **_MEETING,
        "counts": _COUNTS,
        "begun": True,
        "by_time": False,
        "closed": False,
        "lines": [_LINE] * 8,
    },
    "meetings/board_family": {
        **_MEETING,
        "step": _LINE["step"],
        "facts": _LINE["facts"],
        "people": [_CALLEE] * 5,
        "calling": True,
    },
    "meetings/door": {**_MEETING, "entry": "early", "opens": AT, "children": [NAME] * 4},
    "meetings/door_present": {**_MEETING, "again": False, "children": [NAME] * 4, "talks": [_TALK] * 8},
    "meetings/door_sign": {**_MEETING, "channel": "WhatsApp", "opens": AT, "code": "md_0123456789abcdef"},
    "meetings/minutes": {
        **_MEETING,
        "begun": True,
        "starts": AT,
        "cancelled": False,
        "summary": LONG[:1500],
        "agreements": [LONG[:200]] * 15,
        "record": "rekaman suara",
        "writer": NAME,
        "sent_at": AT,
    },
    "meetings/minutes_record": _MEETING,
    "meetings/minutes_summary": _WRITING,
    "meetings/minutes_agreements": _WRITING,
    "meetings/minutes_ask_record": _WRITING,
    "meetings/outcome": _OUTCOME,
    "meetings/outcome_ask": _OUTCOME,
    "meetings/outcome_when": _OUTCOME,
    "meetings/summary_card": {**_MEETING, "quiet": True, "reached": 1000, "children": 1000, "languages": 2},
    "meetings/summary_sent": _MEETING,
}
