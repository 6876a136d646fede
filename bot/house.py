"""A running house: a school's bots, one on each channel, with their desk, courier and ticks, on one database."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import metrics
from bot.channels.base import Channel
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.setup import Presentation, present
from bot.chat.desk import Desk
from bot.chat.flows import all_flows
from bot.chat.keeper import Keeper
from bot.chat.preparing import Preparing
from bot.chat.router import Router
from bot.delivery.courier import Courier
from bot.domain.arrivals import RawArrival
from bot.domain.courtesy import LOCALES
from bot.domain.errors import DeliveryError
from bot.domain.presentation import COMMANDS, DESCRIPTION, SHORT_DESCRIPTION
from bot.jobs import privacy_ticks, ticks
from bot.jobs.schedule import Schedule
from bot.messages.render import render
from bot.messages.translations import translate
from bot.services.queue.leases import new_owner
from bot.services.updates.screens import screens_for
from bot.storage.engine import make_readers, make_sessions
from bot.web.app import READY

log = structlog.get_logger(__name__)

SENDING = timedelta(seconds=1)
PROGRESS = timedelta(seconds=2)
SILENCE = timedelta(minutes=1)
ASKING = timedelta(minutes=1)
PROMISES = timedelta(minutes=1)
KEEPING = timedelta(minutes=5)
REMINDING = timedelta(seconds=30)
LOOKING_AFTER = timedelta(minutes=10)
MEETINGS = timedelta(minutes=5)
TALKS = timedelta(minutes=1)
MONTHS = timedelta(minutes=15)
TIDYING = timedelta(hours=1)
PATIENCE = 3.0
"""Seconds after which a database that does not answer counts as away; whoever asks for health waits no longer."""
KEEP_RAW = timedelta(days=3)
"""How long the JSON of what arrived is kept, to look into what went wrong."""
KEEP_SENT = timedelta(days=180)
"""How long a reply to a message of ours finds it; what was said stays in the log."""

Clock = Callable[[], datetime]


def utcnow() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)


class House:
    """Everything of its bots but their connections to the outside.

    `channels` are by bot; `rates` are messages a second, for bots that do not send thirty.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        channels: Mapping[int, Channel],
        clock: Clock = utcnow,
        *,
        rates: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.sessions = make_sessions(engine)
        owner = new_owner()
        self.courier = Courier(engine, channels, render, screens_for, clock=clock, owner=owner, rates=rates)
        self._readers = make_readers(engine)
        prepare = Preparing(self._readers, clock)
        self.desk = Desk(
            self.sessions,
            channels,
            Router(all_flows()),
            owner,
            clock,
            self.courier.wake,
            prepare,
            self._calm,
        )
        self.keepers = {
            bot_id: Keeper(self.sessions, bot_id, clock, self.desk.wake, remember=channel.limits.window is not None)
            for bot_id, channel in channels.items()
        }
        self._schedule = Schedule()
        self._tasks: list[asyncio.Task[None]] = []
        self._watching: asyncio.Task[None] | None = None

    async def store(self, bot_id: int, arrivals: Sequence[RawArrival]) -> None:
        """Return once what arrived is committed; the desk is woken. Raises NotKept: it is to be brought again."""
        await self.keepers[bot_id].keep(arrivals)
        metrics.arrivals(bot_id, "received", len(arrivals))

    async def _calm(self) -> None:
        for keeper in self.keepers.values():
            await keeper.calm()

    async def health(self) -> str:
        """Whether the desk and the courier are at work and the database answers: `READY`, or what is amiss."""
        if not self._tasks:
            return "starting"
        if any(task.done() for task in self._tasks):
            return "stopping"
        try:
            # As a reader: a writer that takes its time must not make a healthy process look ill.
            async with asyncio.timeout(PATIENCE), self._readers() as session:
                await session.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            return "database not reachable"
        return READY

    def open(self) -> list[asyncio.Task[None]]:
        """Begin to handle, deliver and tick; the tasks, which end only by an error or by `close`."""
        wake = self.courier.wake
        self._schedule.every(SENDING, partial(ticks.send_due, self.sessions, self.clock, wake))
        self._schedule.every(PROGRESS, partial(ticks.show_progress, self.sessions, self.clock, wake))
        self._schedule.every(SILENCE, partial(ticks.follow_silence, self.sessions, self.clock, wake))
        self._schedule.every(ASKING, partial(ticks.ask_families, self.sessions, self.clock, wake), at_once=True)
        self._schedule.every(PROMISES, partial(ticks.keep_promises, self.sessions, self.clock, wake), at_once=True)
        self._schedule.every(TIDYING, partial(ticks.settle_quiet, self.sessions, self.clock))
        self._schedule.every(KEEPING, partial(ticks.remind_of_concerns, self.sessions, self.clock, wake), at_once=True)
        self._schedule.every(REMINDING, partial(ticks.remind, self.sessions, self.clock, wake), at_once=True)
        self._schedule.every(LOOKING_AFTER, partial(ticks.look_after_meetings, self.sessions, self.clock), at_once=True)
        self._schedule.every(MEETINGS, partial(ticks.end_meetings, self.sessions, self.clock))
        self._schedule.every(TALKS, partial(ticks.look_after_talks, self.sessions, self.clock, wake))
        self._schedule.every(MONTHS, partial(ticks.tell_months, self.sessions, self.clock, wake))
        self._schedule.every(SILENCE, partial(ticks.close_wishes, self.sessions, self.clock, wake))
        self._schedule.every(TIDYING, partial(ticks.tidy, self.sessions, self.clock, KEEP_RAW))
        self._schedule.every(TIDYING, partial(ticks.forget_sent, self.sessions, self.clock, KEEP_SENT))
        self._schedule.every(TIDYING, partial(ticks.forget_files, self.clock))
        self._schedule.every(ASKING, partial(privacy_ticks.erase_due, self.sessions, self.clock, wake), at_once=True)
        self._schedule.every(LOOKING_AFTER, partial(privacy_ticks.follow_erasures, self.sessions, self.clock))
        self._schedule.every(TIDYING, partial(privacy_ticks.forget_over, self.sessions, self.clock))
        self._schedule.start()
        self._watching = asyncio.create_task(metrics.watch_loop())
        self._tasks = [asyncio.create_task(self.desk.run()), asyncio.create_task(self.courier.run())]
        return self._tasks

    async def close(self) -> None:
        """Finish what is in hand: the desk first, for it still fills the outbox, then the courier."""
        await self._schedule.stop()
        desk, courier = self._tasks
        desk.cancel()
        self.courier.stop()
        await asyncio.gather(desk, courier, return_exceptions=True)
        await asyncio.gather(*(keeper.close() for keeper in self.keepers.values()))
        if self._watching is not None:
            self._watching.cancel()
        await self.engine.dispose()


