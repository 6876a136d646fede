"""The house's way to WhatsApp. Nothing of it is loaded unless its keys are set.

WhatsApp brings everything to our webhook; its address is entered once on Meta's page. Nothing is asked of WhatsApp
before the house opens: an account in trouble must not keep the other channels waiting.
"""

import asyncio
from contextlib import suppress
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import BaseRoute

from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.channels.whatsapp.setup import Identity, identify
from bot.channels.whatsapp.webhook import webhook
from bot.delivery.line import enough_at_once
from bot.domain.errors import Permanent
from bot.house import House
from bot.messages.translations import translate
from bot.services.schools import number_of
from bot.settings import Settings, WhatsAppKeys
from bot.storage.engine import make_sessions
from bot.storage.models import Bot
from bot.wiring.base import patiently

log = structlog.get_logger(__name__)

WEBHOOK_PATH = "/whatsapp"
CONNECTIONS_BESIDE = 8
"""Connections for files that are fetched or uploaded while messages leave."""


class WhatsApp:
    """One number on WhatsApp."""

    def __init__(self, channel: WhatsAppChannel, bot_id: int, keys: WhatsAppKeys) -> None:
        self.channel = channel
        self.bot_id = bot_id
        self.rate = keys.rate
        self._keys = keys
        self._asking: asyncio.Task[None] | None = None

    def routes(self, house: House) -> list[BaseRoute]:
        """The webhook."""
        keys, store = self._keys, partial(house.store, self.bot_id)
        return [webhook(WEBHOOK_PATH, keys.phone_id, keys.app_secret, keys.verify_token, store)]

    async def begin(self, house: House) -> asyncio.Task[None] | None:
        """Ask, beside everything else, which number this is."""
        self._asking = asyncio.create_task(self._ask(house))
        return None

    async def finish(self) -> None:
        """Ask no longer."""
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking

    async def close(self) -> None:
        """Close the connections."""
        await self.channel.close()

    async def _ask(self, house: House) -> None:
        """Keep the number itself: links to the chat are made of it."""
        try:
            who = await patiently(partial(identify, self.channel.graph, self._keys.phone_id))
        except Permanent as error:
            log.error("whatsapp_refused", bot=self.bot_id, reason=error.reason, detail=error.detail)
            return
        await self._note(house, who)

    async def _note(self, house: House, who: Identity) -> None:
        async with make_sessions(house.engine)() as session:
            row = await session.get_one(Bot, self.bot_id)
            row.username = who.username or row.username
            await session.commit()


async def whatsapp(settings: Settings, engine: AsyncEngine, keys: WhatsAppKeys) -> WhatsApp:
    """Connect. Raises ExtraMissing where its package is not installed, NotFound where the school is not clear."""
    graph = Graph(keys.token, keys.api_url, enough_at_once(keys.rate) + CONNECTIONS_BESIDE)
    try:
        async with make_sessions(engine)() as session:
            bot_id = (await number_of(session, keys.phone_id)).id
            await session.commit()
    except BaseException:
        await graph.close()
        raise
    return WhatsApp(WhatsAppChannel(graph, keys.phone_id, settings.titian_data_dir, translate), bot_id, keys)
