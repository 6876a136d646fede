"""Readers of what schools write down of marks and attendance: whatever sheet they have → one neutral `MarkFile`.

    file = read_marks(data, "leger X-1.xlsx")

A file becomes sheets (`bot.sheets`), a sheet a page with a header (`pages`, `titles`), and what the page is follows
from its header and titles (`layouts`, with the words of `wording` and `subjects`). Marks are read by `reading`, grids
of days by `grids`. Whatever is doubtful is named by row and column, and left out.
"""

from dataclasses import replace
from pathlib import Path

from bot.domain.marksheets import CellCode, MarkFile, MarkSheet, SheetLayout
from bot.marks.doubles import without_doubles
from bot.marks.errors import MarksLayoutUnknown
from bot.marks.grids import is_of_numbers, read_grid
from bot.marks.layouts import Plan, is_of_people, plan_of
from bot.marks.notes import Notes
from bot.marks.pages import Page, page
from bot.marks.pupils import shifted
from bot.marks.reading import read_marks_page
from bot.marks.titles import Titles, read_titles
from bot.sheets import content_of, sheets_of
from bot.sheets.archives import opened
from bot.sheets.cells import text
from bot.sheets.errors import FileEmpty
from bot.sheets.kinds import Container, container

__all__ = ["MarksLayoutUnknown", "marks_in", "read_marks"]


def read_marks(data: bytes | Path, filename: str) -> MarkFile:
    """Read a file of marks or attendance of any known layout, given as bytes or as a path.

    `filename` names the sheet of files that name none, and is not believed otherwise. Raises the `FileError`s of
    `bot.sheets.errors`, and MarksLayoutUnknown.
    """
    found = _read(content_of(data), filename, strict=False)
    assert found is not None
    return found


def marks_in(data: bytes | Path, filename: str) -> MarkFile | None:
    """The same of a file that may as well be a roster; None where it is one, or is nothing that is known here.

    A list of people stays a roster although numbers stand in it, and so does a blank grid of attendance. Raises the
    `FileError`s of `bot.sheets.errors`.
    """
    content = content_of(data)
    if container(content) is Container.ZIP:
        with opened(content) as archive:
            if any(name.lower().endswith(".csv") for name in archive.names):
                return None
    try:
        return _read(content, filename, strict=True)
    except (MarksLayoutUnknown, FileEmpty):
        return None


def _read(content: bytes, filename: str, *, strict: bool) -> MarkFile | None:
    """The file; None where `strict` and it may be a roster."""
    notes, sheets = Notes(), []
    unread: list[Page] = []
    for sheet in sheets_of(content, filename):
        found = page(sheet)
        if found is None:
            continue
        if strict and is_of_people(found):
            return None
        titles = read_titles(found.titles, found.name)
        plan = plan_of(found, titles)
        if plan is None or (strict and not plan.certain):
            unread.append(found)
            continue
        read = _page(found, plan, titles, notes, strict=strict)
        if read is not None:
            sheets.append(read)
    if not sheets and not notes.remarks:
        seen = max((one.seen for one in unread), key=len, default=())
        raise MarksLayoutUnknown(seen) if unread else FileEmpty()
    for one in unread:
        notes.sheet(CellCode.SHEET_IGNORED, one)
    return MarkFile(tuple(sheets), tuple(notes.remarks))


def _page(found: Page, plan: Plan, titles: Titles, notes: Notes, *, strict: bool) -> MarkSheet | None:
    """One page as a sheet; None where nothing is taken from it, with a remark that says why."""
    rows, before = list(found.rows), len(notes.remarks)
    if plan.days and not titles.attendance and is_of_numbers(plan, rows):
        plan = plan_of(found, titles, days=False) or plan
    if (wrong := shifted(found, [row for _number, row in rows])) is not None:
        notes.sheet(CellCode.HEADER_SHIFTED, found, text(wrong))
        return None
    if plan.layout is SheetLayout.GRID:
        sheet = read_grid(found, plan, titles, rows, notes)
    else:
        sheet = read_marks_page(found, plan, titles, rows, notes)
    sheet = replace(sheet, rows=without_doubles(found, sheet.rows, notes))
    if _is_blank(sheet):
        if strict and plan.layout is SheetLayout.GRID:
            # A list of a class's pupils, as Dapodik prints it at the start of a year: for the roster to read.
            del notes.remarks[before:]
            return None
        notes.sheet(CellCode.SHEET_EMPTY, found)
        return None
    return sheet


def _is_blank(sheet: MarkSheet) -> bool:
    """Whether nothing is filled in."""
    marked = any(cell.score is not None or cell.missing for row in sheet.rows for cell in row.cells)
    said = sheet.has_totals or any(row.words or row.objectives for row in sheet.rows)
    return not (marked or said or sheet.registers)
