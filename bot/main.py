"""The only wiring: settings → engine → channels → house → web; and the order in which it all ends."""

import asyncio
import contextlib
import hashlib
import signal
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import BaseRoute

from bot.channels.telegram.receive import Poller, Presses
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.setup import Identity, identify, use_polling, use_webhook
from bot.channels.telegram.webhook import webhook
from bot.chat import files, pages
from bot.delivery.line import enough_at_once
from bot.domain.errors import DeliveryError, NotFound, Permanent
from bot.house import House, introduce, listen_for_stop, settle_in, stop_intake, until_stopped
from bot.logs import set_up_logs
from bot.messages.render import preload
from bot.settings import Settings
from bot.storage.engine import make_engine, make_readers, make_sessions
from bot.storage.migrate import migrate
from bot.storage.models import Bot
from bot.web.app import web_app
from bot.web.pages.assisted import assisted_page
from bot.web.pages.metrics import metrics_page
from bot.web.server import WebServer

log = structlog.get_logger(__name__)

T = TypeVar("T")

LONGEST_PAUSE = 60.0
WEBHOOK_PATH = "/telegram"
FREE_RATE = 30
"""Messages a second for which Telegram asks nothing (https://core.telegram.org/bots/faq)."""
CONNECTIONS_BESIDE = 16
"""Connections for what is not a message: pressed buttons are answered while messages leave."""


def run(settings: Settings) -> None:
    """Serve until told to stop: the bot when there is a token, the playground when there is none."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):  # told to stop before it had begun
        if settings.telegram_bot_token is None:
            from bot.playground.run import playground

            asyncio.run(playground(settings))
        else:
            asyncio.run(live(settings, settings.telegram_bot_token.get_secret_value()))


async def live(settings: Settings, token: str) -> None:
    """Serve the live bot. Raises Permanent for a token Telegram refuses, NotFound before a school is founded."""
    set_up_logs(settings.titian_log_format)
    files.use(settings.titian_data_dir)
    engine = make_engine(settings.database)
    await migrate(engine)
    await _require_school(engine)
    preload()
    rate = settings.telegram_messages_per_second
    channel = TelegramChannel(
        token,
        settings.telegram_api_url,
        settings.titian_data_dir,
        AiohttpRequest(connections=enough_at_once(rate) + CONNECTIONS_BESIDE),
        paid=rate > FREE_RATE,
    )
    try:
        identity = await _patiently(partial(identify, channel))
        house = House(engine, await _bot_of(engine, identity), channel, rate=rate)
        await _serve(settings, token, channel, house)
    finally:
        await channel.close()
        await engine.dispose()


async def _serve(settings: Settings, token: str, channel: TelegramChannel, house: House) -> None:
    secret = hashlib.sha256(f"webhook:{token}".encode()).hexdigest()
    presses = Presses(channel)
    routes: list[BaseRoute] = [metrics_page(make_readers(house.engine), house.clock)]
    if settings.titian_public_url:
        pages.use(signed := pages.Pages(token, settings.titian_public_url))
        routes += [assisted_page(signed, make_readers(house.engine), house.sessions, house.clock)]
        routes += [webhook(WEBHOOK_PATH, secret, presses, house.store)]
    server = WebServer(web_app(house.health, routes), settings.titian_host, settings.titian_port)
    serving = server.start()
    await introduce(channel)
    intake: asyncio.Task[None] | None = None
    if settings.titian_public_url:
        address = settings.titian_public_url.rstrip("/") + WEBHOOK_PATH
        await _patiently(partial(use_webhook, channel, address, secret))
    else:
        await _patiently(partial(use_polling, channel))
        may = partial(house.courier.until_held, house.bot_id)
        intake = asyncio.create_task(Poller(channel, house.store, may=may).run())
    settle_in()
    tasks = house.open()
    stop = listen_for_stop()
    log.info("serving", bot=house.bot_id, webhook=intake is None, port=server.port)
    failure = await until_stopped(stop, [serving, *tasks, *([intake] if intake else [])])
    await stop_intake(intake)
    await server.stop(serving)
    await presses.finish()
    await house.close()
    if failure is not None:  # whoever watches the process is to start it again
        raise failure


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What Telegram answers; a network that is down is waited for. Raises Permanent."""
    pause = 1.0
    while True:
        try:
            return await ask()
        except Permanent:
            raise
        except DeliveryError as error:
            log.warning("telegram_not_reached", reason=error.reason, pause=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _require_school(engine: AsyncEngine) -> None:
    async with make_sessions(engine)() as session:
        if await session.scalar(select(Bot.id).limit(1)) is None:
            raise NotFound("school")


async def _bot_of(engine: AsyncEngine, identity: Identity) -> int:
    """The row of this bot: known by its address, or the only one. Raises NotFound where it could be several.

    A new token for an only bot (the old one was lost, say) goes on in its row; with several schools, guessing could
    give one school's bot another school's families.
    """
    async with make_sessions(engine)() as session:
        bots = list(await session.scalars(select(Bot).where(Bot.channel == "telegram").order_by(Bot.id)))
        waiting = [bot for bot in bots if bot.address is None]
        known = [bot for bot in bots if bot.address == identity.address]
        fitting = known or (bots if len(bots) == 1 else waiting)
        if len(fitting) != 1:
            raise NotFound("bot")
        (row,) = fitting
        row.address, row.username = identity.address, identity.username
        await session.commit()
        return row.id
