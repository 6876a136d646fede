"""Screens of the greeting: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = ()
TYPED: Mapping[str, str] = {
    "greetings/line": "greetings/line",
}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {}
