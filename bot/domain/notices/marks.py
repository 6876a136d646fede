"""What families are told about marks: that some can be seen now, that one says something else.

Each names one child and carries its id beside the words: whether the reader may still hear of it is asked when it
leaves (`services/marks/leaving.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.notices.links import MENU
from bot.domain.policy import Weight
from bot.domain.screens import Row, Screen, button
from bot.domain.text import Phrase, Value, _

Line = Mapping[str, Value | Phrase]
"""One mark: `id` of the assessment, `subject`, `what` it is; of a corrected one `old` and `new`, None where none is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfChild(Notice):
    """About one child, counted against the family's cap; only confirmed guardians get it."""

    weight: ClassVar[Weight] = Weight.ROUTINE
    personal: ClassVar[bool] = True

    pupil_id: int
    child: str
    class_name: str
    school: str

    def rows(self) -> tuple[Row, ...]:
        """On to all marks of this child."""
        return ((button(_("See the marks"), "pg.marks", self.pupil_id, 0), *MENU),)

    def screen(self) -> Screen:
        """The message as data, with the child's id, by which it is asked whether it may still leave."""
        base = Notice.screen(self)
        return replace(base, values={**base.values, "pupil_id": self.pupil_id})


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksPublished(_OfChild):
    """To a guardian: these marks of the child can be seen now."""

    template: ClassVar[str] = "marks/published"

    marks: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksCorrected(_OfChild):
    """To a guardian: marks that could be seen already were corrected."""

    template: ClassVar[str] = "marks/corrected"

    marks: Sequence[Line]
