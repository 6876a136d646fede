"""Spreadsheets that are XML: SpreadsheetML 2003 (what much software saves as `.xls`) and OpenDocument `.ods`.

Both are read as a stream, with repeats cut off as they are met: no attribute can ask for a billion cells.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from bot.sheets.archives import opened
from bot.sheets.cells import Cell, Row
from bot.sheets.errors import FileDamaged, FileEncrypted, FileTooLarge, FileUnsafe, Limit
from bot.sheets.limits import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from bot.sheets.sheets import Budget, Sheet

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MAX_DEPTH = 100
_MAX_IN_ROW = 20_000
"""Elements within one row: cells, and what they are made of."""
_MANIFEST = "META-INF/manifest.xml"

PlacedRow = tuple[int | None, Row, int]
"""Number of the row where the file states it, its cells, and how often it is repeated."""


def spreadsheetml_sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a SpreadsheetML workbook; raises FileDamaged, FileTooLarge, FileUnsafe."""
    return _sheets(data, _SS + "Worksheet", _SS + "Name", _SS + "Row", _ml_row)


def ods_sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of an .ods; raises FileDamaged, FileTooLarge, FileEncrypted, FileUnsafe."""
    with opened(data) as archive:
        if _MANIFEST in archive.names and b"encryption-data" in archive.read(_MANIFEST):
            raise FileEncrypted
        if "content.xml" not in archive.names:
            raise FileDamaged("content.xml")
        content = archive.read("content.xml")
    return _sheets(content, _TABLE + "table", _TABLE + "name", _TABLE + "table-row", _ods_row)


def _sheets(
    data: bytes, sheet_tag: str, name_attribute: str, row_tag: str, read: Callable[[Element], PlacedRow]
) -> Iterator[Sheet]:
    name, rows, count, budget = "", _Rows(), 0, Budget()
    open_elements: list[Element] = []
    in_row = 0
    for event, element in _events(data):
        if event == "start":
            open_elements.append(element)
            in_row = in_row + 1 if in_row or element.tag == row_tag else 0
            if element.tag == sheet_tag:
                name, rows, count = element.get(name_attribute, ""), _Rows(), count + 1
            _check_shape(count, len(open_elements), in_row)
            continue
        open_elements.pop()
        if element.tag == row_tag:
            rows.add(*read(element))
            in_row = 0
        elif element.tag == sheet_tag:
            yield Sheet(name, budget.spend(rows.found))
        if open_elements and not in_row:
            # What has been read is let go, so that the tree never grows beyond one row.
            open_elements[-1].remove(element)


def _check_shape(sheets: int, depth: int, in_row: int) -> None:
    if sheets > MAX_SHEETS:
        raise FileTooLarge(Limit.SHEETS, MAX_SHEETS)
    if depth > _MAX_DEPTH:
        raise FileDamaged
    if in_row > _MAX_IN_ROW:
        raise FileTooLarge(Limit.COLUMNS, MAX_COLUMNS)


def _events(data: bytes) -> Iterator[tuple[str, Element]]:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        yield from iterparse(BytesIO(data), events=("start", "end"))
    except DefusedXmlException as error:
        raise FileUnsafe("entities") from error
    except (ParseError, LookupError, ValueError) as error:
        raise FileDamaged from error


class _Rows:
    """Rows of one sheet, put where they say they are; empty ones at the end are never written down."""

    def __init__(self) -> None:
        self.found: list[Row] = []
        self._pending = 0

    def add(self, number: int | None, row: Row, repeats: int) -> None:
        """Add a row `repeats` times, at `number` (from 1) where given; raises FileTooLarge."""
        if number is not None:
            self._pending = max(0, number - 1 - len(self.found))
        if not row:
            self._pending += repeats
            return
        if len(self.found) + self._pending + repeats > MAX_ROWS:
            raise FileTooLarge(Limit.ROWS, MAX_ROWS)
        self.found += [()] * self._pending + [row] * repeats
        self._pending = 0


class _Cells:
    """Cells of one row, the same way."""

    def __init__(self) -> None:
        self.found: list[Cell] = []
        self._pending = 0

    def add(self, cell: Cell, repeats: int = 1, number: int | None = None) -> None:
        """Add a cell `repeats` times, at column `number` (from 1) where given; raises FileTooLarge."""
        if number is not None:
            self._pending = max(0, number - 1 - len(self.found))
        if cell in (None, ""):
            self._pending += repeats
            return
        if len(self.found) + self._pending + repeats > MAX_COLUMNS:
            raise FileTooLarge(Limit.COLUMNS, MAX_COLUMNS)
        self.found += [None] * self._pending + [cell] * repeats
        self._pending = 0


def _ml_row(row: Element) -> PlacedRow:
    cells = _Cells()
    for cell in row.iterfind(_SS + "Cell"):
        data = cell.find(_SS + "Data")
        cells.add(_ml_value(data), number=_count(cell, _SS + "Index", None))
        cells.add(None, _count(cell, _SS + "MergeAcross", 0) or 0)
    return _count(row, _SS + "Index", None), cells.found, 1


def _ml_value(data: Element | None) -> Cell:
    if data is None:
        return None
    said = "".join(data.itertext())
    return _number(said) if data.get(_SS + "Type") == "Number" else said


def _ods_row(row: Element) -> PlacedRow:
    cells = _Cells()
    for cell in row:
        if cell.tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            cells.add(_ods_value(cell), _count(cell, _TABLE + "number-columns-repeated", 1) or 1)
    return None, cells.found, _count(row, _TABLE + "number-rows-repeated", 1) or 1


def _ods_value(cell: Element) -> Cell:
    if cell.get(_OFFICE + "value-type") == "float":
        return _number(cell.get(_OFFICE + "value", ""))
    return "\n".join("".join(paragraph.itertext()) for paragraph in cell.iterfind(_TEXT + "p"))


def _number(said: str) -> Cell:
    try:
        return float(said)
    except ValueError:
        return said


def _count(element: Element, attribute: str, default: int | None) -> int | None:
    said = element.get(attribute, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else default
