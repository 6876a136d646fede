"""How long the leger of a whole school takes from the file to the rows, and its publishing to 1,000 families."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import xlsxwriter
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks._databases import KINDS, database
from benchmarks.figure import Figure, at_most, few_runs, floor
from bot.marks import read_marks
from bot.services.marks import Choices, MarkReport, apply_marks, plan_marks
from bot.services.marks.publishing import publish_all
from bot.storage.base import table_of
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import (
    Account,
    AccountState,
    Bot,
    Consent,
    Guardianship,
    GuardianState,
    Mark,
    Person,
    Pupil,
    Relation,
    School,
    SchoolClass,
)
from tests.marks.forms import Child, leger

CLASSES, EACH = 28, 36
PUPILS = CLASSES * EACH
SUBJECTS = (
    *("Pendidikan Agama Islam", "Pendidikan Pancasila", "Bahasa Indonesia", "Matematika", "Bahasa Inggris"),
    *(
        "Fisika",
        "Kimia",
        "Biologi",
        "Sejarah",
        "Geografi",
        "Ekonomi",
        "Sosiologi",
        "Seni Budaya",
        "PJOK",
        "Informatika",
    ),
)
GOAL = 5.0
"""Seconds."""
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
_MARKS = table_of(Mark)


async def figures() -> AsyncIterator[Figure]:
    """A first import, the same file again, a corrected one, publishing; and the floor: the bare rows."""
    files = await asyncio.gather(asyncio.to_thread(_workbook, 0), asyncio.to_thread(_workbook, 1))
    for kind in KINDS:
        taken: dict[str, list[float]] = {}
        for _turn in range(few_runs()):
            async with database(kind) as url:
                engine = make_engine(url)
                for what, seconds in (await _measured(make_sessions(engine), *files)).items():
                    taken.setdefault(what, []).append(seconds)
                await engine.dispose()
        about = f"marks, {kind}: {PUPILS:,} pupils x {len(SUBJECTS)} subjects"
        for what in ("imported", "the same again", "corrected", "published, families told"):
            yield at_most(GOAL, f"{about}, {what}", taken[what], "s")
        yield floor(f"{about}, the bare rows inserted", taken["rows"], "s")


async def _measured(sessions: Sessions, file: bytes, corrected: bytes) -> dict[str, float]:
    async with sessions() as session:
        school = School(name="SMA", timezone="Asia/Jakarta", created_at=NOW)
        session.add(school)
        await _people(session, school)
        await session.commit()
    found: dict[str, float] = {}
    for what, data in (("imported", file), ("the same again", file), ("corrected", corrected)):
        begun = perf_counter()
        report = await _import(sessions, school.id, data)
        found[what] = perf_counter() - begun
    begun = perf_counter()
    async with sessions() as session:
        row = await session.get_one(School, school.id)
        done = await publish_all(session, row, report.assessments, NOW, by=None)
        assert (done.pupils, done.told) == (PUPILS, PUPILS)
        await session.commit()
    found["published, families told"] = perf_counter() - begun
    found["rows"] = await _rows_alone(sessions)
    return found


async def _import(sessions: Sessions, school_id: int, data: bytes) -> MarkReport:
    """As a command or a chat does it: the file is read, a plan made, and made again to be applied."""
    file = await asyncio.to_thread(read_marks, data, "leger.xlsx")
    async with sessions() as session:
        school = await session.get_one(School, school_id)
        plan = await plan_marks(session, school, file, Choices(), NOW, None)
        report = await apply_marks(session, plan, NOW, None)
        await session.commit()
    assert report.marks_new + report.marks_changed + report.marks_same == PUPILS * len(SUBJECTS)
    return report


async def _rows_alone(sessions: Sessions) -> float:
    """What the database alone needs for as many marks, in one statement."""
    async with sessions() as session:
        rows = (await session.execute(select(_MARKS))).mappings().all()
        bare: list[dict[str, Any]] = [{name: value for name, value in row.items() if name != "id"} for row in rows]
        await session.execute(_MARKS.delete())
        await session.commit()
        begun = perf_counter()
        await session.execute(insert(_MARKS), bare)
        await session.commit()
        return perf_counter() - begun


def _name(of: int, at: int) -> str:
    return f"Murid {'abcdefghijklmnopqrstuvwxyzäö'[of]}{at} Contoh"


def _workbook(more: int) -> bytes:
    """A leger for each class; with `more`, every seventh pupil's marks are other ones."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for of in range(CLASSES):
        children = [
            Child(
                _name(of, at),
                f"{of * EACH + at:010}",
                [60 + (at + subject + (more if at % 7 == 0 else 0)) % 40 for subject in range(len(SUBJECTS))],
                (at % 3, 0, 0),
            )
            for at in range(EACH)
        ]
        page = book.add_worksheet(f"X-{of + 1}")
        for number, row in enumerate(leger(children, f"X-{of + 1}", SUBJECTS)):
            page.write_row(number, 0, ["" if cell is None else cell for cell in row])
    book.close()
    return out.getvalue()


async def _people(session: AsyncSession, school: School) -> None:
    """Classes, pupils, and for each pupil a confirmed guardian with a chat."""
    await session.flush()
    bot = Bot(school_id=school.id, channel="telegram", address="1", username="bot")
    classes = [SchoolClass(school_id=school.id, year="2026/2027", name=f"X-{of + 1}") for of in range(CLASSES)]
    session.add_all((bot, *classes))
    await session.flush()
    pupils = [
        Pupil(
            school_id=school.id,
            class_id=classes[of].id,
            name=_name(of, at),
            nisn=f"{of * EACH + at:010}",
            created_at=NOW,
        )
        for of in range(CLASSES)
        for at in range(EACH)
    ]
    people = [Person(school_id=school.id, name=f"Wali {pupil.name}", created_at=NOW) for pupil in pupils]
    session.add_all((*pupils, *people))
    await session.flush()
    for pupil, person in zip(pupils, people, strict=True):
        ids = {"person_id": person.id, "pupil_id": pupil.id}
        session.add(Guardianship(**ids, relation=Relation.MOTHER, state=GuardianState.CONFIRMED, confirmed_at=NOW))
        session.add(Consent(**ids, channel="telegram", locale="id", wording="Setuju", given_at=NOW))
        session.add(_chat(bot, person))
    await session.flush()


def _chat(bot: Bot, person: Person) -> Account:
    return Account(
        bot_id=bot.id,
        person_id=person.id,
        address=str(person.id),
        state=AccountState.ACTIVE,
        state_since=NOW,
        created_at=NOW,
        seen_at=NOW,
    )
