"""Screens of handouts: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = (
    "handouts/changed",
    "handouts/families",
    "handouts/letters",
    "handouts/marked",
    "handouts/none",
    "handouts/slip",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {}
