"""Screens of updates: answered with a tap, by typing or read only; and their longest values."""

from collections.abc import Mapping
from typing import Any

from tests.screens.longest import NAME

TAPPED: tuple[str, ...] = (
    "updates/choose_classes",
    "updates/corrected",
    "updates/correction",
    "updates/edit",
    "updates/families",
    "updates/gone",
    "updates/manage_template",
    "updates/no_class",
    "updates/of_meeting",
    "updates/own",
    "updates/progress",
    "updates/put_away",
    "updates/report",
    "updates/sent",
    "updates/shelf",
    "updates/shelves",
    "updates/template_gone",
    "updates/template_kept",
    "updates/undone",
    "updates/use_buttons",
    "updates/waiting",
    "updates/withdraw",
)
TYPED: Mapping[str, str] = {
    "updates/attach": "updates/extra",
    "updates/field": "updates/field",
    "updates/later": "updates/when",
    "updates/name_template": "updates/name",
    "updates/named": "updates/field",
    "updates/preview": "updates/extra",
    "updates/urgent": "updates/reason",
    "updates/words": "updates/words",
}
READ: tuple[str, ...] = (
    "updates/sample",
    "updates/withdrawn",
)
VALUES: Mapping[str, Mapping[str, Any]] = {
    "updates/correction": {"changed": 30, "anew": 6},
    "updates/field": {"attached": "photo", "bare": False},
    "updates/named": {"words": [NAME] * 3, "attached": "document"},
}
