"""Screens of wishes: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

from tests.screens.longest import CLASS, LONG, NAME, NOW

TALK: Mapping[str, Any] = {"at": NOW, "child": NAME, "class_name": CLASS, "guardian": NAME, "host": NAME}
ARRANGED: Mapping[str, Any] = {
    "talks": [TALK] * 8,
    "waits": [TALK] * 4,
    "wished": [TALK] * 8,
    "asked": [NAME] * 4,
    "to_call": [TALK] * 20,
    "families": 210,
    "children": 240,
    "times": 600,
    "wishes": 550,
    "met": 500,
    "waiting": 50,
    "without": 3,
    "ways": 24,
    "more": 7,
    "several": True,
    "proposed": True,
    "booked": 500,
    "until": NOW,
    "day": NOW.date(),
    "noted": LONG[:120],
}

TAPPED: tuple[str, ...] = (
    "wishes/assigned",
    "wishes/booked",
    "wishes/choose",
    "wishes/collected",
    "wishes/host",
    "wishes/noted",
    "wishes/one",
    "wishes/overview",
    "wishes/proposed",
    "wishes/publish",
    "wishes/published",
    "wishes/published_host",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = dict.fromkeys(TAPPED, ARRANGED)
