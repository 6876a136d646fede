"""The desk: takes arrivals from the inbox, in order per chat, in parallel over chats; each is one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.channels.base import Channel, Received
from bot.chat.handle import apologise, handle, take_note
from bot.chat.router import Router
from bot.domain.errors import InvalidValue
from bot.services.chats.receipts import TooEarly
from bot.services.queue import inbox, leases
from bot.storage.engine import Sessions
from bot.storage.models import Arrival
from bot.storage.work import work_of

log = structlog.get_logger(__name__)

AT_ONCE = 8
"""Arrivals in hand, some of which may be waiting for a file."""
TURNS = 2
"""Transactions at once. They share one interpreter, so more of them get no more done and each takes longer, with what
it has locked; one is not enough, for a long one would keep everybody waiting."""
LOOK_AGAIN = 1.0
"""Seconds after which the inbox is looked into without being woken: another process may have filled it."""
SIGN_OF_LIFE = 4.0
"""Seconds between renewals of the lease by which others know that what we have in hand is being handled."""
AFTER_TROUBLE = 2.0
"""Seconds before a database that does not answer is asked again."""

Prepare = Callable[[int, Channel, Received], Awaitable[Received]]
"""What must be done before a turn and outside its transaction (fetching a file): bot id, channel, what arrived."""


class Desk:
    """Handles the arrivals of some bots until it is stopped."""

    def __init__(
        self,
        sessions: Sessions,
        channels: Mapping[int, Channel],
        router: Router,
        owner: str,
        clock: Callable[[], datetime],
        handled: Callable[[int], None] = lambda bot_id: None,
        prepare: Prepare | None = None,
        calm: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._work = work_of(sessions)
        self._channels = channels
        self._router = router
        self._owner = owner
        self._clock = clock
        self._handled = handled
        self._prepare = prepare
        self._calm = calm
        self._places = asyncio.Semaphore(AT_ONCE)
        self._turns = asyncio.Semaphore(TURNS)
        self._woken = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsettled: list[tuple[Arrival, Exception]] = []

    def wake(self) -> None:
        """Something has arrived."""
        self._woken.set()

    async def run(self) -> None:
        """Handle what arrives until cancelled; what is in hand is finished first."""
        living = asyncio.create_task(self._live())
        try:
            while True:
                try:
                    await self._round()
                except (SQLAlchemyError, OSError) as error:
                    log.error("desk_trouble", error=type(error).__name__)
                    await asyncio.sleep(AFTER_TROUBLE)
        finally:
            living.cancel()
            await asyncio.gather(living, *self._tasks, return_exceptions=True)

    async def recover(self) -> int:
        """Say that this process lives, and give back what processes that no longer do had in hand; how many."""
        return await self._work.write(self._recover)

    async def _recover(self, session: AsyncSession) -> int:
        now = await leases.clock(session)
        await leases.bury(session)
        await leases.forget_ended(session, now)
        await leases.hold(session, f"desk:{self._owner}", self._owner, now)
        living = await leases.living(session, now) | {self._owner}
        return sum([await inbox.release(session, bot_id, living) for bot_id in self._channels])

    async def clear(self) -> None:
        """Handle everything that waits, and return."""
        while any([await self._take(bot_id) for bot_id in self._channels]) or self._tasks:
            await asyncio.gather(*self._tasks)

    async def _live(self) -> None:
        while True:
            try:
                if given_back := await self.recover():
                    log.warning("arrivals_given_back", arrivals=given_back)
                    self._woken.set()
            except (SQLAlchemyError, OSError) as error:
                log.error("sign_of_life_failed", error=type(error).__name__)
            await asyncio.sleep(SIGN_OF_LIFE)

    async def _round(self) -> None:
        self._woken.clear()
        unsettled, self._unsettled = self._unsettled, []
        for arrival, error in unsettled:
            await self._settle(arrival, error)
        taken = [await self._take(bot_id) for bot_id in self._channels]
        if any(taken):
            return
        # Not `wait_for`, which swallows the order to stop when it comes in the moment of being woken.
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await self._woken.wait()

    async def _take(self, bot_id: int) -> int:
        await self._give_way()
        now = self._clock()
        claimed = await self._work.write(partial(inbox.claim, bot_id=bot_id, owner=self._owner, now=now, limit=AT_ONCE))
        for arrival in claimed:
            await self._places.acquire()
            task = asyncio.create_task(self._one(arrival))
            self._tasks.add(task)
            task.add_done_callback(self._end)
        return len(claimed)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._places.release()
        self._woken.set()  # the chat may have more waiting

    async def _one(self, arrival: Arrival) -> None:
        try:
            await self._handle(arrival)
        except inbox.LostClaim:
            log.info("arrival_taken_over", arrival=arrival.id)
        except TooEarly as error:
            await self._settle(arrival, error)
        except Exception as error:
            log.exception("arrival_failed", arrival=arrival.id, error=type(error).__name__)
            await self._settle(arrival, error)
        self._handled(arrival.bot_id)

    async def _settle(self, arrival: Arrival, error: Exception) -> None:
        """Record a failure; what cannot even be recorded now (the database is away) is kept for the next round."""
        try:
            given_up = await self._fail(arrival, error)
        except inbox.LostClaim:
            log.info("arrival_taken_over", arrival=arrival.id)
        except Exception as worse:
            log.exception("failure_not_recorded", arrival=arrival.id, error=type(worse).__name__)
            self._unsettled.append((arrival, error))
        else:
            if given_up:
                await self._apologise(arrival)

    async def _handle(self, arrival: Arrival) -> None:
        channel = self._channels[arrival.bot_id]
        received = channel.read(arrival.raw or "")
        if self._prepare is not None:
            received = await self._prepare(arrival.bot_id, channel, received)
        await self._give_way()
        async with self._turns:
            await self._work.write(partial(self._turn, arrival=arrival, received=received))
        metrics.arrivals(arrival.bot_id, "handled")

    async def _turn(self, session: AsyncSession, arrival: Arrival, received: Received) -> None:
        if not await take_note(session, arrival.bot_id, received, self._clock()):
            window, now = self._channels[arrival.bot_id].limits.window, self._clock()
            await handle(session, self._router, arrival.bot_id, received, now, window, fixed=self._fixed())
        await inbox.done(session, arrival.id, self._owner, self._clock())

    def _fixed(self) -> frozenset[int]:
        """The bots whose channel cannot change what was sent."""
        return frozenset(bot_id for bot_id, channel in self._channels.items() if not channel.limits.edits)

    async def _give_way(self) -> None:
        """Let what is just arriving be kept first: the channel waits for that."""
        if self._calm is not None:
            await self._calm()

    async def _fail(self, arrival: Arrival, error: Exception) -> bool:
        """Note the failure; whether an arrival that could be read is given up, so that its sender should know."""
        final = isinstance(error, InvalidValue)
        now, name = self._clock(), type(error).__name__
        failed = partial(inbox.failed, arrival=arrival, owner=self._owner, error=name, now=now, final=final)
        again = await self._work.write(failed)
        metrics.arrivals(arrival.bot_id, "retried" if again else "given_up")
        return not again and not final

    async def _apologise(self, arrival: Arrival) -> None:
        # After the failure is on record and apart from it: what broke the handling may break this, too.
        try:
            received = self._channels[arrival.bot_id].read(arrival.raw or "")
            if received.receipt is not None or received.verdict is not None:
                return
            now = self._clock()
            await self._work.write(partial(apologise, bot_id=arrival.bot_id, received=received, now=now))
        except Exception as error:
            log.exception("apology_failed", arrival=arrival.id, error=type(error).__name__)
