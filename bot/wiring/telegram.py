"""The house's way to Telegram: fetched from there, or brought to us where we have an address."""

import asyncio
import hashlib
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import BaseRoute

from bot.channels.telegram.receive import Poller, Presses
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.setup import identify, use_polling, use_webhook
from bot.channels.telegram.webhook import webhook
from bot.delivery.line import enough_at_once
from bot.domain.delivery import Via
from bot.house import House, introduce
from bot.settings import Settings
from bot.wiring.base import bot_of, patiently

WEBHOOK_PATH = "/telegram"
FREE_RATE = 30
"""Messages a second for which Telegram asks nothing (https://core.telegram.org/bots/faq)."""
CONNECTIONS_BESIDE = 16
"""Connections for what is not a message: pressed buttons are answered while messages leave."""


class Telegram:
    """One bot on Telegram."""

    def __init__(self, channel: TelegramChannel, bot_id: int, rate: int, token: str, public_url: str | None) -> None:
        self.channel = channel
        self.bot_id = bot_id
        self.rate = rate
        self._secret = hashlib.sha256(f"webhook:{token}".encode()).hexdigest()
        self._address = public_url and public_url.rstrip("/") + WEBHOOK_PATH
        self._presses = Presses(channel)

    def routes(self, house: House) -> list[BaseRoute]:
        """The webhook, where there is an address for one."""
        if self._address is None:
            return []
        return [webhook(WEBHOOK_PATH, self._secret, self._presses, partial(house.store, self.bot_id))]

    async def begin(self, house: House) -> asyncio.Task[None] | None:
        """Tell Telegram who we are and how we receive."""
        await introduce(self.channel)
        if self._address is not None:
            await patiently(partial(use_webhook, self.channel, self._address, self._secret))
            return None
        await patiently(partial(use_polling, self.channel))
        may = partial(house.courier.until_held, self.bot_id)
        return asyncio.create_task(Poller(self.channel, partial(house.store, self.bot_id), may=may).run())

    async def finish(self) -> None:
        """Answer the presses that have come."""
        await self._presses.finish()

    async def close(self) -> None:
        """Close the connections."""
        await self.channel.close()


async def telegram(settings: Settings, engine: AsyncEngine, token: str) -> Telegram:
    """Connect; a network that is down is waited for. Raises Permanent for a token that Telegram refuses, NotFound."""
    rate = settings.telegram_messages_per_second
    channel = TelegramChannel(
        token,
        settings.telegram_api_url,
        settings.titian_data_dir,
        AiohttpRequest(connections=enough_at_once(rate) + CONNECTIONS_BESIDE),
        paid=rate > FREE_RATE,
    )
    try:
        who = await patiently(partial(identify, channel))
        bot_id = await bot_of(engine, Via.TELEGRAM, who.address, who.username)
    except BaseException:
        await channel.close()
        raise
    return Telegram(channel, bot_id, rate, token, settings.titian_public_url)
