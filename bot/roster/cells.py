"""One cell → clean text, number or sex. Pure; what is doubtful is returned as a code, never guessed silently."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.phones import e164
from bot.domain.roster import RemarkCode, Sex

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


def nisn(cell: Cell) -> tuple[str | None, RemarkCode | None]:
    """A national pupil number: 10 digits.

    A numeric cell cannot hold leading zeros, so they are put back (a note); in a text cell the same
    length is a doubt, and is padded too. Anything else is not a NISN.
    """
    number = digits(cell)
    if not number or set(number) == {"0"}:
        return None, None
    if not (number.isascii() and number.isdecimal()) or not 7 <= len(number) <= 10:
        return None, RemarkCode.NISN_INVALID
    if len(number) == 10:
        return number, None
    numeric = isinstance(cell, int | float)
    return number.zfill(10), RemarkCode.NISN_ZEROS_RESTORED if numeric else RemarkCode.NISN_PADDED


def nip(cell: Cell) -> tuple[str | None, RemarkCode | None]:
    """A civil servant's number: 18 digits. A float keeps only 15 to 17 of them, so such a cell is not believed."""
    number = digits(cell)
    if not number or set(number) == {"0"}:
        return None, None
    if isinstance(cell, float) or re.fullmatch(r"\d[.,]?\d*[eE]\+?\d+", text(cell)):
        return None, RemarkCode.NIP_ROUNDED
    if number.isascii() and number.isdecimal() and len(number) == 18:
        return number, None
    return None, RemarkCode.NIP_INVALID


_SEX = {
    **dict.fromkeys(("l", "lk", "laki", "laki laki", "pria", "putra", "m", "male", "boy"), Sex.MALE),
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "putri", "f", "female", "girl"), Sex.FEMALE),
}


def sex(cell: Cell) -> tuple[Sex | None, RemarkCode | None]:
    """L/P, Laki-laki/Perempuan, M/F; None with a code for anything else that is written there."""
    said = key(cell)
    found = _SEX.get(said)
    return found, RemarkCode.SEX_UNKNOWN if said and found is None else None


def phone(cell: Cell, region: str = "ID") -> tuple[str | None, RemarkCode | None]:
    """The first valid phone number of the cell as E.164, read as someone in `region` would dial it."""
    line = text(cell)
    if not any(c.isdecimal() for c in line):
        return None, RemarkCode.PHONE_INVALID if line else None
    candidates = [part for part in re.split(r"[/;,|]|\batau\b|\bdan\b|\bor\b", line) if part.strip()]
    valid = [number for part in candidates if (number := e164(part, region))]
    if not valid:
        return None, RemarkCode.PHONE_INVALID
    return valid[0], RemarkCode.PHONES_SEVERAL if len(set(valid)) > 1 else None
