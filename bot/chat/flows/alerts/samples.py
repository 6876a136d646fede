"""Each message as families get it, about a made-up child."""

from collections.abc import Mapping
from typing import Any

from bot.chat.turns import Turn
from bot.domain.alerts import AlertKind, Matter, load_rule
from bot.domain.marks import BEST, MarkKind
from bot.domain.observations import Observation, ObservationKind
from bot.domain.screens import Screen
from bot.domain.text import Phrase, _
from bot.services.alerts import words
from bot.services.attendance.registers import today

CHILD = "Budi Santoso"
SUBJECT = "Matematika"
USUAL_LINE = 75.0


def sample_of(turn: Turn, kind: AlertKind) -> Screen:
    """The message in the school's language, signed by whoever looks."""
    child = words.Child(CHILD, "X-1", turn.known().name, [Observation(ObservationKind.PRESENT, 1, _glad())])
    matter = Matter(0, kind, "", _facts(turn, kind), turn.now)
    item = words.item_of(0, matter, child)
    build = words.not_yet if kind is AlertKind.NOT_YET else words.news
    return build(turn.school, [item], {0: child}).screen()


def _glad() -> Phrase:
    return _(
        "the mark in %(subject)s rose from %(before)s to %(after)s", subject="Bahasa Indonesia", before=78, after=84
    )


def _facts(turn: Turn, kind: AlertKind) -> Mapping[str, Any]:
    line = turn.school.pass_line or USUAL_LINE
    task = {"subject": SUBJECT, "what": MarkKind.TASK.value, "title": ""}
    total = load_rule(turn.school.alerts).total
    facts: Mapping[AlertKind, Mapping[str, Any]] = {
        AlertKind.NOT_YET: {"day": today(turn.school, turn.now)},
        AlertKind.MISSING: task,
        AlertKind.BELOW: {**task, "what": MarkKind.MIDTERM.value, "score": line - 5, "best": BEST, "line": line},
        AlertKind.TOTAL: {"missed": total, "sick": 1, "excused": 0, "unexplained": total - 1},
    }
    return facts[kind]
