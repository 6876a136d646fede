"""One cell → clean text, and a key to compare headers by. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Row = Sequence[Cell]

# UTF-8 that was once read as Windows-1252: a lead byte followed by what continuation bytes look like there.
_CP1252_HIGH = "".join(bytes([b]).decode("cp1252", "ignore") for b in range(0x80, 0xA0))
_MOJIBAKE = re.compile(f"[\u00c2-\u00f4][\u0080-\u00bf{_CP1252_HIGH}]{{1,3}}")
_EMPTY = re.compile(r"[-–—.'`*\s]*")
_JOINERS = "\u200c\u200d"  # inside emoji and some scripts these carry meaning
_WORD = re.compile(r"\W+")


def text(cell: Cell) -> str:
    """The cell as one line of clean text: "" for an empty cell, `-` or `--`; 8.0 becomes "8"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e20:
        cell = int(cell)
    line = cell if isinstance(cell, str) else str(cell)
    if not line.isascii():
        line = _strip_invisible(_MOJIBAKE.sub(_repair, line))
    elif not line.isprintable():
        line = _strip_invisible(line)
    line = " ".join(line.split())
    return "" if not line[:1].isalnum() and _EMPTY.fullmatch(line) else line


def _repair(found: re.Match[str]) -> str:
    broken = found.group()
    try:
        return b"".join(_as_byte(c) for c in broken).decode()
    except UnicodeError:
        return broken


def _as_byte(character: str) -> bytes:
    return bytes([ord(character)]) if ord(character) < 0x100 else character.encode("cp1252")


def _strip_invisible(line: str) -> str:
    """Drop control, bidirectional-override and unpaired surrogate characters, which only serve to mislead."""
    return "".join(_visible(c) for c in line)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " " if character in "\t\n\r\x0b\x0c\x85" else ""
    if category in ("Cf", "Cs", "Cn", "Co") and character not in _JOINERS:
        return ""
    return character


def key(cell: Cell) -> str:
    """A header as it is compared: lower case, words only. "Jml. Saudara\\nKandung" → "jml saudara kandung"."""
    return _WORD.sub(" ", text(cell).casefold().replace("_", " ")).strip()


def cut(line: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something was cut."""
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def digits(cell: Cell) -> str:
    """The digits of a number that sheets write with spaces, dots, an apostrophe or as a float."""
    return re.sub(r"[\s.'’`-]", "", re.sub(r"\.0+$", "", text(cell)))


def column_number(letters: str) -> int:
    """A column's number from 1: `A` → 1, `AA` → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letter(number: int) -> str:
    """The letters a spreadsheet shows for a column, from 1: 27 → `AA`."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
