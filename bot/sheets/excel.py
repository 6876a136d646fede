"""Excel workbooks (.xlsx, .xls) through calamine, after checks that keep a small file from asking for terabytes.

Calamine lays a sheet out as one dense block from its first to its last cell, and a failed allocation ends the whole
process. So the cell references are looked through before it sees the file.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from bot.sheets.archives import opened
from bot.sheets.biff import check_workbook
from bot.sheets.broken import Broken, broken_cells, members_of
from bot.sheets.broken_records import broken_records
from bot.sheets.cells import Row
from bot.sheets.errors import FileDamaged, FileEncrypted, FileTooLarge, Limit
from bot.sheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from bot.sheets.sheets import Budget, Sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# Beyond IV (256 columns) or row 20,000, in an attribute r="…" of a cell or row.
_FAR = re.compile(
    rb"""\br\s*=\s*["'](?:[A-Za-z]{3,}\d|[J-Zj-z][A-Za-z]\d|[Ii][W-Zw-z]\d|[A-Za-z]*0*(?:[2-9]\d{4}|\d{6,}))"""
)
# LibreOffice and copy-and-paste leave formatted rows and cells without content at the far end: those are harmless.
_EMPTY_CELL = rb"<c(?:\s[^<>]*)?(?:/>|></c>)\s*"
_EMPTY = re.compile(rb"<row\s[^<>]*>\s*(?:" + _EMPTY_CELL + rb")*</row>|<row\s[^<>]*/>|" + _EMPTY_CELL)


def xlsx_sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of an .xlsx; raises FileTooLarge, FileDamaged, FileEncrypted, FileUnsafe."""
    broken: dict[str, Broken] = {}
    with opened(data) as archive:
        for name in archive.names:
            # Every member is unpacked once, to count what calamine is going to unpack.
            member = archive.read(name)
            if b"sheetData" in member:
                _check_references(member)
                if found := broken_cells(member):
                    broken[name] = found
        by_sheet = {sheet: broken[member] for sheet, member in members_of(archive).items() if member in broken}
    return _calamine_sheets(data, by_sheet)


def xls_sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of an old binary .xls; raises FileTooLarge, FileDamaged, FileEncrypted, FileWrongKind."""
    return _calamine_sheets(data, broken_records(check_workbook(data)))


def _check_references(sheet: bytes) -> None:
    if sum(sheet.count(tag) for tag in (b"<c ", b"<c>", b":c ", b":c>")) > MAX_CELLS:
        raise FileTooLarge(Limit.CELLS, MAX_CELLS)
    if _FAR.search(sheet) is None:
        return
    found = _FAR.search(_EMPTY.sub(b"", sheet))
    if found is None:
        return
    reference = found.group()
    wide = re.search(rb"[A-Za-z]{3,}\d|[J-Zj-z][A-Za-z]\d|[Ii][W-Zw-z]\d", reference.split(b"=", 1)[1])
    raise FileTooLarge(Limit.COLUMNS, MAX_COLUMNS) if wide else FileTooLarge(Limit.ROWS, MAX_ROWS)


def _calamine_sheets(data: bytes, broken: Mapping[str, Broken]) -> Iterator[Sheet]:
    # Imported late: the program starts far more often than it reads a table.
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with _translated():
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    if len(names) > MAX_SHEETS:
        raise FileTooLarge(Limit.SHEETS, MAX_SHEETS)
    budget = Budget()
    for name in names:
        with _translated():
            sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        if sheet.height * sheet.width > MAX_CELLS:
            raise FileTooLarge(Limit.CELLS, MAX_CELLS)
        # Calamine's rows begin with the sheet's first row, empty or not, and with its first column that holds anything.
        yield Sheet(name, budget.spend(_rows(sheet)), first_column=sheet.start[1] + 1, broken=broken.get(name, {}))


def _rows(sheet: "CalamineSheet") -> Iterator[Row]:
    with _translated():
        yield from sheet.iter_rows()


@contextmanager
def _translated() -> Iterator[None]:
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise FileEncrypted from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileDamaged from error
    except BaseException as error:
        # A panic inside calamine arrives as an exception that is no `Exception`.
        if type(error).__name__ != "PanicException":
            raise
        raise FileDamaged from error
