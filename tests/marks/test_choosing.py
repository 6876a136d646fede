"""A roster never becomes marks, and marks never become a roster."""

import pytest

from bot.domain.marksheets import SheetLayout
from bot.marks import marks_in
from tests.marks import forms
from tests.marks.forms import Child, Report
from tests.roster import forms as rosters

PUPILS = [rosters.Child("Budi Santoso", "0081234567", "12", father="Agus", phone="081234567890")]
BUDI = Child("Budi", "0081234567", [80, 90], [1, 0, 0], {3: "S"})
OWN: rosters.Rows = [
    ["Nama Siswa", "NISN", "Kelas", "No HP Orang Tua", "Nilai UN"],
    ["Budi", "0081234567", "X-1", "0812", 80],
]
LIST: rosters.Rows = [["No", "Nama Siswa", "NIS", "L/P", "Kelas", "Tingkat", "Hobi", "Anak ke"]]
ONEROSTER = rosters.oneroster({"users": [{"sourcedId": "p1", "role": "student", "givenName": "B", "familyName": "S"}]})

ROSTERS = {
    "dapodik": rosters.dapodik_pupils(PUPILS),
    "leavers": rosters.dapodik_leavers(PUPILS),
    "staff": rosters.dapodik_staff([{"Nama": "Nurmala", "NIP": "197001011995122001", "Jenis PTK": "Guru Mapel"}]),
    "homerooms": rosters.homerooms({"X-1": ("Nurmala", PUPILS)}),
    "teachings": rosters.teachings([("X-1", "Nurmala", "Matematika")]),
    "emis": rosters.emis(PUPILS),
    "oneroster": ONEROSTER,
    "own with parents": rosters.xlsx({"A": OWN}),
    "own": rosters.xlsx({"A": [*LIST, [1, "Budi", "12", "L", "X-1", 10, "catur", 2]]}),
    "blank grid": forms.workbook(forms.grid([Child("Budi"), Child("Siti")])),
    "budget": rosters.xlsx({"A": [["Tanggal", "Debet"], [1, 5]]}),
    "nothing": rosters.xlsx({"A": []}),
}
MARKS = {
    SheetLayout.LEGER: forms.workbook(forms.leger([BUDI])),
    SheetLayout.SCOPE: forms.workbook(forms.scope([BUDI], ["TP 1", "TP 2"])),
    SheetLayout.FINAL: forms.final([Report("Budi", "0081234567", 85, [("Menghitung", 1), ("Membaca", 0)])]),
    SheetLayout.GRID: forms.workbook(forms.grid([BUDI])),
    SheetLayout.OWN: rosters.delimited([["Nama", "Tugas"], ["Budi", 80]]),
}


@pytest.mark.parametrize("kind", ROSTERS)
def test_a_roster_never_becomes_marks(kind: str) -> None:
    assert marks_in(ROSTERS[kind], "data.xlsx") is None


@pytest.mark.parametrize("layout", SheetLayout)
def test_marks_are_recognised_by_their_headers(layout: SheetLayout) -> None:
    file = marks_in(MARKS[layout], "data.xlsx")
    assert file is not None
    assert [sheet.layout for sheet in file.sheets] == [layout]


def test_a_blank_form_for_marks_is_no_roster() -> None:
    file = marks_in(forms.workbook(forms.leger([Child("Budi", "0081234567")])), "leger.xlsx")
    assert file is not None
    assert file.sheets == ()
