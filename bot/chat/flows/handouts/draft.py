"""What the parts of this conversation share: the flow, the letters printed last, and the buttons around them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.chat.printing import PRINT
from bot.chat.router import Flow
from bot.domain.screens import Row, button
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _, n_
from bot.services.updates.reports import FamilyLine
from bot.storage.models import ClassUpdate

flow = Flow("handouts", "ho")


@dataclass(slots=True)
class Letters:
    """The letters of an update that were printed last: of which version, for which children."""

    version: int = 0
    pupils: list[int] = field(default_factory=list)


def letters_rows(update_id: int, lines: Sequence[FamilyLine]) -> list[Row]:
    """What the report offers: the letters that are still needed, or those that were handed out."""
    if needed := sum(line.needs_letter for line in lines):
        label = n_("Letters for %(count)s family", "Letters for %(count)s families", needed)
        return [(button(label, PRINT, update_id),)]
    if any(line.letter_at is not None for line in lines):
        return [(button(_("Letters handed out"), "ho.some", update_id, 0),)]
    return []


def back(row: ClassUpdate) -> Row:
    """The way back to the report."""
    return (button(_("‹ Report"), "u.report", row.id),)


def title(row: ClassUpdate) -> Phrase:
    """What the update is called."""
    return SHELF.get(row.template).title


def draft_of(row: ClassUpdate) -> str:
    """The name under which the letters of an update that were printed last are kept."""
    return f"{flow.name}:{row.id}"
