"""What a file really is, by its first bytes. Extensions lie: much software saves HTML or XML as `.xls`."""

import re
from enum import StrEnum

from bot.sheets.errors import FileEmpty, FileKind, FileWrongKind


class Container(StrEnum):
    """The containers a table may come in."""

    ZIP = "zip"
    OLE = "ole"
    SPREADSHEETML = "spreadsheetml"
    HTML = "html"
    DELIMITED = "delimited"


ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_OTHERS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"BM", FileKind.PICTURE),
    (b"II*\x00", FileKind.PICTURE),
    (b"MM\x00*", FileKind.PICTURE),
    (b"%PDF", FileKind.PDF),
    (b"{\\rtf", FileKind.DOCUMENT),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xfd7zXZ", FileKind.ARCHIVE),
    (b"ID3", FileKind.MEDIA),
    (b"OggS", FileKind.MEDIA),
    (b"MZ", FileKind.PROGRAM),
    (b"\x7fELF", FileKind.PROGRAM),
)
_TEXT_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Two-letter magics also begin honest tables ("BM" could be a header): believed only before binary bytes.
_SHORT = 3


def container(data: bytes) -> Container:
    """The container of a file with tables; raises FileEmpty, FileWrongKind."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FileEmpty
    if data.startswith(ZIP_MAGIC):
        return Container.ZIP
    if data.startswith(OLE_MAGIC):
        return Container.OLE
    if data.startswith(_TEXT_BOMS) or not _is_binary(data[:4096]):
        return _text_container(data)
    raise FileWrongKind(_binary_kind(data))


def _text_container(data: bytes) -> Container:
    head = data[:8192].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"%pdf"):
        raise FileWrongKind(FileKind.PDF)
    if head.startswith(b"{\\rtf"):
        raise FileWrongKind(FileKind.DOCUMENT)
    if head.startswith(b"<"):
        return Container.SPREADSHEETML if b"urn:schemas-microsoft-com:office:spreadsheet" in head else Container.HTML
    return Container.DELIMITED


def _is_binary(head: bytes) -> bool:
    if any(head.startswith(magic) for magic, _kind in _OTHERS if len(magic) >= _SHORT):
        return True
    # UTF-16 without its mark: every second byte is zero. Other zeros or many control bytes mean no text at all.
    if b"\x00" in head:
        return not (_mostly_zero(head[::2]) ^ _mostly_zero(head[1::2]))
    control = len(re.findall(rb"[\x01-\x08\x0e-\x1f\x7f]", head))
    return control * 20 > len(head)


def _mostly_zero(part: bytes) -> bool:
    return bool(part) and part.count(0) * 10 >= len(part) * 8


def _binary_kind(data: bytes) -> FileKind:
    for magic, kind in _OTHERS:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF":
        return FileKind.PICTURE if data[8:12] == b"WEBP" else FileKind.MEDIA
    if data[4:8] == b"ftyp":
        return FileKind.PICTURE if data[8:12] in (b"heic", b"heix", b"mif1", b"avif") else FileKind.MEDIA
    return FileKind.BINARY
