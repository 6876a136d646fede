"""Screens of families: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = (
    "families/class",
    "families/classes",
    "families/code",
    "families/confirmed",
    "families/family",
    "families/guardian",
    "families/nobody",
    "families/undo",
    "families/undone",
    "families/waiting",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {}
