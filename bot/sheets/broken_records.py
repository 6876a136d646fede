"""Cells of an old binary .xls whose formula has an error; like those of an .xlsx, calamine gives them as empty.

[MS-XLS] 2.4.24 (BoolErr), 2.4.127 (Formula), 2.5.133 (FormulaValue), 2.4.28 (BoundSheet8).
"""

import struct

from bot.sheets.biff import records
from bot.sheets.broken import Broken

_BOF, _BOUNDSHEET, _FORMULA, _BOOLERR = 0x0809, 0x0085, 0x0006, 0x0205
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def broken_records(stream: bytes) -> dict[str, Broken]:
    """The cells with an error, by the name of their sheet; what a record does not hold as it should is passed over."""
    names: dict[int, str] = {}
    found: dict[str, Broken] = {}
    sheet = ""
    for kind, position, body in records(stream):
        if kind == _BOUNDSHEET and len(body) > 8:
            names[struct.unpack_from("<I", body)[0]] = _name(body)
        elif kind == _BOF:
            # Charts within a sheet begin with a mark of their own, and are no sheet.
            sheet = names.get(position, "")
        elif sheet and (code := _error(kind, body)) is not None:
            row, column = struct.unpack_from("<HH", body)
            found.setdefault(sheet, {})[row + 1, column + 1] = _ERRORS.get(code, "#N/A")
    return found


def _error(kind: int, body: bytes) -> int | None:
    """The code of the error that a cell's record holds."""
    if kind == _BOOLERR and len(body) >= 8 and body[7] == 1:
        return body[6]
    if kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None


def _name(body: bytes) -> str:
    """A sheet's name: its length, one byte or two for each character, then the characters."""
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + length * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")
