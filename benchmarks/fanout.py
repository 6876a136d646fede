"""How long it takes to make a class update's 10,000 messages, and what waits for it: the loop, and somebody's answer.

Nothing delivers meanwhile. An answer's insert is the desk's last step: a row in the outbox, committed.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from time import perf_counter

import structlog

from benchmarks import figure
from benchmarks._databases import KINDS, database
from benchmarks._school import TEACHER, Families, utcnow
from benchmarks.figure import Figure, at_most, floor
from bot.domain.screens import screen
from bot.house import settle_in
from bot.services.queue import outbox
from bot.storage.engine import make_engine, make_sessions
from bot.storage.models import Account

FAMILIES = 10_000
PAUSE = 0.02
"""Seconds between two answers."""
LOOK = 0.001


async def figures() -> AsyncIterator[Figure]:
    """On either database."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    for kind in KINDS:
        async with database(kind) as url:
            engine = make_engine(url)
            school = Families(engine, FAMILIES)
            await school.found()
            settle_in()
            async for one in _measured(school, kind):
                yield one
            await engine.dispose()


async def _measured(school: Families, kind: str) -> AsyncIterator[Figure]:
    seconds, blocks, waits, alone, stillness = [], [], [], [], []
    for _run in range(figure.RUNS):
        async with _answering(school) as answers, _looking() as stalls:
            await asyncio.sleep(1.0)
        alone.append(max(answers) * 1e3)
        stillness.append(max(stalls) * 1e3)
        async with _answering(school) as answers, _looking() as stalls:
            begun = perf_counter()
            await school.announce(lambda: None)
            seconds.append(perf_counter() - begun)
        waits.append(max(answers) * 1e3)
        blocks.append(max(stalls) * 1e3)
    yield at_most(2, f"fanout: 10,000 messages made, {kind}", seconds, "s")
    yield at_most(20, f"fanout: longest block of the loop meanwhile, {kind}", blocks, "ms")
    yield floor(f"fanout: longest block of an idle loop, {kind}", stillness, "ms")
    yield at_most(20, f"fanout: longest insert of an answer meanwhile, {kind}", waits, "ms")
    yield floor(f"fanout: longest insert of an answer with nothing else, {kind}", alone, "ms")


@contextlib.asynccontextmanager
async def _answering(school: Families) -> AsyncIterator[list[float]]:
    """Answers somebody again and again; the seconds that each insert took."""
    found: list[float] = []
    async with _beside(_answer(school, found)):
        yield found


async def _answer(school: Families, found: list[float]) -> None:
    sessions = make_sessions(school.engine)
    async with sessions() as session:
        account = await session.get_one(Account, TEACHER + 1)
    while True:
        begun = perf_counter()
        async with sessions() as session:
            outbox.show(session, account, 1, screen("home/stale"), utcnow())
            await session.commit()
        found.append(perf_counter() - begun)
        await asyncio.sleep(PAUSE)


@contextlib.asynccontextmanager
async def _looking() -> AsyncIterator[list[float]]:
    """Looks at the clock again and again; the seconds by which each look came too late."""
    found: list[float] = []
    async with _beside(_look(found)):
        yield found


async def _look(found: list[float]) -> None:
    while True:
        begun = perf_counter()
        await asyncio.sleep(LOOK)
        found.append(perf_counter() - begun - LOOK)


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
