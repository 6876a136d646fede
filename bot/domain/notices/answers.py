"""What passes between a family and a teacher: an answer arrives, a reply arrives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.notices.safety import Reported, held_rows, report_button
from bot.domain.screens import FileRef, Row, Screen, button
from bot.domain.text import Phrase, _

_BESIDE = frozenset({"file", "entry_id"})
"""Fields that are not words of the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said(Notice):
    """Somebody's words on their way to somebody else; `entry_id` is the log entry that holds them."""

    entry_id: int
    words: str
    medium: Phrase | None = None
    quoted: str | Phrase | None = None
    title: Phrase | None = None
    children: Sequence[Mapping[str, str]]
    edited: bool = False
    file: FileRef | None = None

    def screen(self) -> Screen:
        """The message as data, with the photo, recording or document that belongs to it."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in _BESIDE}
        return Screen(self.template, values, self.rows(), self.file, protect=self.personal)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerArrived(_Said):
    """To a member of staff: a family wrote, spoke or sent something.

    `provisional` says that the homeroom teacher has not confirmed the link yet; `withdrawn` that the update they answer
    has been taken back; `held` that it may hurt, and its words are not here.
    """

    template: ClassVar[str] = "answers/arrived"

    guardian: str
    relation: Phrase
    sent_at: datetime | None = None
    withdrawn: bool = False
    provisional: bool = False
    held: bool = False

    def rows(self) -> tuple[Row, ...]:
        """Reply, thank with one tap, or with two from the stock; below held words, the ways out."""
        if self.held:
            return held_rows(self.entry_id)
        return (
            (button(_("Reply"), "a.re", self.entry_id), button(_("Say thank you"), "a.ty", self.entry_id)),
            (button(_("Stock answers"), "a.st", self.entry_id),),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyArrived(_Said):
    """To a guardian: the school answers what they said. `thanks` is a reply that was given with one tap; `stock` one
    that a teacher keeps for many, so that this family is greeted around it."""

    template: ClassVar[str] = "answers/replied"
    personal: ClassVar[bool] = True

    teacher: Mapping[str, str | Phrase]
    thanks: bool = False
    stock: bool = False

    def rows(self) -> tuple[Row, ...]:
        """The conversation can go on."""
        return ((button(_("Reply"), "a.re", self.entry_id), report_button(Reported.REPLY, self.entry_id)),)