async def introduce(channel: TelegramChannel) -> None:
    """Tell Telegram the commands and the words of an empty chat, in every language; the bot works without, too."""
    try:
        await present(channel, {locale: _introduction(locale) for locale in LOCALES}, LOCALES[0])
    except DeliveryError as error:
        log.warning("not_introduced", error=type(error).__name__, reason=error.reason)


def _introduction(locale: str) -> Presentation:
    return Presentation(
        {name: translate(line, locale) for name, line in COMMANDS.items()},
        translate(DESCRIPTION, locale),
        translate(SHORT_DESCRIPTION, locale),
    )


def settle_in() -> None:
    """Fit Python to a process that lives long and answers soon.

    It need not look for garbage again and again in what a start leaves in memory, and the thread that writes to SQLite
    is not to keep the loop waiting for 5 ms each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    sys.setswitchinterval(0.001)


def listen_for_stop() -> asyncio.Event:
    """From now on SIGTERM and Ctrl-C break nothing off: they set the event."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no loop signals; Ctrl-C raises there
            loop.add_signal_handler(number, stop.set)
    return stop


async def until_stopped(stop: asyncio.Event, tasks: Sequence[asyncio.Task[Any]]) -> BaseException | None:
    """Wait for `stop`, or for a task that ends by itself; the error it ended with, to be raised once all is closed."""
    told = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([told, *tasks], return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    for task in done - {told}:
        if error := task.exception():
            log.error("stopped_by_error", error=type(error).__name__)
            return error
    return None


async def stop_intake(intake: asyncio.Task[None] | None) -> None:
    """Fetch nothing more."""
    if intake is not None:
        intake.cancel()
        await asyncio.gather(intake, return_exceptions=True)
