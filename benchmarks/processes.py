"""Two processes on one PostgreSQL: what the second one costs, and how soon it goes on where a killed one ended.

The processes bear the names of other machines, so that neither can see by itself that the other is gone.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from statistics import median
from time import monotonic

import structlog

from benchmarks._databases import database
from benchmarks._drainers import cost_of, drainer, started
from benchmarks._school import Families
from benchmarks._server import Server, far_end
from benchmarks.figure import Figure, at_most, few_runs, floor
from bot.storage.engine import make_engine

BOTS = 8
FAMILIES = 8_000
RATE = 30
AT_ONCE = 16
OWNERS = ("first:1:bench", "second:1:bench")


async def figures() -> AsyncIterator[Figure]:
    """Eight bots."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    one, two = await _cost(1), await _cost(2)
    more = [ours / median(one) for ours in two]
    yield floor("processes: processor time of a message, one process, eight bots", one, "ms")
    yield at_most(1.15, "processes: the same by two processes, times that of one", more, "x")
    yield at_most(5, "processes: until a killed one's bots all send again", await _taken_over(), "s")


async def _cost(processes: int) -> list[float]:
    """Processor milliseconds of a message over all processes, in each run."""
    costs = []
    async with database("PostgreSQL") as url, far_end() as server:
        engine = make_engine(url)
        school = Families(engine, FAMILIES, bots=BOTS)
        await school.found()
        for run in range(few_runs()):
            await server.forget()
            update = await school.announce(lambda: None)
            async with AsyncExitStack() as stack:
                at_work = [
                    await stack.enter_async_context(
                        drainer(url, server.url, school.bot_ids, owner=f"{owner}{run}", at_once=AT_ONCE)
                    )
                    for owner in OWNERS[:processes]
                ]
                costs.append(await cost_of(school, server, at_work, update, warm=FAMILIES // 10, many=FAMILIES) * 1e3)
        await engine.dispose()
    return costs


async def _taken_over() -> list[float]:
    """Seconds after a kill until all bots have sent, in each run."""
    seconds = []
    async with database("PostgreSQL") as url, far_end(limit=RATE) as server:
        engine = make_engine(url)
        school = Families(engine, 3_000 * BOTS, bots=BOTS)
        await school.found()
        await school.announce(lambda: None)
        for run in range(few_runs()):
            seconds.append(await _one_takes_over(url, school, server, run))
        await engine.dispose()
    return seconds


async def _one_takes_over(url: str, school: Families, server: Server, run: int) -> float:
    """The first of two is killed once all bots have sent; the second one ends by itself."""
    await server.forget()
    names = [f"{owner}{run}" for owner in OWNERS]
    first = await started(url, server.url, school.bot_ids, rate=RATE, at_once=AT_ONCE, owner=names[0])
    try:
        async with drainer(url, server.url, school.bot_ids, rate=RATE, at_once=AT_ONCE, owner=names[1]):
            await _all_sent(server, monotonic())
            killed = monotonic()
            await first.kill()
            # Bots of the other process go on; what had left before does not count.
            return max((await _all_sent(server, killed + 0.2)).values()) - killed
    finally:
        await first.kill()


async def _all_sent(server: Server, since: float) -> dict[int, float]:
    """By bot: when it sent first after `since`; waits until all have."""
    first: dict[int, float] = {}
    while len(first) < BOTS:
        await server.until(sum((await server.taken()).values()) + 1)
        for at, bot, _chat in reversed(await server.arrivals()):
            if at > since:
                first[bot] = at
    return first
