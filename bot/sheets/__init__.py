"""Whatever file holds tables → sheets of rows of cells; what they say is for the readers of rosters and marks.

    for sheet in sheets_of(data, "leger.xlsx"): ...

What a file is, its first bytes say (`kinds`), never its name. Each container has its reader (`excel`, `xmlsheets`,
`htmlsheets`, `delimited`), which looks it through first: no file can ask for more than `limits` allow.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.sheets.archives import opened
from bot.sheets.delimited import delimited_sheets
from bot.sheets.errors import FileDamaged, FileEmpty, FileKind, FileTooLarge, FileWrongKind, Limit
from bot.sheets.excel import xls_sheets, xlsx_sheets
from bot.sheets.htmlsheets import html_sheets
from bot.sheets.kinds import Container, container
from bot.sheets.limits import MAX_BYTES
from bot.sheets.sheets import Sheet
from bot.sheets.xmlsheets import ods_sheets, spreadsheetml_sheets

__all__ = ["Sheet", "content_of", "sheets_of"]


def content_of(data: bytes | Path) -> bytes:
    """The bytes of a file, given as they are or as a path; raises FileTooLarge before it reads more than is allowed."""
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size > MAX_BYTES:
        raise FileTooLarge(Limit.BYTES, MAX_BYTES)
    return data.read_bytes() if isinstance(data, Path) else data


def sheets_of(data: bytes | Path, filename: str) -> Iterator[Sheet]:
    """The sheets of a file in their order, each of whose rows may be walked once and before the next sheet.

    `filename` names the sheet of files that name none, and is not believed otherwise. Raises the `FileError`s of
    `bot.sheets.errors`, some of them while rows are walked.
    """
    for sheet in _sheets(content_of(data)):
        yield replace(sheet, name=sheet.name or Path(filename).stem[:60])


def _sheets(content: bytes) -> Iterator[Sheet]:
    match container(content):
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
        raise FileWrongKind(FileKind.DOCUMENT)
    if not names:
        raise FileEmpty
    if "[Content_Types].xml" in names:
        raise FileDamaged
    raise FileWrongKind(FileKind.ARCHIVE)
