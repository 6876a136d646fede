"""Text with separators (.csv): whatever the encoding, whichever the separator."""

import csv
from collections import Counter
from collections.abc import Iterator

from bot.sheets.cells import Row
from bot.sheets.errors import FileDamaged, FileTooLarge, Limit
from bot.sheets.limits import MAX_COLUMNS
from bot.sheets.sheets import Budget, Sheet

_SEPARATORS = (";", "\t", ",", "|")
_LOOK_AHEAD = 40
_MAX_LINE = 200_000


def delimited_sheets(data: bytes) -> Iterator[Sheet]:
    """The one sheet of a .csv; raises FileDamaged, FileTooLarge."""
    yield Sheet("", Budget().spend(delimited_rows(decoded(data))))


def delimited_rows(page: str, separator: str | None = None) -> Iterator[Row]:
    """Rows of a text, by the separator that its first lines agree on; raises FileDamaged, FileTooLarge."""
    separator = separator or _separator(page)
    try:
        yield from csv.reader(_lines(page.replace("\r\n", "\n").replace("\r", "\n")), delimiter=separator)
    except csv.Error as error:
        raise FileDamaged from error


def _lines(page: str) -> Iterator[str]:
    """Line by line without a second copy of the text; raises FileTooLarge for a line no table has."""
    start = 0
    while start < len(page):
        end = page.find("\n", start) + 1 or len(page)
        if end - start > _MAX_LINE:
            raise FileTooLarge(Limit.COLUMNS, MAX_COLUMNS)
        yield page[start:end]
        start = end


def decoded(data: bytes, declared: str | None = None) -> str:
    """Text in the encoding it really has: its mark, UTF-16 by its zeros, UTF-8 where that fits, else as declared.

    Windows-1252 is what Excel writes in Indonesia when it does not write UTF-8; it reads any bytes.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\x00" in data[:4096]:
        return data.decode("utf-16-be" if data[:1] == b"\x00" else "utf-16-le", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _decoded_as(data, declared)


def _decoded_as(data: bytes, declared: str | None) -> str:
    known = {"windows-1252", "cp1252", "iso-8859-1", "latin-1", "us-ascii"}
    if declared and declared.lower() not in known and declared.lower().startswith(("windows-", "iso-8859-")):
        try:
            return data.decode(declared, "replace")
        except LookupError:
            pass
    return data.decode("cp1252", "replace")


def _separator(page: str) -> str:
    """The separator that splits most of the first lines, and splits them into most fields.

    Excel may say it outright in a first line `sep=;`.
    """
    lines = page[:50_000].splitlines()[:_LOOK_AHEAD]
    if lines and lines[0].lower().startswith("sep=") and lines[0][4:5] in _SEPARATORS:
        return lines[0][4:5]
    counts = {separator: Counter(_outside_quotes(line, separator) for line in lines) for separator in _SEPARATORS}
    return max(_SEPARATORS, key=lambda separator: _weight(counts[separator]))


def _weight(counted: Counter[int]) -> int:
    return max((times * number for number, times in counted.items()), default=0)


def _outside_quotes(line: str, separator: str) -> int:
    return sum(part.count(separator) for part in line.split('"')[::2])
