"""Screens of links: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = (
    "links/add_chat",
    "links/already",
    "links/anothers",
    "links/approved",
    "links/ask_class",
    "links/ask_off",
    "links/asked_enough",
    "links/chat_added",
    "links/chosen",
    "links/confirmed",
    "links/consent",
    "links/declined",
    "links/family_linked",
    "links/held",
    "links/not_mine",
    "links/pick",
    "links/requested",
    "links/second",
    "links/shared",
    "links/staff",
    "links/undone",
    "links/welcome",
    "links/welcome_staff",
)
TYPED: Mapping[str, str] = {
    "links/ask_child_name": "asking/child_name",
    "links/ask_own_name": "asking/own_name",
    "links/ask_relation": "asking/relation",
    "links/unknown": "links",
}
READ: tuple[str, ...] = (
    "links/ask_sent",
    "links/guardian_joined",
    "links/guardian_left",
    "links/guessing",
    "links/refused",
    "links/replaced",
)
VALUES: Mapping[str, Mapping[str, Any]] = {
    "links/ask_relation": {"again": False},
    "links/chat_added": {"channel": "whatsapp"},
}
