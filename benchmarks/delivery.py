"""How fast, how evenly and how promptly messages leave, beside python-telegram-bot alone over the same transport.

The far end is a bare server in a process of its own that counts any sliding second, as Telegram may.
"""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import structlog
from sqlalchemy import func, insert, select

from benchmarks.figure import Figure
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.send import TelegramChannel
from bot.delivery.courier import Courier
from bot.delivery.pace import Pace
from bot.delivery.pump import Pump
from bot.domain.codec import dump_screen
from bot.domain.courtesy import Reader
from bot.domain.delivery import Lane, Op, OutboxState, Reason
from bot.domain.policy import Weight
from bot.domain.rendered import Rendered
from bot.domain.screens import Screen, screen
from bot.messages.render import preload, render
from bot.services.update_screens import screens_for
from bot.storage.engine import make_engine, make_sessions
from bot.storage.migrate import migrate
from bot.storage.models import Account, AccountState, Bot, Outgoing, Person, School

MESSAGES = 10_000
AT_ONCE = 64
PACED_SECONDS = 12
ANSWERS = 20


async def figures() -> AsyncIterator[Figure]:
    """End to end against the bare loop, then a paced broadcast with people who wait in the middle of it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    preload()
    async with far_end() as url:
        bare = await bare_loop(url)
        yield Figure("delivery: python-telegram-bot alone, our transport", bare, "messages/s", "floor", True)
        whole = await end_to_end(url)
        yield Figure("delivery: 10,000 messages, queued to recorded", whole, "messages/s", ">= 300", whole >= 300)
        share = whole / bare
        yield Figure("delivery: share of the bare loop's speed", share, "", ">= 0.2", share >= 0.2)
    async with far_end(limit=30, latency=0.05) as url:
        rate, refused, waits = await paced(url)
        yield Figure("delivery: paced broadcast", rate, "messages/s", "27 to 30", 27 <= rate <= 30)
        yield Figure("delivery: answers 429 during it", refused, "", "0", refused == 0)
        typical, worst = median(waits) * 1e3, quantiles(waits, n=100)[98] * 1e3
        yield Figure("delivery: an answer during it, median", typical, "ms", "<= 150", typical <= 150)
        yield Figure("delivery: an answer during it, 99th percentile", worst, "ms", "<= 500", worst <= 500)


@contextlib.asynccontextmanager
async def far_end(limit: int = 0, latency: float = 0.0) -> AsyncIterator[str]:
    """A bare server; its address. `limit` is messages in any second (0: none), `latency` in seconds."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks._far_end", str(limit), str(latency), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


class Watched(TelegramChannel):
    """Counts what was taken, and tells when a certain chat's message was."""

    taken = 0
    _expected: tuple[str, asyncio.Event] = ("", asyncio.Event())

    def expect(self, person: int) -> asyncio.Event:
        self._expected = (str(1000 + person), asyncio.Event())
        return self._expected[1]

    async def send(self, address: str, message: Rendered) -> str:
        sent = await super().send(address, message)
        self.taken += 1
        if address == self._expected[0]:
            self._expected[1].set()
        return sent


def a_channel(url: str) -> Watched:
    return Watched("1:bench", url, Path(tempfile.gettempdir()), AiohttpRequest(connections=AT_ONCE + 16))


async def bare_loop(url: str) -> float:
    """Messages a second without an outbox: so many workers, one after the other each."""
    channel, left = a_channel(url), iter(range(MESSAGES))
    words = Rendered(render(what(0), READER, datetime.now(UTC)).text)

    async def work() -> None:
        for number in left:
            await channel.send(str(1000 + number), words)

    begun = perf_counter()
    await asyncio.gather(*(work() for _worker in range(AT_ONCE)))
    seconds = perf_counter() - begun
    await channel.close()
    return MESSAGES / seconds


async def end_to_end(url: str) -> float:
    """Messages a second from rows in the outbox to recorded results, at no pace."""
    async with a_house(url, MESSAGES) as (courier, bot_id, channel):
        await queue(courier, bot_id, range(1, MESSAGES + 1), Lane.BULK)
        begun = perf_counter()
        pump = Pump(courier.house, bot_id, channel, Pace(1_000_000, start=0.0), concurrency=AT_ONCE)
        running = asyncio.create_task(pump.run())
        await until_sent(courier, MESSAGES)
        seconds = perf_counter() - begun
        pump.stop()
        await running
    return MESSAGES / seconds


