"""What connects a house with one channel's outside, and what all of them share: patience, and whose bot it is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import BaseRoute

from bot.channels.base import Channel
from bot.domain.delivery import Via
from bot.domain.errors import DeliveryError, NotFound, Permanent
from bot.house import House
from bot.storage.engine import make_sessions
from bot.storage.models import Bot

log = structlog.get_logger(__name__)

T = TypeVar("T")

LONGEST_PAUSE = 60.0


class Connection(Protocol):
    """One bot of the house and its way to the outside; `rate` is messages a second."""

    @property
    def bot_id(self) -> int: ...

    @property
    def channel(self) -> Channel: ...

    @property
    def rate(self) -> int: ...

    def routes(self, house: House) -> list[BaseRoute]:
        """What the provider calls, to be served before anything is asked of it."""

    async def begin(self, house: House) -> asyncio.Task[None] | None:
        """Begin to receive; the task that fetches, where something is fetched. The routes are served by now."""

    async def finish(self) -> None:
        """Nothing more comes in: end what is under way for what did."""

    async def close(self) -> None:
        """Close the connections."""


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What a provider answers; a network that is down is waited for. Raises Permanent."""
    pause = 1.0
    while True:
        try:
            return await ask()
        except Permanent:
            raise
        except DeliveryError as error:
            log.warning("provider_not_reached", reason=error.reason, pause=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def bot_of(engine: AsyncEngine, channel: Via, address: str, username: str) -> int:
    """The row of this bot: known by its address, or the only one of its channel. Raises NotFound where it could be
    several.

    A new token for an only bot (the old one was lost, say) goes on in its row; with several schools, guessing could
    give one school's bot another school's families.
    """
    async with make_sessions(engine)() as session:
        bots = list(await session.scalars(select(Bot).where(Bot.channel == channel).order_by(Bot.id)))
        waiting = [bot for bot in bots if bot.address is None]
        known = [bot for bot in bots if bot.address == address]
        fitting = known or (bots if len(bots) == 1 else waiting)
        if len(fitting) != 1:
            raise NotFound("bot")
        (row,) = fitting
        row.address, row.username = address, username
        await session.commit()
        return row.id
