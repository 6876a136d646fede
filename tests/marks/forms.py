"""Sheets of marks and attendance as schools have them, built in their layouts; nothing here is a real person.

Each builder gives the rows of one sheet; `workbook` and the containers of `tests.roster.forms` make a file of them.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter

from tests.roster.forms import Cell, Rows

SUBJECTS = ("Pendidikan Pancasila", "Bahasa Indonesia", "Matematika", "Fisika", "Bahasa Inggris")
OBJECTIVE = "DESKRIPSI TUJUAN PEMBELAJARAN"


@dataclass(frozen=True)
class Child:
    """One pupil's row: `marks` in the order of the sheet's columns, `absent` as S, I, A, `days` by day of the month."""

    name: str
    nisn: Cell = None
    marks: Sequence[Cell] = ()
    absent: Sequence[Cell] = ()
    days: Mapping[int, str] = field(default_factory=dict)


def leger(
    children: Sequence[Child],
    class_name: str = "X-1",
    subjects: Sequence[str] = SUBJECTS,
    year: str = "2026/2027",
) -> list[list[Cell]]:
    """*Leger nilai*: four label rows, a blank one, the header in row 6, pupils from row 7."""
    rows: list[list[Cell]] = [
        ["Sekolah", "SMA NEGERI 1 CONTOH"],
        ["NPSN", "10404000"],
        ["Kelas", class_name],
        ["Tahun Pelajaran", f"{year} Ganjil"],
        [],
        ["No", "NAMA PESERTA DIDIK", "NISN", *subjects, "S", "I", "A"],
    ]
    for number, child in enumerate(children, start=1):
        marks = [*child.marks, *[None] * (len(subjects) - len(child.marks))]
        rows.append([number, child.name, child.nisn, *marks, *child.absent])
    return rows


def scope(children: Sequence[Child], tests: Sequence[str], subject: str = "Matematika") -> list[list[Cell]]:
    """Scope tests of one subject: `No | PD_ID | Nama Peserta Didik | NISN | TP 1 … TP n`, header in row 5."""
    rows: list[list[Cell]] = [
        ["DAFTAR NILAI SUMATIF LINGKUP MATERI"],
        [f"Mata Pelajaran : {subject}"],
        ["Kelas : X-1", None, "Semester : Ganjil"],
        ["Tahun Pelajaran : 2026/2027"],
        ["No", "PD_ID", "Nama Peserta Didik", "NISN", *tests],
    ]
    for number, child in enumerate(children, start=1):
        rows.append([number, f"pd-{number}", child.name, child.nisn, *child.marks])
    return rows


def grid(
    children: Sequence[Child], month: str = "Agustus 2026", days: int = 31, totals: bool = True
) -> list[list[Cell]]:
    """An attendance grid: two header rows, the days below *Tanggal*; pupils from row 6."""
    group: list[Cell] = ["No", "Nama", "Tanggal", *[None] * (days - 1)]
    below: list[Cell] = [None, None, *range(1, days + 1)]
    if totals:
        group += ["Jumlah", None, None]
        below += ["S", "I", "A"]
    rows: list[list[Cell]] = [["DAFTAR HADIR SISWA KELAS X-1"], [f"BULAN : {month}"], [], group, below]
    for number, child in enumerate(children, start=1):
        signs = [child.days.get(day) for day in range(1, days + 1)]
        rows.append([number, child.name, *signs, *(child.absent if totals else ())])
    return rows


@dataclass(frozen=True)
class Report:
    """One pupil of a final mark sheet: mark, and each objective with 1, 0 or nothing."""

    name: str
    nisn: Cell
    mark: Cell
    objectives: Sequence[tuple[str, Cell]]
    words: str = ""


FINAL_HEADER = (
    *("No", "PD_ID", "NAMA PESERTA DIDIK", "NISN", "NILAI AKHIR", "CAPAIAN KOMPETENSI", "KETERCAPAIAN KOMPETENSI"),
    OBJECTIVE,
)


def final(reports: Sequence[Report], subject: str = "Matematika") -> bytes:
    """A final mark sheet as e-Rapor writes it: the pupil's cells merged over the rows of the objectives."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Nilai Akhir")
    for row, title in enumerate((f"Mata Pelajaran : {subject}", "Kelas : X-1", "Tahun Pelajaran : 2026/2027")):
        page.write(row, 0, title)
    for column, header in enumerate(FINAL_HEADER):
        page.write(4, column, header)
    page.set_column(1, 1, None, None, {"hidden": True})
    row = 5
    for number, report in enumerate(reports, start=1):
        values: list[Cell] = [number, f"pd-{number}", report.name, report.nisn, report.mark, report.words]
        last = row + len(report.objectives) - 1
        for column, value in enumerate(values):
            if last > row:
                page.merge_range(row, column, last, column, value)
            else:
                page.write(row, column, value)
        for said, reached in report.objectives:
            page.write(row, 6, reached)
            page.write(row, 7, said)
            row += 1
    book.close()
    return out.getvalue()


def workbook(rows: Rows, broken: Mapping[tuple[int, int], str] | None = None, name: str = "Sheet1") -> bytes:
    """A workbook of one sheet; `broken` cells, by row and column from 1, hold a formula with this error or result."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False})
    page = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            elif cell is not None:
                page.write_number(number, column, cell)
    for (number, column), error in (broken or {}).items():
        page.write_formula(number - 1, column - 1, "=AVERAGE(Z1:Z9)", None, error)
    book.close()
    return out.getvalue()
