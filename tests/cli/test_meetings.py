"""Meetings and their papers from the command line."""

import csv
import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from bot.domain.meetings import MeetingKind
from bot.storage.models import LogEntry, LogKind, Pupil
from tests.cli.conftest import Titian, in_database
from tests.support.demo import PARENTS, TEACHER, Demo
from tests.support.printed import came, meeting_of, slots_of, talk_in


@pytest.fixture
def held(school: Titian) -> Titian:
    """A class meeting to which one family came, and talks with one time that is taken."""

    async def hold(demo: Demo) -> None:
        now = demo.school.created_at
        meeting = await meeting_of(demo, now)
        await came(demo.session, meeting, await demo.child(PARENTS[0]), now)
        talks = await meeting_of(demo, now, MeetingKind.TALKS, ("X-1", "X-2"))
        (slot, _free) = await slots_of(demo.session, talks, await demo.person(TEACHER), 2)
        await talk_in(demo.session, slot, talks, await demo.child(PARENTS[0]), await demo.person(PARENTS[0]))

    in_database(school, hold)
    return school


def pages(titian: Titian, name: str = "out.pdf") -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(titian.folder / name).pages]


def test_the_list_has_the_newest_first_and_says_how_many_came(held: Titian) -> None:
    talks, meeting = csv.DictReader(io.StringIO(held.ok("meetings", "list")))
    assert (meeting["meeting"], meeting["day"], meeting["starts"], meeting["ends"]) == (
        "1",
        "2026-07-25",
        "08:00",
        "10:00",
    )
    assert (meeting["kind"], meeting["state"], meeting["classes"]) == ("class", "planned", "X-1")
    assert (meeting["host"], meeting["families"], meeting["came"]) == (TEACHER.name, "36", "1")
    assert (talks["meeting"], talks["classes"], talks["came"]) == ("2", "X-1, X-2", "")
    assert len(list(csv.DictReader(io.StringIO(held.ok("meetings", "list", "--limit", "1"))))) == 1


@pytest.mark.parametrize(
    ("number", "paper", "words"),
    [
        ("1", "attendance", "DAFTAR HADIR"),
        ("1", "door", "Selamat datang"),
        ("1", "minutes", "NOTULEN"),
        ("1", "record", "BERITA ACARA"),
        ("2", "talks", "Terisi 1 dari 2 waktu."),
        ("2", "times", "masih kosong"),
        ("2", "slips", "Mohon hadir lima menit lebih awal."),
    ],
)
def test_each_paper_is_a_file_and_is_logged(held: Titian, number: str, paper: str, words: str) -> None:
    held.ok("meetings", "papers", number, "--paper", paper, "-o", "out.pdf")
    assert words in " ".join(pages(held))

    async def check(demo: Demo) -> None:
        (entry,) = await demo.session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.EXPORTED))
        assert (entry.meeting_id, entry.text) == (int(number), f"{paper}.pdf")

    in_database(held, check)


def test_in_another_language_and_over_a_file_that_is_there(held: Titian) -> None:
    arguments = ("meetings", "papers", "1", "--paper", "minutes", "-o", "out.pdf", "--language", "en")
    held.ok(*arguments)
    assert "MINUTES" in pages(held)[0]
    assert "--force" in held.fails(*arguments)
    held.ok(*arguments, "--force")


def test_what_cannot_be_printed_is_one_line_and_no_file(held: Titian) -> None:
    arguments = ("-o", "out.pdf")
    assert "titian meetings list" in held.fails("meetings", "papers", "9", "--paper", "door", *arguments)
    assert "no such paper" in held.fails("meetings", "papers", "1", "--paper", "slips", *arguments)
    assert "Nothing is there" in held.fails("meetings", "papers", "1", "--paper", "hopes", *arguments)
    assert held("meetings", "papers", "1", "--paper", "poem", *arguments).code == 2
    assert held("meetings", "papers", "1", "--paper", "minutes", "--language", "xx", *arguments).code == 2
    assert held("meetings", "papers", "1", *arguments).code == 2
    assert list(held.folder.glob("*.pdf*")) == []


def test_the_scheme_of_letter_numbers_is_kept_and_can_be_taken_away(held: Titian) -> None:
    scheme = "421.3/{no}/SMAN1-TB/{month}/{year}"
    kept: list[dict[str, object]] = []

    async def look(demo: Demo) -> None:
        kept.append(dict(demo.school.letterhead))

    held.ok("school", "set", "--letter-number", scheme, "--city", "Tambang")
    assert "{no}" in held.fails("school", "set", "--letter-number", "421/{nomor}")
    in_database(held, look)
    held.ok("school", "set", "--letter-number", "")
    in_database(held, look)
    assert [(head["number"], head["city"]) for head in kept] == [(scheme, "Tambang"), ("", "Tambang")]
    assert kept[0]["lines"] == kept[1]["lines"] != []


def test_a_large_meeting_is_printed_class_by_class(held: Titian) -> None:
    arguments = ("meetings", "papers", "2", "--paper", "attendance", "-o", "out.pdf", "--force")
    names: dict[str, set[str]] = {}

    async def look(demo: Demo) -> None:
        for name in ("X-1", "X-2"):
            of = (await demo.school_class(name)).id
            names[name] = {
                one.lower() for one in await demo.session.scalars(select(Pupil.name).where(Pupil.class_id == of))
            }

    in_database(held, look)
    for chosen, other in (("X-1", "X-2"), ("X-2", "X-1")):
        held.ok(*arguments, "--class", chosen)
        said = " ".join(pages(held)).lower()
        assert all(name in said for name in names[chosen])
        assert not any(name in said for name in names[other] - names[chosen])
        assert f"kelas {chosen} tahun" in said.replace("x-", "X-")
    assert "There is no such class" in held.fails(*arguments, "--class", "XII-9")
    assert held("meetings", "papers", "2", "--paper", "times", "-o", "t.pdf", "--class", "X-1").code == 2
