"""Each layout that schools really have is recognised by its content and read to the same neutral value."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.roster import (
    Duty,
    Homeroom,
    Place,
    Relation,
    Roster,
    RosterFormat,
    RosterGuardian,
    RosterPupil,
    RosterStaff,
    Sex,
    Teaching,
)
from bot.roster import read_roster
from tests.roster import forms
from tests.roster.forms import Child

BUDI = Child(
    *("BUDI SANTOSO", "0081234567", "1001", "L", "X-1"),
    father="AGUS SANTOSO",
    mother="SITI AMINAH",
    guardian="-",
    phone="0812-3456-7890",
)
ANI = Child("ANI BINTI ALI", "0081234568", "1002", "P", "XI IPA 2", mother="FATIMAH")
NOWHERE = Place("", 0)


def placeless(roster: Roster) -> Roster:
    """The roster without rows and sheets, to compare what was read from different files."""
    return replace(
        roster,
        pupils=tuple(replace(pupil, place=NOWHERE) for pupil in roster.pupils),
        staff=tuple(replace(member, place=NOWHERE) for member in roster.staff),
        homerooms=tuple(replace(homeroom, place=NOWHERE) for homeroom in roster.homerooms),
        teachings=tuple(replace(teaching, place=NOWHERE) for teaching in roster.teachings),
    )


def test_dapodik_pupils_are_read_with_parents_from_the_second_header_row() -> None:
    roster = read_roster(forms.dapodik_pupils([BUDI, ANI]), "daftar_pd.xlsx")
    assert roster == Roster(
        RosterFormat.DAPODIK_PUPILS,
        complete=True,
        pupils=(
            RosterPupil(
                Place("Daftar Peserta Didik", 7),
                "Budi Santoso",
                *("0081234567", "1001", Sex.MALE, "X-1", 10),
                guardians=(
                    RosterGuardian(Relation.FATHER, "Agus Santoso"),
                    RosterGuardian(Relation.MOTHER, "Siti Aminah"),
                ),
                phone="+6281234567890",
            ),
            RosterPupil(
                Place("Daftar Peserta Didik", 8),
                "Ani binti Ali",
                *("0081234568", "1002", Sex.FEMALE, "XI IPA 2", 11),
                guardians=(RosterGuardian(Relation.MOTHER, "Fatimah"),),
            ),
        ),
    )


def test_nothing_but_the_wanted_columns_leaves_the_reader() -> None:
    told = repr(read_roster(forms.dapodik_pupils([BUDI]), "daftar_pd.xlsx"))
    assert [value for value in forms.PRIVATE.values() if value in told] == []


CONTAINERS: dict[str, Callable[[forms.Rows], bytes]] = {
    "xls": lambda rows: forms.xls({"A": rows}),
    "ods": lambda rows: forms.ods({"A": rows}),
    "spreadsheetml": lambda rows: forms.spreadsheetml({"A": rows}),
    "html": forms.html,
    "semicolons": lambda rows: forms.delimited(rows, ";"),
    "commas": lambda rows: forms.delimited(rows, ",", "utf-8-sig"),
    "tabs": lambda rows: forms.delimited(rows, "\t", "utf-16"),
    "windows": lambda rows: forms.delimited(rows, ";", "cp1252"),
    "utf-16 without mark": lambda rows: forms.delimited(rows, ";", "utf-16-le"),
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_same_list_reads_the_same_whatever_it_was_saved_as(container: str) -> None:
    rows = forms.dapodik_pupil_rows([replace(BUDI, name="André Santoso"), ANI])
    expected = placeless(read_roster(forms.xlsx({"A": rows}), "list"))
    assert placeless(read_roster(CONTAINERS[container](rows), "list.xls")) == expected


def test_the_list_of_leavers_says_who_left() -> None:
    roster = read_roster(forms.dapodik_leavers([BUDI]), "keluar.xlsx")
    assert roster.format is RosterFormat.DAPODIK_LEAVERS
    assert [(pupil.nisn, pupil.class_name, pupil.left) for pupil in roster.pupils] == [("0081234567", "X-1", True)]
    assert not roster.complete


def test_dapodik_staff_come_with_nip_phone_and_roles() -> None:
    members: list[dict[str, forms.Cell]] = [
        {"Nama": "NURMALA DEWI, S.PD., M.PD.", "NIP": "198001012005012001", "JK": "P", "Jenis PTK": "Guru Mapel"},
        {"Nama": "Drs. H. Ahmad", "Jenis PTK": "Guru Mapel", "Tugas Tambahan": "Kepala Sekolah", "HP": 81234567890.0},
        {"Nama": "RINA, S.PSI", "Jenis PTK": "Guru BK", "Tugas Tambahan": "Wakil Kepala Sekolah Kesiswaan"},
        {"Nama": "UDIN", "Jenis PTK": "Petugas Keamanan"},
    ]
    roster = read_roster(forms.dapodik_staff(members), "daftar-guru.xlsx")
    assert roster.format is RosterFormat.DAPODIK_STAFF
    teacher = frozenset({Duty.TEACHER})
    assert placeless(roster).staff == (
        RosterStaff(NOWHERE, "Nurmala Dewi, S.Pd., M.Pd.", "198001012005012001", Sex.FEMALE, roles=teacher),
        RosterStaff(NOWHERE, "Drs. H. Ahmad", phone="+6281234567890", roles=frozenset({Duty.TEACHER, Duty.PRINCIPAL})),
        RosterStaff(NOWHERE, "Rina, S.Psi", roles=frozenset({Duty.COUNSELLOR})),
        RosterStaff(NOWHERE, "Udin"),
    )


def test_homeroom_teachers_come_from_the_attendance_workbook() -> None:
    workbook = forms.homerooms({"X-1": ("NURMALA DEWI, S.Pd", [BUDI]), "XI IPA 2": ("", [ANI])})
    roster = read_roster(workbook, "hadir.xlsx")
    assert (roster.format, roster.school_year) == (RosterFormat.DAPODIK_HOMEROOMS, "2026/2027")
    assert roster.homerooms == (
        Homeroom(Place("X-1", 4), "X-1", "Nurmala Dewi, S.Pd"),
        Homeroom(Place("XI IPA 2", 4), "XI IPA 2"),
    )
    assert [(p.name, p.nisn, p.nipd, p.class_name) for p in roster.pupils] == [
        ("Budi Santoso", "0081234567", "1001", "X-1"),
        ("Ani binti Ali", "0081234568", "1002", "XI IPA 2"),
    ]


def test_who_teaches_what_comes_from_the_teaching_summary() -> None:
    roster = read_roster(forms.teachings([("X-1", "NURMALA DEWI", "Matematika (Umum)")]), "rekap.xlsx")
    assert (roster.format, roster.school_year) == (RosterFormat.DAPODIK_TEACHINGS, "2026/2027")
    assert roster.teachings == (Teaching(Place("Rekap", 9), "X-1", "Nurmala Dewi", "Matematika (Umum)"),)
    assert roster.staff == ()


@pytest.mark.parametrize(
    ("written", "class_name"), [("7 - VII A", "VII A"), ("7 - A", "7 A"), ("10 - X IPA 1", "X IPA 1")]
)
def test_emis_writes_grade_and_class_in_one_column(written: str, class_name: str) -> None:
    roster = read_roster(forms.emis([replace(BUDI, class_name=written)]), "emis.xlsx")
    assert roster.format is RosterFormat.EMIS
    assert [pupil.class_name for pupil in roster.pupils] == [class_name]
    assert [guardian.name for guardian in roster.pupils[0].guardians] == ["Agus Santoso", "Siti Aminah"]


def test_a_schools_own_sheet_is_read_by_the_names_of_its_columns() -> None:
    rows: forms.Rows = [
        ["SMA NEGERI 1 CONTOH"],
        ["TAHUN AJARAN 2026/2027"],
        [],
        ["No.", "NIS", "Nama Siswa", "L/P", "Kelas", "Nama Ayah", "HP Ayah", "Nama Ibu", "No. WA Ibu", "Wali Kelas"],
        [1, 1001, "Budi", "L", "Kelas X-1", "Agus", 81234567890, "Siti", "0812 3456 7891", "Nurmala, S.Pd."],
        [2, 1002, "Ani", "P", "Kelas X-1", "-", "-", "--", "", "Nurmala, S.Pd."],
    ]
    roster = read_roster(forms.xlsx({"Data": rows}), "siswa.xlsx")
    assert (roster.format, roster.school_year, roster.complete) == (RosterFormat.OWN, "2026/2027", False)
    assert placeless(roster).pupils == (
        RosterPupil(
            *(NOWHERE, "Budi", None, "1001", Sex.MALE, "X-1", 10),
            guardians=(
                RosterGuardian(Relation.FATHER, "Agus", "+6281234567890"),
                RosterGuardian(Relation.MOTHER, "Siti", "+6281234567891"),
            ),
        ),
        RosterPupil(NOWHERE, "Ani", None, "1002", Sex.FEMALE, "X-1", 10),
    )
    assert placeless(roster).homerooms == (Homeroom(NOWHERE, "X-1", "Nurmala, S.Pd."),)
    assert roster.remarks == ()


def test_a_sheet_per_class_gives_its_class_by_title_or_by_name() -> None:
    header = ["No", "NIS", "Nama", "JK", "Nama Orang Tua", "No HP/WA"]
    sheets: dict[str, forms.Rows] = {
        "Lembar1": [["DAFTAR SISWA KELAS VII A"], ["Wali Kelas : Rina"], header, [1, "7", "Budi", "L", "Agus", "-"]],
        "VII B": [header, [1, "8", "Ani", "P", "Siti", "081234567890"]],
    }
    roster = read_roster(forms.xlsx(sheets), "siswa.xlsx")
    assert [(p.name, p.class_name, p.grade) for p in roster.pupils] == [("Budi", "VII A", 7), ("Ani", "VII B", 7)]
    assert placeless(roster).homerooms == (Homeroom(NOWHERE, "VII A", "Rina"),)
    assert roster.pupils[1].guardians == (RosterGuardian(Relation.GUARDIAN, "Siti"),)
    assert roster.pupils[1].phone == "+6281234567890"


def test_english_headers_are_read_too() -> None:
    rows: forms.Rows = [
        ["Student name", "Class", "Gender", "Father's name", "Father's phone", "Guardian"],
        ["Ana Smith", "10A", "F", "John Smith", "+44 20 7946 0018", "Jane Roe"],
    ]
    (pupil,) = read_roster(forms.delimited(rows), "pupils.csv").pupils
    assert (pupil.name, pupil.class_name, pupil.grade, pupil.sex) == ("Ana Smith", "10A", 10, Sex.FEMALE)
    assert pupil.guardians == (
        RosterGuardian(Relation.FATHER, "John Smith", "+442079460018"),
        RosterGuardian(Relation.GUARDIAN, "Jane Roe"),
    )


def test_own_tables_of_staff_homerooms_and_teachings_in_one_workbook() -> None:
    sheets: dict[str, forms.Rows] = {
        "Guru": [["Nama Guru", "NIP", "No HP"], ["RINA SARI, S.PD", "-", "-"]],
        "Wali Kelas": [["Kelas", "Wali Kelas"], ["X-1", "Rina Sari, S.Pd"]],
        "Mengajar": [["Guru", "Mapel", "Kelas"], ["Rina Sari, S.Pd", "Fisika", "X-1"]],
        "Catatan": [["belanja", "kapur"]],
    }
    roster = placeless(read_roster(forms.xlsx(sheets), "sekolah.xlsx"))
    assert roster.staff == (RosterStaff(NOWHERE, "Rina Sari, S.Pd", roles=frozenset({Duty.TEACHER})),)
    assert roster.homerooms == (Homeroom(NOWHERE, "X-1", "Rina Sari, S.Pd"),)
    assert roster.teachings == (Teaching(NOWHERE, "X-1", "Rina Sari, S.Pd", "Fisika"),)
    assert [(remark.sheet, remark.code) for remark in roster.remarks] == [("Catatan", "sheet_ignored")]
