"""Screens of exports: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = (
    "exports/choose",
    "exports/log",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {}
