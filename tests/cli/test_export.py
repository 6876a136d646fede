"""The log and the whole database, taken out."""

import csv
import sqlite3
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.services.log import note
from bot.storage.models import LogKind
from tests.cli.conftest import Titian, in_database
from tests.support.demo import PARENTS, TEACHER, Demo

RISKY = ("=1+1", "+62812", "-1", "@sum", "\tx", "\rx")


async def say_things(demo: Demo) -> None:
    parent, teacher, child = await demo.person(PARENTS[0]), await demo.person(TEACHER), await demo.child(PARENTS[0])
    about = {"person_id": parent.id, "staff_id": teacher.id, "pupil_id": child.id, "class_id": child.class_id}
    now = demo.school.created_at
    for words in RISKY:
        note(demo.session, demo.school.id, LogKind.ANSWER, now, channel="telegram", text=words, **about)
    note(demo.session, demo.school.id, LogKind.SENT, now, channel="telegram", text="<b>Ani</b> &amp; Budi", **about)
    note(demo.session, demo.school.id, LogKind.CORRECTED, now, staff_id=teacher.id)


def exported(titian: Titian, form: str) -> list[dict[str, str]]:
    path = titian.folder / f"log.{form}"
    titian.ok("export", "log", "--format", form, "-o", path, "--force")
    if form == "xlsx":
        header, *cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [dict(zip(map(str, header), map(str, row), strict=True)) for row in cells]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_log_tells_who_said_what_about_whom(school: Titian, form: str) -> None:
    in_database(school, say_things)
    answer, *_more, sent, corrected = exported(school, form)
    assert answer["time"].endswith("+07:00")
    assert (answer["class"], answer["person"], answer["relation"]) == ("X-1", PARENTS[0].name, "mother")
    assert (answer["direction"], answer["kind"], answer["source"]) == ("from family", "answer", "words")
    assert (sent["direction"], sent["text"], sent["source"]) == ("to family", "Ani & Budi", "channel")
    assert (corrected["person"], corrected["direction"]) == (TEACHER.name, "to family")


def test_no_cell_of_a_csv_becomes_a_formula(school: Titian) -> None:
    in_database(school, say_things)
    written = [row["text"] for row in exported(school, "csv")][: len(RISKY)]
    assert written == ["'=1+1", "'+62812", "'-1", "'@sum", "'\tx", "'\nx"]


def test_no_cell_of_an_xlsx_is_a_formula(school: Titian, tmp_path: Path) -> None:
    in_database(school, say_things)
    texts = [row["text"] for row in exported(school, "xlsx")]
    assert texts[:4] == list(RISKY[:4])


def test_an_export_is_noted_in_the_log(school: Titian) -> None:
    assert exported(school, "csv") == []
    (row,) = exported(school, "csv")
    assert (row["kind"], row["text"], row["direction"], row["source"]) == (
        "exported",
        "log.csv",
        "within school",
        "command",
    )


def test_who_took_the_log_out_is_a_table_of_its_own(school: Titian) -> None:
    assert exported(school, "csv") == []
    path = school.folder / "accesses.csv"
    school.ok("export", "accesses", "--format", "csv", "-o", path)
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["action"], row["by"], row["what"], row["entries"]) == ("exported", "", "log", "0")


def test_a_failed_export_leaves_no_file(titian: Titian) -> None:
    titian.fails("export", "log", "--format", "xlsx", "-o", "log.xlsx")
    assert [path.name for path in titian.folder.iterdir() if "log" in path.name] == []


def test_a_backup_is_one_whole_database(school: Titian) -> None:
    assert "Copied and checked" in school.ok("backup", "-o", "copy.db")
    with sqlite3.connect(school.folder / "copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM pupils").fetchone() == (108,)
    copy.close()
    assert not list(school.folder.glob("copy.db-*"))
    assert "--force" in school.fails("backup", "-o", "copy.db")


def test_postgresql_is_left_to_its_own_tool_without_its_password(
    titian: Titian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://titian:secret@db.example:5433/school")
    line = titian.fails("backup", "-o", "copy.dump")
    assert line.endswith("pg_dump --format=custom --file=copy.dump postgresql://titian@db.example:5433/school")
