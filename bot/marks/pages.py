"""A sheet cut at its header, whatever its columns are called: titles above, labelled columns, rows below.

A roster is read by columns that are known; here most columns are the school's own (subjects, tests, days), so each one
keeps its label, and the group above it where cells were merged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from bot.domain.cell_remarks import UNCOMPUTED
from bot.roster.headers import Column, column_of
from bot.roster.tables import SEARCHED_ROWS
from bot.sheets import Sheet
from bot.sheets.cells import Cell, Row, column_letter, key, text

_PUPIL = frozenset({Column.NAME, Column.NISN, Column.NIPD, Column.NISN_NIPD})
_DEEPEST = 3
"""Rows of a header, at most: a group, what is in it, and once more."""

NumberedRow = tuple[int, Row]
"""A row with the number that the spreadsheet shows for it."""


@dataclass(frozen=True, slots=True)
class Label:
    """One column's header. `group` is what stands above it over merged cells; `cell` is the lowest cell as it is."""

    index: int
    text: str
    group: str = ""
    cell: Cell = None
    known: Column | None = None

    @property
    def whole(self) -> str:
        """Group and label as one line."""
        return f"{self.group} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet with its header found; without one `labels` is empty and `seen` has the likeliest row's texts.

    `rows` may be walked once; blank ones are left out.
    """

    name: str
    titles: tuple[Row, ...]
    labels: tuple[Label, ...]
    rows: Iterator[NumberedRow]
    first_column: int
    seen: tuple[str, ...]

    def letter(self, index: int) -> str:
        """The letters that the spreadsheet shows for a column of these rows."""
        return column_letter(self.first_column + index)

    def where(self, column: Column) -> int | None:
        """The first column that is this one."""
        return next((label.index for label in self.labels if label.known is column), None)

    def has(self, *columns: Column) -> bool:
        """Whether any of these columns is there."""
        return any(label.known in columns for label in self.labels)


def page(sheet: Sheet) -> Page | None:
    """Find the header of a sheet: the row that names pupils and has most labels. None if the sheet is blank."""
    rows = _numbered(sheet)
    head = list(islice(rows, SEARCHED_ROWS + _DEEPEST))
    if not any(any(map(text, row)) for _number, row in head):
        return None
    best = max(range(len(head)), key=lambda i: _weight(head[i][1]) if i < SEARCHED_ROWS else -1)
    if _weight(head[best][1]) == 0:
        likeliest = max((row for _number, row in head), key=lambda row: sum(1 for cell in row if text(cell)))
        return Page(sheet.name, tuple(row for _n, row in head), (), iter(()), sheet.first_column, _seen(likeliest))
    first, last = _levels([row for _number, row in head], best)
    below = ((number, row) for number, row in chain(head[last:], rows) if any(cell not in (None, "") for cell in row))
    titles = tuple(row for _number, row in head[:first])
    labels = _labels([row for _number, row in head[first:last]])
    return Page(sheet.name, titles, labels, below, sheet.first_column, _seen(head[best][1]))


def _numbered(sheet: Sheet) -> Iterator[NumberedRow]:
    """The rows with their numbers, and with the errors of formulas where they stand."""
    broken: dict[int, list[tuple[int, str]]] = {}
    for (number, column), said in sheet.broken.items():
        broken.setdefault(number, []).append((column - sheet.first_column, said or UNCOMPUTED))
    for number, row in enumerate(sheet.rows, start=sheet.first_row):
        if number in broken:
            row = list(row)
            for index, said in broken[number]:
                if 0 <= index < len(row) and row[index] in (None, "", 0):
                    row[index] = said
        yield number, row


def _weight(row: Row) -> int:
    """How much a row looks like the header: columns that are known first, then how many there are."""
    filled = [cell for cell in row if text(cell)]
    known = {column_of(key(cell)) for cell in filled if len(text(cell)) < 60} - {None, Column.NUMBER}
    return 1000 * len(known) + len(filled) if known & _PUPIL else 0


def _levels(rows: Sequence[Row], best: int) -> tuple[int, int]:
    """From which row to before which the header goes: a group above, and what is below merged cells."""
    header = rows[best]
    mine = [i for i, cell in enumerate(header) if column_of(key(cell)) in _PUPIL | {Column.NUMBER}]
    last = best + 1
    while last < len(rows) and last < best + _DEEPEST and _continues(rows[last], header, mine):
        last += 1
    first = best - 1 if best and _continues_above(rows[best - 1], mine) else best
    return first, last


def _continues(row: Row, header: Row, mine: Sequence[int]) -> bool:
    """Whether `row` belongs to the header: nothing below the pupils' columns, something below merged cells."""
    if any(_at(row, index) for index in mine):
        return False
    return any(_at(row, index) and not _at(header, index) for index in range(len(row)))


def _continues_above(row: Row, mine: Sequence[int]) -> bool:
    said = [_at(row, index) for index in range(len(row))]
    filled = [word for word in said if word]
    return (
        bool(filled) and not any(said[i] for i in range(min(max(mine) + 1, len(said)))) and ":" not in "".join(filled)
    )


def _at(row: Row, index: int) -> str:
    return text(row[index]) if index < len(row) else ""


def _labels(levels: Sequence[Row]) -> tuple[Label, ...]:
    """Each column's label and group; a group reaches over the blank cells to its right, as merged cells do."""
    carried = [""] * len(levels)
    found = []
    for index in range(max(map(len, levels))):
        said = [_at(level, index) for level in levels]
        for depth, word in enumerate(said):
            if word or not any(said[depth + 1 :]):
                carried[depth] = "" if column_of(key(word)) else word
            else:
                said[depth] = carried[depth]
        if not any(said):
            continue
        deepest = max(depth for depth, word in enumerate(said) if word)
        group = " ".join(dict.fromkeys(word for word in said[:deepest] if word))
        found.append(_label(index, said[deepest], group, levels[deepest][index]))
    return tuple(found)


def _label(index: int, said: str, group: str, cell: Cell) -> Label:
    known = None
    if len(said) < 60:
        known = column_of(key(f"{group} {said}")) or column_of(key(said))
    return Label(index, said[:120], group[:120], cell, known)


def _seen(row: Row) -> tuple[str, ...]:
    return tuple(text(cell)[:40] for cell in row if text(cell))[:30]
