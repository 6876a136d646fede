"""The same pupil twice in one sheet, and one number beside two names."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.marksheets import CellCode, SheetRow
from bot.marks.notes import Notes
from bot.marks.pages import Page
from bot.roster.names import name_key


def without_doubles(page: Page, rows: Sequence[SheetRow], notes: Notes) -> tuple[SheetRow, ...]:
    """The rows, each pupil once.

    A row that repeats another says nothing new and is left out; one that contradicts it is left out with a remark. A
    NISN beside two names is believed of neither. Two rows with one name and no number stay: they may be two pupils.
    """
    shared = _shared(rows)
    kept: dict[str, SheetRow] = {}
    found = []
    for row in rows:
        if row.nisn in shared:
            notes.row(CellCode.NISN_SHARED, page, row.place.row, row.name, row.nisn or "")
            row = replace(row, nisn=None)
        number = row.nisn or row.nipd
        first = kept.setdefault(number, row) if number else row
        if first is row:
            found.append(row)
        elif replace(row, place=first.place, name=first.name) != first:
            notes.row(CellCode.DUPLICATE_ROW, page, row.place.row, row.name, str(first.place.row))
    return tuple(found)


def _shared(rows: Sequence[SheetRow]) -> set[str]:
    names: dict[str, set[str]] = {}
    for row in rows:
        if row.nisn and row.name:
            names.setdefault(row.nisn, set()).add(name_key(row.name))
    return {nisn for nisn, said in names.items() if len(said) > 1}
