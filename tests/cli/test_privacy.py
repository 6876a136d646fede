"""The operator's way to requests about data, and the school's own ends."""

from pathlib import Path

from bot.sheets import sheets_of
from tests.cli.conftest import Titian


def number_of(school: Titian, name: str) -> str:
    return school.ok("privacy", "list", "--name", name).split("\t")[0]


def test_a_familys_copy_is_written_and_noted(school: Titian, tmp_path: Path) -> None:
    assert school.ok("privacy", "list") == ""
    siti = number_of(school, "siti rah")
    school.ok("privacy", "copy", siti, "-o", tmp_path / "keluarga.xlsx")
    everything = str([list(sheet.rows) for sheet in sheets_of(tmp_path / "keluarga.xlsx", "keluarga.xlsx")])
    assert "Siti Rahayu" in everything
    (line,) = school.ok("privacy", "list").splitlines()
    assert line.split("\t")[1:3] == ["copy", "done"]
    assert "is there already" in school.fails("privacy", "copy", siti, "-o", tmp_path / "keluarga.xlsx")


def test_erasing_says_what_it_would_do_and_does_it_only_with_yes(school: Titian) -> None:
    siti = number_of(school, "Siti Rahayu")
    said = school.ok("privacy", "erase", siti)
    assert "would be erased" in said
    assert "school record" in said
    assert school.ok("privacy", "list") == ""
    done = school.ok("privacy", "erase", siti, "--yes")
    assert "rows are erased" in done
    assert "The receipt: D-" in done
    assert school.ok("privacy", "list").split("\t")[1:3] == ["erasure", "done"]


def test_who_is_no_guardian_of_the_school_is_not_found(school: Titian, tmp_path: Path) -> None:
    assert "no such guardian" in school.fails("privacy", "erase", "999999", "--yes")
    school.fails("privacy", "copy", "999999", "-o", tmp_path / "x.xlsx")


def test_the_school_says_how_long_what_is_kept(school: Titian) -> None:
    usual = school.ok("school", "retention")
    assert "words (messages, questions and answers), 24 months. This school year" in usual
    said = school.ok("school", "retention", "words:12", "accesses:60")
    assert "words (messages, questions and answers), 12 months. as the school decided" in said
    assert school.ok("school", "retention") == said
    assert "as long as its words" in school.fails("school", "retention", "words:61")
    for wrong in ("words:0", "words:61", "log:11", "hours:12", "words", "words:x", "words:999999"):
        school.fails("school", "retention", wrong)
    assert school.ok("school", "retention", "usual") == usual
