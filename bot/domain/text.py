"""Interface text that travels as data: a message id and typed values, put into words at the edge.

Nothing here renders. `_()` marks an English message id for extraction and keeps its values, so that the same button
can be shown in Indonesian to one reader and in English to another, and stored in the outbox in between.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

Value = str | int | float | bool | date | datetime | time | None
"""What a phrase or a screen may carry: formatted for the reader's language when rendered."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A translatable text: English `msgid` with `%(name)s` places, and the values for them.

    With `plural`, the number is the value called `count`.
    """

    msgid: str
    values: Mapping[str, "Value | Phrase"] = field(default_factory=dict)
    plural: str | None = None
    context: str | None = None


def _(msgid: str, **values: "Value | Phrase") -> Phrase:
    """Mark an interface text for translation."""
    return Phrase(msgid, values)


def n_(msgid: str, plural: str, count: int, **values: "Value | Phrase") -> Phrase:
    """Mark an interface text that counts."""
    return Phrase(msgid, {"count": count, **values}, plural)


def p_(context: str, msgid: str, **values: "Value | Phrase") -> Phrase:
    """Mark an interface text that languages say differently by where it stands; `context` says where."""
    return Phrase(msgid, values, context=context)


Label = Phrase | str
"""A button's face: a phrase, or a string that is shown as it is (a class name, a child's name)."""
