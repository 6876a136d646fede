"""A concern about one child: a case that has a next step and a date until it is closed."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.text import Phrase, p_


class ConcernArea(StrEnum):
    LEARNING = "learning"
    BEHAVIOUR = "behaviour"
    WELLBEING = "wellbeing"


AREAS: Mapping[ConcernArea, Phrase] = {
    ConcernArea.LEARNING: p_("area of a concern", "learning"),
    ConcernArea.BEHAVIOUR: p_("area of a concern", "getting along"),
    ConcernArea.WELLBEING: p_("area of a concern", "wellbeing"),
}
"""How an area is called, to families and teachers alike: it blames nobody."""


class ConcernState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


STATES: Mapping[ConcernState, Phrase] = {
    ConcernState.OPEN: p_("state of a concern", "open"),
    ConcernState.CLOSED: p_("state of a concern", "closed"),
}
