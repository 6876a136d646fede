"""Long polling that keeps first and acknowledges afterwards.

python-telegram-bot's own polling acknowledges what still lies in a queue in memory, and spins for ever on an update it
cannot parse. Here the raw JSON is committed by `store`, and only the next request acknowledges it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, TelegramError

from bot.channels.telegram.errors import translate
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.updates import ALLOWED, arrival, press_of
from bot.domain.arrivals import NotKept, RawArrival
from bot.domain.errors import DeliveryError
from bot.domain.errors import RetryAfter as Pause

log = structlog.get_logger(__name__)

Store = Callable[[Sequence[RawArrival]], Awaitable[None]]
"""Keeps arrivals and commits; may be given the same ones again. Raises NotKept, and has said so in the log."""

BATCH = 100
LONGEST_PAUSE = 60.0
STORE_PAUSE = 2.0
LAST_ANSWERS = 5.0
"""Seconds for the answers to buttons that are under way when receiving ends."""
CONFLICT_PAUSE = 10.0
"""Another poller, or a webhook, holds the bot: usually the old process of a restart, gone in a moment."""


class Acknowledges(Protocol):
    """What can stop the waiting sign of a pressed button."""

    async def acknowledge(self, press_id: str) -> None: ...


class Presses:
    """Answers pressed buttons at once, a bounded number at a time, beside the way of the update.

    At most `waiting` answers are under way or wait for that; with more, Telegram is slow or away, and those beyond are
    left out: the sign turns on for some seconds and stops by itself, while the press is handled all the same.
    """

    def __init__(self, channel: Acknowledges, at_once: int = 8, waiting: int = 200) -> None:
        self._channel = channel
        self._places = asyncio.Semaphore(at_once)
        self._most = waiting
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, updates: Sequence[object]) -> None:
        """Begin to answer the buttons among these updates."""
        presses = list(filter(None, map(press_of, updates)))
        room = max(self._most - len(self._tasks), 0)
        for press_id in presses[:room]:
            task = asyncio.create_task(self._answer(press_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if left_out := len(presses[room:]):
            log.warning("presses_left_out", presses=left_out, waiting=len(self._tasks))

    async def finish(self, seconds: float = LAST_ANSWERS) -> None:
        """Wait for the answers under way, but not for ever: a press is handled without its answer, too."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _answer(self, press_id: str) -> None:
        async with self._places:
            try:
                await self._channel.acknowledge(press_id)
            except DeliveryError as error:  # only the waiting sign stays a little longer
                log.info("press_not_answered", error=type(error).__name__, reason=error.reason)


async def _at_once() -> None:
    """Wait for nothing."""


class Poller:
    """Fetches the updates of one bot until it is stopped. `wait` is the long poll's length in seconds.

    Telegram lets one process fetch; each request is begun when `may` has returned.
    """

    def __init__(
        self,
        channel: TelegramChannel,
        store: Store,
        wait: int = 25,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        may: Callable[[], Awaitable[None]] = _at_once,
    ) -> None:
        self._may = may
        self._channel = channel
        self._store = store
        self._wait = wait
        self._sleep = sleep
        self._presses = Presses(channel)
        self._acknowledge: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """Poll until cancelled; what was fetched but not kept is fetched again by the next start."""
        try:
            while True:
                await self.survive()
        finally:
            await self.finish()

    async def finish(self) -> None:
        """Wait for the answers to buttons that are under way."""
        await self._presses.finish()

    async def survive(self) -> None:
        """One request, or a pause after one that failed."""
        await self._may()
        try:
            await self.once()
        except TelegramError as error:
            await self._sleep(self._pause(error))
        except NotKept:  # and so not acknowledged: it is fetched again
            await self._sleep(STORE_PAUSE)
        except Exception as error:  # polling goes on whatever comes; its text may name the address, which is secret
            log.error("polling_broken", error=type(error).__name__)
            await self._sleep(LONGEST_PAUSE)
        else:
            self._failures = 0

    async def once(self) -> int:
        """Fetch, keep, and remember what the next request may acknowledge; how many there were.

        An acknowledgement is given until nothing more comes and is then forgotten: after a quiet week Telegram begins
        to number anew, anywhere, and an old number would hide the new ones (https://core.telegram.org/bots/api#update).
        """
        found = await self._fetch()
        if not found:
            self._acknowledge = None
            return 0
        await self._store([arrival(update) for update in found])
        self._presses.answer(found)
        # What carries no number cannot be acknowledged; it is kept once, and the next number passes over it.
        numbers = [update["update_id"] for update in found if isinstance(update, dict) and "update_id" in update]
        self._acknowledge = max((number for number in numbers if isinstance(number, int)), default=-1) + 1 or None
        return len(found)

    async def _fetch(self) -> list[Any]:
        query = {"timeout": self._wait, "limit": BATCH, "allowed_updates": json.dumps(ALLOWED)}
        if self._acknowledge is not None:
            query["offset"] = self._acknowledge
        url = f"{self._channel.bot.base_url}/getUpdates?{urlencode(query)}"
        answer = await self._channel.polling.post(url, read_timeout=self._wait + 10)
        if not isinstance(answer, list):
            raise TelegramError("Invalid server response")
        return answer

    def _pause(self, error: TelegramError) -> float:
        self._failures += 1
        if isinstance(error, Conflict):
            log.error("another_process_polls", hint="one token, one poller: stop the other process or its webhook")
            return CONFLICT_PAUSE
        told = translate(error)
        if isinstance(told, Pause):
            return told.seconds
        pause = float(min(2.0 ** (self._failures - 1), LONGEST_PAUSE))
        log.warning("polling_failed", error=type(error).__name__, reason=told.reason, pause=pause)
        return pause
