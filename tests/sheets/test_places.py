"""Rows and columns are named as the spreadsheet shows them, and formulas without a result are found."""

import io

import pytest
import xlwt

from bot.sheets import sheets_of
from bot.sheets.cells import column_letter, column_number
from tests.marks.forms import workbook
from tests.roster import forms


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (256, "IV")])
def test_columns_are_numbered_as_spreadsheets_letter_them(number: int, letters: str) -> None:
    assert (column_letter(number), column_number(letters)) == (letters, number)


def test_a_sheet_that_begins_further_down_and_aside_says_where() -> None:
    (sheet,) = sheets_of(forms.xlsx({"A": [[], [], [None, None, "Nama"], [None, None, "Budi"]]}), "a.xlsx")
    rows = list(sheet.rows)
    assert sheet.first_column == 3
    assert [number for number, row in enumerate(rows, start=sheet.first_row) if row[0]] == [3, 4]


def test_formulas_without_a_result_are_known_by_their_place() -> None:
    data = workbook([["Nama", "UH"], ["Budi", 80]], {(2, 2): "#DIV/0!", (3, 30): "#REF!", (4, 2): ""})
    (sheet,) = sheets_of(data, "a.xlsx")
    assert sheet.broken == {(2, 2): "#DIV/0!", (3, 30): "#REF!", (4, 2): ""}


def test_cells_merged_over_rows_of_html_keep_their_columns() -> None:
    page = (
        b"<table><tr><td rowspan=2>a<td colspan=2 rowspan=2>b<td>c<tr><td>d<tr><td>e"
        b"</table><table><tr><td>f<td>g</table>"
    )
    first, second = (list(sheet.rows) for sheet in sheets_of(page, "a.xls"))
    assert first == [("a", "b", "", "c"), ("", "", "", "d"), ("e",)]
    assert second == [("f", "g")]


def test_errors_in_an_old_workbook_are_known_by_their_place_and_sheet() -> None:
    book = xlwt.Workbook()
    for name in ("Kelas X-1", "Nilai – √"):
        page = book.add_sheet(name)
        page.write(0, 0, "Nama" * 2000)
        page.row(1).set_cell_error(1, "#DIV/0!" if name == "Kelas X-1" else "#REF!")
        page.write(2, 1, 80)
    out = io.BytesIO()
    book.save(out)
    sheets = list(sheets_of(out.getvalue(), "a.xls"))
    assert [(sheet.name, sheet.broken) for sheet in sheets] == [
        ("Kelas X-1", {(2, 2): "#DIV/0!"}),
        ("Nilai – √", {(2, 2): "#REF!"}),
    ]
    assert [row[1] for row in sheets[0].rows] == ["", "", 80]
