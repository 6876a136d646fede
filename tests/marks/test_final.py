"""A final mark sheet: one subject, an objective a row, the pupil's cells merged over them."""

from bot.domain.marks import MarkKind, Objective
from bot.domain.marksheets import SheetLayout
from bot.marks import read_marks
from tests.marks import forms
from tests.marks.forms import FINAL_HEADER, Report
from tests.roster import forms as containers

REPORTS = [
    Report(
        "BUDI SANTOSO",
        "0081234567",
        85,
        [("Menghitung peluang", 1), ("Membaca grafik", 0), ("Menyusun model", None)],
        "Menunjukkan penguasaan yang baik dalam menghitung peluang.",
    ),
    Report("Siti Aminah", "0081234568", 78, [("Menghitung peluang", 1)]),
]
OBJECTIVES = (
    Objective("Menghitung peluang", True),
    Objective("Membaca grafik", False),
    Objective("Menyusun model", None),
)


def test_the_objectives_below_merged_cells_belong_to_the_pupil_above() -> None:
    file = read_marks(forms.final(REPORTS), "nilai.xlsx")
    (sheet,) = file.sheets
    assert (sheet.layout, sheet.subject, sheet.class_name) == (SheetLayout.FINAL, "Matematika", "X-1")
    assert [(c.letter, c.subject, c.kind, c.title) for c in sheet.columns] == [("E", "Matematika", MarkKind.FINAL, "")]
    budi, siti = sheet.rows
    assert (budi.name, budi.nisn, budi.cells[0].score) == ("Budi Santoso", "0081234567", 85)
    assert budi.objectives == OBJECTIVES
    assert budi.words == "Menunjukkan penguasaan yang baik dalam menghitung peluang."
    assert (siti.place.row, siti.objectives) == (9, OBJECTIVES[:1])
    assert file.remarks == ()


def test_repeated_cells_instead_of_merged_ones_say_the_same() -> None:
    rows = _rows(repeat=True)
    (sheet,) = read_marks(containers.delimited(rows, ";"), "nilai.csv").sheets
    assert [row.objectives for row in sheet.rows] == [OBJECTIVES, OBJECTIVES[:1]]


def test_cells_merged_in_html_cover_the_rows_below() -> None:
    page = ["<table><tr>", *(f"<th>{header}</th>" for header in FINAL_HEADER), "</tr>"]
    for number, report in enumerate(REPORTS, start=1):
        tall = len(report.objectives)
        values = (number, "pd", report.name, report.nisn, report.mark, report.words)
        cells = "".join(f"<td rowspan={tall}>{value}</td>" for value in values)
        for said, reached in report.objectives:
            shown = "" if reached is None else reached
            page.append(f"<tr>{cells}<td>{shown}</td><td>{said}</td></tr>")
            cells = ""
    (sheet,) = read_marks("".join(page).encode() + b"</table>", "nilai.xls").sheets
    assert [row.objectives for row in sheet.rows] == [OBJECTIVES, OBJECTIVES[:1]]
    assert [row.name for row in sheet.rows] == ["Budi Santoso", "Siti Aminah"]


def test_the_subject_is_left_open_where_the_sheet_does_not_say_it() -> None:
    (sheet,) = read_marks(containers.xlsx({"A": _rows(repeat=False)}), "nilai.xlsx").sheets
    assert (sheet.subject, sheet.columns[0].subject) == ("", "")


def _rows(*, repeat: bool) -> list[list[containers.Cell]]:
    rows: list[list[containers.Cell]] = [list(FINAL_HEADER)]
    for number, report in enumerate(REPORTS, start=1):
        values: list[containers.Cell] = [number, "pd", report.name, report.nisn, report.mark, report.words]
        for said, reached in report.objectives:
            rows.append([*values, reached, said])
            values = values if repeat else [None] * len(values)
    return rows
