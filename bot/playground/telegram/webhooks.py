"""Delivering updates by HTTP: one after another per chat, again and again until a 2xx comes back."""

import asyncio
import json
from typing import TYPE_CHECKING

from bot.playground.telegram.state import BotAccount, Webhook
from bot.playground.telegram.updates import Pending

if TYPE_CHECKING:
    from bot.playground.telegram.api import BotApi

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


def open_webhook(api: "BotApi", bot: BotAccount, webhook: Webhook) -> None:
    """Start delivering what waits and what comes."""
    bot.webhook = webhook
    bot.courier = asyncio.get_running_loop().create_task(_Courier(api, bot, webhook).run())


async def close_webhook(bot: BotAccount) -> None:
    """Stop delivering; what is not confirmed stays in the queue."""
    courier, bot.courier, bot.webhook = bot.courier, None, None
    if courier:
        courier.cancel()
        await asyncio.gather(courier, return_exceptions=True)


class _Courier:
    def __init__(self, api: "BotApi", bot: BotAccount, webhook: Webhook) -> None:
        self.api, self.bot, self.webhook = api, bot, webhook
        self.news = asyncio.Event()
        self.busy: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        self.bot.queue.on_add = self.news.set
        try:
            while True:
                self.news.clear()
                self._start_idle_chats()
                await self.news.wait()
        finally:
            for task in self.busy.values():
                task.cancel()

    def _start_idle_chats(self) -> None:
        for pending in self.bot.queue.waiting():
            if pending.chat_id not in self.busy and len(self.busy) < self.webhook.max_connections:
                self.busy[pending.chat_id] = asyncio.create_task(self._serve(pending.chat_id))

    async def _serve(self, chat_id: int) -> None:
        """Deliver what waits for this chat, the oldest first, until nothing is left."""
        pause = FIRST_PAUSE
        try:
            while waiting := [p for p in self.bot.queue.waiting() if p.chat_id == chat_id]:
                if await self._deliver(waiting[0]):
                    self.bot.queue.drop(waiting[0].id)
                    pause = FIRST_PAUSE
                else:
                    await self.api.pause(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self.busy.pop(chat_id, None)
            self.news.set()

    async def _deliver(self, pending: Pending) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.webhook.secret:
            headers[SECRET_HEADER] = self.webhook.secret
        try:
            status = await self.api.post(self.webhook.url, headers, json.dumps(pending.json()).encode())
        except TimeoutError:
            return self._failed("Read timeout expired")
        except OSError:
            return self._failed("Connection refused")
        return 200 <= status < 300 or self._failed(f"Wrong response from the webhook: {status}")

    def _failed(self, why: str) -> bool:
        self.webhook.failed_at, self.webhook.failure = self.api.clock(), why
        return False
