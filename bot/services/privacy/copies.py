"""What a copy of a family's data is made of: sheets with their columns, and rows of values that are put into words by
who writes the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.text import Phrase, _

Cell = str | int | float | bool | date | datetime | Phrase | None
INTERNAL = _("(kept within the school; please ask the homeroom teacher)")
"""What stands for words that colleagues wrote for each other: that they are there is told, and to whom to turn."""


@dataclass(slots=True)
class CopySheet:
    """One sheet."""

    name: Phrase
    header: Sequence[Phrase]
    rows: list[Sequence[Cell]] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        """One more row."""
        self.rows.append(cells)
