"""What the bot tells Telegram about itself."""

from pathlib import Path

import pytest

from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.setup import Identity, Presentation, identify, present, use_polling, use_webhook
from bot.domain.errors import Permanent
from bot.playground.telegram import BotApi, Phone
from tests.channels.conftest import TOKEN
from tests.support.telegram_request import HouseRequest


async def test_the_bot_learns_who_it_is(channel: TelegramChannel) -> None:
    assert await identify(channel) == Identity("110", "titian_bot")


async def test_a_token_that_telegram_refuses_is_refused_for_good(api: BotApi, tmp_path: Path) -> None:
    stranger = TelegramChannel("111:nobody", "http://localhost", tmp_path, HouseRequest(api), HouseRequest(api))
    with pytest.raises(Permanent):
        await identify(stranger)


async def test_commands_are_told_in_each_language_and_in_the_default_one(channel: TelegramChannel, api: BotApi) -> None:
    await present(
        channel,
        {"id": Presentation({"menu": "Menu utama"}, "Titian", "Jembatan"), "en": Presentation({"menu": "Main menu"})},
        "id",
    )
    told = {}
    for code in ("", "id", "en"):
        answer = await api.call(TOKEN, "getMyCommands", {"language_code": code} if code else {})
        told[code] = answer.body["result"]
    assert told == {
        "": [{"command": "menu", "description": "Menu utama"}],
        "id": [{"command": "menu", "description": "Menu utama"}],
        "en": [{"command": "menu", "description": "Main menu"}],
    }


async def test_switching_between_webhook_and_polling_drops_nothing(
    channel: TelegramChannel, api: BotApi, phone: Phone
) -> None:
    waiting = len(api.bot().queue.waiting())
    await use_webhook(channel, "https://titian.example.org/telegram/1", "rahasia")
    await use_polling(channel)
    await api.aclose()
    assert len(api.bot().queue.waiting()) == waiting == 1
