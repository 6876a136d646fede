"""A thread: one matter that a family asks the school about, from the first word to the last."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.text import Phrase, _


class ThreadState(StrEnum):
    """Who has the next word. NEW: nobody of the school has answered yet. DONE can be reopened by either side."""

    NEW = "new"
    SCHOOL = "school"
    FAMILY = "family"
    DONE = "done"


OWED = (ThreadState.NEW, ThreadState.SCHOOL)
"""The school owes an answer: somebody is responsible, and a promise stands."""

STATES: Mapping[ThreadState, Phrase] = {
    ThreadState.NEW: _("new"),
    ThreadState.SCHOOL: _("waiting for the school"),
    ThreadState.FAMILY: _("waiting for the family"),
    ThreadState.DONE: _("done"),
}


class Addressed(StrEnum):
    """Whom the family asked; who is responsible now is another matter."""

    HOMEROOM = "homeroom"
    SUBJECT = "subject"
    COUNSELLOR = "counsellor"
    OFFICE = "office"


class LadderStep(StrEnum):
    """How far an unanswered thread has come: the responsible teacher was reminded, a cover has it, or the office."""

    ASKED = "asked"
    REMINDED = "reminded"
    COVER = "cover"
    OFFICE = "office"
