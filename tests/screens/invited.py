"""Screens of what invited families do: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

from tests.screens.longest import HOPES

TAPPED: tuple[str, ...] = (
    "invited/calendar",
    "invited/company",
    "invited/hope_child",
    "invited/hope_late",
    "invited/hope_noted",
    "invited/introduction",
    "invited/late",
    "invited/left",
)
TYPED: Mapping[str, str] = {
    "invited/hope_ask": "invited/hope",
    "invited/with_whom": "invited/company",
}
READ: tuple[str, ...] = ()
VALUES: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(("invited/hope_ask", "invited/hope_noted"), HOPES),
}
