"""What much to send costs: a message's processor time and the memory with 100,000 queued; and after a million sent.

The one who delivers is a process of its own; messages are made while it may send nothing, so that only sending counts.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from statistics import median

import structlog

from benchmarks._databases import KINDS, database
from benchmarks._drainers import cost_of, drainer
from benchmarks._history import write_history
from benchmarks._school import WARMING, Families
from benchmarks._server import Server, far_end
from benchmarks.figure import Figure, at_most, few_runs, floor
from bot.storage.engine import make_engine

FAMILIES, CLASSES, FEW = 100_000, 10, 1_000
"""The few are a class apart."""
WARM = 200
"""Messages after which a new process has everything in memory."""
AT_ONCE = 64
"""Requests under way: twice those of a usual bot. Each connection holds memory of its own, whatever is queued."""
SLICE = 2_000
"""Messages over which a cost is taken."""


async def figures() -> AsyncIterator[Figure]:
    """On either database: little queued, 100,000 queued, little after a million sent."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    for kind in KINDS:
        async with database(kind) as url, far_end() as server:
            engine = make_engine(url)
            scene = _Scene(url, Families(engine, FAMILIES, CLASSES, tappers=FEW - 1), server)
            await scene.school.found()
            async for one in _measured(kind, scene):
                yield one
            await engine.dispose()


async def _measured(kind: str, scene: "_Scene") -> AsyncIterator[Figure]:
    await scene.at_rest()
    await scene.to_a_class()
    await scene.school.analyze()
    little = [await scene.little() for _run in range(few_runs())]
    yield floor(f"backlog: processor time of a message, 1,000 queued, {kind}", [cost * 1e3 for cost in little], "ms")
    much = await scene.much()
    share = [cost / median(little) for cost in much]
    yield at_most(1.1, f"backlog: the same with 100,000 queued, times that, {kind}", share, "x")
    yield at_most(20, f"backlog: memory above idle with 100,000 queued, {kind}", [scene.most - scene.idle], "MB")
    await write_history(scene.school, await scene.to_a_class())
    later = [await scene.little() for _run in range(few_runs())]
    share = [cost / median(little) for cost in later]
    yield at_most(1.1, f"backlog: a message's cost after a million sent, times that before, {kind}", share, "x")


@dataclass(slots=True)
class _Scene:
    """A school, and processes that deliver for it one after the other; memory in megabytes."""

    url: str
    school: Families
    server: Server
    idle: float = 0.0
    most: float = 0.0

    async def at_rest(self) -> None:
        """See how much memory a process holds that has nothing to deliver."""
        async with drainer(self.url, self.server.url, self.school.bot_ids, at_once=AT_ONCE) as process:
            await asyncio.sleep(2.0)
            self.idle = await process.memory()

    async def little(self) -> float:
        """Processor seconds of a message where a thousand are queued before a process starts to deliver."""
        await self.server.forget()
        update = await self.school.announce(lambda: None, [WARMING])
        async with drainer(self.url, self.server.url, self.school.bot_ids, at_once=AT_ONCE) as process:
            return await cost_of(self.school, self.server, [process], update, warm=WARM, many=FEW)

    async def much(self) -> list[float]:
        """The same with 100,000 queued, in so many slices."""
        await self.server.forget()
        await self.school.announce(lambda: None)
        costs = []
        async with drainer(self.url, self.server.url, self.school.bot_ids, at_once=AT_ONCE) as process:
            await self.server.until(WARM)
            for run in range(few_runs()):
                before, done = await process.processor(), sum((await self.server.taken()).values())
                await self.server.until(WARM + SLICE * (run + 1))
                costs.append((await process.processor() - before) / (sum((await self.server.taken()).values()) - done))
                self.most = max(self.most, await process.memory())
        await self.school.forget_queued()
        return costs

    async def to_a_class(self) -> int:
        """An update that went to ten thousand families, which a history can repeat."""
        update = await self.school.announce(lambda: None, [WARMING + 1])
        async with drainer(self.url, self.server.url, self.school.bot_ids, at_once=AT_ONCE):
            await self.school.settled(update)
        return update
