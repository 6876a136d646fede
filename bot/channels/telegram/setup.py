"""What a bot tells Telegram about itself when it starts: commands and descriptions by language, how it receives."""

from collections.abc import Mapping
from dataclasses import dataclass

from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.errors import translate
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.updates import ALLOWED
from bot.domain.delivery import Reason
from bot.domain.errors import Permanent

CONNECTIONS = 100
"""Posts Telegram may have under way at a time, the most it allows: they share commits, and a chat never has two."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a token belongs to: Telegram's numeric id as text, and the user name without @."""

    address: str
    username: str


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a bot presents itself in one language: commands with their lines, and the texts of its empty chat."""

    commands: Mapping[str, str]
    description: str = ""
    short_description: str = ""


async def identify(channel: TelegramChannel) -> Identity:
    """Ask Telegram who we are; raises Permanent for a token it refuses, else DeliveryError."""
    try:
        me = await channel.bot.get_me()
    except InvalidToken:
        raise Permanent(Reason.REJECTED, "InvalidToken") from None
    except TelegramError as error:
        raise translate(error) from None
    return Identity(str(me.id), me.username or "")


async def present(channel: TelegramChannel, by_locale: Mapping[str, Presentation], default: str) -> None:
    """Set commands and descriptions; `default` is the language of everybody else. Raises DeliveryError."""
    try:
        await _present(channel, by_locale[default], None)
        for locale, presentation in by_locale.items():
            await _present(channel, presentation, locale)
    except TelegramError as error:
        raise translate(error) from None


async def _present(channel: TelegramChannel, presentation: Presentation, locale: str | None) -> None:
    commands = [BotCommand(name, line) for name, line in presentation.commands.items()]
    await channel.bot.set_my_commands(commands, language_code=locale)
    if presentation.description:
        await channel.bot.set_my_description(presentation.description, language_code=locale)
    if presentation.short_description:
        await channel.bot.set_my_short_description(presentation.short_description, language_code=locale)


async def use_webhook(channel: TelegramChannel, url: str, secret: str) -> None:
    """Let Telegram bring updates to `url`; what waits there already is brought, too. Raises DeliveryError."""
    try:
        await channel.bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED, max_connections=CONNECTIONS)
    except TelegramError as error:
        raise translate(error) from None


async def use_polling(channel: TelegramChannel) -> None:
    """Let us fetch updates; what waits is kept. Raises DeliveryError."""
    try:
        await channel.bot.delete_webhook(drop_pending_updates=False)
    except TelegramError as error:
        raise translate(error) from None
