"""`/healthz` and `/readyz`: what watches a process is told when it cannot do its work, and why."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.telegram.send import TelegramChannel
from bot.house import House
from bot.playground.telegram import BotApi, Floods
from bot.storage.engine import Sessions, make_engine
from bot.web.app import web_app
from tests.support.demo import demo_school
from tests.support.telegram_request import HouseRequest

TOKEN = "4242:playground"


@pytest.fixture
async def house(engine: AsyncEngine, sessions: Sessions, now: datetime, tmp_path: Path) -> AsyncIterator[House]:
    """A house that is not open yet."""
    async with sessions() as session:
        demo = await demo_school(session, now)
    api = BotApi(now.timestamp, floods=Floods.off())
    api.add_bot(TOKEN)
    channel = TelegramChannel(TOKEN, "http://telegram.test", tmp_path, HouseRequest(api), HouseRequest(api))
    house = House(engine, {demo.bot.id: channel}, lambda: now)
    yield house
    if await house.health() not in ("starting", "stopping"):
        await house.close()


async def answers(house: House) -> dict[str, tuple[int, str]]:
    transport = httpx.ASGITransport(web_app(house.health))
    async with httpx.AsyncClient(transport=transport, base_url="http://titian") as client:
        found = {}
        for path in ("/healthz", "/readyz"):
            answer = await client.get(path)
            found[path] = (answer.status_code, answer.json()["status"])
        return found


async def test_a_house_is_ready_from_its_opening_to_its_closing(house: House) -> None:
    assert await answers(house) == {"/healthz": (200, "ok"), "/readyz": (503, "starting")}
    house.open()
    assert await answers(house) == {"/healthz": (200, "ok"), "/readyz": (200, "ready")}
    await house.close()
    assert await answers(house) == {"/healthz": (200, "ok"), "/readyz": (503, "stopping")}


async def test_a_house_is_not_ready_while_its_database_is_away(house: House) -> None:
    house.open()
    away = make_engine("postgresql://nobody@127.0.0.1:1/none")
    house._readers.configure(bind=away)
    assert (await answers(house))["/readyz"] == (503, "database not reachable")
    await away.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_long_write_does_not_make_a_house_look_ill(house: House, sessions: Sessions) -> None:
    house.open()
    async with sessions() as writer:
        await writer.connection()  # on SQLite: BEGIN IMMEDIATE
        assert (await answers(house))["/readyz"] == (200, "ready")
