"""Marks and attendance from files on the command line: everything or nothing, and what is left out named by place."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.storage.models import Pupil
from tests.cli.conftest import Titian, in_database
from tests.support.demo import Demo

LEGER = """Kelas;X-1
Tahun Pelajaran;2026/2027
Semester;Ganjil

No;NAMA PESERTA DIDIK;NISN;Matematika;Sejarah;S;I;A
1;Adi Nugroho;0081000001;80;seratus;1;0;0
2;Citra Lestari;0081000002;105;75;;;
3;Entah Siapa;;70;70;;;
"""
GRID = """DAFTAR HADIR
Kelas;X-1
Bulan;Juli 2026

No;Nama;1;2;3;S;I;A
1;Adi Nugroho;S;.;.;1;0;0
2;Citra Lestari;.;.;.;0;0;0
"""
ROSTER = """Nama,NISN,Kelas,JK
Adi Nugroho,0081000001,X-1,L
Citra Lestari,0081000002,X-1,P
Budi Santoso,0081000003,X-1,L
Budi Santoso,0081000004,X-1,L
"""


@pytest.fixture
def founded(titian: Titian) -> Titian:
    """A school with one class, in the middle of its first half of the year."""
    titian.ok("init", "--school", "SMA Tunas", "--timezone", "Asia/Jakarta", "--admin", "Joko")
    written(titian, "murid.csv", ROSTER)
    titian.ok("roster", "import", "murid.csv")
    return titian


def written(titian: Titian, name: str, text: str) -> Path:
    path = titian.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_leger_is_taken_over_and_what_is_left_out_is_named_by_row_and_column(founded: Titian) -> None:
    leger = written(founded, "leger.csv", LEGER)
    tried = founded.ok("marks", "import", "--dry-run", leger)
    said = founded.ok("marks", "import", leger)
    assert said == tried.rpartition("Nothing was")[0]
    assert "row 6, column E: “seratus” for Adi Nugroho is not a number, so it was left out." in said
    assert "row 7, column D: 105 for Citra Lestari does not lie between 0 and 100" in said
    assert "row 8: Left out: nobody in the class is called Entah Siapa" in said
    assert "X-1; first half of 2026/2027; Matematika, Sejarah" in said
    assert "marks: 2 new, 0 changed, 0 same; 0 people hear of a correction" in said
    assert "attendance: 0 days new, 0 entries, 1 totals" in said
    assert "marks: 0 new, 0 changed, 2 same" in founded.ok("marks", "import", leger)
    corrected = written(founded, "leger.csv", LEGER.replace("1;80;", "1;85;"))
    assert "marks: 0 new, 1 changed, 1 same" in founded.ok("marks", "import", corrected)


def test_when_one_file_cannot_be_taken_over_none_is(founded: Titian) -> None:
    leger = written(founded, "leger.csv", LEGER)
    outcome = founded("marks", "import", leger, written(founded, "b.csv", ROSTER))
    assert outcome.code == 1
    assert outcome.err.startswith("b.csv: ")
    assert "marks: 2 new" in founded.ok("marks", "import", leger)


def test_open_questions_are_named_and_answered_with_options(founded: Titian) -> None:
    own = written(founded, "nilai.csv", "No;Nama;TP 1;TP 2\n1;Adi Nugroho;80;70\n2;Budi Santoso;60;65\n")
    outcome = founded("marks", "import", own, "--class", "X-1", "--term", "20261", "--subject", "Fisika")
    assert outcome.code == 1
    assert "row 3: Which pupil is Budi Santoso?" in outcome.out
    assert "NISN 0081000003" in outcome.out
    assert outcome.err.startswith("nilai.csv: 1 question is open, so nothing was taken over.")
    said = founded.ok(
        *("marks", "import", own, "--class", "X-1", "--term", "20261", "--subject", "Fisika", "--leave-out")
    )
    assert "row 3: Left out: Budi Santoso: left out, as you wished" in said
    assert "marks: 2 new, 0 changed, 0 same" in said


def test_marks_are_published_by_class(founded: Titian) -> None:
    founded.ok("marks", "import", written(founded, "leger.csv", LEGER))
    assert founded.fails("marks", "publish").startswith("Say which class's marks")
    tried = founded.ok("marks", "publish", "--class", "X-1", "--subject", "MTK", "--dry-run")
    assert "X-1: first half of 2026/2027: Matematika: Report card mark" in tried
    assert "published: 1, of 1 pupils; 0 people are told" in tried
    assert "published: 2, of 2 pupils" in founded.ok("marks", "publish", "--all")
    assert "published: 0, of 0 pupils" in founded.ok("marks", "publish", "--all")


def test_days_are_taken_over_and_marks_stay_out(founded: Titian) -> None:
    said = founded.ok("attendance", "import", written(founded, "hadir.csv", GRID))
    assert "attendance: 3 days new, 1 entries, 0 totals; left out: 0" in said
    said = founded.ok("attendance", "import", written(founded, "leger.csv", LEGER))
    assert "marks: 0 new" in said
    assert "1 totals" in said
    marks = written(founded, "nilai.csv", "Nama;TP 1\nAdi Nugroho;80\nCitra Lestari;70\n")
    assert "There is no attendance in this file." in founded.fails("attendance", "import", marks)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("marks", "import", "x.csv", "--term", "2026"), "Write a half of the school year like 20261"),
        (("attendance", "import", "x.csv", "--month", "Agustus"), "Write a month like 2026-08."),
        (("marks", "import", "x.csv"), "x.csv: No such file or directory"),
    ],
)
def test_a_wrong_value_is_one_line(founded: Titian, arguments: tuple[str, ...], said: str) -> None:
    assert founded.fails(*arguments).startswith(said)


def test_the_schools_line_is_set_and_taken_away(founded: Titian) -> None:
    assert "A mark should reach 72.5 of 100." in founded.ok("school", "set", "--pass-line", "72,5")
    assert "The school has no line for marks." in founded.ok("school", "set", "--pass-line", "none")
    assert (
        founded.fails("school", "set", "--pass-line", "105") == "The school's line is a number from 0 to 100, or none."
    )
    assert "weekly cap 2" in founded.ok("school", "set", "--weekly-cap", "2")


def test_published_marks_of_the_demo_are_told_to_its_families(school: Titian) -> None:
    names: list[str] = []

    async def look(demo: Demo) -> None:
        of = await demo.school_class("X-1")
        names.extend(await demo.session.scalars(select(Pupil.name).where(Pupil.class_id == of.id).order_by(Pupil.id)))

    in_database(school, look)
    rows = "\n".join(f"{at};{name};{60 + at}" for at, name in enumerate(names, 1))
    sheet = written(school, "nilai.csv", f"Kelas;X-1\nMata Pelajaran;Fisika\n\nNo;Nama;NA\n{rows}\n")
    school.ok("marks", "import", sheet, "--term", "20261")
    done = school.ok("marks", "publish", "--class", "X-1")
    assert "of 36 pupils; " in done
    assert " 0 people are told" not in done
