"""Codes leave the house once, in a whole file, as a table or as letters."""

import csv
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.messages import letters
from tests.cli.conftest import Titian, in_database
from tests.support.demo import PARENTS, Demo


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_codes_are_issued_as_a_table_that_only_its_owner_reads(school: Titian) -> None:
    table = school.folder / "codes.csv"
    school.ok("invites", "issue", "--class", "X-1", "--format", "csv", "-o", table)
    found = rows(table)
    assert list(found[0]) == ["class", "pupil", "person", "relation", "code", "link"]
    assert {row["class"] for row in found} == {"X-1"}
    agus = next(row for row in found if row["person"] == PARENTS[3].name)
    assert agus["relation"] == "father"
    assert agus["link"] == f"https://t.me/titian_bot?start={agus['code'].replace('-', '')}"
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    assert f"X-1,{agus['pupil']},{agus['person']},father,invited" in school.ok("invites", "list", "--class", "X-1")


def test_a_file_that_is_there_is_replaced_only_when_asked_and_nothing_is_voided(school: Titian) -> None:
    table = school.folder / "codes.csv"
    issue = ("invites", "issue", "--class", "X-1", "--format", "csv", "-o", table)
    school.ok(*issue)
    before = table.read_text()
    assert "--force" in school.fails(*issue)
    assert table.read_text() == before
    school.ok(*issue, "--force")
    assert table.read_text() != before


def test_letters_have_a_page_per_family(school: Titian) -> None:
    pdf, table = school.folder / "letters.pdf", school.folder / "codes.csv"
    school.ok("invites", "issue", "--class", "X-1", "--format", "csv", "-o", table)
    school.ok("invites", "issue", "--class", "X-1", "--format", "pdf", "-o", pdf)
    pages = [page.extract_text() for page in PdfReader(pdf).pages]
    families = {row["pupil"] for row in rows(table)}
    assert len(pages) == len(families)
    assert all("Nurmala Sari, S.Pd." in page and "Yth. Bapak/Ibu" in page for page in pages)
    assert not any(row["code"] in page for row in rows(table) for page in pages)


def test_a_bot_can_write_while_letters_are_made(school: Titian, monkeypatch: pytest.MonkeyPatch) -> None:
    make = letters.family_letters

    def made_while_another_writes(*given: Any) -> bytes:
        with closing(sqlite3.connect(school.folder / "titian.db", timeout=0)) as another, another:
            another.execute("UPDATE schools SET weekly_cap = 4")
        return make(*given)

    monkeypatch.setattr(letters, "family_letters", made_while_another_writes)
    school.ok("invites", "issue", "--class", "X-1", "--format", "pdf", "-o", "letters.pdf")
    assert f"{PARENTS[3].name},father,invited" in school.ok("invites", "list", "--class", "X-1")


def test_letters_can_be_in_english(school: Titian) -> None:
    pdf = school.folder / "letters.pdf"
    school.ok("invites", "issue", "--staff", "--format", "pdf", "--language", "en", "-o", pdf)
    assert "Dear colleague" in PdfReader(pdf).pages[0].extract_text()


def test_letters_wait_until_the_name_of_the_bot_is_known_and_void_nothing(school: Titian) -> None:
    school.ok("invites", "issue", "--staff", "--format", "csv", "-o", "before.csv")

    def forget(demo: Demo) -> None:
        demo.bot.username = None

    in_database(school, forget)
    assert "titian doctor" in school.fails("invites", "issue", "--staff", "--format", "pdf", "-o", "letters.pdf")
    assert sorted(path.name for path in school.folder.iterdir() if path.suffix != ".db") == ["before.csv"]
    outcome = school("invites", "issue", "--staff", "--format", "csv", "-o", "codes.csv")
    assert outcome.code == 0
    assert "titian doctor" in outcome.err
    assert {row["link"] for row in rows(school.folder / "codes.csv")} == {""}


def test_a_name_never_becomes_a_formula(school: Titian) -> None:
    async def rename(demo: Demo) -> None:
        (await demo.child(PARENTS[3])).name = '=HYPERLINK("http://example.org")'

    in_database(school, rename)
    assert "X-1,\"'=HYPERLINK" in school.ok("invites", "list", "--class", "X-1")


@pytest.mark.parametrize("path", ["missing/codes.csv", "."])
def test_a_place_that_cannot_be_written_is_one_line(school: Titian, path: str) -> None:
    assert path.partition("/")[0] in school.fails("invites", "issue", "--staff", "--format", "csv", "-o", path)
    assert ",not invited" in school.ok("invites", "list", "--staff")
