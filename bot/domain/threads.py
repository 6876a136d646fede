"""A thread: one matter that a family asks the school about, from the first word to the last."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.text import Phrase, _, p_


class ThreadState(StrEnum):
    """Who has the next word. NEW: nobody of the school has answered yet. DONE can be reopened by either side."""

    NEW = "new"
    SCHOOL = "school"
    FAMILY = "family"
    DONE = "done"


class ThreadEvent(StrEnum):
    """What moves a thread on. SAID: the family asks, or adds something. ANSWERED: the school says something."""

    SAID = "said"
    ANSWERED = "answered"
    FORWARDED = "forwarded"
    SETTLED = "settled"
    REOPENED = "reopened"


OWED = (ThreadState.NEW, ThreadState.SCHOOL)
"""The school owes an answer: somebody is responsible, and a promise stands."""

_MOVES: Mapping[ThreadEvent, Mapping[ThreadState, ThreadState]] = {
    ThreadEvent.SAID: {ThreadState.FAMILY: ThreadState.SCHOOL, ThreadState.DONE: ThreadState.SCHOOL},
    ThreadEvent.ANSWERED: {ThreadState.NEW: ThreadState.FAMILY, ThreadState.SCHOOL: ThreadState.FAMILY},
    ThreadEvent.FORWARDED: {ThreadState.FAMILY: ThreadState.SCHOOL, ThreadState.DONE: ThreadState.SCHOOL},
    ThreadEvent.SETTLED: dict.fromkeys((*OWED, ThreadState.FAMILY), ThreadState.DONE),
    ThreadEvent.REOPENED: {ThreadState.DONE: ThreadState.SCHOOL},
}
"""Where an event leads to another state; everywhere else the state stays. A word of the school after the end (*you are
welcome*) opens nothing again."""


BY_ITSELF = "quiet"
"""In the log, beside SETTLED: neither side said so; nobody had said anything for a long time."""


def next_state(state: ThreadState, event: ThreadEvent) -> ThreadState:
    """The state after an event. Any event is possible in any state, for two people may do something at once."""
    return _MOVES[event].get(state, state)


STATES: Mapping[ThreadState, Phrase] = {
    ThreadState.NEW: _("new"),
    ThreadState.SCHOOL: _("waiting for the school"),
    ThreadState.FAMILY: _("waiting for the family"),
    ThreadState.DONE: _("done"),
}
TOLD: Mapping[ThreadState, Phrase] = {
    ThreadState.NEW: STATES[ThreadState.SCHOOL],
    ThreadState.SCHOOL: STATES[ThreadState.SCHOOL],
    ThreadState.FAMILY: p_("a family's question", "answered"),
    ThreadState.DONE: STATES[ThreadState.DONE],
}
"""The states as the family reads them: *new* and *waiting for the family* are what the school sees."""


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
