"""One bot's messages on their way out: a place first, then exactly what leaves now, then the results.

A row is committed as *sending* before its request leaves, and nothing is claimed ahead of its place: when the process
is killed, only as many outcomes are unknown as requests were under way.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.base import Channel
from bot.delivery.claims import Claimed, anything_due, claim
from bot.delivery.compose import Ready, Render, UpdateScreens, compose
from bot.delivery.deliver import deliver
from bot.delivery.outcomes import Again, Outcome, Unsure, later
from bot.delivery.pace import ChatPace, Pace
from bot.delivery.results import record
from bot.domain.delivery import Lane
from bot.storage.engine import Sessions

log = structlog.get_logger(__name__)

POLL = 1.0
"""Seconds between looks at the database for rows that another process queued."""
GATHER = 0.005
"""Seconds in which results are gathered into one transaction."""
AFTER_TROUBLE = 2.0
TRIES = 30
"""How often a result is tried to be recorded, `AFTER_TROUBLE` apart."""


def utcnow() -> datetime:
    """The present, aware."""
    return datetime.now(UTC)


@dataclass(slots=True)
class House:
    """What all pumps of a process share. `readers` are sessions that only read."""

    sessions: Sessions
    readers: Sessions
    render: Render
    update_screens: UpdateScreens
    owner: str
    clock: Callable[[], datetime] = utcnow
    rng: Random = field(default_factory=Random)


class Pump:
    """Sends what the outbox holds for one bot, until it is stopped."""

    def __init__(
        self,
        house: House,
        bot_id: int,
        channel: Channel,
        pace: Pace | None = None,
        chats: ChatPace | None = None,
        concurrency: int = 32,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._house = house
        self._bot_id = bot_id
        self._channel = channel
        self._monotonic = monotonic
        self.pace = pace or Pace(start=monotonic())
        self._chats = chats or ChatPace()
        self._concurrency = concurrency
        self._wake = asyncio.Event()
        self._stopping = False
        self._batches: set[asyncio.Task[None]] = set()
        self._in_hand = 0
        self._waiting_bulk = False
        self._results: list[Outcome] = []
        self._writing: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Say that something was queued, after it was committed."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what is in hand is sent and recorded."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send until stopped. A database that does not answer is waited for."""
        try:
            while not self._stopping:
                try:
                    await self._step()
                except (SQLAlchemyError, OSError) as error:
                    log.error("pump_trouble", bot=self._bot_id, error=type(error).__name__)
                    await asyncio.sleep(AFTER_TROUBLE)
        finally:
            await self._finish()

    async def _step(self) -> None:
        self._wake.clear()
        answers, bulk = self._room()
        rows = await self._claim(answers, bulk) if answers else []
        if rows:
            task = asyncio.create_task(self._send(rows))
            self._batches.add(task)
            task.add_done_callback(self._batches.discard)
        sent_bulk = sum(row.lane is Lane.BULK for row in rows)
        pause = self._pause(
            full_bulk=bool(bulk) and sent_bulk == bulk, full=bool(rows) and len(rows) - sent_bulk == answers
        )
        if not self._stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    def _room(self) -> tuple[int, int]:
        """How many answers and how many others may leave now."""
        now = self._monotonic()
        places = self._concurrency - self._in_hand
        answers = min(self.pace.free(Lane.INTERACTIVE, now), places)
        return answers, max(min(self.pace.free(Lane.BULK, now), places - self.pace.kept), 0)

    def _pause(self, *, full_bulk: bool, full: bool) -> float:
        """Seconds until another look can find something, unless woken before; every result wakes."""
        now = self._monotonic()
        waits = [POLL, self._chats.until_cooler(now) or POLL]
        if self._in_hand < self._concurrency:
            if full or not self.pace.free(Lane.INTERACTIVE, now):
                waits.append(self.pace.until(Lane.INTERACTIVE, now))
            if full_bulk or self._waiting_bulk:
                waits.append(self.pace.until(Lane.BULK, now))
        return max(min(waits), 0.001)

    async def _claim(self, answers: int, bulk: int) -> list[Claimed]:
        house, now = self._house, self._house.clock()
        async with house.readers() as session:
            due = await anything_due(session, self._bot_id, now)
        self._waiting_bulk = due and not bulk
        if not due:
            return []
        async with house.sessions() as session:
            rows = await claim(
                session,
                self._bot_id,
                house.owner,
                now,
                answers=answers,
                bulk=bulk,
                resting=self._chats.hot(self._monotonic()),
            )
            await session.commit()
        at = self._monotonic()
        for row in rows:
            self.pace.take(row.lane, at)
            self._chats.take(row.account_id, at)
        self._in_hand += len(rows)
        return rows

    async def _send(self, rows: list[Claimed]) -> None:
        house, now = self._house, self._house.clock()
        try:
            async with house.readers() as session:
                composed = await compose(session, rows, now, house.render, house.update_screens)
        except Exception:  # nothing has left yet: all of them may be tried again
            log.exception("compose_fault", bot=self._bot_id, outgoing=[row.id for row in rows])
            composed = [later(row, now, "ComposeFault") for row in rows]
        sending = []
        for one in composed:
            if isinstance(one, Ready):
                sending.append(asyncio.create_task(self._deliver(one)))
            else:
                self.pace.give_back()
                self._note(one)
        await asyncio.gather(*sending)

    async def _deliver(self, ready: Ready) -> None:
        began = self._monotonic()
        outcome = await deliver(self._channel, ready, self._house.clock(), self._house.rng)
        ended = self._monotonic()
        if isinstance(outcome, Unsure):
            self.pace.lost(ended)
        elif isinstance(outcome, Again) and not outcome.pause:
            self.pace.give_back()
        else:
            self.pace.came_back(ended, ended - began)
        self._note(outcome)

    def _note(self, outcome: Outcome) -> None:
        self._results.append(outcome)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Record what has come in, and what comes in meanwhile."""
        await asyncio.sleep(GATHER)
        while self._results:
            batch, self._results = self._results, []
            if not await self._record(batch):
                for outcome in batch:
                    await self._record_stubbornly(outcome)
            self._in_hand -= len(batch)
            self._wake.set()

    async def _record_stubbornly(self, outcome: Outcome) -> None:
        """One by one, so that none stands in another's way; what is never recorded is unknown to the next start."""
        for _try in range(TRIES):
            if await self._record([outcome]):
                return
            await asyncio.sleep(AFTER_TROUBLE)
        log.critical("result_lost", bot=self._bot_id, outgoing=outcome.row.id)

    async def _record(self, outcomes: list[Outcome]) -> bool:
        try:
            async with self._house.sessions() as session:
                await record(session, outcomes, self._house.clock())
                await session.commit()
        except (SQLAlchemyError, OSError) as error:
            log.error("results_not_recorded", bot=self._bot_id, error=type(error).__name__, results=len(outcomes))
            return False
        return True

    async def _finish(self) -> None:
        while self._batches:
            await asyncio.gather(*self._batches)
        while self._writing is not None and not self._writing.done():
            await self._writing
