"""Updates on paper from the command line."""

import csv
import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from bot.domain.updates import FieldValue
from bot.services import updates
from bot.services.letters import handouts
from bot.services.updates import NewUpdate, fanout, reports
from bot.storage.models import ClassUpdate, LogEntry, LogKind, UpdateState
from tests.cli.conftest import Titian, in_database
from tests.support.demo import PARENTS, TEACHER, Demo
from tests.support.said import EVENT

UNREACHED = {"X-1": 9, "X-2": 8}
"""Families without a chat; everybody else's message is on its way."""


@pytest.fixture
def sent(school: Titian) -> Titian:
    """An update to two classes has gone out."""

    async def send(demo: Demo) -> None:
        now, values = demo.school.created_at, dict[str, FieldValue](EVENT)
        classes = [(await demo.school_class(name)).id for name in UNREACHED]
        new = NewUpdate(classes, "event_invitation", values, "id")
        row = await updates.create(demo.session, await demo.person(TEACHER), new, now, now)
        await fanout.start_due(demo.session, now)
        while await fanout.fan_out(demo.session, row.id, now):
            pass

    in_database(school, send)
    return school


def pages(path: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def listed(titian: Titian) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(titian.ok("letters", "list"))))


def test_the_list_says_how_many_letters_each_update_needs(sent: Titian) -> None:
    (row,) = listed(sent)
    assert (row["update"], row["classes"], row["families"]) == ("1", "X-1, X-2", "72")
    assert (row["letters needed"], row["letters handed out"]) == ("17", "0")


def test_letters_are_for_exactly_those_whom_nothing_reaches(sent: Titian) -> None:
    pdf = sent.folder / "letters.pdf"
    sent.ok("letters", "update", "1", "-o", pdf)
    found = pages(pdf)
    assert [sum(f"({name})" in page for page in found) for name in UNREACHED] == list(UNREACHED.values())
    assert len(found) == sum(UNREACHED.values())
    assert all("Pentas seni" in page and "Nurmala Sari" in page for page in found)

    async def check(demo: Demo) -> None:
        linked, unlinked = await demo.child(PARENTS[0]), await demo.child(PARENTS[3])
        assert not any(linked.name.lower() in page.lower() for page in found)
        assert any(unlinked.name.lower() in page.lower() for page in found)
        entry = (await demo.session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.EXPORTED))).one()
        assert entry.update_id == 1

    in_database(sent, check)


def test_one_class_or_everybody(sent: Titian) -> None:
    one, everybody = sent.folder / "one.pdf", sent.folder / "all.pdf"
    sent.ok("letters", "update", "1", "--class", "X-2", "-o", one)
    assert len(pages(one)) == UNREACHED["X-2"]
    assert not any("(X-1)" in page for page in pages(one))
    sent.ok("letters", "update", "1", "--class", "X-1", "--all", "-o", everybody)
    assert len(pages(everybody)) == 36


def test_who_has_the_letter_gets_no_other_and_when_all_do_the_command_says_so(sent: Titian) -> None:
    async def hand_out(demo: Demo) -> None:
        row = await demo.session.get_one(ClassUpdate, 1)
        author = await demo.person(TEACHER)
        lines = await reports.by_family(demo.session, author, row)
        needed = [line.pupil_id for line in lines if line.needs_letter]
        await handouts.hand_out(demo.session, author, row, needed, demo.school.created_at)

    in_database(sent, hand_out)
    (row,) = listed(sent)
    assert (row["letters needed"], row["letters handed out"]) == ("0", "17")
    assert "--all" in sent.fails("letters", "update", "1", "-o", "letters.pdf")
    assert not (sent.folder / "letters.pdf").exists()


def test_what_cannot_be_printed_is_one_line_and_no_file(sent: Titian) -> None:
    async def withdraw(demo: Demo) -> None:
        (await demo.session.get_one(ClassUpdate, 1)).state = UpdateState.WITHDRAWN

    assert "titian letters list" in sent.fails("letters", "update", "99", "-o", "letters.pdf")
    assert "class" in sent.fails("letters", "update", "1", "--class", "XII-9", "-o", "letters.pdf")
    in_database(sent, withdraw)
    assert "taken back" in sent.fails("letters", "update", "1", "-o", "letters.pdf")
    assert listed(sent) == []
    assert sent("letters", "update", "none", "-o", "letters.pdf").code == 2
    assert sent("letters", "update", "1").code == 2
    assert list(sent.folder.glob("*.pdf")) == []
