"""What a cell says of a person: NISN, NIP, sex, phone. What is doubtful comes as a code, never guessed silently."""

import re

from bot.domain.phones import e164
from bot.domain.roster import RemarkCode, Sex
from bot.sheets.cells import Cell, digits, key, text


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


def joined(said: str) -> tuple[str | None, str | None]:
    """NISN and the school's own number, where a sheet writes both in one cell, joined by a slash."""
    parts = [part.strip() for part in said.split("/")]
    national = next((part for part in parts if len(digits(part)) == 10), None)
    return national, next((part for part in parts if part and part != national), None)
