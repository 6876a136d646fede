"""Readers of roster files: whatever a school has → one neutral `Roster`.

    roster = read_roster(data, "daftar_pd.xlsx")

The format is recognised by content, never by the file's name. A file becomes sheets (`bot.sheets`), a sheet becomes a
table with a header (`tables`, `headers`), and a table is read as what its header says (`pupils`, `teachers`,
`attendance`); OneRoster zips have their own reader.
"""

from pathlib import Path

from bot.domain.roster import Place, RemarkCode, Roster, RosterFormat
from bot.roster.attendance import note_homeroom, title_of
from bot.roster.errors import RosterLayoutUnknown
from bot.roster.headers import Column
from bot.roster.notebook import Notebook
from bot.roster.oneroster import is_oneroster, read_oneroster
from bot.roster.pupils import read_pupils
from bot.roster.tables import Table, table
from bot.roster.teachers import read_homerooms, read_staff, read_teachings
from bot.sheets import content_of, sheets_of
from bot.sheets.archives import opened
from bot.sheets.errors import FileEmpty
from bot.sheets.kinds import Container, container

__all__ = ["read_roster"]

_WHOLE = {RosterFormat.DAPODIK_PUPILS, RosterFormat.EMIS}
_PUPILS_FIRST = (RosterFormat.DAPODIK_PUPILS, RosterFormat.EMIS, RosterFormat.DAPODIK_LEAVERS)


def read_roster(data: bytes | Path, filename: str, region: str = "ID") -> Roster:
    """Read a roster file of any known layout, given as bytes or as a path.

    `filename` names the sheet of files that have none, and is not believed otherwise; `region` is the ISO country
    whose phone numbers are written without a country code. Raises the `FileError`s of `bot.sheets.errors`, and
    RosterLayoutUnknown.
    """
    content = content_of(data)
    notebook = Notebook(region)
    if container(content) is Container.ZIP and (roster := _zipped_roster(content, notebook)):
        return roster
    seen: tuple[str, ...] = ()
    unread: list[str] = []
    for sheet in sheets_of(content, filename):
        found = table(sheet)
        if found is None:
            continue
        layout = _read(found, notebook)
        if layout is not None:
            notebook.formats.append(layout)
        else:
            unread.append(found.name)
            seen = max(seen, found.seen, key=len)
    if not notebook.formats:
        raise RosterLayoutUnknown(seen) if unread else FileEmpty()
    return _finished(notebook, unread)


def _zipped_roster(content: bytes, notebook: Notebook) -> Roster | None:
    with opened(content) as archive:
        return read_oneroster(archive, notebook) if is_oneroster(archive) else None


def _read(found: Table, notebook: Notebook) -> RosterFormat | None:
    """Read one table as what its header says; None where it says nothing a roster holds."""
    header = found.header
    if header is None:
        return None
    if Column.TEACHER in header and Column.SUBJECT in header and Column.CLASS in header:
        return read_teachings(found, notebook)
    if Column.NAME in header and (title := title_of(found.titles)):
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
