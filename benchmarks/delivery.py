"""A class update for 10,000 families, from the teacher's tap to recorded results, beside python-telegram-bot alone.

Nothing paces it here. Each round measures floors and end to end one after the other, so that they share the machine's
mood.
"""

import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from statistics import median
from time import perf_counter

import structlog

from benchmarks import figure
from benchmarks._courier import AT_ONCE, delivering, warmed
from benchmarks._databases import KINDS, database
from benchmarks._loops import bare, stock
from benchmarks._school import Families
from benchmarks._server import Server, far_end
from benchmarks.figure import Figure, at_least, floor
from bot.delivery.courier import Courier
from bot.messages.render import preload
from bot.storage.engine import make_engine

FAMILIES = 10_000
STOCK_AT_ONCE = (1, 8, 32)
STOCK_MESSAGES = 1_000
BARE_AT_ONCE = (32, 64, 128)
FAR = 0.05
"""Seconds of latency of a far end that is far away."""
FAR_AT_ONCE = 64
"""Connections, ours and those of python-telegram-bot."""
FAR_STOCK_MESSAGES = 320


async def figures() -> AsyncIterator[Figure]:
    """Beside a server that answers at once, then beside one that is 50 ms away."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    preload()
    async for one in _near():
        yield one
    async for one in _far():
        yield one


async def _near() -> AsyncIterator[Figure]:
    stocks, bares = [], []
    whole: dict[str, list[float]] = {kind: [] for kind in KINDS}
    async with far_end() as server, AsyncExitStack() as stack:
        drains = {kind: await stack.enter_async_context(_drain(kind, server)) for kind in KINDS}
        for _run in range(figure.RUNS):
            stocks.append(max([await stock(server.url, many, STOCK_MESSAGES) for many in STOCK_AT_ONCE]))
            bares.append(max([await bare(server.url, many, FAMILIES // 2) for many in BARE_AT_ONCE]))
            for kind, drain in drains.items():
                whole[kind].append(await drain.run())
    yield floor("delivery: python-telegram-bot as it comes, the best of 1, 8, 32 at a time", stocks, "messages/s")
    yield floor("delivery: python-telegram-bot over our transport, the best of 32, 64, 128", bares, "messages/s")
    for kind, rates in whole.items():
        yield at_least(round(4 * median(stocks)), f"delivery: 10,000 messages end to end, {kind}", rates, "messages/s")
        yield at_least(4, f"delivery: {kind}, times python-telegram-bot as it comes", _times(rates, stocks), "x")
        yield at_least(0.75, f"delivery: {kind}, share of the loop over our transport", _times(rates, bares), "x")


async def _far() -> AsyncIterator[Figure]:
    stocks = []
    whole: dict[str, list[float]] = {kind: [] for kind in KINDS}
    async with far_end(latency=FAR) as server, AsyncExitStack() as stack:
        drains = {kind: await stack.enter_async_context(_drain(kind, server, FAR_AT_ONCE)) for kind in KINDS}
        for _run in range(figure.RUNS):
            stocks.append(await stock(server.url, FAR_AT_ONCE, FAR_STOCK_MESSAGES))
            for kind, drain in drains.items():
                whole[kind].append(await drain.run())
    yield floor("delivery: python-telegram-bot as it comes, 50 ms away, 64 at a time", stocks, "messages/s")
    for kind, rates in whole.items():
        yield at_least(8, f"delivery: {kind}, 50 ms away, times python-telegram-bot", _times(rates, stocks), "x")


def _times(rates: list[float], floors: list[float]) -> list[float]:
    return [rate / beside for rate, beside in zip(rates, floors, strict=True)]


class _Drain:
    """A school whose bot is at work."""

    def __init__(self, school: Families, courier: Courier, server: Server) -> None:
        self._school = school
        self._courier = courier
        self._server = server

    async def run(self) -> float:
        """Messages a second of one class update, from the teacher's tap until all is recorded."""
        await self._server.forget()
        await self._school.analyze()
        begun = perf_counter()
        update = await self._school.announce(self._courier.wake)
        await self._server.until(self._school.families)
        await self._school.recorded(update)
        return self._school.families / (perf_counter() - begun)


@contextlib.asynccontextmanager
async def _drain(kind: str, server: Server, at_once: int = AT_ONCE) -> AsyncIterator[_Drain]:
    async with database(kind) as url:
        engine = make_engine(url)
        school = Families(engine, FAMILIES)
        await school.found()
        async with delivering(engine, school.bot_ids, server.url, at_once=at_once) as courier:
            await warmed(school, courier, server)
            yield _Drain(school, courier, server)
        await engine.dispose()
