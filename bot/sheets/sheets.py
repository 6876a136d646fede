"""What every kind of file becomes first: named sheets of rows of cells, read lazily and within limits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.sheets.cells import Row
from bot.sheets.errors import FileTooLarge, Limit
from bot.sheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` may be walked once; `first_row` is the number the spreadsheet shows for its first row."""

    name: str
    rows: Iterable[Row]
    first_row: int = 1


class Budget:
    """Counts what is read over all sheets of a file and refuses what passes a limit."""

    def __init__(self) -> None:
        self._cells = 0

    def spend(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows of one sheet as they are, until a limit is passed; raises FileTooLarge."""
        for count, row in enumerate(rows, start=1):
            self._cells += len(row)
            if count > MAX_ROWS:
                raise FileTooLarge(Limit.ROWS, MAX_ROWS)
            if len(row) > MAX_COLUMNS and any(cell not in (None, "") for cell in row[MAX_COLUMNS:]):
                raise FileTooLarge(Limit.COLUMNS, MAX_COLUMNS)
            if self._cells > MAX_CELLS:
                raise FileTooLarge(Limit.CELLS, MAX_CELLS)
            yield row
