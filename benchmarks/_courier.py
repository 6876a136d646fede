"""A courier with its Telegram channels on a school's database, as the live bot has them; and how fast it drains."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks._school import WARMING, Families
from benchmarks._server import Server
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.send import TelegramChannel
from bot.delivery.courier import Courier
from bot.delivery.line import enough_at_once
from bot.house import settle_in
from bot.messages.render import render
from bot.services.updates.screens import screens_for

NO_PACING = 1_000_000
"""Messages a second that nobody reaches."""
AT_ONCE = enough_at_once(NO_PACING)
"""Requests under way where no pace holds them back, as the live bot has them."""


def channel_for(bot: int, url: str, connections: int = AT_ONCE + 16) -> TelegramChannel:
    """The channel of one bot of a measured school; it reads no files."""
    return TelegramChannel(f"{bot}:bench", url, Path(tempfile.gettempdir()), AiohttpRequest(connections=connections))


@contextlib.asynccontextmanager
async def delivering(
    engine: AsyncEngine,
    bots: range,
    url: str,
    *,
    rate: int = NO_PACING,
    at_once: int = AT_ONCE,
    owner: str | None = None,
) -> AsyncIterator[Courier]:
    """A courier that runs for these bots."""
    channels = {bot: channel_for(bot, url, at_once + 16) for bot in bots}
    courier = Courier(engine, channels, render, screens_for, rate=rate, at_once=at_once, owner=owner)
    settle_in()
    running = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        courier.stop()
        await running
        for channel in channels.values():
            await channel.close()


async def warmed(school: Families, courier: Courier, server: Server) -> None:
    """Return when every bot has sent: leases are held, connections open, templates in memory."""
    before = sum((await server.taken()).values())
    update = await school.announce(courier.wake, [WARMING])
    await server.until(before + school.apart)
    await school.recorded(update)
