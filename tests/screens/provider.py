"""Screens of provider: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

TAPPED: tuple[str, ...] = (
    "provider/absent",
    "provider/meter_reached",
    "provider/meter_unset",
    "provider/open",
    "provider/opener_barred",
)
TYPED: Mapping[str, str] = {
    "provider/amount": "provider/amount",
}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {}
