"""The one table of screens: every message there is, and how whoever reads it can answer.

A new template belongs into the file of its noun, with those of its variables that mean something else than in `VALUES`;
a new noun into `NOUNS`. Until then the tests fail. Class updates and openers are listed by the shelf and by `OPENERS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.openers import OPENERS
from bot.domain.shelf import SHELF
from tests.screens import (
    absences,
    afterwards,
    alerts,
    answering,
    answers,
    assisted,
    calls,
    chats,
    concerns,
    escalations,
    exports,
    families,
    greetings,
    handouts,
    home,
    hours,
    individual,
    invited,
    links,
    mark_notices,
    marks,
    meetings,
    privacy,
    progress,
    provider,
    questions,
    records,
    reflection,
    registers,
    reminders,
    rosters,
    rounds,
    safety,
    settings,
    stock,
    talks,
    today,
    updates,
    wishes,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """How a screen is answered: with a button below it, by typing (or sending a file), both, or not at all.

    `types` is the flow and step that take what is typed, or a flow that takes it as a reply or whenever it is meant.
    """

    taps: bool = False
    types: str = ""


TAP = Answer(taps=True)
READ = Answer()
"""Nothing is asked. Whoever writes all the same is understood as ever: the menu, or a message to the teacher."""


def both(step: str) -> Answer:
    """Answered by typing or by a tap."""
    return Answer(taps=True, types=step)


NOUNS = (
    absences,
    afterwards,
    alerts,
    answering,
    answers,
    assisted,
    calls,
    chats,
    concerns,
    escalations,
    exports,
    families,
    greetings,
    handouts,
    home,
    hours,
    individual,
    invited,
    links,
    mark_notices,
    marks,
    meetings,
    privacy,
    progress,
    provider,
    questions,
    records,
    reflection,
    registers,
    reminders,
    rosters,
    rounds,
    safety,
    settings,
    stock,
    talks,
    today,
    updates,
    wishes,
)

TABLE: Mapping[str, Answer] = {
    **{name: TAP for noun in NOUNS for name in noun.TAPPED},
    **{name: both(step) for noun in NOUNS for name, step in noun.TYPED.items()},
    **{name: READ for noun in NOUNS for name in noun.READ},
    **{opener.template: TAP for opener in OPENERS.values()},
    **{template.prose: TAP for template in SHELF},
}
OWN_VALUES: Mapping[str, Mapping[str, Any]] = {name: values for noun in NOUNS for name, values in noun.VALUES.items()}
"""Where a variable means something else in one template."""
