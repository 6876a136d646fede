"""A *leger nilai* as schools have it: every subject a column, then S, I, A."""

import pytest

from bot.domain.marks import MarkKind
from bot.domain.marksheets import Cell, SheetLayout
from bot.marks import read_marks
from tests.marks import forms
from tests.marks.forms import SUBJECTS, Child
from tests.roster import forms as containers

CHILDREN = [
    Child("BUDI SANTOSO", "0081234567", [80, 85, 90.5, 78, 88], [1, 0, "-"]),
    Child("SITI AMINAH", "0081234568", [70, "-", 66, None, 91], []),
]
ROWS = forms.leger(CHILDREN)
FILES = {
    "xlsx": forms.workbook(ROWS),
    "xls": containers.xls({"A": ROWS}),
    "ods": containers.ods({"A": ROWS}),
    "spreadsheetml": containers.spreadsheetml({"A": ROWS}),
    "html": containers.html(ROWS),
    "csv": containers.delimited(ROWS, ";"),
    "comma": containers.delimited([[str(c).replace(".", ",") if c else c for c in row] for row in ROWS], ",", "utf-16"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_leger_is_read_whatever_file_it_is_in(kind: str) -> None:
    file = read_marks(FILES[kind], "leger.xls")
    (sheet,) = file.sheets
    assert sheet.layout is SheetLayout.LEGER
    assert (sheet.class_name, sheet.year, sheet.half, sheet.npsn) == ("X-1", "2026/2027", 1, "10404000")
    assert [(column.letter, column.subject, column.kind) for column in sheet.columns] == [
        (letter, subject, MarkKind.FINAL) for letter, subject in zip("DEFGH", SUBJECTS, strict=True)
    ]
    budi, siti = sheet.rows
    assert (budi.name, budi.nisn, budi.place.row) == ("Budi Santoso", "0081234567", 7)
    assert [cell.score for cell in budi.cells] == [80, 85, 90.5, 78, 88]
    assert siti.cells == (Cell(70), Cell(None), Cell(66), Cell(None), Cell(91))
    assert file.remarks == ()


def test_totals_of_absence_are_read_where_there_are_any() -> None:
    (sheet,) = read_marks(FILES["xlsx"], "leger.xlsx").sheets
    budi, siti = sheet.rows
    assert (budi.sick, budi.excused, budi.unexplained) == (1, 0, 0)
    assert (siti.sick, siti.excused, siti.unexplained) == (None, None, None)
    assert sheet.has_totals


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("LEGER NILAI SUMATIF TENGAH SEMESTER", MarkKind.MIDTERM),
        ("LEGER PAS", MarkKind.ENDTERM),
        ("LEGER NILAI AKHIR SEMESTER GANJIL", MarkKind.FINAL),
        ("LEGER", MarkKind.FINAL),
    ],
)
def test_the_title_says_what_kind_of_marks_a_leger_holds(title: str, kind: MarkKind) -> None:
    (sheet,) = read_marks(forms.workbook([[title], *ROWS]), "a.xlsx").sheets
    assert {column.kind for column in sheet.columns} == {kind}
    assert sheet.rows[0].place.row == 8


def test_sums_ranks_and_what_stands_below_the_table_are_no_marks() -> None:
    rows = forms.leger(CHILDREN, subjects=(*SUBJECTS, "Jumlah", "Rata-rata", "Peringkat"))
    rows += [
        [None, "Rata-rata", None, 75, 85, 78, 78, 89],
        [None, "KKM", None, 75, 75, 75, 75, 75],
        [],
        [None, None, None, None, "Tambang, 20 Desember 2026"],
        [None, None, None, None, "Wali Kelas"],
        [None, "Nurmala, S.Pd."],
        [None, "NIP 197001011995122001"],
    ]
    file = read_marks(forms.workbook(rows), "a.xlsx")
    (sheet,) = file.sheets
    assert [row.name for row in sheet.rows] == ["Budi Santoso", "Siti Aminah"]
    assert [column.subject for column in sheet.columns] == list(SUBJECTS)
    assert file.remarks == ()


def test_each_sheet_of_a_workbook_is_a_class_of_its_own() -> None:
    books = {name: [row for row in forms.leger(CHILDREN) if row[:1] != ["Kelas"]] for name in ("X-1", "XI IPA 2")}
    sheets = read_marks(containers.xlsx(books), "leger.xlsx").sheets
    assert [(sheet.name, sheet.class_name) for sheet in sheets] == [("X-1", "X-1"), ("XI IPA 2", "XI IPA 2")]


def test_abbreviated_subjects_are_written_out() -> None:
    rows = forms.leger(CHILDREN, subjects=("PAI", "B.INDO", "MTK", "BAHASA INGGRIS", "Budaya Melayu Riau"))
    (sheet,) = read_marks(forms.workbook(rows), "a.xlsx").sheets
    assert [column.subject for column in sheet.columns] == [
        "Pendidikan Agama Islam",
        "Bahasa Indonesia",
        "Matematika",
        "Bahasa Inggris",
        "Budaya Melayu Riau",
    ]


def test_a_leger_that_does_not_begin_in_the_first_column_names_its_columns_as_the_spreadsheet_does() -> None:
    rows = [[], [], *([None, None, *row] for row in ROWS)]
    (sheet,) = read_marks(forms.workbook(rows), "a.xlsx").sheets
    assert [column.letter for column in sheet.columns] == list("FGHIJ")
    assert sheet.rows[0].place.row == 9
