"""Killed without a warning fifty times in a paced drain: what is lost, and how much may have come twice."""

import asyncio
from collections.abc import AsyncIterator
from random import Random

import structlog
from sqlalchemy import func, select

from benchmarks._databases import database
from benchmarks._drainers import started
from benchmarks._school import Families
from benchmarks._server import Server, far_end
from benchmarks.figure import Figure, at_most
from bot.storage.engine import make_engine, make_readers
from bot.storage.models import Outgoing

KILLS = 50
RATE = 30
FAR = 0.05
FAMILIES = 2_000
SEED = 2607
LIFE = (0.05, 1.2)
"""Seconds for which each process lives after its first message."""
UNKNOWN = 1.2 * RATE * FAR + 1


async def figures() -> AsyncIterator[Figure]:
    """On a SQLite file, where each new process finds the last one dead."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    async with database("SQLite") as url, far_end(limit=RATE, latency=FAR) as server:
        engine = make_engine(url)
        school = Families(engine, FAMILIES)
        await school.found()
        update = await school.announce(lambda: None)
        await _killed_again_and_again(url, school, server)
        await _finished(url, school, server, update)
        chats = [chat for _at, _bot, chat in await server.arrivals()]
        unknown = await _unknown(school, update)
        await engine.dispose()
    lost = FAMILIES - len(set(chats))
    yield at_most(0, f"kills: messages lost in {KILLS} kills", [lost], "")
    yield at_most(UNKNOWN, "kills: messages of unknown outcome for each kill", [unknown / KILLS], "")
    yield Figure("kills: messages that came twice for each kill", (len(chats) - len(set(chats))) / KILLS, "", "-", True)


async def _killed_again_and_again(url: str, school: Families, server: Server) -> None:
    rng = Random(SEED)
    for _kill in range(KILLS):
        process = await started(url, server.url, school.bot_ids, rate=RATE, at_once=16)
        try:
            before = sum((await server.taken()).values())
            await server.until(before + 1)
            await asyncio.sleep(rng.uniform(*LIFE))
        finally:
            await process.kill()


async def _finished(url: str, school: Families, server: Server, update: int) -> None:
    process = await started(url, server.url, school.bot_ids, rate=RATE, at_once=16)
    try:
        await school.settled(update)
    finally:
        await process.kill()


async def _unknown(school: Families, update: int) -> int:
    twice = select(func.count()).where(Outgoing.update_id == update, Outgoing.resent)
    async with make_readers(school.engine)() as session:
        return await session.scalar(twice) or 0
