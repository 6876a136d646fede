"""The only wiring: settings → engine → connections → house → web; and the order in which it all ends."""

import asyncio
import contextlib
import signal
from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import BaseRoute

from bot.channels.carrying import carrying
from bot.chat import files, pages
from bot.domain.errors import NotFound
from bot.house import House, listen_for_stop, settle_in, stop_intake, until_stopped
from bot.logs import set_up_logs
from bot.messages.render import preload
from bot.messages.translations import translate
from bot.settings import Settings
from bot.storage.engine import make_engine, make_readers, make_sessions
from bot.storage.migrate import migrate
from bot.storage.models import Bot
from bot.web.app import web_app
from bot.web.pages.assisted import assisted_page
from bot.web.pages.metrics import metrics_page
from bot.web.server import WebServer
from bot.wiring.base import Connection
from bot.wiring.telegram import telegram

log = structlog.get_logger(__name__)


def run(settings: Settings) -> None:
    """Serve until told to stop: the bot when there is a token, the playground when there is none.

    Raises SettingsMissing where a channel has only some of its keys.
    """
    is_live = settings.is_live
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):  # told to stop before it had begun
        if is_live:
            asyncio.run(live(settings))
        else:
            from bot.playground.run import playground

            asyncio.run(playground(settings))


async def live(settings: Settings) -> None:
    """Serve the live bots. Raises Permanent for a token that is refused, NotFound before a school is founded."""
    set_up_logs(settings.titian_log_format)
    files.use(settings.titian_data_dir)
    engine = make_engine(settings.database)
    await migrate(engine)
    await _require_school(engine)
    preload()
    connections: list[Connection] = []
    try:
        await _connect(settings, engine, connections)
        channels = {connection.bot_id: connection.channel for connection in connections}
        channels = dict(carrying(channels, settings.titian_data_dir, translate))
        rates = {connection.bot_id: connection.rate for connection in connections}
        await _serve(settings, connections, House(engine, channels, rates=rates))
    finally:
        for connection in connections:
            await connection.close()
        await engine.dispose()


async def _connect(settings: Settings, engine: AsyncEngine, connections: list[Connection]) -> None:
    """What is configured; what is not is not even loaded."""
    if settings.telegram_bot_token is not None:
        connections.append(await telegram(settings, engine, settings.telegram_bot_token.get_secret_value()))
    if settings.whatsapp is not None:
        from bot.wiring.whatsapp import whatsapp

        connections.append(await whatsapp(settings, engine, settings.whatsapp))


async def _serve(settings: Settings, connections: Sequence[Connection], house: House) -> None:
    routes: list[BaseRoute] = [metrics_page(make_readers(house.engine), house.clock)]
    if settings.titian_public_url:
        pages.use(signed := pages.Pages(settings.secret, settings.titian_public_url))
        routes += [assisted_page(signed, make_readers(house.engine), house.sessions, house.clock)]
    for connection in connections:
        routes += connection.routes(house)
    server = WebServer(web_app(house.health, routes), settings.titian_host, settings.titian_port)
    serving = server.start()
    begun = [await connection.begin(house) for connection in connections]
    intakes = [intake for intake in begun if intake is not None]
    settle_in()
    tasks = house.open()
    stop = listen_for_stop()
    for connection, intake in zip(connections, begun, strict=True):
        log.info("serving", bot=connection.bot_id, webhook=intake is None, port=server.port)
    failure = await until_stopped(stop, [serving, *tasks, *intakes])
    for intake in intakes:
        await stop_intake(intake)
    await server.stop(serving)
    for connection in connections:
        await connection.finish()
    await house.close()
    if failure is not None:  # whoever watches the process is to start it again
        raise failure


async def _require_school(engine: AsyncEngine) -> None:
    async with make_sessions(engine)() as session:
        if await session.scalar(select(Bot.id).limit(1)) is None:
            raise NotFound("school")
