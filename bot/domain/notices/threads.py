"""What passes between a family and the school in a thread: a question comes, an answer comes, somebody else has it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.notices.safety import Reported, held_rows, report_button
from bot.domain.policy import Weight
from bot.domain.screens import FileRef, Row, Screen, button
from bot.domain.text import Phrase, _

_BESIDE = frozenset({"file", "thread_id", "seen", "entry_id"})
"""Fields that are not words of the message."""


def answer_rows(thread_id: int, seen: int, *, first: bool, thanks: bool = False) -> tuple[Row, ...]:
    """What a member of staff can do with a family's words; `seen` is how much had been said when she read them. To
    `thanks` alone there is *you are welcome*: beside a question it would be an answer sent by mistake."""
    reply, stock = button(_("Reply"), "qa.re", thread_id, seen), button(_("Stock answers"), "qa.st", thread_id, seen)
    on, done = button(_("Pass on"), "qa.to", thread_id), button(_("Settled"), "qa.done", thread_id)
    if first:
        return ((reply, stock), (on, done))
    whole = button(_("The conversation"), "qa.show", thread_id)
    if thanks:
        return ((reply, button(_("You are welcome"), "qa.ty", thread_id, seen)), (stock, on), (done, whole))
    return ((reply, stock), (on, done), (whole,))


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfThread(Notice):
    """About one child's thread; `child` has its `name` and `class_name`."""

    thread_id: int
    child: Mapping[str, str]
    file: FileRef | None = None

    def screen(self) -> Screen:
        """The message as data, with the photo, recording or document that belongs to it."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in _BESIDE}
        return Screen(self.template, values, self.rows(), self.file, protect=self.personal)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionArrived(_OfThread):
    """To a member of staff: a family asks, or adds to what it asked; or a colleague passed it on (`by`, `note`).

    `seen` is how many things had been said in the thread, this one included: who answers says it again, so that nobody
    answers past a colleague. `quoted` is what the family answers. `promised_at` is None where nothing is owed.
    `provisional`: the homeroom teacher has not confirmed the link yet. `held`: it may hurt, and its words are not here.
    """

    template: ClassVar[str] = "questions/arrived"

    entry_id: int
    seen: int
    guardian: str
    relation: Phrase
    words: str
    medium: Phrase | None = None
    quoted: str | Phrase | None = None
    subject: str = ""
    first: bool = True
    edited: bool = False
    promised_at: datetime | None = None
    by: Mapping[str, str | Phrase] | None = None
    note: str = ""
    provisional: bool = False
    held: bool = False

    def args(self) -> tuple[int, int, int]:
        """What its buttons carry: the thread, how much of it was seen, and the words that arrived."""
        return self.thread_id, self.seen, self.entry_id

    def rows(self) -> tuple[Row, ...]:
        """Answer in words, with a word, from the stock; pass it on; settle it. Below held words, the ways out."""
        if self.held:
            return held_rows(self.entry_id)
        return answer_rows(self.thread_id, self.seen, first=self.first, thanks=self.promised_at is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCame(_OfThread):
    """To the guardian: the school answers, or begins a thread itself (`quoted` is None then). `stock`: with words that
    a teacher keeps for many, so that this family is greeted around them."""

    template: ClassVar[str] = "questions/answered"
    personal: ClassVar[bool] = True

    entry_id: int
    words: str
    medium: Phrase | None = None
    quoted: str | Phrase | None = None
    teacher: Mapping[str, str | Phrase]
    edited: bool = False
    stock: bool = False

    def rows(self) -> tuple[Row, ...]:
        """The thread goes on, or this was all."""
        return (
            (button(_("Reply"), "qs.more", self.thread_id), report_button(Reported.REPLY, self.entry_id)),
            (button(_("That settles it"), "qs.done", self.thread_id),),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredBy(_OfThread):
    """To the guardian: somebody else answers now, and by when. `covers` is who would have (None: it was passed on)."""

    template: ClassVar[str] = "questions/answered_by"
    weight: ClassVar[Weight] = Weight.BOOKED
    personal: ClassVar[bool] = True

    teacher: Mapping[str, str | Phrase]
    promised_at: datetime
    quoted: str | Phrase | None = None
    covers: Mapping[str, str | Phrase] | None = None

    def rows(self) -> tuple[Row, ...]:
        """The thread, to look at."""
        return ((button(_("Look at the question"), "qs.show", self.thread_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(_OfThread):
    """To the guardian: the school takes this as settled, and how to go on if it is not."""

    template: ClassVar[str] = "questions/settled"
    personal: ClassVar[bool] = True

    teacher: Mapping[str, str | Phrase]
    quoted: str | Phrase | None = None

    def rows(self) -> tuple[Row, ...]:
        """It can go on all the same."""
        return ((button(_("I have one more question"), "qs.more", self.thread_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(_OfThread):
    """To the guardian: the school looks at the matter again, and by when an answer comes."""

    template: ClassVar[str] = "questions/reopened"
    personal: ClassVar[bool] = True

    teacher: Mapping[str, str | Phrase]
    promised_at: datetime
    quoted: str | Phrase | None = None

    def rows(self) -> tuple[Row, ...]:
        """The thread, to look at."""
        return ((button(_("Look at the question"), "qs.show", self.thread_id),),)
