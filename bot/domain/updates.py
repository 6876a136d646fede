"""Class-update templates: what a teacher can send to a whole class, which facts each asks for, which answers it offers.

A template is a declaration here and one prose file per language in `templates/messages/updates/`. Its fields are
filled by typing or by tapping; their names are the variables of the prose.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from bot.domain.errors import NotFound
from bot.domain.text import Phrase, _

FieldValue = str | date | time | Phrase | Sequence[str | Phrase] | None
"""Typed words stay a string, in the teacher's language; a tapped common answer is a phrase, in the reader's."""
Values = Mapping[str, FieldValue]


class FieldKind(StrEnum):
    LINE = "line"
    """A few words, at most `LINE_LIMIT` characters."""
    TEXT = "text"
    """A sentence or three, at most `TEXT_LIMIT` characters."""
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    LINES = "lines"
    """Several lines, of a flow of its own; never asked for by typing."""


LINE_LIMIT = 120
TEXT_LIMIT = 700


class Group(StrEnum):
    """The shelves on which a teacher finds a template."""

    WEEKLY = "weekly"
    TASKS = "tasks"
    EVENTS = "events"
    THANKS = "thanks"
    CARE = "care"


GROUP_NAMES: Mapping[Group, Phrase] = {
    Group.WEEKLY: _("Weekly summary"),
    Group.TASKS: _("Tasks and assessment"),
    Group.EVENTS: _("Events and holidays"),
    Group.THANKS: _("Good news and thanks"),
    Group.CARE: _("Care and concern"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One fact to fill in: `name` in the prose, `prompt` in the chat.

    `choices` are common answers as buttons (key, face); for a CHOICE field only these are allowed. The face fills the
    field as a phrase, so that each reader gets it in the own language; for a TIME field the key is hour and minute
    (`0715`). `optional` may be skipped with one tap.
    """

    name: str
    kind: FieldKind
    prompt: Phrase
    optional: bool = False
    choices: tuple[tuple[str, Phrase], ...] = ()


@dataclass(frozen=True, slots=True)
class QuickAnswer:
    """An answer a parent can give with one tap; `key` is at most 12 ASCII characters."""

    key: str
    face: Phrase


COMING = (QuickAnswer("coming", _("We will come")), QuickAnswer("not_coming", _("We cannot come")))
RSVP = (COMING[0], QuickAnswer("with", _("We will come with …")), COMING[1])
AGREE = (QuickAnswer("yes", _("Yes")), QuickAnswer("no", _("No")))


@dataclass(frozen=True, slots=True)
class Lead:
    """A button below an update that leads elsewhere; it says `key` and the recipient's id.

    `again` is what it says once the reader has been there, `first` puts it above the answers: it is what is asked for.
    """

    face: Phrase
    key: str
    again: Phrase | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class UpdateTemplate:
    """A class-update template; `key` names its prose files `<folder>/<key>.<lang>.j2`.

    `until` names the date field after which the update is no longer current for families that link later. A `retired`
    template is offered no more; it stays declared, for sent updates and kept templates name it. One without a `group`
    stands on no shelf: a flow of its own sends it. `leads` stand below it beside the answers. A `personal` one is about
    single pupils; its prose goes through `about`, which has the fields of each child of the reader. A `sealed` one is
    never offered as a letter: that would travel in the bag of the child whom it is about.
    """

    key: str
    group: Group | None
    title: Phrase
    fields: tuple[Field, ...]
    answers: tuple[QuickAnswer, ...] = ()
    until: str | None = None
    retired: bool = False
    folder: str = "updates"
    leads: tuple[Lead, ...] = ()
    personal: bool = False
    sealed: bool = False

    @property
    def prose(self) -> str:
        """The message template's name."""
        return f"{self.folder}/{self.key}"

    def field(self, name: str) -> Field:
        """The field called `name`; raises NotFound."""
        for field in self.fields:
            if field.name == name:
                return field
        raise NotFound("field")

    def answer(self, key: str) -> QuickAnswer:
        """The quick answer called `key`; raises NotFound."""
        for answer in self.answers:
            if answer.key == key:
                return answer
        raise NotFound("answer")

    def missing(self, values: Values) -> tuple[Field, ...]:
        """Fields that are neither filled nor skipped, in order; a skipped one is present with None."""
        return tuple(field for field in self.fields if field.name not in values)


class Shelf:
    """The templates by key and by group, in the order of declaration."""

    def __init__(self, templates: Iterable[UpdateTemplate]) -> None:
        self._by_key = {template.key: template for template in templates}

    def __iter__(self) -> Iterator[UpdateTemplate]:
        return iter(self._by_key.values())

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def get(self, key: str) -> UpdateTemplate:
        """The template called `key`; raises NotFound."""
        try:
            return self._by_key[key]
        except KeyError:
            raise NotFound("template") from None

    def of(self, group: Group) -> tuple[UpdateTemplate, ...]:
        """The templates offered on one shelf."""
        return tuple(found for found in self._by_key.values() if found.group is group and not found.retired)
