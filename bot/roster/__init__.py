"""Readers of roster files: whatever a school has → one neutral `Roster`.

    roster = read_roster(data, "daftar_pd.xlsx")

The format is recognised by content (`kinds`, then headers), never by the file's name. A file becomes sheets
(`excel`, `xmlsheets`, `htmlsheets`, `delimited`), a sheet becomes a table with a header (`tables`, `headers`), and a
table is read as what its header says (`pupils`, `teachers`, `attendance`); OneRoster zips have their own reader.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.domain.roster import Place, RemarkCode, Roster, RosterFormat
from bot.roster.archives import opened
from bot.roster.attendance import note_homeroom, title_of
from bot.roster.delimited import delimited_sheets
from bot.roster.errors import (
    FileKind,
    Limit,
    RosterDamaged,
    RosterEmpty,
    RosterLayoutUnknown,
    RosterTooLarge,
    RosterWrongKind,
)
from bot.roster.excel import xls_sheets, xlsx_sheets
from bot.roster.headers import Column
from bot.roster.htmlsheets import html_sheets
from bot.roster.kinds import Container, container
from bot.roster.limits import MAX_BYTES
from bot.roster.notebook import Notebook
from bot.roster.oneroster import is_oneroster, read_oneroster
from bot.roster.pupils import read_pupils
from bot.roster.sheets import Sheet
from bot.roster.tables import Table, table
from bot.roster.teachers import read_homerooms, read_staff, read_teachings
from bot.roster.xmlsheets import ods_sheets, spreadsheetml_sheets

__all__ = ["read_roster"]

_WHOLE = {RosterFormat.DAPODIK_PUPILS, RosterFormat.EMIS}
_PUPILS_FIRST = (RosterFormat.DAPODIK_PUPILS, RosterFormat.EMIS, RosterFormat.DAPODIK_LEAVERS)


def read_roster(data: bytes | Path, filename: str, region: str = "ID") -> Roster:
    """Read a roster file of any known layout, given as bytes or as a path.

    `filename` names the sheet of files that have none, and is not believed otherwise; `region` is the ISO country
    whose phone numbers are written without a country code. Raises the `RosterError`s of `bot.roster.errors`.
    """
    content = _content(data)
    notebook = Notebook(region)
    kind = container(content)
    if kind is Container.ZIP and (roster := _zipped_roster(content, notebook)):
        return roster
    seen: tuple[str, ...] = ()
    unread: list[str] = []
    for sheet in _sheets(kind, content):
        found = table(replace(sheet, name=sheet.name or Path(filename).stem[:60]))
        if found is None:
            continue
        layout = _read(found, notebook)
        if layout is not None:
            notebook.formats.append(layout)
        else:
            unread.append(found.name)
            seen = max(seen, found.seen, key=len)
    if not notebook.formats:
        raise RosterLayoutUnknown(seen) if unread else RosterEmpty()
    return _finished(notebook, unread)


def _content(data: bytes | Path) -> bytes:
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size > MAX_BYTES:
        raise RosterTooLarge(Limit.BYTES, MAX_BYTES)
    return data.read_bytes() if isinstance(data, Path) else data


def _zipped_roster(content: bytes, notebook: Notebook) -> Roster | None:
    with opened(content) as archive:
        return read_oneroster(archive, notebook) if is_oneroster(archive) else None


def _sheets(kind: Container, content: bytes) -> Iterator[Sheet]:
    match kind:
        case Container.OLE:
            return xls_sheets(content)
        case Container.SPREADSHEETML:
            return spreadsheetml_sheets(content)
        case Container.HTML:
            return html_sheets(content)
        case Container.DELIMITED:
            return delimited_sheets(content)
        case Container.ZIP:
            return _zipped_sheets(content)


def _zipped_sheets(content: bytes) -> Iterator[Sheet]:
    with opened(content) as archive:
        names = set(archive.names)
    if any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return xlsx_sheets(content)
    if "content.xml" in names:
        return ods_sheets(content)
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise RosterWrongKind(FileKind.DOCUMENT)
    if not names:
        raise RosterEmpty
    if "[Content_Types].xml" in names:
        raise RosterDamaged
    raise RosterWrongKind(FileKind.ARCHIVE)


def _read(found: Table, notebook: Notebook) -> RosterFormat | None:
    """Read one table as what its header says; None where it says nothing a roster holds."""
    header = found.header
    if header is None:
        return None
    if Column.TEACHER in header and Column.SUBJECT in header and Column.CLASS in header:
        return read_teachings(found, notebook)
    if Column.NAME in header and (title := title_of(found)):
        read_pupils(found, notebook, note_homeroom(found, title, notebook))
        return RosterFormat.DAPODIK_HOMEROOMS
    if _is_staff(found):
        return read_staff(found, notebook)
    if Column.NAME in header:
        return read_pupils(found, notebook)
    if Column.CLASS in header and Column.HOMEROOM in header:
        return read_homerooms(found, notebook)
    return None


def _is_staff(found: Table) -> bool:
    header = found.header
    assert header is not None
    if Column.NISN in header or Column.NIPD in header or Column.NISN_NIPD in header:
        return False
    named = Column.NAME in header or Column.TEACHER in header
    return named and any(c in header for c in (Column.NUPTK, Column.NIP, Column.POSITION, Column.TEACHER))


def _finished(notebook: Notebook, unread: list[str]) -> Roster:
    """Name the format by its pupils where there are any, and the whole school only where every such sheet is one."""
    for name in unread:
        notebook.remark(Place(name, 0), "", RemarkCode.SHEET_IGNORED)
    notebook.formats.sort(key=lambda f: _PUPILS_FIRST.index(f) if f in _PUPILS_FIRST else len(_PUPILS_FIRST))
    notebook.complete = notebook.formats[0] in _WHOLE
    return notebook.roster()
