"""Screens of chats: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = (
    "chats/code",
    "chats/gone",
    "chats/open",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ("chats/taken_away",)
VALUES: Mapping[str, Mapping[str, Any]] = {
    "chats/code": {"channel": "WhatsApp"},
    "chats/gone": {"channel": "WhatsApp"},
}
