"""How long somebody who looks something up in the log waits, once it has a million entries."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from time import perf_counter
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from benchmarks._databases import KINDS, database
from benchmarks.figure import Figure, at_most, few_runs, floor
from bot.domain.records import About, Looking, Since, Sort
from bot.services.log import searching
from bot.storage.base import table_of
from bot.storage.engine import make_engine, make_sessions
from bot.storage.models import LogEntry, LogKind, Person, Pupil, Role, RoleKind, School, SchoolClass

ENTRIES, CLASSES, EACH = 1_000_000, 28, 36
CHUNK = 20_000
GOAL, WORDS_GOAL = 0.1, 0.5
"""Seconds for a page: by taps, and by words."""
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
YEARS = timedelta(days=3 * 365)
_KINDS = (LogKind.ANSWER, LogKind.REPLY, LogKind.QUESTION, LogKind.READ, LogKind.ABSENCE_NOTE, LogKind.CALLED)
_WORDS = (
    *("ulangan", "seragam", "demam", "jemput", "rapor", "tugas", "matematika", "besok"),
    *("terlambat", "izin", "buku", "pramuka", "kabar", "terima", "kasih"),
)
_LOG = table_of(LogEntry)


async def figures() -> AsyncIterator[Figure]:
    """A page of a child's, a class's, a teacher's and the whole school's entries; the floor is the newest by id."""
    for kind in KINDS:
        async with database(kind) as url:
            engine = make_engine(url)
            school = await _filled(engine)
            about = f"records, {kind}: {ENTRIES:,} entries"
            for name, staff, looking, goal in _asked(school):
                taken = [await _page(engine, staff, looking) for _turn in range(few_runs() + 2)]
                yield at_most(goal, f"{about}, {name}", taken[1:], "s")
            bare = [await _bare(engine) for _turn in range(few_runs())]
            yield floor(f"{about}, the newest eight by id", bare, "s")
            await engine.dispose()


def _asked(school: dict[str, Any]) -> list[tuple[str, int, Looking, float]]:
    admin, teacher, pupil, of = (school[name] for name in ("admin", "teacher", "pupil", "class"))
    rare, common = "pramuka rapor seragam", "demam"
    return [
        ("a child", teacher, Looking(About.CHILD, pupil, since=Since.EVER), GOAL),
        ("a child, calls", teacher, Looking(About.CHILD, pupil, Sort.CALLS, Since.EVER), GOAL),
        ("a class", teacher, Looking(About.CLASS, of, since=Since.EVER), GOAL),
        ("a class, three words", teacher, Looking(About.CLASS, of, Sort.ALL, Since.EVER, rare), WORDS_GOAL),
        ("a teacher", admin, Looking(About.STAFF, teacher, since=Since.EVER), GOAL),
        ("all, this week", admin, Looking(About.ALL, since=Since.WEEK), GOAL),
        ("all, a common word", admin, Looking(About.ALL, 0, Sort.ALL, Since.HALF, common), WORDS_GOAL),
        ("all, a word that is nowhere, half a year", admin, Looking(About.ALL, words="xyzzy"), WORDS_GOAL),
        ("all, a word that is nowhere, ever", admin, Looking(About.ALL, 0, Sort.ALL, Since.EVER, "xyzzy"), 3.0),
    ]


async def _page(engine: AsyncEngine, staff_id: int, looking: Looking) -> float:
    async with make_sessions(engine)() as session:
        staff = await session.get_one(Person, staff_id)
        begun = perf_counter()
        await searching.found(session, staff, looking, NOW, limit=8)
        return perf_counter() - begun


async def _bare(engine: AsyncEngine) -> float:
    begun = perf_counter()
    async with make_sessions(engine)() as session:
        await session.execute(select(LogEntry).order_by(LogEntry.id.desc()).limit(8))
    return perf_counter() - begun


async def _filled(engine: AsyncEngine) -> dict[str, Any]:
    async with make_sessions(engine)() as session:
        known = await _people(session)
    rows = _rows(known, Random(11))
    async with engine.begin() as connection:
        while chunk := list(islice(rows, CHUNK)):
            await connection.execute(insert(_LOG), chunk)
    async with engine.connect() as connection:
        await connection.execute(text("ANALYZE"))
        await connection.commit()
    return known


async def _people(session: AsyncSession) -> dict[str, Any]:
    school = School(name="SMA", timezone="Asia/Jakarta", created_at=NOW)
    session.add(school)
    await session.flush()
    common = {"school_id": school.id, "created_at": NOW}
    teachers = [Person(name=f"Guru {at}", **common) for at in range(CLASSES)]
    parents = [Person(name=f"Wali {at}", **common) for at in range(CLASSES * EACH)]
    admin = Person(name="Tata Usaha", **common)
    session.add_all([*teachers, *parents, admin])
    await session.flush()
    for person, kind in [(admin, RoleKind.ADMIN), *((one, RoleKind.TEACHER) for one in teachers)]:
        session.add(Role(school_id=school.id, person_id=person.id, kind=kind, since=NOW))
    classes = [
        SchoolClass(school_id=school.id, year="2026/2027", name=f"X-{at}", homeroom_id=teacher.id)
        for at, teacher in enumerate(teachers)
    ]
    session.add_all(classes)
    await session.flush()
    pupils = [Pupil(name=f"Murid {at}", class_id=classes[at % CLASSES].id, **common) for at in range(CLASSES * EACH)]
    session.add_all(pupils)
    await session.commit()
    ties = [
        (pupil.id, pupil.class_id, parent.id, teachers[at % CLASSES].id)
        for at, (pupil, parent) in enumerate(zip(pupils, parents, strict=True))
    ]
    first = {"teacher": teachers[0].id, "pupil": pupils[0].id, "class": classes[0].id}
    return {"school": school.id, "admin": admin.id, "ties": ties, **first}


def _rows(known: dict[str, Any], random: Random) -> Any:
    for at in range(ENTRIES):
        pupil, of, parent, teacher = random.choice(known["ties"])
        yield {
            "school_id": known["school"],
            "at": NOW - YEARS * (1 - at / ENTRIES),
            "kind": random.choice(_KINDS),
            "person_id": parent,
            "staff_id": teacher,
            "pupil_id": pupil,
            "class_id": of,
            "text": " ".join(random.choices(_WORDS, k=8)),
        }
