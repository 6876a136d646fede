"""What is said while a family waits: a kind reminder to who owes the answer, another time to the family."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Fact, Row, Screen, button
from bot.domain.text import Phrase, Value, _


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsWait(Notice):
    """To who owes answers: so many questions wait, of which a few are named; `late`: their time is over."""

    template: ClassVar[str] = "hours/questions_wait"
    weight: ClassVar[Weight] = Weight.BOOKED

    count: int
    questions: Sequence[Mapping[str, Value]]
    late: bool = False

    def rows(self) -> tuple[Row, ...]:
        """What waits, one tap from its answer."""
        return ((button(_("See what waits"), "td.open"),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredByColleague(Notice):
    """To who had a question: a colleague answers it now, there is nothing left to do."""

    template: ClassVar[str] = "hours/answered_by_colleague"
    weight: ClassVar[Weight] = Weight.BOOKED

    child: Mapping[str, str]
    colleague: Mapping[str, str | Phrase]
    quoted: str | Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMoved(Notice):
    """To the guardian: the same person answers, at another time than was promised."""

    template: ClassVar[str] = "hours/promise_moved"
    weight: ClassVar[Weight] = Weight.BOOKED
    personal: ClassVar[bool] = True

    thread_id: int
    child: Mapping[str, str]
    teacher: Mapping[str, str | Phrase]
    promised_at: datetime
    quoted: str | Phrase | None = None

    def screen(self) -> Screen:
        """The message as data; which thread it is stands in its button."""
        values: dict[str, Fact] = {
            "child": self.child,
            "teacher": self.teacher,
            "promised_at": self.promised_at,
            "quoted": self.quoted,
        }
        return Screen(self.template, values, self.rows(), protect=True)

    def rows(self) -> tuple[Row, ...]:
        """The thread, to look at."""
        return ((button(_("Look at the question"), "qs.show", self.thread_id),),)
