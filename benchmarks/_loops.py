"""python-telegram-bot alone in a loop, nothing stored: the floors that delivery is measured against."""

import asyncio
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from telegram import Bot, LinkPreviewOptions
from telegram.request import HTTPXRequest

from benchmarks._school import EVENT, FIRST_CHAT
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.send import keyboard_of
from bot.domain.answers import answer_rows
from bot.domain.courtesy import Address, Child, Reader, Sender
from bot.domain.rendered import Rendered
from bot.domain.shelf import SHELF
from bot.messages.render import render
from bot.services.updates.screens import Prose

TOKEN = "1:bench"
CLASSES = tuple(f"X-{number}" for number in range(1, 11))


def words() -> Rendered:
    """A class update like those that are sent end to end."""
    template = SHELF.get("event_invitation")
    sender = Sender("Nurmala Sari, S.Pd.", "homeroom", ", ".join(CLASSES), "SMA Titian Bangsa")
    prose = Prose(template, EVENT, "id", {}, CLASSES, {}, sender)
    screen = prose.screen("id", [Child("Budi Santoso 123", "X-1")], answer_rows(123_456, template.answers))
    return render(screen, Reader("id", "Asia/Jakarta", "Siti Rahayu 123", Address.IBU), datetime.now(UTC))


async def stock(url: str, at_once: int, messages: int) -> float:
    """Messages a second as python-telegram-bot comes, over httpx, so many at a time."""
    return await _loop(Bot(TOKEN, f"{url}/bot", request=HTTPXRequest(at_once)), at_once, messages)


async def bare(url: str, at_once: int, messages: int) -> float:
    """Messages a second of python-telegram-bot over our own transport, so many at a time."""
    return await _loop(Bot(TOKEN, f"{url}/bot", request=AiohttpRequest(at_once)), at_once, messages)


async def _loop(bot: Bot, at_once: int, messages: int) -> float:
    message = words()
    options: dict[str, Any] = {
        "text": message.text,
        "parse_mode": "HTML",
        "reply_markup": keyboard_of(message.rows),
        "link_preview_options": LinkPreviewOptions(is_disabled=True),
    }
    left = iter(range(FIRST_CHAT, FIRST_CHAT + messages))

    async def work() -> None:
        for chat in left:
            await bot.send_message(chat, **options)

    await bot.request.initialize()
    await asyncio.gather(*(bot.send_message(FIRST_CHAT, **options) for _connection in range(min(at_once, messages))))
    begun = perf_counter()
    await asyncio.gather(*(work() for _worker in range(at_once)))
    seconds = perf_counter() - begun
    await bot.request.shutdown()
    return messages / seconds
