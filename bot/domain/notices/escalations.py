"""What is said when a family has not answered: a kind reminder, and a word to the teacher whom to call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import ClassVar

from bot.domain.answers import answer_rows
from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, Screen, button
from bot.domain.text import Phrase, _
from bot.domain.updates import QuickAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAwaited(Notice):
    """To a guardian: the school still waits for an answer about these children. Counts against the family's cap.

    `children` carry the pupil's `id` beside name and class: whether they still owe an answer is asked when it leaves.
    """

    template: ClassVar[str] = "escalations/reminder"
    weight: ClassVar[Weight] = Weight.ROUTINE

    title: Phrase
    children: Sequence[Mapping[str, str | int]]
    sent_at: datetime
    day: date | None = None
    teacher: str
    school: str
    recipient_id: int
    answers: Sequence[QuickAnswer] = field(default=())

    def screen(self) -> Screen:
        """The message as data; the answers are its buttons."""
        beside = ("recipient_id", "answers")
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in beside}
        return Screen(self.template, values, self.rows())

    def rows(self) -> tuple[Row, ...]:
        """Answer with one tap, or open the message that was sent."""
        taps = answer_rows(self.recipient_id, self.answers)[:-1]
        return (*taps, (button(_("Open the message"), "a.open", self.recipient_id),))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsDue(Notice):
    """To the teacher: so many families have not answered and stand on the list to be called."""

    template: ClassVar[str] = "escalations/calls_due"
    weight: ClassVar[Weight] = Weight.BOOKED

    title: Phrase
    count: int
    update_id: int

    def rows(self) -> tuple[Row, ...]:
        """The list, and all that was done about this update."""
        return ((button(_("Families to call"), "e.calls", 0), button(_("No answer yet"), "e.open", self.update_id, 0)),)
