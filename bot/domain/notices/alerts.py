"""What families are asked or told by the school's rule: a question about today, and a short word about marks and days.

An item is one alert: `id`, `pupil_id`, `kind`, `child`, `class_name` and its facts. Whether it is still true is asked
when the message leaves (`services/alerts/leaving.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.domain.alert_answers import replies
from bot.domain.alerts import AlertKind
from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Button, Row, button, grid
from bot.domain.text import Phrase, Value, _

Item = Mapping[str, Value | Phrase]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfAlerts(Notice):
    """About a guardian's own children; `teacher` signs where all are in one class."""

    personal: ClassVar[bool] = True

    items: Sequence[Item]
    teacher: str | None
    school: str

    def rows(self) -> tuple[Row, ...]:
        """Answer with a tap; of several children: first about which."""
        first = {item["pupil_id"]: item for item in reversed(self.items)}
        children = [first[pupil] for pupil in dict.fromkeys(item["pupil_id"] for item in self.items)]
        if len(children) > 1:
            return tuple((_about(item),) for item in children)
        return answers_to(children[0], several=len(self.items) > 1) if children else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYetPresent(_OfAlerts):
    """Not yet recorded present today, and no note has come: how is the child? It cannot wait, and counts against no
    cap; it never leaves in quiet hours all the same, and never on a later day."""

    template: ClassVar[str] = "alerts/not_yet"
    weight: ClassVar[Weight] = Weight.URGENT

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseNews(_OfAlerts):
    """Missing work, marks under the school's line, days missed: of all of a family's children in one message."""

    template: ClassVar[str] = "alerts/news"
    weight: ClassVar[Weight] = Weight.ROUTINE

    def rows(self) -> tuple[Row, ...]:
        """The same, and the way to all that there is to know."""
        children = {item["pupil_id"] for item in self.items}
        way = button(_("How my child is doing"), "pg.child" if len(children) == 1 else "pg.open", *_alone(children))
        return (*_OfAlerts.rows(self), (way,))


def answers_to(item: Item, *, several: bool) -> tuple[Row, ...]:
    """The quick answers about one child, and own words; `several`: more than one thing is told of it."""
    kind = AlertKind(str(item["kind"]))
    taps = [button(reply.face, "al.say", item["id"], reply.key) for reply in replies(kind, several=several)]
    return (*grid(taps, 2), (button(_("Write an answer"), "al.write", item["pupil_id"]),))


def _alone(children: Collection[object]) -> tuple[object, ...]:
    return tuple(children) if len(children) == 1 else ()


def _about(item: Item) -> Button:
    return button(_("Answer about %(child)s", child=str(item["child"])), "al.one", item["id"])
