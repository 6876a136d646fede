"""Screens of answers: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

from tests.screens.longest import NAME

TAPPED: tuple[str, ...] = (
    "answers/all_answered",
    "answers/current",
    "answers/dropped",
    "answers/for_whom",
    "answers/group",
    "answers/inbox",
    "answers/moved",
    "answers/noted",
    "answers/passed",
    "answers/passed_on",
    "answers/reply_sent",
    "answers/unsuitable",
    "answers/update",
    "answers/which_child",
)
TYPED: Mapping[str, str] = {
    "answers/arrived": "answers",
    "answers/ask": "answers/say",
    "answers/ask_reply": "answers/reply",
    "answers/edited": "answers",
    "answers/replied": "answers",
}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {
    "answers/noted": {"children": [NAME] * 4},
    "answers/passed_on": {"children": [NAME] * 4, "outside": True},
}
