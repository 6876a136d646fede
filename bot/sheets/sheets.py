"""What every kind of file becomes first: named sheets of rows of cells, read lazily and within limits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.sheets.cells import Row
from bot.sheets.errors import FileTooLarge, Limit
from bot.sheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` may be walked once; `first_row` and `first_column` are the numbers (from 1) that the
    spreadsheet shows for its first row and for the first cell of each.

    `broken` are cells whose formula has an error (`#REF!`) or no result (""), by the spreadsheet's row and column: in
    `rows` they are empty.
    """

    name: str
    rows: Iterable[Row]
    first_row: int = 1
    first_column: int = 1
    broken: Mapping[tuple[int, int], str] = field(default_factory=dict)


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
