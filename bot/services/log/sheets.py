"""Tables as files: CSV and XLSX in which no cell ever becomes a formula, whoever wrote its text."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheet programs read as the beginning of a formula, or of the next cell."""
_XLSX_ROWS = 1_048_576
_XLSX_TEXT = 32_767


def cell(text: str) -> str:
    """The text for a CSV file: an apostrophe before what would be read as a formula, and one kind of line break."""
    guarded = f"'{text}" if text.startswith(_RISKY) else text
    return guarded.replace("\r\n", "\n").replace("\r", "\n")


class Sheet(Protocol):
    """A table that is being written."""

    def add(self, row: Sequence[str]) -> None:
        """Write one more row."""

    def close(self) -> None:
        """Finish the file."""


class CsvSheet:
    """A table as CSV in UTF-8."""

    def __init__(self, file: IO[str], header: Sequence[str]) -> None:
        self._file = file
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(header)

    def add(self, row: Sequence[str]) -> None:
        self._writer.writerow([cell(text) for text in row])

    def close(self) -> None:
        self._file.close()


class XlsxSheet:
    """Tables as XLSX, written row by row; past the rows that a sheet holds a table goes on in the next one."""

    def __init__(self, path: Path, header: Sequence[str], name: str | None = None) -> None:
        from xlsxwriter import Workbook

        safe = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Workbook = Workbook(str(path), {**safe, "strings_to_numbers": False})
        self._bold = self._book.add_format({"bold": True})
        self.begin(header, name)

    def begin(self, header: Sequence[str], name: str | None = None) -> None:
        """Begin a table of its own in a new sheet, which is called `name` where one is given."""
        self._header = header
        self._sheet = self._new_sheet(name)

    def add(self, row: Sequence[str | int]) -> None:
        if self._next == _XLSX_ROWS:
            self._sheet = self._new_sheet()
        for column, value in enumerate(row):
            if isinstance(value, int):
                self._sheet.write_number(self._next, column, value)
            else:
                self._sheet.write_string(self._next, column, value[:_XLSX_TEXT])
        self._next += 1

    def close(self) -> None:
        self._book.close()

    def _new_sheet(self, name: str | None = None) -> "Worksheet":
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(self._header):
            sheet.write_string(0, column, title, self._bold)
        self._next = 1
        return sheet


def csv_file(path: Path, header: Sequence[str]) -> CsvSheet:
    """A CSV file at `path`."""
    return CsvSheet(path.open("w", encoding="utf-8", newline=""), header)


def write_csv(file: IO[str], header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A whole table into an open file, which stays open."""
    sheet = CsvSheet(file, header)
    for row in rows:
        sheet.add(row)
