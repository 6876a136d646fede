"""What titles, sheet names and cells say about classes and school years."""

import re
from collections.abc import Iterable

from bot.sheets.cells import Row, text

_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
    "xiii": 13,
}
_PREFIX = re.compile(r"^(?:kelas|kls|class|rombel|grade|tingkat|year)\b[\s.:]*", re.IGNORECASE)
_GRADE = re.compile(r"^(\d{1,2}|[ivx]{1,4})(?![a-z]{2})", re.IGNORECASE)
_YEAR = re.compile(r"\b(20\d\d)\s*[/-]\s*(20\d\d)\b")
_SEMESTER = re.compile(r"\b(20\d\d)([12])\b")
_TITLE_CLASS = re.compile(r"\b(?:kelas|rombel|class)\s*:?\s*(.{0,60})", re.IGNORECASE)
_TITLE_HOMEROOM = re.compile(r"\b(?:wali\s*kelas|homeroom teacher)\s*:\s*(.{0,120})", re.IGNORECASE)
_ENDS = re.compile(r"\s{2,}|\b(?:wali|semester|tahun|homeroom|thn)\b|[;|]", re.IGNORECASE)


def tidy_class(said: str) -> str:
    """A class as the school names it, without the word for class: "Kelas X-1" → "X-1"."""
    return _PREFIX.sub("", said).strip(" :-") or said


def grade_of(said: str) -> int | None:
    """The grade a class name begins with, 1 to 13: "XI IPA 2" → 11, "7A" → 7; None where it tells none."""
    found = _GRADE.match(_PREFIX.sub("", said.strip()))
    if found is None:
        return None
    token = found.group(1).lower()
    grade = int(token) if token.isdecimal() else _ROMAN.get(token, 0)
    return grade if 1 <= grade <= 13 else None


def looks_like_class(said: str) -> bool:
    """Whether a sheet's name or a title's end can be a class: short, and beginning with a grade."""
    return len(said) <= 20 and grade_of(said) is not None


def split_grade_class(said: str) -> str:
    """EMIS writes grade and class in one: "7 - VII A" → "VII A"; "7 - A" → "7 A"."""
    grade, dash, name = said.partition(" - ")
    if not dash or grade_of(grade) is None:
        return tidy_class(said)
    return name.strip() if grade_of(name) == grade_of(grade) else f"{tidy_class(grade).strip()} {name.strip()}"


def school_year(rows: Iterable[Row]) -> str | None:
    """ "2026/2027" where a title says it, or a Dapodik semester id such as 20261."""
    for line in _lines(rows):
        if (found := _YEAR.search(line)) and int(found[2]) == int(found[1]) + 1:
            return f"{found[1]}/{found[2]}"
        if "semester" in line.lower() and (found := _SEMESTER.search(line)):
            return f"{found[1]}/{int(found[1]) + 1}"
    return None


def title_class(rows: Iterable[Row]) -> str | None:
    """The class that a title above a table names, such as "DAFTAR SISWA KELAS X-1"."""
    for line in _lines(rows):
        for found in _TITLE_CLASS.finditer(line):
            said = _ENDS.split(found[1].strip(" :"), maxsplit=1)[0].strip(" :-,")
            if looks_like_class(said):
                return said
    return None


def title_homeroom(rows: Iterable[Row]) -> str | None:
    """The homeroom teacher that a title names after "Wali Kelas :"."""
    found = (match[1] for line in _lines(rows) if (match := _TITLE_HOMEROOM.search(line)))
    return next((_ENDS.split(name, maxsplit=1)[0].strip(" -") for name in found if name.strip()), None)


def _lines(rows: Iterable[Row]) -> list[str]:
    """Each row as one line, cells next to each other with one space."""
    return [" ".join(filter(None, map(text, row))) for row in rows]
