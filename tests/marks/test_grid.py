"""Attendance grids: signs below the days of a month."""

from datetime import date
from typing import Any

import pytest

from bot.domain.attendance import DayState
from bot.domain.marksheets import CellCode, MarkSheet, SheetLayout
from bot.marks import read_marks
from tests.marks import forms
from tests.marks.forms import Child
from tests.roster import forms as containers
from tests.roster.forms import Rows

S, E, A, T = DayState.SICK, DayState.EXCUSED, DayState.UNEXPLAINED, DayState.LATE


def august(day: int) -> date:
    return date(2026, 8, day)


def sheet_of(children: list[Child], **more: Any) -> MarkSheet:
    file = read_marks(forms.workbook(forms.grid(children, **more)), "absen.xlsx")
    assert file.remarks == ()
    return file.sheets[0]


def test_signs_are_days_and_a_blank_is_present_where_anybody_has_an_entry() -> None:
    sheet = sheet_of([Child("Budi", days={3: "S", 4: "a", 6: "."}), Child("Siti", days={3: "✓", 31: "T", 5: "I"})])
    assert sheet.layout is SheetLayout.GRID
    assert (sheet.class_name, sheet.month, sheet.year, sheet.half) == ("X-1", august(1), "2026/2027", 1)
    assert sheet.registers == tuple(august(day) for day in (3, 4, 5, 6, 31))
    budi, siti = sheet.rows
    assert budi.days == ((august(3), S), (august(4), A))
    assert siti.days == ((august(5), E), (august(31), T))


@pytest.mark.parametrize(
    ("sign", "state"),
    [
        *((present, None) for present in ("✓", "√", ".", "H", "h", "hadir", "v", "•")),
        *((s, S) for s in ("S", "s", "Sakit", " s ")),
        *((i, E) for i in ("I", "izin", "Ijin")),
        *((a, A) for a in ("A", "Alpa", "alpha", "TK")),
        *((t, T) for t in ("T", "L", "terlambat", "Telat")),
    ],
)
def test_each_sign_that_schools_use_is_known(sign: str, state: DayState | None) -> None:
    sheet = sheet_of([Child("Budi", days={3: sign}), Child("Siti", days={3: "."})])
    assert sheet.rows[0].days == (((august(3), state),) if state else ())


@pytest.mark.parametrize("holiday", [["L", "L", "L"], ["LIBUR", None, None], ["L", "i", "B"], ["", "", ""]])
def test_a_holidays_column_is_no_register(holiday: list[str | None]) -> None:
    names = ("Budi", "Siti", "Ani")
    # Down the rows of five pupils LIBUR stands letter by letter.
    letters = [*holiday, "U", "R"] if holiday == ["L", "i", "B"] else [*holiday, *holiday[1:]]
    children = [
        Child(name, days={17: said or "", 18: "."}) for name, said in zip((*names, "Eka", "Rian"), letters, strict=True)
    ]
    assert sheet_of(children).registers == (august(18),)


def test_the_days_count_where_the_totals_differ_and_a_remark_says_so() -> None:
    children = [Child("Budi", days={3: "S", 4: "S"}, absent=[2, 0, 0]), Child("Siti", days={3: "I"}, absent=[1, 1, 0])]
    file = read_marks(forms.workbook(forms.grid(children)), "a.xlsx")
    (remark,) = file.remarks
    assert (remark.code, remark.row, remark.column, remark.said) == (CellCode.TOTAL_DIFFERS, 7, "AH", "1")
    assert remark.name == "Siti"
    assert not file.sheets[0].has_totals


def test_a_sign_that_nobody_knows_is_named_and_not_noted() -> None:
    file = read_marks(forms.workbook(forms.grid([Child("Budi", days={3: "D", 4: "S"})])), "a.xlsx")
    (remark,) = file.remarks
    assert (remark.code, remark.row, remark.column, remark.said) == (CellCode.DAY_UNKNOWN, 6, "E", "D")
    assert file.sheets[0].rows[0].days == ((august(4), S),)


def test_a_day_that_the_month_does_not_have_is_named() -> None:
    file = read_marks(forms.workbook(forms.grid([Child("Budi", days={30: "S", 31: "S"})], "September 2026")), "a.xlsx")
    (remark,) = file.remarks
    assert (remark.code, remark.row, remark.column, remark.header) == (CellCode.DAY_OUTSIDE, 0, "AG", "31")
    assert file.sheets[0].registers == (date(2026, 9, 30),)


def test_a_month_that_is_not_said_is_left_open() -> None:
    rows = forms.grid([Child("Budi", days={31: "S"})])
    rows[1] = [None]
    (sheet,) = read_marks(forms.workbook(rows), "a.xlsx").sheets
    assert sheet.month is None
    assert sheet.rows[0].days == ((date(1, 1, 31), S),)


@pytest.mark.parametrize(
    ("title", "name", "month"),
    [
        ("Bulan : Januari 2027", "Sheet1", date(2027, 1, 1)),
        ("Bulan: Januari Tahun Pelajaran 2026/2027", "Sheet1", date(2027, 1, 1)),
        ("REKAP ABSENSI AGUSTUS 2026", "Sheet1", date(2026, 8, 1)),
        ("TAHUN PELAJARAN 2026/2027", "Nopember", date(2026, 11, 1)),
    ],
)
def test_the_month_is_read_where_sheets_say_it(title: str, name: str, month: date) -> None:
    rows = forms.grid([Child("Budi", days={3: "S"})])
    rows[1] = [title]
    assert read_marks(forms.workbook(rows, name=name), "a.xlsx").sheets[0].month == month


def test_days_may_be_dates() -> None:
    rows: Rows = [
        ["Daftar Hadir X-1"],
        ["Nama", "03/08/2026", "04/08/2026", "05/08/2026"],
        ["Budi", "S", "", "v"],
    ]
    (sheet,) = read_marks(containers.delimited(rows), "a.csv").sheets
    assert (sheet.month, sheet.registers) == (august(1), (august(3), august(5)))
    assert sheet.rows[0].days == ((august(3), S),)


def test_a_dapodik_attendance_list_that_is_filled_in_is_read() -> None:
    data = containers.homerooms({"X-1": ("Nurmala", [containers.Child("Budi", "0081234567", "12")])})
    rows: Rows = [
        ["TAHUN PELAJARAN 2026/2027"],
        ["Jenis Rombel: Kelas - Nama Rombel: X-1 - Semester Ganjil - Wali Kelas: N"],
    ]
    header = ["No", "NISN/NIS", "Nama", "L/P", *range(1, 32), "S", "I", "A"]
    filled = [*rows, header, [1, "0081234567/12", "Budi", "L", None, None, "S"]]
    (sheet,) = read_marks(containers.xlsx({"X-1 Agustus": filled}), "a.xlsx").sheets
    assert (sheet.class_name, sheet.half, sheet.month) == ("X-1", 1, august(1))
    assert (sheet.rows[0].nisn, sheet.rows[0].nipd) == ("0081234567", "12")
    assert sheet.rows[0].days == ((august(3), S),)
    assert [r.code for r in read_marks(data, "a.xlsx").remarks] == [CellCode.SHEET_EMPTY]
