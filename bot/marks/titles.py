"""What stands above a table of marks, and on its tab: class, school year, half, subject, month, NPSN."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.marks import MarkKind
from bot.domain.schoolyear import FIRST_MONTH
from bot.marks.subjects import subject_name, subject_of
from bot.marks.wording import kind_of
from bot.roster.attendance import title_of
from bot.roster.classes import looks_like_class, school_year, tidy_class, title_class
from bot.sheets.cells import Row, key, text
from bot.sheets.limits import MAX_CLASS, MAX_SUBJECT

_LABELS = {
    "class": "kelas, rombel, nama rombel, nama kelas, kls, rombongan belajar, class, class name, kelas rombel",
    "class_half": "kelas semester, kelas smt, kls semester, kelas fase",
    "npsn": "npsn",
    "year": "tahun pelajaran, tahun ajaran, thn pelajaran, tapel, ta, school year, academic year",
    "half": "semester, smt, term",
    "subject": "mata pelajaran, mapel, nama mapel, nama mata pelajaran, bidang studi, muatan pelajaran, subject",
    "month": "bulan, month",
}
_FIELD = {alias.strip(): field for field, aliases in _LABELS.items() for alias in aliases.split(",")}

_MONTHS = (
    *(
        "januari january jan",
        "februari february feb pebruari",
        "maret march mar",
        "april apr",
        "mei may",
        "juni june jun",
    ),
    *("juli july jul", "agustus august agu agt ags aug", "september sep sept", "oktober october okt oct"),
    *("november nov nopember nop", "desember december des dec"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_HALVES = {
    **dict.fromkeys(("ganjil", "gasal", "1", "i", "satu", "odd", "first"), 1),
    **dict.fromkeys(("genap", "2", "ii", "dua", "even", "second"), 2),
}
_HALF = re.compile(r"\b(?:semester|smt)\s*:?\s*(?:20\d\d([12])\b|\(?(ganjil|gasal|genap|1|2|ii|i)\b)", re.IGNORECASE)
_HALF_WORD = re.compile(r"\b(ganjil|gasal|genap)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(20\d\d)\b")
_ATTENDANCE = re.compile(r"\b(?:hadir|kehadiran|absen|absensi|presensi|attendance)\b", re.IGNORECASE)
_NEXT = re.compile(r"\b(?:semester|smt|tahun|thn|wali|mata|mapel|bulan|fase)\b|[;|]", re.IGNORECASE)
_CLASS = re.compile(r"\b(?:XII|XI|IX|X|VIII|VII)[ .-]?(?:(?:M?IPA|IPS|BAHASA|BHS|AGAMA)[ .-]?)?\d{1,2}\b")
"""A class of a secondary school within a line, in capitals: anything less certain is not believed."""
_STREAMS = {"ipa", "ips", "ipas", "bahasa", "agama", "mipa"}


@dataclass(frozen=True, slots=True)
class Titles:
    """What the titles say; empty or None where they do not. `attendance` and `leger` are words that stand there."""

    class_name: str = ""
    year: str = ""
    half: int | None = None
    npsn: str = ""
    subject: str = ""
    month: date | None = None
    kind: MarkKind | None = None
    attendance: bool = False
    leger: bool = False


def read_titles(rows: Sequence[Row], sheet_name: str) -> Titles:
    """Titles with a label first ("Kelas : X-1"), then whole lines ("DAFTAR NILAI KELAS X-1"), then the sheet's name."""
    said: dict[str, str] = {}
    for field, value in _pairs(rows):
        said.setdefault(field, value)
    lines = [" ".join(filter(None, map(text, row))) for row in rows]
    everything = " ".join([*lines, sheet_name])
    on_tab = _tab(sheet_name)
    year = school_year([[said.get("year", "")]]) or school_year(rows) or ""
    attendance = bool(_ATTENDANCE.search(everything))
    # A month that stands just anywhere is the day of printing, unless the sheet is about days.
    about = lines if attendance else [line for line in lines if "bulan" in line.lower()]
    month = _month((said.get("month", ""), sheet_name, *about), year)
    half = _half(said, lines) or (None if month is None else 1 if month.month >= FIRST_MONTH else 2)
    # A line with a colon tells one thing; the others are headings, and may name the kind of all marks below.
    headings = [line for line in lines if ":" not in line]
    return Titles(
        class_name=_class(said, rows, on_tab[0])[:MAX_CLASS],
        year=year or (_year_of(month) if month else ""),
        half=half,
        npsn=re.sub(r"\D", "", said.get("npsn", ""))[:8],
        subject=(subject_name(said.get("subject", "")) or on_tab[1])[:MAX_SUBJECT],
        month=month,
        kind=next((kind for line in (*headings, sheet_name) if (kind := kind_of(line))), None),
        attendance=attendance,
        leger=bool(re.search(r"\bled?ger\b", everything, re.IGNORECASE)),
    )


