"""A sheet with its header found: records whose cells are asked for by meaning and not by position."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from bot.domain.roster import Place
from bot.roster.headers import SUB_HEADERS, Column, column_of
from bot.sheets.cells import Cell, Row, key, text
from bot.sheets.sheets import Sheet

SEARCHED_ROWS = 30
"""Rows above the header that may hold titles, letterheads and blanks."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column is (several places: the first filled one counts), and how the file spells it."""

    columns: dict[Column, tuple[int, ...]]
    spelled: dict[Column, str]

    def __contains__(self, column: object) -> bool:
        return column in self.columns


@dataclass(frozen=True, slots=True)
class Record:
    """One row below a header."""

    place: Place
    header: Header
    row: Row

    def cell(self, *wanted: Column) -> Cell:
        """The first filled cell of these columns, as the sheet holds it; None where all are empty."""
        for column in wanted:
            for index in self.header.columns.get(column, ()):
                if index < len(self.row) and text(self.row[index]):
                    return self.row[index]
        return None

    def text(self, *wanted: Column) -> str:
        """The same as clean text."""
        return text(self.cell(*wanted))


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet cut at its header: `titles` above it, records below. The records may be walked once.

    `header` is None where no row looks like one; then `seen` holds the texts of the likeliest row.
    """

    name: str
    titles: tuple[Row, ...]
    header: Header | None
    first_row: int
    rows: Iterator[Row]
    seen: tuple[str, ...]

    def records(self) -> Iterator[Record]:
        """The rows below the header that are not blank."""
        if self.header is None:
            return
        for number, row in enumerate(self.rows, start=self.first_row):
            if any(cell not in (None, "") for cell in row):
                yield Record(Place(self.name, number), self.header, row)


def table(sheet: Sheet) -> Table | None:
    """Find the header of a sheet: of its first rows, the one with most columns that are known. None if blank."""
    rows = iter(sheet.rows)
    head = list(islice(rows, SEARCHED_ROWS + 1))
    headers = [_header(row, head[i + 1] if i + 1 < len(head) else ()) for i, row in enumerate(head[:SEARCHED_ROWS])]
    scores = [_score(header) for header, _depth in headers]
    if not any(any(text(cell) for cell in row) for row in head):
        return None
    best = max(range(len(scores)), key=lambda i: scores[i])
    if scores[best] == 0:
        likeliest = max(head, key=lambda row: sum(1 for cell in row if text(cell)))
        return Table(sheet.name, tuple(head), None, 0, iter(()), _seen(likeliest))
    header, depth = headers[best]
    below = chain(head[best + depth :], rows)
    return Table(sheet.name, tuple(head[:best]), header, sheet.first_row + best + depth, below, _seen(head[best]))


def _seen(row: Row) -> tuple[str, ...]:
    return tuple(text(cell)[:40] for cell in row if text(cell))[:30]


def _score(header: Header) -> int:
    """Known columns, not counting the running number. One known word alone may be a title, except a name."""
    known = set(header.columns) - {Column.NUMBER}
    if len(known) > 1 or Column.NAME in known or Column.NISN in known:
        return len(known)
    return 0


def _header(row: Row, below: Row) -> tuple[Header, int]:
    """The header of one row, or of two where the lower one holds sub-headers; and how many rows it takes."""
    sub = _is_sub(row, below)
    columns: dict[Column, tuple[int, ...]] = {}
    spelled: dict[Column, str] = {}
    group = ""
    for index in range(max(len(row), len(below) if sub else 0)):
        upper = text(row[index]) if index < len(row) else ""
        lower = text(below[index]) if sub and index < len(below) else ""
        group = upper or group
        label = f"{group} {lower}" if lower else upper
        column = column_of(key(label)) if label and len(label) < 60 else None
        if column is not None:
            columns[column] = (*columns.get(column, ()), index)
            spelled.setdefault(column, label)
    return Header(columns, spelled), 2 if sub else 1


def _is_sub(row: Row, below: Row) -> bool:
    """Whether `below` continues the header: it has sub-header words, and nothing under the first columns."""
    words = [key(cell) for cell in below]
    return bool(SUB_HEADERS & set(words)) and not any(words[:2]) and any(text(cell) for cell in row[:2])
