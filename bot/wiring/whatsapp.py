"""The house's way to WhatsApp, which brings what people write to our webhook. Loaded only where it is configured."""

import asyncio
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import BaseRoute

from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.channels.whatsapp.setup import identify
from bot.channels.whatsapp.webhook import webhook
from bot.delivery.line import enough_at_once
from bot.domain.delivery import Via
from bot.house import House
from bot.messages.translations import translate
from bot.settings import Settings, WhatsAppKeys
from bot.wiring.base import bot_of, patiently

WEBHOOK_PATH = "/whatsapp"
CONNECTIONS_BESIDE = 8
"""Connections for what is not a message: files that people sent."""


class WhatsApp:
    """One number on WhatsApp."""

    def __init__(self, channel: WhatsAppChannel, bot_id: int, keys: WhatsAppKeys) -> None:
        self.channel = channel
        self.bot_id = bot_id
        self.rate = keys.rate
        self._keys = keys

    def routes(self, house: House) -> list[BaseRoute]:
        """The webhook; its address is entered with the provider, as docs/whatsapp.md says."""
        keys = self._keys
        store = partial(house.store, self.bot_id)
        return [webhook(WEBHOOK_PATH, keys.phone_id, keys.app_secret, keys.verify_token, store)]

    async def begin(self, house: House) -> asyncio.Task[None] | None:
        """There is nothing to fetch, and nothing to tell."""
        return None

    async def finish(self) -> None:
        """Nothing is under way but what the house finishes."""

    async def close(self) -> None:
        """Close the connections."""
        await self.channel.close()


async def whatsapp(settings: Settings, engine: AsyncEngine, keys: WhatsAppKeys) -> WhatsApp:
    """Connect; a network that is down is waited for. Raises Permanent, NotFound before the number is the school's, and
    ExtraMissing where its package is not installed."""
    graph = Graph(keys.token, keys.api_url, connections=enough_at_once(keys.rate) + CONNECTIONS_BESIDE)
    try:
        who = await patiently(partial(identify, graph, keys.phone_id))
        bot_id = await bot_of(engine, Via.WHATSAPP, who.address, who.username)
    except BaseException:
        await graph.close()
        raise
    return WhatsApp(WhatsAppChannel(graph, keys.phone_id, settings.titian_data_dir, translate), bot_id, keys)