def _pairs(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Labels with what stands behind them: in the same cell after a colon, or in the next cell that is filled."""
    for row in rows:
        cells = [line for cell in row if (line := text(cell).strip())]
        for position, cell in enumerate(cells):
            label, colon, value = cell.partition(":")
            field = _FIELD.get(key(label))
            if field is None:
                continue
            if not value.strip():
                later = (c.lstrip(": ") for c in cells[position + 1 :])
                value = next((c for c in later if c), "")
                if not colon and key(value.partition(":")[0]) in _FIELD:
                    continue
            if value.strip():
                yield field, value.strip()


def _class(said: dict[str, str], rows: Sequence[Row], on_tab: str) -> str:
    if dapodik := title_of(rows):
        return dapodik[0]
    if "class" in said:
        return tidy_class(_NEXT.split(said["class"], maxsplit=1)[0].strip(" :-,"))
    if "class_half" in said:
        return tidy_class(said["class_half"].rpartition("/")[0].strip() or said["class_half"])
    headings = (" ".join(filter(None, map(text, row))) for row in rows)
    said_so = next((found[0] for line in headings if (found := _CLASS.search(line))), "")
    return title_class(rows) or on_tab or said_so


def _half(said: dict[str, str], lines: Sequence[str]) -> int | None:
    stated = said.get("half", "") or said.get("class_half", "").rpartition("/")[2]
    if found := re.search(r"\b20\d\d([12])\b", stated):
        return int(found[1])
    for word in key(stated).split():
        if word in _HALVES:
            return _HALVES[word]
    for line in lines:
        if match := _HALF.search(line):
            return int(match[1]) if match[1] else _HALVES[match[2].lower()]
        if match := _HALF_WORD.search(line):
            return _HALVES[match[1].lower()]
    return None


def _month(lines: Sequence[str], year: str) -> date | None:
    """The first of the month that is named, with the year that stands beside it or follows from the school year."""
    for line in lines:
        number = next((_MONTH[word] for word in key(line).split() if word in _MONTH), None)
        if number is None:
            continue
        own = None if re.search(r"20\d\d\s*[/-]\s*20\d\d", line) else _YEAR.search(line)
        if own:
            return date(int(own[1]), number, 1)
        if year:
            return date(int(year[:4]) + (number < FIRST_MONTH), number, 1)
        return None
    return None


def _year_of(month: date) -> str:
    first = month.year if month.month >= FIRST_MONTH else month.year - 1
    return f"{first}/{first + 1}"


def _tab(name: str) -> tuple[str, str]:
    """Class and subject that a sheet's name tells: "X-1", "Matematika", "X-1 Matematika"; "" where it tells none."""
    words = [word for word in name.split() if key(word) not in _MONTH and not _YEAR.fullmatch(word)]
    for end in range(len(words), -1, -1):
        class_name, rest = tidy_class(" ".join(words[:end])), " ".join(words[end:])
        subject = "" if key(rest) in _STREAMS else subject_of(rest)
        if (subject or not rest) and (not class_name or (len(class_name) > 1 and looks_like_class(class_name))):
            return class_name, subject
    found = _CLASS.search(name)
    return (found[0], "") if found else ("", "")
