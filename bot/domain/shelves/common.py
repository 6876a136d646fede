"""Fields and answers that several templates share."""

from datetime import time

from bot.domain.text import Phrase, _, p_
from bot.domain.updates import Field, FieldKind, QuickAnswer

Choices = tuple[tuple[str, Phrase], ...]

TALK = (QuickAnswer("help", _("We will help")), QuickAnswer("talk", _("We would like to talk")))
"""For requests and concerns: a family can always ask for a conversation instead."""

SUBJECTS: Choices = (
    ("math", p_("subject", "Mathematics")),
    ("indonesian", p_("subject", "Indonesian")),
    ("english", p_("subject", "English")),
    ("physics", p_("subject", "Physics")),
    ("chemistry", p_("subject", "Chemistry")),
    ("biology", p_("subject", "Biology")),
    ("history", p_("subject", "History")),
    ("economics", p_("subject", "Economics")),
)
PLACES: Choices = (
    ("classroom", _("Classroom")),
    ("hall", _("School hall")),
    ("field", _("School field")),
    ("laboratory", _("Laboratory")),
)
ASSESSMENTS: Choices = (
    ("daily", _("Class test")),
    ("middle", _("Mid-semester assessment (STS)")),
    ("final", _("End-of-semester assessment (SAS)")),
    ("practical", _("Practical test")),
)


def clock(*times: time) -> Choices:
    """Common times of day; the key of each is its hour and minute, as in `0715`."""
    return tuple((f"{at:%H%M}", _("%(time)s", time=at)) for at in times)


def subject() -> Field:
    """Which subject an update is about."""
    return Field("subject", FieldKind.LINE, _("Which subject?"), choices=SUBJECTS)


def day() -> Field:
    """The day it happens."""
    return Field("day", FieldKind.DATE, _("On which day?"))


def at(*times: time) -> Field:
    """The time it begins."""
    return Field("at", FieldKind.TIME, _("At what time?"), choices=clock(*times))


def place() -> Field:
    """Where it happens."""
    return Field("place", FieldKind.LINE, _("Where?"), choices=PLACES)
