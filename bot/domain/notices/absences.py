"""Absence notes on their way: to the homeroom teacher that they came, to the family what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.screens import Row, Screen, Style, button
from bot.domain.text import Phrase, Value, _

Item = Mapping[str, Value | Phrase]
LIST: Row = (button(_("Absence notes"), "ab.list"), button(_("Menu"), "home.menu"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesArrived(Notice):
    """To the homeroom teacher: what families said within some minutes, or in the night.

    An item is one note: `id`, `child`, `class_name`, `guardian`, `relation`, `reason`, `first`, `through`, `text`,
    `letters` (how many photos and papers came with it) and `differs` (on how many days something else is put down).
    """

    template: ClassVar[str] = "absences/arrived"

    items: Sequence[Item]
    notes: Sequence[int]
    """All of them, by id."""
    more: int = 0
    """Notes that did not fit; the list has them."""
    last: int
    """The newest note that this message knows of: what came later is not confirmed with it."""
    added: bool = False
    """A family said more about a note that was told before."""

    def rows(self) -> tuple[Row, ...]:
        """One note is dealt with here; several are confirmed with one tap, or looked at one by one."""
        if len(self.items) == 1 and not self.more:
            return (*of_note(self.items[0]), LIST)
        face = _("Confirm all %(count)s", count=len(self.notes))
        return ((button(face, "ab.all", self.last, style=Style.SUCCESS),), LIST)


def of_note(item: Item) -> tuple[Row, ...]:
    """What can be done with one note."""
    note = item["id"]
    first: Row = (
        button(_("✓ Confirm"), "ab.ok", note, style=Style.SUCCESS),
        button(_("Ask back"), "ab.ask", note),
    )
    return (first, (button(_("See the letter"), "ab.paper", note),)) if item["letters"] else (first,)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTakenBack(Notice):
    """To the homeroom teacher, who was told of a note: its family takes it back, wholly or from a day on."""

    template: ClassVar[str] = "absences/taken_back"

    child: str
    class_name: str
    reason: Phrase
    first: date
    through: date
    """Of the days that are taken back."""

    def rows(self) -> tuple[Row, ...]:
        """The way to the others."""
        return (LIST,)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteConfirmed(Notice):
    """To the guardian who wrote it: the homeroom teacher has seen it. `asks`: a doctor's letter is still to come, and a
    photo in reply to this message goes to the note (`note_id`)."""

    template: ClassVar[str] = "absences/confirmed"
    personal: ClassVar[bool] = True

    child: str
    class_name: str
    ill: bool
    first: date
    through: date
    teacher: Mapping[str, str | Phrase]
    school: str
    note_id: int
    asks: bool

    def screen(self) -> Screen:
        """The message as data, with the note that a reply to it goes to."""
        shown = Notice.screen(self)
        return replace(shown, values={**shown.values, "note_id": self.note_id})
