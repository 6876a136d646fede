"""Screens of rosters: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = (
    "rosters/applied",
    "rosters/cancelled",
    "rosters/outdated",
    "rosters/preview",
    "rosters/report",
    "rosters/unreadable",
    "rosters/year_past",
)
TYPED: Mapping[str, str] = {
    "rosters/help": "rosters/file",
    "rosters/not_a_document": "rosters/file",
}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {}
