"""Screens of settings: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = (
    "settings/courtesy",
    "settings/data",
    "settings/open",
    "settings/resumed",
    "settings/stopped",
    "settings/when",
)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {}
