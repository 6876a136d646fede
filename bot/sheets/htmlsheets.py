"""HTML tables saved as `.xls`, as many school programs do: every table of the page is a sheet."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from bot.sheets.cells import Row
from bot.sheets.delimited import decoded
from bot.sheets.errors import FileDamaged, FileTooLarge, Limit
from bot.sheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from bot.sheets.sheets import Budget, Sheet

_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_PIECE = 1 << 16


def html_sheets(data: bytes) -> Iterator[Sheet]:
    """The tables of the page as sheets; raises FileTooLarge, FileDamaged."""
    declared = _CHARSET.search(data[:4096])
    page = decoded(data, declared.group(1).decode("ascii", "ignore") if declared else None)
    parser = _Tables()
    # What is left over after a piece (a tag or comment that does not end) is searched again with every next one, and
    # once more from each `<` at the end: without a bound, a page of `<!--` would keep the parser busy for hours.
    for start in range(0, len(page), _PIECE):
        parser.feed(page[start : start + _PIECE])
        if len(parser.rawdata) > 2 * _PIECE:
            raise FileDamaged
    if "<" not in parser.rawdata:
        parser.close()
    parser.end_row()
    budget = Budget()
    for number, rows in enumerate(parser.tables, start=1):
        if rows:
            yield Sheet(f"{number}", budget.spend(rows))


class _Tables(HTMLParser):
    """Collects rows of cell texts. Forgiving as browsers are: tags that should be closed often are not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[Row]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._cells = 0
        self._covered: dict[int, int] = {}
        """Columns that merged cells above cover, each with the last row of the table, from 0, in which it is."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.end_row()
            self.tables.append([])
            self._covered = {}
            if len(self.tables) > MAX_SHEETS:
                raise FileTooLarge(Limit.SHEETS, MAX_SHEETS)
        elif tag == "tr":
            self.end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            self._row = [] if self._row is None else self._row
            self._cell = []
            said = dict(attrs)
            self._span = _span(said.get("colspan"), MAX_COLUMNS), _span(said.get("rowspan"), MAX_ROWS)
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self.end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def end_row(self) -> None:
        """Close the row that is open, if any; raises FileTooLarge."""
        self._end_cell()
        if self._row is not None:
            self._skip_covered()
            if not self.tables:
                self.tables.append([])
            self.tables[-1].append(tuple(self._row))
            if len(self.tables[-1]) > MAX_ROWS:
                raise FileTooLarge(Limit.ROWS, MAX_ROWS)
        self._row = None

    @property
    def _number(self) -> int:
        """The row that is being read, from 0."""
        return len(self.tables[-1]) if self.tables else 0

    def _skip_covered(self) -> None:
        """Fill up what cells of the rows above cover: there the page has no cells of its own."""
        assert self._row is not None
        while self._covered.get(len(self._row), -1) >= self._number:
            self._row.append("")

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        self._skip_covered()
        across, down = self._span
        if down > 1:
            covered = range(len(self._row), len(self._row) + across)
            self._covered.update(dict.fromkeys(covered, self._number + down - 1))
        self._row += ["".join(self._cell), *[""] * (across - 1)]
        self._cell = None
        self._cells += across
        if len(self._row) > MAX_COLUMNS:
            raise FileTooLarge(Limit.COLUMNS, MAX_COLUMNS)
        if self._cells > MAX_CELLS:
            raise FileTooLarge(Limit.CELLS, MAX_CELLS)


def _span(said: str | None, most: int) -> int:
    number = int(said) if said and said.isascii() and said.isdecimal() and len(said) < 5 else 1
    return min(max(number, 1), most)
