"""`/metrics` shows how the queues stand; a scraper in a hurry costs nothing, and a database that is away is said."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

import httpx
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette

from bot.domain.delivery import Lane, OutboxState
from bot.storage.engine import Sessions, make_engine, make_readers, readers_of
from bot.web.pages.metrics import FRESH, metrics_page
from tests.support.demo import demo_school
from tests.support.queued import arrived, queue

SERIES = re.compile(r"^(titian_(?:outbox|bot|inbox|database)_\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


class Scraper:
    """Reads the page; time is what the test says."""

    def __init__(self, engine: AsyncEngine, now: datetime) -> None:
        self.seconds = 100.0
        app = Starlette(routes=[metrics_page(make_readers(engine), lambda: now, monotonic=lambda: self.seconds)])
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://titian")

    async def __call__(self) -> Mapping[str, float]:
        answer = await self._client.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        return {f"{name} {labels}".strip(): float(value) for name, labels, value in SERIES.findall(answer.text)}


async def test_the_queues_stand_on_the_page(engine: AsyncEngine, sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        demo.bot.paused_until = now + timedelta(seconds=40)
        await queue(demo, now, lane=Lane.INTERACTIVE, due_at=now - timedelta(seconds=3))
        await queue(demo, now, due_at=now + timedelta(hours=1))
        await queue(demo, now, due_at=now + timedelta(hours=1), attempts=2, created_at=now - timedelta(minutes=5))
        await queue(demo, now, state=OutboxState.SENDING)
        await arrived(demo, now, "1", ago=8)
        await session.commit()
        bot = f'bot="{demo.bot.id}"'
    assert await Scraper(engine, now)() == {
        "titian_database_up": 1,
        f'titian_outbox_queued {bot},due="now",lane="answers"': 1,
        f'titian_outbox_queued {bot},due="later",lane="answers"': 0,
        f'titian_outbox_queued {bot},due="now",lane="bulk"': 0,
        f'titian_outbox_queued {bot},due="later",lane="bulk"': 1,
        f'titian_outbox_queued {bot},due="again",lane="answers"': 0,
        f'titian_outbox_queued {bot},due="again",lane="bulk"': 1,
        f'titian_outbox_oldest_seconds {bot},lane="answers"': 3,
        f'titian_outbox_oldest_seconds {bot},lane="bulk"': 300,
        f"titian_outbox_in_hand {bot}": 1,
        f"titian_bot_held {bot}": 0,
        f"titian_bot_paused_seconds {bot}": 40,
        f"titian_inbox_waiting {bot}": 1,
        f"titian_inbox_oldest_seconds {bot}": 8,
    }


async def test_a_scraper_in_a_hurry_reads_what_was_counted_a_moment_ago(
    engine: AsyncEngine, sessions: Sessions, now: datetime
) -> None:
    asked: list[str] = []
    event.listen(readers_of(engine).sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    scrape = Scraper(engine, now)
    await scrape()
    questions = len(asked)
    assert questions > 0
    scrape.seconds += FRESH / 2
    await scrape()
    assert len(asked) == questions
    scrape.seconds += FRESH / 2
    await scrape()
    assert len(asked) == 2 * questions


async def test_a_database_that_is_away_is_said_and_nothing_old_is_shown(now: datetime) -> None:
    engine = make_engine("postgresql://nobody@127.0.0.1:1/none")
    assert await Scraper(engine, now)() == {"titian_database_up": 0}
    await engine.dispose()
