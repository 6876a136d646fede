"""Cells of an .xlsx whose formula came to nothing: calamine gives them as empty, and a mark would silently be missing.

ECMA-376 part 1, 18.3.1.4: a cell of type `e` holds its error as text; a formula that no spreadsheet has computed since
it was written has no value, and no type.
"""

import re
from posixpath import join, normpath

from bot.sheets.archives import Archive
from bot.sheets.cells import column_number

Broken = dict[tuple[int, int], str]
"""What such cells hold (`#REF!`, or "" for a formula without a result), by row and column from 1."""

_ERROR = re.compile(rb"""<c\s([^<>]*\bt=["']e["'][^<>]*)>(?:<f\b[^<>]*(?:/>|>[^<]*</f>))?\s*<v>([^<]{1,20})</v>""")
_UNCOMPUTED = re.compile(
    rb"""<c\s((?:(?!\bt=)[^<>])*[^/<>])>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"""
)
_REFERENCE = re.compile(rb"""\br=["']([A-Za-z]{1,2})(\d{1,5})["']""")
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def broken_cells(member: bytes) -> Broken:
    """The cells of one sheet's XML that hold an error or a formula without a result."""
    found: Broken = {}
    if b't="e"' in member or b"t='e'" in member:
        for cell in _ERROR.finditer(member):
            _note(found, cell[1], cell[2].decode("utf-8", "replace"))
    if b"<f" in member:
        for cell in _UNCOMPUTED.finditer(member):
            _note(found, cell[1], "")
    return found


def _note(found: Broken, attributes: bytes, said: str) -> None:
    if place := _REFERENCE.search(attributes):
        found[int(place[2]), column_number(place[1].decode())] = said


def members_of(archive: Archive) -> dict[str, str]:
    """The member of the zip that holds each sheet, by the sheet's name; what is not said is left out."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if _WORKBOOK not in archive.names or _RELATIONS not in archive.names:
        return {}
    try:
        book, relations = fromstring(archive.read(_WORKBOOK)), fromstring(archive.read(_RELATIONS))
    except (ParseError, DefusedXmlException, LookupError, ValueError):
        # Whether such a workbook can be read at all is calamine's to say.
        return {}
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    sheets = {sheet.get("name", ""): targets.get(sheet.get(_ID, ""), "") for sheet in book.iter(_MAIN)}
    return {name: normpath(join("xl", target)).lstrip("/") for name, target in sheets.items() if target}
