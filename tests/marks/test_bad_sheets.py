"""What goes wrong in real sheets: each doubtful cell is named by row and column, and nothing is guessed."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from bot.domain.cell_remarks import cell_text
from bot.domain.marksheets import SKIPPED, CellCode, CellRemark, MarkFile
from bot.marks import MarksLayoutUnknown, read_marks
from bot.sheets.errors import FileEmpty
from tests.marks import forms
from tests.marks.forms import Child
from tests.roster import forms as containers
from tests.roster.forms import Rows

BUDI, SITI = "0081234567", "0081234568"
C = CellCode


def found(*children: Child, **more: Any) -> MarkFile:
    return read_marks(forms.workbook(forms.leger(children), **more), "leger.xlsx")


def only(file: MarkFile) -> CellRemark:
    (remark,) = file.remarks
    return remark


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        (105, C.OUT_OF_RANGE, "105"),
        (-1, C.OUT_OF_RANGE, "-1"),
        ("850", C.OUT_OF_RANGE, "850"),
        ("baik", C.NOT_A_NUMBER, "baik"),
        ("80-85", C.NOT_A_NUMBER, "80-85"),
        ("B", C.NOT_A_NUMBER, "B"),
        ("#REF!", C.FORMULA_ERROR, "#REF!"),
        ("Err:502", C.FORMULA_ERROR, "Err:502"),
    ],
)
def test_a_cell_that_is_no_mark_is_named_and_left_out(cell: str | int, code: CellCode, said: str) -> None:
    file = found(Child("Budi", BUDI, [80, cell, 70]), Child("Siti", SITI, [70, 75, 71]))
    assert only(file) == CellRemark(code, "Sheet1", 7, "E", "Bahasa Indonesia", said, "Budi")
    assert code in SKIPPED
    assert [c.score for c in file.sheets[0].rows[0].cells] == [80, None, 70, None, None]


@pytest.mark.parametrize(("cell", "score"), [("85", 85), ("'85", 85), ("85,5", 85.5), (" 90.25 ", 90.25)])
def test_a_number_that_is_text_among_numbers_is_read_and_named(cell: str, score: float) -> None:
    file = found(Child("Budi", BUDI, [80, cell]), Child("Siti", SITI, [70, 75]))
    assert (only(file).code, only(file).row, only(file).column) == (C.TEXT_AS_NUMBER, 7, "E")
    assert file.sheets[0].rows[0].cells[1].score == score


def test_a_column_that_is_all_text_is_named_once() -> None:
    file = found(Child("Budi", BUDI, [80, "85"]), Child("Siti", SITI, [70, "75"]))
    assert (only(file).code, only(file).row, only(file).column) == (C.TEXT_AS_NUMBER, 0, "E")
    assert [row.cells[1].score for row in file.sheets[0].rows] == [85, 75]


@pytest.mark.parametrize(("error", "said"), [("#DIV/0!", "#DIV/0!"), ("#N/A", "#N/A"), ("", "#?")])
def test_a_formula_without_a_result_is_named_although_the_cell_seems_blank(error: str, said: str) -> None:
    file = found(Child("Budi", BUDI, [80, None, 70]), Child("Siti", SITI, [70, 75]), broken={(7, 5): error})
    assert only(file) == CellRemark(C.FORMULA_ERROR, "Sheet1", 7, "E", "Bahasa Indonesia", said, "Budi")
    assert file.sheets[0].rows[0].cells[1].score is None


def test_a_mark_that_the_spreadsheet_made_a_date_of_is_not_believed() -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("A")
    page.write_row(0, 0, ["Nama", "UH 1"])
    page.write_row(1, 0, ["Budi", 80])
    page.write(2, 0, "Siti")
    page.write_datetime(2, 1, date(2026, 5, 8), book.add_format({"num_format": "d/m/yyyy"}))
    book.close()
    file = read_marks(out.getvalue(), "a.xlsx")
    assert (only(file).code, only(file).row, only(file).column) == (C.NOT_A_NUMBER, 3, "B")


@pytest.mark.parametrize("by", [1, 2])
def test_a_header_that_has_shifted_leaves_the_sheet_out(by: int) -> None:
    rows = forms.leger([Child("Budi Santoso", BUDI, [80, 81]), Child("Siti Aminah", SITI, [70, 71])])
    rows[5] = [*rows[5][by:]] if by == 1 else [None, None, *rows[5]]
    file = read_marks(forms.workbook(rows), "leger.xlsx")
    assert file.sheets == ()
    assert only(file).code is C.HEADER_SHIFTED


def test_names_below_the_sex_column_are_a_shifted_header_too() -> None:
    rows: Rows = [["No", "Nama", "L/P", "UH 1"], [1, "L", "Budi Santoso", 80], [2, "P", "Siti Aminah", 90]]
    file = read_marks(containers.xlsx({"A": rows}), "a.xlsx")
    assert (file.sheets, only(file).code, only(file).said) == ((), C.HEADER_SHIFTED, "L")


def test_numbers_below_no_header_are_named() -> None:
    rows: Rows = [["No", "Nama", "UH 1"], [1, "Budi", 80, 75], [2, "Siti", 90, 76]]
    file = read_marks(containers.xlsx({"A": rows}), "a.xlsx")
    assert (only(file).code, only(file).row, only(file).column) == (C.COLUMN_UNCLEAR, 0, "D")
    assert [len(row.cells) for row in file.sheets[0].rows] == [1, 1]


def test_marks_without_a_name_are_named_and_left_out() -> None:
    file = found(Child("Budi", BUDI, [80]), Child("", None, [77]), Child("Siti", SITI, [70]))
    assert (only(file).code, only(file).row, only(file).said) == (C.NAME_MISSING, 8, "77")
    assert [row.name for row in file.sheets[0].rows] == ["Budi", "Siti"]


def test_two_pupils_of_one_name_stay_two() -> None:
    file = found(Child("Ahmad Rizki", BUDI, [80]), Child("Ahmad Rizki", SITI, [70]))
    assert file.remarks == ()
    assert [(row.name, row.nisn) for row in file.sheets[0].rows] == [("Ahmad Rizki", BUDI), ("Ahmad Rizki", SITI)]
    nameless = found(Child("Ahmad Rizki", None, [80]), Child("Ahmad Rizki", None, [70]))
    assert (len(nameless.sheets[0].rows), nameless.remarks) == (2, ())


def test_the_same_pupil_twice_counts_once_and_a_contradiction_is_named() -> None:
    file = found(Child("Budi", BUDI, [80]), Child("Budi", BUDI, [80]), Child("BUDI", BUDI, [70]))
    assert (only(file).code, only(file).row, only(file).said) == (C.DUPLICATE_ROW, 9, "7")
    assert [row.cells[0].score for row in file.sheets[0].rows] == [80]


def test_a_nisn_beside_two_names_is_believed_of_neither() -> None:
    file = found(Child("Budi", BUDI, [80]), Child("Siti", BUDI, [70]))
    assert [(remark.code, remark.row) for remark in file.remarks] == [(C.NISN_SHARED, 7), (C.NISN_SHARED, 8)]
    assert [row.nisn for row in file.sheets[0].rows] == [None, None]


def test_a_nisn_that_is_none_is_named_and_the_pupil_is_kept() -> None:
    file = found(Child("Budi", "12345", [80]))
    assert only(file) == CellRemark(C.NISN_INVALID, "Sheet1", 7, "C", "NISN", "12345", "Budi")
    assert (file.sheets[0].rows[0].nisn, file.sheets[0].rows[0].cells[0].score) == (None, 80)


def test_a_total_that_is_no_number_of_days_leaves_the_pupils_totals_out() -> None:
    file = found(Child("Budi", BUDI, [80], ["1", "x", 0]), Child("Siti", SITI, [70], [1, 2, 0]))
    assert (only(file).code, only(file).row, only(file).column) == (C.NOT_A_NUMBER, 7, "J")
    assert [(row.sick, row.excused) for row in file.sheets[0].rows] == [(None, None), (1, 2)]


def test_a_blank_form_is_recognised_and_said_to_be_blank() -> None:
    file = found(Child("Budi", BUDI), Child("Siti", SITI))
    assert (file.sheets, only(file).code, only(file).sheet) == ((), C.SHEET_EMPTY, "Sheet1")


def test_a_sheet_that_is_something_else_is_named_and_the_others_are_read() -> None:
    book: dict[str, Rows] = {
        "X-1": forms.leger([Child("Budi", BUDI, [80])]),
        "Kas": [["Tanggal", "Uraian"], ["1", "Kapur"]],
    }
    file = read_marks(containers.xlsx(book), "a.xlsx")
    assert [sheet.name for sheet in file.sheets] == ["X-1"]
    assert (only(file).code, only(file).sheet) == (C.SHEET_IGNORED, "Kas")


def test_a_file_without_any_marks_says_which_headers_were_seen() -> None:
    with pytest.raises(MarksLayoutUnknown) as refusal:
        read_marks(containers.xlsx({"A": [["Tanggal", "Uraian", "Debet"], ["1", "Kapur", 5]]}), "kas.xlsx")
    assert refusal.value.headers == ("Tanggal", "Uraian", "Debet")
    with pytest.raises(FileEmpty):
        read_marks(containers.xlsx({"A": []}), "a.xlsx")


@pytest.mark.parametrize("code", CellCode)
@pytest.mark.parametrize(("row", "said", "name"), [(7, "105", "Budi"), (0, "", ""), (7, "#?", "Budi")])
def test_every_remark_has_its_sentence(code: CellCode, row: int, said: str, name: str) -> None:
    words = cell_text(CellRemark(code, "A", row, "E", "Matematika", said, name))
    assert words.msgid % dict.fromkeys(("said", "name", "header"), "")
