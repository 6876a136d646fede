"""Screens of today: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

TAPPED: tuple[str, ...] = ("today/list",)
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Any] = {"today/list": {"day": date(2026, 7, 22), "count": 40, "late": 12}}
