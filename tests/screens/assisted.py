"""Screens of writing by hand: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

from tests.screens.longest import CLASS, NAME

BY_HAND: Mapping[str, Any] = {
    "copy": False,
    "corrected": False,
    "sender": {"name": NAME, "role": "homeroom", "detail": CLASS},
}
"""What a teacher sends from her own WhatsApp stands in the frame of all messages to families."""

TAPPED: tuple[str, ...] = (
    "assisted/done",
    "assisted/family",
    "assisted/group",
    "assisted/list",
    "assisted/page",
    "assisted/which_group",
)
TYPED: Mapping[str, str] = {
    "assisted/note": "assisted/words",
}
READ: tuple[str, ...] = (
    "assisted/group_text",
    "assisted/invitation",
)
VALUES: Mapping[str, Mapping[str, Any]] = dict.fromkeys(READ, BY_HAND)
