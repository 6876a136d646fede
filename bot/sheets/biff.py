"""Looking through an old binary .xls before a reader lays it out: where its cells are, and whether it is one at all.

An .xls is a small file system ([MS-CFB]) with one stream of records ([MS-XLS]). Two records can claim a sheet of
65,536 × 256 cells, half a gigabyte once laid out; so the cells' positions are counted here first.
"""

import struct
from collections.abc import Iterator

from bot.sheets.errors import FileDamaged, FileEncrypted, FileKind, FileTooLarge, FileWrongKind, Limit
from bot.sheets.limits import MAX_CELLS, MAX_ROWS

_HEADER = 512
_END = 0xFFFFFFF0  # sector numbers from here on are marks, not sectors
_ENTRY = 128
_MINI_STREAM_BELOW = 4096

_BOF, _FILEPASS, _MULRK = 0x0809, 0x002F, 0x00BD
# NUMBER, LABEL, BOOLERR, RK, LABELSST, RSTRING, FORMULA: records that hold a value at (row, column).
_CELLS = {0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, 0x0006, _MULRK}


def check_workbook(data: bytes) -> bytes:
    """The workbook's records; raises FileEncrypted, FileWrongKind, FileTooLarge, FileDamaged unless it is honest."""
    try:
        return _checked(data)
    except (struct.error, IndexError, UnicodeError) as error:
        raise FileDamaged from error


def _checked(data: bytes) -> bytes:
    files = _CompoundFile(data)
    if "Root Entry" not in files.entries:
        raise FileDamaged
    if "EncryptedPackage" in files.entries:
        raise FileEncrypted
    name = next((name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in files.entries), None)
    if name is None:
        raise FileWrongKind(FileKind.DOCUMENT)
    stream = files.stream(name)
    _check_records(stream)
    return stream


def _check_records(stream: bytes) -> None:
    rows = columns = total = 0
    for kind, _position, body in records(stream):
        if kind == _FILEPASS:
            raise FileEncrypted
        if kind == _BOF:
            total += rows * columns
            rows = columns = 0
        if kind in _CELLS and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MULRK else column
            rows, columns = max(rows, row + 1), max(columns, last + 1)
        if rows > MAX_ROWS:
            raise FileTooLarge(Limit.ROWS, MAX_ROWS)
        if total + rows * columns > MAX_CELLS:
            raise FileTooLarge(Limit.CELLS, MAX_CELLS)


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Each record's kind, where it begins, and its content."""
    position = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        yield kind, position, stream[position + 4 : position + 4 + size]
        position += 4 + size


class _CompoundFile:
    """Just enough of [MS-CFB] to find one stream; every chain is cut off at the number of sectors there are."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._shift = struct.unpack_from("<H", data, 30)[0]
        if self._shift not in (9, 12):
            raise FileDamaged
        self._size = 1 << self._shift
        self._table = self._allocation()
        directory = self._chain(struct.unpack_from("<I", data, 48)[0])
        self.entries: dict[str, tuple[int, int]] = {}
        for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            entry = directory[start : start + _ENTRY]
            length = struct.unpack_from("<H", entry, 64)[0]
            name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            self.entries.setdefault(name, struct.unpack_from("<II", entry, 116))

    def stream(self, name: str) -> bytes:
        """The bytes of one entry; raises FileDamaged where they are not all there."""
        start, size = self.entries[name]
        if size < _MINI_STREAM_BELOW:
            # Kept in a stream of small sectors: too short to hold a list of a school, and to be a danger.
            return b""
        found = self._chain(start)
        if len(found) < size:
            raise FileDamaged
        return found[:size]

    def _allocation(self) -> tuple[int, ...]:
        count = len(self._data) // self._size + 1
        sectors = [s for s in struct.unpack_from("<109I", self._data, 76) if s < _END]
        following = struct.unpack_from("<I", self._data, 68)[0]
        while following < _END and len(sectors) < count:
            block = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            sectors += [s for s in block[:-1] if s < _END]
            following = block[-1]
        table = b"".join(self._sector(s) for s in sectors[:count])
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        sector = self._data[start : start + self._size]
        # The last sector of a file is often cut short by writers; readers take it as filled with zeros.
        return sector.ljust(self._size, b"\x00") if sector else b""

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        while start < _END and len(parts) < len(self._table):
            parts.append(self._sector(start))
            start = self._table[start]
        return b"".join(parts)