async def paced(url: str) -> tuple[float, float, list[float]]:
    """Messages a second, refusals, and the seconds each answer took from commit to record."""
    many = 30 * PACED_SECONDS
    async with a_house(url, many + ANSWERS) as (courier, bot_id, channel):
        await queue(courier, bot_id, range(1, many + 1), Lane.BULK)
        pump = Pump(courier.house, bot_id, channel, Pace(30, start=asyncio.get_running_loop().time()))
        running = asyncio.create_task(pump.run())
        await asyncio.sleep(1)
        begun, before = perf_counter(), channel.taken
        waits = [await an_answer(courier, bot_id, pump, channel, many + 1 + number) for number in range(ANSWERS)]
        rate = (channel.taken - before) / (perf_counter() - begun)
        pump.stop()
        await running
        async with courier.house.readers() as session:
            refused = await session.scalar(select(func.count()).where(Outgoing.reason == Reason.FLOOD))
    return rate, float(refused or 0), waits


async def an_answer(courier: Courier, bot_id: int, pump: Pump, channel: Watched, person: int) -> float:
    """Seconds from the commit of an answer to Telegram's word that it has it."""
    await asyncio.sleep(0.35)
    taken = channel.expect(person)
    begun = perf_counter()
    await queue(courier, bot_id, [person], Lane.INTERACTIVE)
    pump.wake()
    await taken.wait()
    return perf_counter() - begun


READER = Reader("id", "Asia/Jakarta", "Siti")


def what(number: int) -> Screen:
    return screen("home/invalid", field="code", reason=str(number))


@contextlib.asynccontextmanager
async def a_house(url: str, people: int) -> AsyncIterator[tuple[Courier, int, Watched]]:
    """An empty school with so many chats on a SQLite file; a courier that is not running, its bot, its channel."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/titian.db")
        await migrate(engine)
        async with make_sessions(engine)() as session:
            school = School(name="SMA Titian Bangsa", timezone="Asia/Jakarta", created_at=now)
            session.add(school)
            await session.flush()
            bot = Bot(school_id=school.id, channel="telegram", address="1")
            session.add(bot)
            await session.flush()
            await session.execute(
                insert(Person),
                [
                    {"id": n, "school_id": school.id, "name": f"Wali {n}", "created_at": now}
                    for n in range(1, people + 1)
                ],
            )
            await session.execute(
                insert(Account),
                [
                    {
                        "id": n,
                        "bot_id": bot.id,
                        "person_id": n,
                        "address": str(1000 + n),
                        "state": AccountState.ACTIVE,
                        "state_since": now,
                        "created_at": now,
                        "seen_at": now,
                    }
                    for n in range(1, people + 1)
                ],
            )
            await session.commit()
            bot_id = bot.id
        channel = a_channel(url)
        courier = Courier(engine, {bot_id: channel}, render, screens_for)
        try:
            yield courier, bot_id, channel
        finally:
            await channel.close()
            await engine.dispose()


async def queue(courier: Courier, bot_id: int, people: Iterable[int], lane: Lane) -> None:
    """Queue a message for each of these people."""
    now = datetime.now(UTC)
    rows = [
        {
            "school_id": 1,
            "bot_id": bot_id,
            "account_id": person,
            "person_id": person,
            "lane": lane,
            "due_at": now,
            "state": OutboxState.QUEUED,
            "op": Op.SEND,
            "weight": Weight.ANSWER,
            "payload": dump_screen(what(person)),
            "created_at": now,
        }
        for person in people
    ]
    async with courier.house.sessions() as session:
        await session.execute(insert(Outgoing), rows)
        await session.commit()


async def until_sent(courier: Courier, many: int) -> None:
    """Until so many rows are recorded as sent; looked at seldom, for looking costs."""
    sent = 0
    while sent < many:
        await asyncio.sleep(0.2)
        async with courier.house.readers() as session:
            sent = await session.scalar(select(func.count()).where(Outgoing.state == OutboxState.SENT)) or 0
