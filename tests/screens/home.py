"""Screens of the way in: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = (
    "home/help",
    "home/menu",
    "home/not_yours",
    "home/nothing_waiting",
    "home/school",
    "home/stale",
)
TYPED: Mapping[str, str] = {
    "home/stranger": "links",
}
READ: tuple[str, ...] = (
    "home/group",
    "home/invalid",
    "home/playground_time",
    "home/trouble",
)
VALUES: Mapping[str, Mapping[str, Any]] = {
    "home/menu": {"hello": "salam", "family": True},
    "home/stranger": {"waits": True},
}
