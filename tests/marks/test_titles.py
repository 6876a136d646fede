"""What stands above a table and on its tab: class, year, half, subject."""

import pytest

from bot.marks.titles import read_titles


@pytest.mark.parametrize(
    ("rows", "name", "class_name"),
    [
        ([["Kelas", "X-1"]], "Sheet1", "X-1"),
        ([["Kelas", ":", "XI IPA 2"]], "Sheet1", "XI IPA 2"),
        ([["Kelas : X-1", None, "Semester : Ganjil"]], "Sheet1", "X-1"),
        ([["Kelas : X-1 Semester : Ganjil"]], "Sheet1", "X-1"),
        ([["Kelas/Semester", ": VII A / 1"]], "Sheet1", "VII A"),
        ([["LEGER NILAI KELAS X-1 SEMESTER GANJIL"]], "Sheet1", "X-1"),
        ([["Daftar Nilai X-3 Ganjil"]], "Sheet1", "X-3"),
        ([["SMA NEGERI 1"]], "XI IPA 2", "XI IPA 2"),
        ([["SMA NEGERI 1"]], "X-1 Matematika", "X-1"),
        ([["SMA NEGERI 1"]], "leger X-1 baru", "X-1"),
        ([["SMA NEGERI 1"]], "Sheet1", ""),
        ([["SMA NEGERI 1"]], "Agustus", ""),
        ([["SMA NEGERI 1"]], "x", ""),
    ],
)
def test_the_class_is_read_where_sheets_say_it(rows: list[list[str | None]], name: str, class_name: str) -> None:
    assert read_titles(rows, name).class_name == class_name


@pytest.mark.parametrize(
    ("line", "year", "half"),
    [
        ("Tahun Pelajaran : 2026/2027", "2026/2027", None),
        ("TAHUN AJARAN 2026-2027 SEMESTER GENAP", "2026/2027", 2),
        ("Semester : 1 (Ganjil)", "", 1),
        ("Semester 20262", "2026/2027", 2),
        ("SMT II", "", 2),
        ("Dicetak 20 Desember 2026", "", None),
        ("Tahun 2026/2029", "", None),
    ],
)
def test_year_and_half_are_read_where_sheets_say_them(line: str, year: str, half: int | None) -> None:
    titles = read_titles([[line]], "Sheet1")
    assert (titles.year, titles.half) == (year, half)


@pytest.mark.parametrize(
    ("rows", "name", "subject"),
    [
        ([["Mata Pelajaran", ":", "MATEMATIKA"]], "Sheet1", "Matematika"),
        ([["Mapel: B. Inggris"]], "Sheet1", "Bahasa Inggris"),
        ([["Mata Pelajaran :", "Budaya Melayu Riau"]], "Sheet1", "Budaya Melayu Riau"),
        ([["Nilai"]], "X-1 Fisika", "Fisika"),
        ([["Nilai"]], "XI IPA Fisika", "Fisika"),
        ([["Nilai"]], "Bahasa Indonesia", "Bahasa Indonesia"),
        ([["Nilai"]], "XI IPA", ""),
    ],
)
def test_the_subject_is_read_where_sheets_say_it(rows: list[list[str | None]], name: str, subject: str) -> None:
    assert read_titles(rows, name).subject == subject


def test_a_label_takes_no_other_label_for_its_value() -> None:
    titles = read_titles([["Kelas", "Semester", "Ganjil"], ["NPSN", ": 10404000"]], "Sheet1")
    assert (titles.class_name, titles.half, titles.npsn) == ("", 1, "10404000")
