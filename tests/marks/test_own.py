"""Scope tests, and the tables that teachers make for themselves."""

import pytest

from bot.domain.marks import MarkKind
from bot.domain.marksheets import Cell, SheetLayout
from bot.marks import read_marks
from tests.marks import forms
from tests.marks.forms import Child
from tests.roster import forms as containers
from tests.roster.forms import Rows

K = MarkKind


def test_scope_tests_are_read_with_subject_and_half_from_the_titles() -> None:
    rows = forms.scope([Child("Budi", "0081234567", [80, 90, 70])], ["TP 1", "TP 2", "Sumatif Akhir Semester"])
    (sheet,) = read_marks(forms.workbook(rows), "tp.xlsx").sheets
    assert (sheet.layout, sheet.class_name, sheet.half, sheet.year) == (SheetLayout.SCOPE, "X-1", 1, "2026/2027")
    assert [(c.letter, c.subject, c.kind, c.title) for c in sheet.columns] == [
        ("E", "Matematika", K.SCOPE, "TP 1"),
        ("F", "Matematika", K.SCOPE, "TP 2"),
        ("G", "Matematika", K.ENDTERM, ""),
    ]


@pytest.mark.parametrize(
    ("header", "kind", "title"),
    [
        ("UH 1", K.SCOPE, "UH 1"),
        ("UH1", K.SCOPE, "UH1"),
        ("PH-2", K.SCOPE, "PH-2"),
        ("Sumatif Lingkup Materi 3", K.SCOPE, "Sumatif Lingkup Materi 3"),
        ("PTS", K.MIDTERM, ""),
        ("Nilai STS Ganjil", K.MIDTERM, ""),
        ("Sumatif Tengah Semester", K.MIDTERM, ""),
        ("PAS", K.ENDTERM, ""),
        ("Penilaian Akhir Semester", K.ENDTERM, ""),
        ("NA", K.FINAL, ""),
        ("Nilai Rapor", K.FINAL, ""),
        ("Tugas 1", K.TASK, "Tugas 1"),
        ("Tugas", K.TASK, "Tugas"),
        ("PR 4", K.TASK, "PR 4"),
        ("Proyek poster", K.TASK, "Proyek poster"),
        ("Kuis 2", K.FORMATIVE, "Kuis 2"),
        ("Nilai", K.FORMATIVE, "Nilai"),
        ("Hafalan", K.FORMATIVE, "Hafalan"),
    ],
)
def test_the_words_of_a_header_say_what_kind_of_mark_it_is(header: str, kind: MarkKind, title: str) -> None:
    file = read_marks(containers.delimited([["Nama", header], ["Budi", 80], ["Siti", 90]], ";"), "a.csv")
    (column,) = file.sheets[0].columns
    assert (column.kind, column.title, column.subject) == (kind, title, "")
    assert [row.cells[0].score for row in file.sheets[0].rows] == [80, 90]


def test_columns_that_are_no_marks_are_not_taken_for_some() -> None:
    header: list[containers.Cell] = [
        "No Absen",
        "Nama",
        "L/P",
        "UH 1",
        "Jumlah",
        "Rata-rata",
        "Predikat",
        "Keterangan",
        "Umur",
        "Hobi",
    ]
    rows: Rows = [header, [1, "Budi", "L", 80, 80, 80, "B", "baik", 16, "catur"]]
    (sheet,) = read_marks(containers.xlsx({"A": rows}), "a.xlsx").sheets
    assert [column.title for column in sheet.columns] == ["UH 1"]


def test_words_behind_the_marks_do_not_make_a_footer_of_a_pupils_row() -> None:
    rows: Rows = [["No", "Nama", "UH 1", "Ket", "Kelas"], [1, "Budi", 80, "Tuntas", "X-1"], [2, "Siti", 60, "-", "X-1"]]
    (sheet,) = read_marks(containers.xlsx({"A": rows}), "a.xlsx").sheets
    assert [(row.name, row.class_name) for row in sheet.rows] == [("Budi", "X-1"), ("Siti", "X-1")]


def test_a_group_over_merged_cells_belongs_to_each_column_below() -> None:
    rows: list[list[containers.Cell]] = [
        ["DAFTAR NILAI X-2"],
        ["No", "Nama Siswa", "Ulangan Harian", None, None, "Tugas", None, "PTS"],
        [None, None, 1, 2, 3, 1, 2, None],
        [1, "Budi", 80, 81, 82, 90, 91, 70],
    ]
    (sheet,) = read_marks(containers.xlsx({"A": rows}), "a.xlsx").sheets
    assert [(c.kind, c.title) for c in sheet.columns] == [
        (K.SCOPE, "Ulangan Harian 1"),
        (K.SCOPE, "Ulangan Harian 2"),
        (K.SCOPE, "Ulangan Harian 3"),
        (K.TASK, "Tugas 1"),
        (K.TASK, "Tugas 2"),
        (K.MIDTERM, ""),
    ]
    assert (sheet.class_name, sheet.rows[0].place.row) == ("X-2", 4)


def test_subjects_and_tests_in_one_header_are_told_apart() -> None:
    rows: Rows = [
        ["Nama", "Matematika UH 1", "PTS Bahasa Indonesia", "Fisika UH 1", "MTK"],
        ["Budi", 80, 75, 90, 85],
    ]
    (sheet,) = read_marks(containers.xlsx({"A": rows}), "a.xlsx").sheets
    assert [(c.subject, c.kind, c.title) for c in sheet.columns] == [
        ("Matematika", K.SCOPE, "UH 1"),
        ("Bahasa Indonesia", K.MIDTERM, ""),
        ("Fisika", K.SCOPE, "UH 1"),
        ("Matematika", K.FORMATIVE, ""),
    ]


def test_two_columns_of_one_name_stay_two() -> None:
    rows: Rows = [["Nama", "UH", "UH"], ["Budi", 80, 90]]
    (sheet,) = read_marks(containers.xlsx({"A": rows}), "a.xlsx").sheets
    assert [column.title for column in sheet.columns] == ["UH", "UH (2)"]


def test_work_that_was_not_handed_in_is_missing_and_what_is_blank_is_not_there_yet() -> None:
    rows: Rows = [
        ["Nama", "Tugas 1", "UH 1"],
        ["Budi", "-", "-"],
        ["Siti", None, None],
        ["Ani", "belum", 80],
    ]
    (sheet,) = read_marks(containers.xlsx({"A": rows}), "a.xlsx").sheets
    assert [row.cells for row in sheet.rows] == [
        (Cell(None, missing=True), Cell(None)),
        (Cell(None), Cell(None)),
        (Cell(None, missing=True), Cell(80)),
    ]


def test_a_table_may_name_pupils_by_number_alone_and_classes_in_a_column() -> None:
    rows: Rows = [
        ["NIS", "NISN", "Kelas", "UH 1"],
        ["1234", 81234567, "X-1", 80],
        ["1235", "0081234568", "Kelas X-2", 90],
    ]
    (sheet,) = read_marks(containers.xlsx({"A": rows}), "a.xlsx").sheets
    assert [(row.name, row.nisn, row.nipd, row.class_name) for row in sheet.rows] == [
        ("", "0081234567", "1234", "X-1"),
        ("", "0081234568", "1235", "X-2"),
    ]
