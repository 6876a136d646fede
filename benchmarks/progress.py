"""A parent asks how the child is doing, in a school of a thousand pupils with half a year of marks: how long it takes.

From the press to the committed answer, through the bot's own turn and with its words put together; beside it the same
turn that only shows the menu, which is the floor.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from benchmarks._databases import KINDS, database
from benchmarks._school import FIRST_CHAT, TEACHER, Families, number_on, utcnow
from benchmarks.figure import Figure, at_most, few_runs, floor
from bot.channels.base import Kind, Received
from bot.chat import files
from bot.chat.flows import all_flows
from bot.chat.handle import handle
from bot.chat.progress_files import ProgressFiles
from bot.chat.router import Router
from bot.domain.attendance import DayState, Source
from bot.domain.codec import load_screen
from bot.domain.courtesy import Reader
from bot.domain.marks import MarkKind, term_at, term_days
from bot.messages.render import preload, render
from bot.storage.base import Base
from bot.storage.engine import make_engine, make_sessions
from bot.storage.models import Absence, Assessment, Mark, Outgoing, PupilNote, Register, School

PUPILS, CLASSES, SUBJECTS, ASSESSED = 1000, 28, 14, 6
ASKED = 40
"""Parents who ask, one after the other."""
GOAL = 300
DAYS = 60


async def figures() -> AsyncIterator[Figure]:
    """On either database."""
    preload()
    for kind in KINDS:
        async with database(kind) as url:
            engine = make_engine(url)
            school = Families(engine, PUPILS, CLASSES)
            await school.found()
            await _teach(engine)
            await school.analyze()
            menu, page, picture, paper = await _measured(engine, few_runs())
            await engine.dispose()
        yield floor(f"progress: the menu, median of {ASKED}, {kind}", menu, "ms")
        yield at_most(GOAL, f"progress: the page in words, median of {ASKED}, {kind}", page, "ms")
        yield at_most(GOAL, f"progress: the picture, {kind}", picture, "ms")
        yield at_most(GOAL, f"progress: the half-year as a file, {kind}", paper, "ms")


async def _measured(engine: AsyncEngine, runs: int) -> tuple[list[float], list[float], list[float], list[float]]:
    router = Router(all_flows())
    term = term_at(utcnow(), "Asia/Jakarta")
    people = Random(1).sample(range(TEACHER + 2, TEACHER + PUPILS), ASKED)
    menu, page, picture, paper = [], [], [], []
    with TemporaryDirectory() as folder:
        files.use(Path(folder))
        for _run in range(runs + 1):
            menu.append(_middle([await _press(engine, router, one, "home.menu") for one in people]))
            page.append(_middle([await _press(engine, router, one, f"pg.child:{one}") for one in people]))
            picture.append(_middle([await _press(engine, router, one, f"pg.picture:{one}") for one in people[:8]]))
            paper.append(_middle([await _press(engine, router, one, f"pg.paper:{one}:{term}") for one in people[:8]]))
    return menu[1:], page[1:], picture[1:], paper[1:]


async def _press(engine: AsyncEngine, router: Router, person: int, press: str) -> float:
    """Milliseconds until what was asked for is committed and worded; what it says is as it should be."""
    sessions = make_sessions(engine)
    received = Received(Kind.PRESS, str(FIRST_CHAT + person), press=f"1:{press}", message="1")
    began = perf_counter()
    received = await ProgressFiles(sessions, utcnow)(1, _NoChannel, received)
    async with sessions() as session:
        turn = await handle(session, router, 1, received, utcnow())
        await session.commit()
    words = render(load_screen(_payload(turn.shown)), Reader("id", "Asia/Jakarta"), utcnow())
    took = (perf_counter() - began) * 1e3
    assert press.startswith("home") or f"Budi Santoso {person}" in words.text
    assert words.file is not None or not press.startswith(("pg.picture", "pg.paper"))
    return took


_NoChannel: Any = None
"""What is made of the database alone needs none."""


def _payload(shown: Sequence[Outgoing]) -> dict[str, Any]:
    payload = shown[-1].payload
    assert payload is not None
    return dict(payload)


def _middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


async def _teach(engine: AsyncEngine) -> None:
    async with make_sessions(engine)() as session:
        for model, rows in _tables():
            await session.execute(insert(model), rows)
        await _set_line(session)
        await number_on(session)
        await session.commit()


async def _set_line(session: AsyncSession) -> None:
    (await session.get_one(School, 1)).pass_line = 75.0


def _tables() -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    now, dice = utcnow(), Random(2)
    term = term_at(now, "Asia/Jakarta")
    classes = range(2, CLASSES + 2)
    kinds = (MarkKind.TASK, *([MarkKind.SCOPE] * (ASSESSED - 2)), MarkKind.MIDTERM)
    assessments = [
        {"id": number, "class_id": of, "subject": f"Mata Pelajaran {subject}", "title": f"TP {place}", "kind": kind}
        | {"school_id": 1, "term": term, "best": 100.0, "position": place, "created_at": now, "published_at": now}
        for number, (of, subject, place, kind) in enumerate(
            (
                (of, subject, place, kind)
                for of in classes
                for subject in range(SUBJECTS)
                for place, kind in enumerate(kinds)
            ),
            1,
        )
    ]
    yield Assessment, assessments
    pupils = range(TEACHER + 2, TEACHER + 2 + PUPILS)
    by_class: dict[int, list[int]] = {of: [] for of in classes}
    for place, pupil in enumerate(pupils):
        by_class[2 + place % CLASSES].append(pupil)
    yield (
        Mark,
        [
            {"assessment_id": one["id"], "pupil_id": pupil, "score": float(dice.randint(60, 98)), "missing": False}
            | {"objectives": [], "changed_at": now}
            for one in assessments
            for pupil in by_class[one["class_id"]]
        ],
    )
    first, last = term_days(term)
    days = [day for ahead in range(DAYS) if (day := first + timedelta(days=ahead)) <= last]
    yield (
        Register,
        [{"class_id": of, "day": day, "source": Source.TAP, "taken_at": now} for of in classes for day in days],
    )
    yield (
        Absence,
        [
            {"pupil_id": pupil, "class_id": of, "day": dice.choice(days), "state": DayState.SICK, "note": "demam"}
            | {"source": Source.TAP, "at": now}
            for of in classes
            for pupil in by_class[of]
        ],
    )
    yield (
        PupilNote,
        [
            {
                "school_id": 1,
                "pupil_id": pupil,
                "author_id": TEACHER,
                "text": "Rajin bertanya.",
                "shown": True,
                "at": now,
            }
            for pupil in pupils
        ],
    )
