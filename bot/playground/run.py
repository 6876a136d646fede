"""The playground: a local Bot API server, phones in the browser and the demo school, in one process and with no token.

The bot in it is the real one: it polls the local server over HTTP as it would poll Telegram. Nothing leaves this
machine, and nothing is kept: every start shows the same school.
"""

import asyncio
import errno
import shutil
import sys
import webbrowser
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.channels.base import Channel
from bot.channels.carrying import carrying
from bot.channels.telegram.receive import Poller
from bot.channels.telegram.send import TelegramChannel
from bot.chat import files, pages
from bot.domain.arrivals import NotKept, RawArrival
from bot.domain.courtesy import Reader
from bot.domain.delivery import Via
from bot.domain.screens import Screen
from bot.house import House, introduce, listen_for_stop, stop_intake, until_stopped
from bot.logs import set_up_logs
from bot.messages.render import preload, render
from bot.messages.translations import translate
from bot.playground.demo import chats_of, found_demo
from bot.playground.demo_absences import note_demo
from bot.playground.demo_meeting import plan_demo
from bot.playground.demo_progress import fill_demo
from bot.playground.demo_questions import ask_demo
from bot.playground.demo_stock import keep_demo
from bot.playground.letters import demo_cast
from bot.playground.page import Playground, Slot
from bot.playground.second import NUMBER, Side, has_whatsapp
from bot.playground.telegram import BotApi
from bot.playground.telegram.app import telegram_routes
from bot.services.hours.keeping import office_working
from bot.settings import Settings
from bot.storage.engine import make_engine, make_readers, make_sessions
from bot.storage.migrate import migrate
from bot.storage.models import Bot, School
from bot.web.app import web_app
from bot.web.pages.assisted import assisted_page
from bot.web.server import WebServer

TOKEN = "4242:playground-of-a-made-up-school"  # noqa: S105 - opens nothing but this process's own server
USERNAME = "titian_contoh_bot"
SCHOOL_MORNING = timedelta(hours=1, minutes=30)
"""After its office opens: about nine o'clock."""
A_WHILE = timedelta(hours=2)
"""As long as one may play without the school going to sleep."""


