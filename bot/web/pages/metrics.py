"""`/metrics`: what this process has counted, and how the queues stand in the database, for Prometheus."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import metrics
from bot.services.queue import queues
from bot.services.queue.queues import Line, Queues
from bot.storage.engine import Sessions

log = structlog.get_logger(__name__)

FRESH = 5.0
"""Seconds for which the queues are not counted anew, however many ask."""
PATIENCE = 5.0
"""Seconds after which a database that does not answer counts as away; a scraper waits for about ten."""


def metrics_page(
    readers: Sessions,
    clock: Callable[[], datetime],
    path: str = "/metrics",
    monotonic: Callable[[], float] = time.monotonic,
) -> Route:
    """The route at `path`. While the database is away it says so, and shows what the process counted itself."""
    asked = asyncio.Lock()
    last: tuple[float, metrics.Gauges] | None = None

    async def answer(_request: Request) -> Response:
        nonlocal last
        async with asked:
            if last is None or monotonic() - last[0] >= FRESH:
                last = monotonic(), await _look(readers, clock)
        return Response(metrics.page(last[1]), headers={"Content-Type": metrics.CONTENT_TYPE})

    endpoint: Callable[[Request], Awaitable[Response]] = answer
    return Route(path, endpoint)


async def _look(readers: Sessions, clock: Callable[[], datetime]) -> metrics.Gauges:
    try:
        async with asyncio.timeout(PATIENCE), readers() as session:
            now = clock()
            found = await queues.standing(session, now)
    except (SQLAlchemyError, OSError) as error:  # a TimeoutError is an OSError
        log.warning("queues_not_counted", error=type(error).__name__)
        return [_up(0)]
    return [_up(1), *_gauges(found, now)]


def _up(value: int) -> metrics.Gauge:
    return metrics.gauge("titian_database_up", "Whether the database answered this reading.", (), {(): value})


def _gauges(bots: Sequence[Queues], now: datetime) -> metrics.Gauges:
    """How the queues stand; a process shows those of all bots, whoever holds them."""

    def of_bot(name: str, meaning: str, value: Callable[[Queues], float]) -> metrics.Gauge:
        return metrics.gauge(name, meaning, ("bot",), {(str(bot.bot_id),): value(bot) for bot in bots})

    def of_lane(name: str, meaning: str, value: Callable[[Line], float]) -> metrics.Gauge:
        lines = [(str(bot.bot_id), metrics.LANES[lane], line) for bot in bots for lane, line in bot.lanes.items()]
        return metrics.gauge(name, meaning, ("bot", "lane"), {(bot, lane): value(line) for bot, lane, line in lines})

    def age(since: datetime | None) -> float:
        return 0.0 if since is None else (now - since).total_seconds()

    queued = metrics.gauge(
        "titian_outbox_queued",
        "Messages that wait to leave: due now, later (at a better hour), or again (tried and not sent).",
        ("bot", "lane", "due"),
        {
            (str(bot.bot_id), metrics.LANES[lane], when): count
            for bot in bots
            for lane, line in bot.lanes.items()
            for when, count in (("now", line.due), ("later", line.later), ("again", line.again))
        },
    )
    return [
        queued,
        of_lane(
            "titian_outbox_oldest_seconds",
            "How long the oldest waits that could have left, were all well.",
            lambda line: age(line.oldest),
        ),
        of_bot("titian_bot_held", "Whether a process sends for it.", lambda bot: bot.holder is not None),
        of_bot("titian_outbox_in_hand", "Messages under way.", lambda bot: bot.in_hand),
        of_bot(
            "titian_bot_paused_seconds",
            "For how long no bulk leaves: the channel asked.",
            lambda bot: max(-age(bot.paused_until), 0.0),
        ),
        of_bot("titian_inbox_waiting", "What people sent and nobody has handled yet.", lambda bot: bot.arrivals),
        of_bot("titian_inbox_oldest_seconds", "How long the oldest of it waits.", lambda bot: age(bot.arrivals_since)),
    ]
