"""Why a family is phoned or visited, and what came of it."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.text import Phrase, _, p_

WORDS_LIMIT, NOTE_LIMIT = 200, 500
"""Characters: what a call is about, a note on it."""


class Reason(StrEnum):
    """What makes it necessary; it begins the key of a call (`escalation:12`) and chooses the words to begin with."""

    ABSENT = "absent"
    CONCERN = "concern"
    THREAD = "thread"
    MEETING = "meeting"
    ESCALATION = "escalation"
    OWN = "own"


def reason_of(about: str) -> Reason:
    """Why, from the key of a call."""
    return Reason(about.partition(":")[0])


def number_of(about: str) -> int:
    """The row that it is about; 0 where its key names none."""
    number = about.partition(":")[2]
    return int(number) if number.isdecimal() else 0


OUTCOMES: Mapping[str, Phrase] = {
    "reached": p_("outcome of a call", "reached"),
    "no_answer": p_("outcome of a call", "no answer"),
    "call_back": p_("outcome of a call", "to be called again"),
    "wrong_number": p_("outcome of a call", "wrong number"),
    "visited": p_("outcome of a call", "visited at home"),
}

ABOUT_CONCERN = _("a talk about the child")
"""All that a list says of it."""
ABOUT_ABSENT = _("not yet recorded present today")
ABOUT_THREAD = _("an answer that no chat could bring")
