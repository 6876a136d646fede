"""How evenly messages leave at a pace, beside a server that counts any second as strictly as can be.

Seconds are counted from the first message that came in to the last result that was recorded.
"""

import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from time import monotonic

import structlog

from benchmarks._courier import delivering, warmed
from benchmarks._databases import database
from benchmarks._drainers import drainer
from benchmarks._school import Families
from benchmarks._server import Server, far_end
from benchmarks.figure import Figure, at_least, at_most, few_runs
from bot.delivery.courier import Courier
from bot.messages.render import preload
from bot.storage.engine import make_engine

USUAL, MANY = 30, 900
"""Messages a second that Telegram lets every bot send, and how many are sent here."""
PAID, VERY_MANY = 1000, 10_000
"""The same of paid broadcasts (https://core.telegram.org/bots/faq#how-can-i-message-all-of-my-bot-39s-subscribers-at-once)."""
AT_ONCE = {USUAL: 16, PAID: 128}
"""Requests under way: twice as many as the rate keeps under way at 50 ms, or somewhat more."""
BOTS, EACH = 60, 300
FAR = 0.05
"""Seconds of latency there and back."""


async def figures() -> AsyncIterator[Figure]:
    """At the usual pace, at that of paid broadcasts by one process and by two, and sixty bots in one process."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    preload()
    async for one in _alone("pace: 900 messages at 30/s", "SQLite", USUAL, MANY, 0.0, 1.005):
        yield one
    for kind in ("SQLite", "PostgreSQL"):
        async for one in _alone(f"pace: 10,000 at 1,000/s, 50 ms away, {kind}", kind, PAID, VERY_MANY, FAR, 1.02):
            yield one
    async for one in _by_two():
        yield one
    async for one in _sixty_bots():
        yield one


async def _alone(name: str, kind: str, rate: int, many: int, latency: float, goal: float) -> AsyncIterator[Figure]:
    shares, refused = [], []
    async with _open(kind, many, 1, rate, latency) as (school, _url, server), _courier(school, server, rate) as courier:
        for _run in range(few_runs()):
            await server.forget()
            update = await school.announce(courier.wake)
            shares.append(await _seconds(school, server, update) * rate / many)
            refused.append(await server.refused())
    for one in _judged(name, shares, refused, goal):
        yield one


async def _by_two() -> AsyncIterator[Figure]:
    shares, refused = [], []
    async with _open("PostgreSQL", VERY_MANY, 1, PAID, FAR) as (school, url, server), AsyncExitStack() as stack:
        for _process in range(2):
            at_work = drainer(url, server.url, school.bot_ids, rate=PAID, at_once=AT_ONCE[PAID])
            await stack.enter_async_context(at_work)
        for run in range(-1, few_runs()):  # the first one only warms
            await server.forget()
            update = await school.announce(_nobody)
            share = await _seconds(school, server, update) * PAID / VERY_MANY
            if run >= 0:
                shares.append(share)
                refused.append(await server.refused())
    for one in _judged("pace: 10,000 at 1,000/s, 50 ms away, one bot and two processes", shares, refused, 1.02):
        yield one


async def _sixty_bots() -> AsyncIterator[Figure]:
    shares, refused = [], []
    opened = _open("SQLite", BOTS * EACH, BOTS, USUAL, 0.0)
    async with opened as (school, _url, server), _courier(school, server, USUAL) as courier:
        for _run in range(few_runs()):
            await server.forget()
            update = await school.announce(courier.wake)
            await server.until(school.families)
            times = [at for at, _bot, _chat in await server.arrivals()]
            shares.append((len(times) - BOTS) / (times[-1] - times[0]) / (BOTS * USUAL))
            refused.append(await server.refused())
            await school.recorded(update)
    yield at_least(0.97, "pace: 60 bots at 30/s in one process, share of 1,800/s", shares, "x")
    yield at_most(0, "pace: answers 429 to them", refused, "")


def _judged(name: str, shares: list[float], refused: list[int], goal: float) -> list[Figure]:
    return [
        at_most(goal, f"{name}: seconds, as a share of what the pace allows", shares, "x"),
        at_most(0, f"{name}: answers 429", refused, ""),
    ]


async def _seconds(school: Families, server: Server, update: int) -> float:
    """From the first message that came in until all is recorded."""
    await server.until(school.families)
    await school.recorded(update)
    ended = monotonic()
    return ended - (await server.arrivals())[0][0]


@contextlib.asynccontextmanager
async def _open(
    kind: str, families: int, bots: int, rate: int, latency: float
) -> AsyncIterator[tuple[Families, str, Server]]:
    async with database(kind) as url, far_end(limit=rate, latency=latency) as server:
        engine = make_engine(url)
        school = Families(engine, families, bots=bots)
        await school.found()
        yield school, url, server
        await engine.dispose()


@contextlib.asynccontextmanager
async def _courier(school: Families, server: Server, rate: int) -> AsyncIterator[Courier]:
    """A courier in this process that has served every bot."""
    async with delivering(school.engine, school.bot_ids, server.url, rate=rate, at_once=AT_ONCE[rate]) as courier:
        await warmed(school, courier, server)
        yield courier


def _nobody() -> None:
    """Whoever delivers is another process, and finds out by itself."""
