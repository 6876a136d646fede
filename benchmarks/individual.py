"""Thirty-six messages about single pupils, prepared from a leger's marks: read, filled, guarded, kept, put into words.

The school has a thousand pupils, so that the guard looks for a thousand names in each message. The floor is putting
the same messages into words alone.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks import figure
from benchmarks._databases import KINDS, database
from benchmarks._school import TEACHER, WARMING, ZONE, Families, utcnow
from benchmarks.figure import Figure, at_most, floor
from bot.domain.courtesy import Child, Reader
from bot.domain.marks import MarkKind, term_at
from bot.domain.shelves.progress import OCCASIONS
from bot.messages.render import preload, render
from bot.services.progress import individual
from bot.services.updates.meant import facts_by_child
from bot.services.updates.screens import prose_of
from bot.storage.engine import make_engine, make_sessions
from bot.storage.models import Assessment, Mark, Person, Pupil, School

PUPILS = 1_000
CLASSES = 28
SUBJECTS = 14
GOAL = 1.0
_OCCASION = next(one for one in OCCASIONS if one.key == "assessment_result")


@dataclass(slots=True)
class _Taken:
    """Seconds for all messages of the class, and for their words alone; `amiss` counts messages that lack a fact."""

    messages: int
    whole: float
    words: float
    amiss: int


async def figures() -> AsyncIterator[Figure]:
    """On either database."""
    preload()
    for kind in KINDS:
        runs = await _runs(kind)
        count = runs[0].messages
        yield at_most(
            0, f"individual: {count} messages, without a fact of their own, {kind}", [r.amiss for r in runs], ""
        )
        yield at_most(GOAL, f"individual: {count} messages from a leger's marks, {kind}", [r.whole for r in runs], "s")
        yield floor(f"individual: their words alone, {kind}", [r.words for r in runs], "s")


async def _runs(kind: str) -> list[_Taken]:
    async with database(kind) as url:
        engine = make_engine(url)
        school = Families(engine, PUPILS, classes=CLASSES)
        await school.found()
        sessions = make_sessions(engine)
        now = utcnow()
        async with sessions() as session:
            await _mark(session, WARMING + 1, now)
            await session.commit()
        await school.analyze()
        taken = []
        for _run in range(figure.few_runs() + 1):  # the first one warms up
            async with sessions() as session:
                taken.append(await _prepare(session, WARMING + 1, now))
                await session.rollback()
        await engine.dispose()
    return taken[1:]


async def _mark(session: AsyncSession, class_id: int, now: datetime) -> None:
    """A leger's marks: a column for each subject, published."""
    school = (await session.scalars(select(School))).one()
    pupils = list(await session.scalars(select(Pupil.id).where(Pupil.class_id == class_id).order_by(Pupil.id)))
    for subject in range(SUBJECTS):
        row = Assessment(
            school_id=school.id,
            class_id=class_id,
            term=term_at(now, ZONE),
            subject=f"Mata pelajaran {subject + 1}",
            kind=MarkKind.FINAL,
            created_at=now,
            published_at=now,
        )
        session.add(row)
        await session.flush()
        session.add_all(
            Mark(assessment_id=row.id, pupil_id=pupil, score=60 + (pupil * 7 + subject * 3) % 40, changed_at=now)
            for pupil in pupils
        )
    school.pass_line = 75.0
    await session.flush()


async def _prepare(session: AsyncSession, class_id: int, now: datetime) -> _Taken:
    """What happens from the choice of a template until each family's message stands there in words."""
    began = perf_counter()
    teacher = await session.get_one(Person, TEACHER)
    there = [one for one in await individual.candidates(session, teacher, class_id, now) if one.fits(_OCCASION)]
    values = individual.prefilled(_OCCASION, there)
    row = await individual.send(session, teacher, class_id, _OCCASION, values, "id", now)
    prose = await prose_of(session, row)
    facts = await facts_by_child(session, row, values)
    reader = Reader("id", ZONE)
    said = perf_counter()
    texts = [
        render(prose.screen("id", [Child(one.name, prose.classes[0])], (), facts=facts[one.pupil_id]), reader, now).text
        for one in there
    ]
    ended = perf_counter()
    amiss = sum("Mata pelajaran" not in text for text in texts)
    return _Taken(len(texts), ended - began, ended - said, amiss)
