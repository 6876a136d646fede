"""The live bot as a process, on WhatsApp alone: it hears what is posted to it, answers, and leaves Telegram be."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import time

import pytest
from sqlalchemy import select

from bot.playground.whatsapp import CloudApi, Rates
from bot.playground.whatsapp.app import whatsapp_app
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import Bot
from bot.web.server import WebServer
from tests.support.demo import demo_school
from tests.support.process import LONG, end, start

pytestmark = pytest.mark.slow

TOKEN, PHONE_ID, SECRET, VERIFY = "EAAGrahasia", "100200300", "s3cret", "kata"


@dataclass
class World:
    """A school in a folder and a WhatsApp."""

    folder: Path
    sessions: Sessions
    cloud: CloudApi
    settings: dict[str, str]

    async def bots(self) -> list[tuple[str, str | None, str | None]]:
        async with self.sessions() as session:
            rows = await session.scalars(select(Bot).order_by(Bot.id))
            return [(row.channel, row.address, row.username) for row in rows]


@pytest.fixture
async def world(tmp_path: Path, empty_sqlite: Path) -> AsyncIterator[World]:
    (tmp_path / "data").mkdir()
    shutil.copy(empty_sqlite, tmp_path / "data" / "titian.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'data' / 'titian.db'}")
    cloud = CloudApi(time, rates=Rates.off())
    cloud.add_number(PHONE_ID, token=TOKEN, secret=SECRET)
    server = WebServer(whatsapp_app(cloud), "127.0.0.1", 0)
    serving = server.start()
    keys = {
        "WHATSAPP_TOKEN": TOKEN,
        "WHATSAPP_PHONE_ID": PHONE_ID,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": VERIFY,
        "WHATSAPP_API_URL": f"http://127.0.0.1:{server.port}",
    }
    world = World(tmp_path, make_sessions(engine), cloud, keys)
    async with world.sessions() as session:
        await demo_school(session, datetime.now(UTC))
    yield world
    await cloud.aclose()
    await server.stop(serving)
    await engine.dispose()


async def test_a_stranger_who_writes_is_answered_and_the_number_is_noted(world: World) -> None:
    process = start(world.folder, world.settings)
    try:
        assert process.stdout is not None
        while "serving" not in (line := await asyncio.to_thread(process.stdout.readline)):
            assert line, await asyncio.to_thread(process.communicate, timeout=LONG)
        port = line.rpartition("port=")[2].strip()
        world.cloud.set_webhook(f"http://127.0.0.1:{port}/whatsapp")
        phone = world.cloud.phone("6281270000201", "Siti")
        phone.say("Halo")
        while len(phone.screen()) < 2 or (await world.bots())[-1][2] is None:
            assert process.poll() is None
            await asyncio.sleep(0.05)
        assert (await world.bots())[-1] == ("whatsapp", PHONE_ID, "628117000100")
        assert phone.screen()[-1].text
    finally:
        code, complaints = await asyncio.to_thread(end, process)
    assert (code, complaints) == (0, "")
