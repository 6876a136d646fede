"""The live bot as a process: told to stop, it finishes what is in hand, writes it down, and ends well."""

import asyncio
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import time

import httpx
import pytest
from sqlalchemy import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.delivery import Lane, OutboxState
from bot.playground.demo import PARENTS
from bot.playground.telegram import BotApi, Floods
from bot.playground.telegram.app import telegram_app
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import Outgoing
from bot.web.server import WebServer
from tests.support.demo import demo_school
from tests.support.process import LONG, end, start
from tests.support.queued import queue

pytestmark = pytest.mark.slow

TOKEN = "4242:a-bot-that-is-told-to-stop"
BOTH = [signal.SIGTERM, signal.SIGINT]
A_MOMENT = 0.15
"""Seconds between one signal and whatever comes next."""


@dataclass
class World:
    """A school in a folder, a Telegram, and the process between them."""

    folder: Path
    sessions: Sessions
    api: BotApi
    address: str = ""
    process: subprocess.Popen[str] | None = None
    port: int = 0
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether Telegram answers messages; while it does not, they are in hand."""

    def kept_back(self, app: ASGIApp) -> ASGIApp:
        """The answers to messages wait until Telegram answers."""

        async def telegram(scope: Scope, receive: Receive, send: Send) -> None:
            async def back(message: Message) -> None:
                if "sendMessage" in scope.get("path", ""):
                    await self.answers.wait()
                await send(message)

            await app(scope, receive, back)

        return telegram

    async def begin(self, **settings: str) -> subprocess.Popen[str]:
        """Start the bot; it serves when this returns."""
        given = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.address, **settings}
        self.process = start(self.folder, given)
        line = await self.line("serving")
        self.port = int(line.rpartition("port=")[2])
        return self.process

    async def line(self, word: str) -> str:
        """The next line of the log that holds a word."""
        assert self.process is not None
        assert self.process.stdout is not None
        while word not in (line := await asyncio.to_thread(self.process.stdout.readline)):
            assert line, await asyncio.to_thread(self.process.communicate, timeout=LONG)
        return line

    async def ended(self, how: signal.Signals) -> tuple[int, str]:
        """Tell it to stop; its exit code, and what it complained about."""
        assert self.process is not None
        return await asyncio.to_thread(end, self.process, how)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait for something that the process does."""
        while not seen():
            assert self.process is not None
            assert self.process.poll() is None, "it ended by itself"
            await asyncio.sleep(0.01)

    async def a_school(self) -> None:
        async with self.sessions() as session:
            await demo_school(session, datetime.now(UTC))

    async def one_message(self) -> None:
        async with self.sessions() as session:
            demo = await demo_school(session, datetime.now(UTC))
            await queue(demo, datetime.now(UTC), lane=Lane.INTERACTIVE)
            await session.commit()

    async def states(self) -> list[OutboxState]:
        async with self.sessions() as session:
            return list(await session.scalars(select(Outgoing.state)))


@pytest.fixture
async def world(tmp_path: Path, empty_sqlite: Path) -> AsyncIterator[World]:
    (tmp_path / "data").mkdir()
    shutil.copy(empty_sqlite, tmp_path / "data" / "titian.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'data' / 'titian.db'}")
    api = BotApi(time, floods=Floods.off())
    api.add_bot(TOKEN)
    api.phone(PARENTS[0].user_id, PARENTS[0].name).began()
    world = World(tmp_path, make_sessions(engine), api)
    world.answers.set()
    server = WebServer(world.kept_back(telegram_app(api)), "127.0.0.1", 0)
    serving = server.start()
    world.address = f"http://127.0.0.1:{server.port}"
    yield world
    if world.process is not None and world.process.poll() is None:
        world.process.kill()
        await asyncio.to_thread(world.process.communicate)
    world.answers.set()
    await api.aclose()
    await server.stop(serving)
    await engine.dispose()


@pytest.mark.parametrize("how", BOTH)
async def test_at_rest_it_ends_at_once_and_in_silence(world: World, how: signal.Signals) -> None:
    await world.one_message()
    await world.begin()
    assert await world.ended(how) == (0, "")


@pytest.mark.parametrize("again", [(), (signal.SIGTERM, signal.SIGINT, signal.SIGTERM)], ids=["once", "impatiently"])
@pytest.mark.parametrize("how", BOTH)
async def test_what_is_in_hand_is_finished_and_written_down(
    world: World, how: signal.Signals, again: tuple[signal.Signals, ...]
) -> None:
    await world.one_message()
    phone = world.api.phone(PARENTS[0].user_id)
    world.answers.clear()
    process = await world.begin()
    await world.until(lambda: bool(phone.screen()))
    seen = phone.screen()
    assert await world.states() == [OutboxState.SENDING]
    for one in again:
        process.send_signal(one)
        await asyncio.sleep(A_MOMENT)
    ending = asyncio.create_task(world.ended(how))
    await asyncio.sleep(A_MOMENT)
    world.answers.set()
    assert await ending == (0, "")
    assert await world.states() == [OutboxState.SENT]
    assert phone.screen() == seen


@pytest.mark.parametrize("how", BOTH)
async def test_it_can_be_stopped_while_it_waits_for_telegram(world: World, how: signal.Signals) -> None:
    await world.one_message()
    world.process = start(world.folder, {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:9"})
    await world.line("provider_not_reached")
    assert await world.ended(how) == (0, "")
    assert await world.states() == [OutboxState.QUEUED]


async def test_it_tells_how_it_does_while_it_runs(world: World) -> None:
    await world.a_school()
    await world.begin()
    phone = world.api.phone(PARENTS[0].user_id)
    phone.say("Selamat pagi")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{world.port}", trust_env=False) as client:
        assert (await client.get("/readyz")).json() == {"status": "ready"}
        await world.until(lambda: any(not bubble.mine for bubble in phone.screen()))
        page = (await client.get("/metrics")).text
    for line in (
        "titian_database_up 1.0",
        'titian_bot_held{bot="1"} 1.0',
        'titian_arrivals_total{bot="1",outcome="received"} 1.0',
        'titian_arrivals_total{bot="1",outcome="handled"} 1.0',
        "titian_loop_lag_seconds_count",
        "process_resident_memory_bytes",
    ):
        assert line in page
    assert await world.ended(signal.SIGTERM) == (0, "")