class SchoolClock:
    """Real time, unless nobody of the school would be at work, or soon: teachers read what families write within their
    hours. Then a school day begins at about nine in the morning."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def seconds(self) -> float:
        """The same, as seconds since 1970."""
        return self().timestamp()


async def playground(settings: Settings, *, browser: bool = True) -> None:
    """Serve the playground until told to stop, and open it in a browser where there is one."""
    set_up_logs(quiet=True)
    preload()
    clock = SchoolClock()
    folder = settings.titian_data_dir.resolve() / "playground"
    files.use(folder)
    shutil.rmtree(folder, ignore_errors=True)
    engine = make_engine(f"sqlite:///{folder / 'titian.db'}")
    try:
        await _play(settings, engine, folder, clock, browser)
    finally:
        await engine.dispose()  # its thread would keep a process alive that could not start


class _Door:
    """What the web server needs of a house that is opened after it."""

    house: House | None = None

    async def health(self) -> str:
        return await self.house.health() if self.house is not None else "starting"

    async def store(self, bot_id: int, arrivals: Sequence[RawArrival]) -> None:
        if self.house is None:
            raise NotKept("starting")
        await self.house.store(bot_id, arrivals)


async def _play(settings: Settings, engine: AsyncEngine, folder: Path, clock: SchoolClock, browser: bool) -> None:
    school, bots = await fresh_school(engine, clock)
    api, door, by_hand = BotApi(clock.seconds), _Door(), pages.Pages(TOKEN)
    pages.use(by_hand)
    await _open_chats(api, engine, bots[Via.TELEGRAM])
    paid = bots.get(Via.WHATSAPP)
    side = Side(engine, paid, clock.seconds, api.journal) if paid is not None else None
    page = await _page(engine, school, clock, api, side)
    teachers = assisted_page(by_hand, make_readers(engine), make_sessions(engine), clock)
    routes: list[BaseRoute] = [*telegram_routes(api), *page.routes(), teachers]
    if side:
        routes += side.routes(partial(door.store, side.bot_id))
    server = _server(web_app(door.health, routes), settings)
    serving = server.start()
    address = by_hand.base = f"http://{settings.titian_host}:{server.port}"
    telegram = TelegramChannel(TOKEN, address, folder)
    channels: dict[int, Channel] = {bots[Via.TELEGRAM]: telegram}
    if side:
        channels[side.bot_id] = side.channel(address, folder)
    house = door.house = House(engine, carrying(channels, folder, translate), clock)
    intake = asyncio.create_task(Poller(telegram, partial(house.store, bots[Via.TELEGRAM])).run())
    tasks = house.open()
    await introduce(telegram)
    if side:
        await side.connect(address)
    stop = listen_for_stop()
    await _invite(address, browser)
    await until_stopped(stop, [serving, intake, *tasks])
    await stop_intake(intake)
    await house.close()
    await telegram.close()
    if side:
        await side.close()
    await api.aclose()
    await server.stop(serving)


async def _page(engine: AsyncEngine, school: School, clock: SchoolClock, api: BotApi, side: Side | None) -> Playground:
    cast = await demo_cast(engine, school, clock, whatsapp=side is not None)
    whatsapp = side.cloud if side else None
    return Playground(api, cast, whatsapp=whatsapp, slot=_school_time(school, clock), timezone=school.timezone)


async def fresh_school(engine: AsyncEngine, clock: SchoolClock) -> tuple[School, dict[Via, int]]:
    """The school, and its bots by channel, at a time at which it is at work."""
    await migrate(engine)
    async with make_sessions(engine)() as session:
        await _wake_up(session, await _found(session, clock), clock)
        await session.rollback()  # all that is in it happens by the clock as it is now
        school = await _found(session, clock)
        await plan_demo(session, school, clock())
        await fill_demo(session, school, clock())
        await ask_demo(session, school, clock())
        await note_demo(session, school, clock())
        await keep_demo(session, school, clock())
        await session.commit()
        rows = await session.execute(select(Bot.channel, Bot.id).where(Bot.school_id == school.id))
        return school, {Via(channel): bot_id for channel, bot_id in rows}


async def _found(session: AsyncSession, clock: SchoolClock) -> School:
    return await found_demo(session, TOKEN.partition(":")[0], USERNAME, clock(), NUMBER if has_whatsapp() else None)


async def _wake_up(session: AsyncSession, school: School, clock: SchoolClock) -> None:
    now = clock()
    soon = now + A_WHILE
    office = await office_working(session, school, now)
    if not (office.has(now) and office.has(soon)):
        clock.ahead = office.next_moment(soon) + SCHOOL_MORNING - now


async def _open_chats(api: BotApi, engine: AsyncEngine, bot_id: int) -> None:
    """Everybody who is linked in the demo has pressed Start long ago."""
    api.add_bot(TOKEN, username=USERNAME, name="Titian")
    async with make_readers(engine)() as session:
        for user_id, name in await chats_of(session, bot_id):
            api.phone(user_id, name).began()


def _school_time(school: School, clock: SchoolClock) -> Slot:
    async def slot(locale: str) -> Markup:
        words = render(Screen("home/playground_time", {"moment": clock()}), Reader(locale, school.timezone), clock())
        return Markup(words.text)  # noqa: S704 - rendered with autoescape

    return slot


def _server(app: Starlette, settings: Settings) -> WebServer:
    try:
        return WebServer(app, settings.titian_host, settings.titian_port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE or "titian_port" in settings.model_fields_set:
            raise
        return WebServer(app, settings.titian_host, 0)  # perhaps another playground; nobody asked for this very port


async def _invite(address: str, browser: bool) -> None:
    opened = browser and sys.stdout.isatty() and await asyncio.to_thread(_open, address)
    lines = [f"Titian: {address}{'' if opened else '  (buka di peramban · open it in a browser)'}"]
    if sys.stdout.isatty():
        lines.append("Ctrl-C: selesai · ends it")
    sys.stdout.write("\n".join([*lines, ""]))
    sys.stdout.flush()


def _open(address: str) -> bool:
    """Open a browser with windows; one that runs in the terminal would cover what is written there."""
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return False
    return type(found) is not webbrowser.GenericBrowser and found.open(address)
