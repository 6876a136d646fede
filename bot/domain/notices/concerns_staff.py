"""What is said about a concern to the colleagues who are in it, in few words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.domain.notices.concerns import OfConcern
from bot.domain.notices.safety import held_rows
from bot.domain.screens import Row, Screen, Style, button
from bot.domain.text import Label, Phrase, _

SHOWN = 5
"""Concerns that a reminder leads to by a tap each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToMember(OfConcern):
    """To a member of staff who is in it."""

    child: str
    class_name: str

    def rows(self) -> tuple[Row, ...]:
        """All there is to know."""
        return ((button(_("Open it"), "cn.one", self.concern_id),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRaised(_ToMember):
    """A colleague raised a concern and took this one in; `seen` is what she saw, `step` what comes next."""

    template: ClassVar[str] = "concerns/raised"

    area: Phrase
    seen: Label
    by: str
    step: Label
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernJoined(_ToMember):
    """A colleague took this one into a concern; `keeps`: she sees to the next step from now on."""

    template: ClassVar[str] = "concerns/joined"

    area: Phrase
    by: str
    keeps: bool
    step: Label
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _FromFamily(_ToMember):
    """A family said something."""

    guardian: str
    relation: Phrase

    def rows(self) -> tuple[Row, ...]:
        """Answer with a tap, or in the chat; see all of it."""
        return (
            (
                button(_("Reply"), "cn.reply", self.concern_id, style=Style.PRIMARY),
                button(_("Open it"), "cn.one", self.concern_id),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernWords(_FromFamily):
    """The family's own words. `held`: they may hurt, and are not here."""

    entry_id: int
    words: str
    medium: Phrase | None
    held: bool = False

    def rows(self) -> tuple[Row, ...]:
        """As ever; below held words, the ways out."""
        return held_rows(self.entry_id) if self.held else _FromFamily.rows(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernShared(ConcernWords):
    """A guardian has something on their mind; an answer was promised by `on`."""

    template: ClassVar[str] = "concerns/shared"

    area: Phrase
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernWrote(ConcernWords):
    """The family wrote, spoke or sent something; `reopened`: to a concern that was closed."""

    template: ClassVar[str] = "concerns/wrote"

    reopened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernChose(_FromFamily):
    """The family chose a time; None: it asks for another one."""

    template: ClassVar[str] = "concerns/chose"

    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernsDue(OfConcern):
    """To a keeper: so many next steps were set for today. The log keeps it beside the first (`concern_id`), so the
    children are on the buttons alone."""

    template: ClassVar[str] = "concerns/due"

    count: int
    items: Sequence[Mapping[str, str | int]]

    def rows(self) -> tuple[Row, ...]:
        """One tap for each; of many, the list."""
        several = [(button(str(item["child"]), "cn.one", item["concern_id"]),) for item in self.items[:SHOWN]]
        return (*several, (button(_("Concerns"), "cn.list", 0),))

    def screen(self) -> Screen:
        """The message as data, without the children."""
        return Screen(
            self.template, {"count": self.count, "concern_id": self.concern_id}, self.rows(), self.file, protect=True
        )
