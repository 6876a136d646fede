"""One bot's messages on their way out: a place first, then exactly what leaves now, then the results.

A row is committed as *sending* before its request leaves, and nothing is claimed ahead of its place: when the process
is killed, only as many outcomes are unknown as requests were under way.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import structlog

from bot.channels.base import Channel
from bot.delivery.ahead import Ahead, House
from bot.delivery.claims import Claimed, Due, claim, look
from bot.delivery.compose import Ready
from bot.delivery.deliver import deliver
from bot.delivery.outcomes import Again, Outcome, Unsure, later
from bot.delivery.pace import ChatPace, Pace
from bot.delivery.writing import Writer
from bot.domain.delivery import Lane

log = structlog.get_logger(__name__)

POLL = 1.0
"""Seconds between looks at the database for rows that another process queued."""
TICK = 0.010
"""Seconds between claims while there is more to send than places."""
AFTER_TROUBLE = 2.0


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
        self._due = Due()
        self._looked = 0.0
        self._blocked = False
        self._ahead = Ahead(house, bot_id)
        self._writer = Writer(house, bot_id, self._written)

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
                except Exception as error:  # drivers have more errors for a database that is away than can be listed
                    log.error("pump_trouble", bot=self._bot_id, error=type(error).__name__)
                    await asyncio.sleep(AFTER_TROUBLE)
        finally:
            await self._finish()

    async def _step(self) -> None:
        woken = self._wake.is_set()
        self._wake.clear()
        answers, bulk = self._room()
        if answers:
            rows = await self._claim(answers, bulk, woken=woken)
            if rows:
                task = asyncio.create_task(self._send(rows))
                self._batches.add(task)
                task.add_done_callback(self._batches.discard)
        if not self._stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._pause())

    def _room(self) -> tuple[int, int]:
        """How many answers and how many others may leave now."""
        now = self._monotonic()
        places = self._concurrency - self._in_hand
        answers = min(self.pace.free(Lane.INTERACTIVE, now), places)
        return max(answers, 0), max(min(self.pace.free(Lane.BULK, now), places - self.pace.kept), 0)

    def _pause(self) -> float:
        """Seconds until another look can find something, unless woken before."""
        now = self._monotonic()
        waits = [POLL, self._chats.until_cooler(now) or POLL]
        if self._due.answers:
            waits.append(max(self.pace.until(Lane.INTERACTIVE, now), TICK))
        if self._due.bulk:
            waits.append(max(self.pace.until(Lane.BULK, now), TICK))
        return min(waits)

    async def _claim(self, answers: int, bulk: int, *, woken: bool) -> list[Claimed]:
        """Look where nothing is known to be due, or something new may be; take what there is a place for."""
        house, now, at = self._house, self._house.clock(), self._monotonic()
        if woken or not self._due.bulk or at - self._looked > POLL:
            async with house.readers() as session:
                self._due, self._looked = await look(session, self._bot_id, now), at
        due = self._due
        answers, bulk = answers if due.answers else 0, bulk if due.bulk else 0
        if not answers and not bulk:
            return []
        async with house.sessions() as session:
            resting = self._chats.hot(at)
            rows = await claim(session, self._bot_id, house.owner, now, answers=answers, bulk=bulk, resting=resting)
            await session.commit()
        self._took(rows, answers, bulk)
        return rows

    def _took(self, rows: list[Claimed], answers: int, bulk: int) -> None:
        at = self._monotonic()
        for row in rows:
            self.pace.take(row.lane, at)
            self._chats.take(row.account_id, at)
        self._in_hand += len(rows)
        took_bulk = sum(row.lane is Lane.BULK for row in rows)
        took_answers = len(rows) - took_bulk
        # Answers that are due and were not to be had wait for another message to their chat: a result tells.
        self._blocked = bool(answers) and took_answers < answers
        self._due = Due(
            answers=self._due.answers and took_answers == answers,
            bulk=self._due.bulk and took_bulk == bulk,
        )

    async def _send(self, rows: list[Claimed]) -> None:
        sending = []
        for one in await self._composed(rows):
            if isinstance(one, Ready):
                sending.append(asyncio.create_task(self._deliver(one)))
            else:
                self.pace.give_back()
                self._writer.note(one)
        await asyncio.gather(*sending)

    async def _composed(self, rows: list[Claimed]) -> list[Ready | Outcome]:
        try:
            return await self._ahead.compose(rows, self._monotonic())
        except Exception:  # nothing has left yet: all of them may be tried again
            log.exception("compose_fault", bot=self._bot_id, outgoing=[row.id for row in rows])
            return [later(row, self._house.clock(), "ComposeFault") for row in rows]

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
        self._writer.note(outcome)

    def _written(self, outcomes: Sequence[Outcome]) -> None:
        self._in_hand -= len(outcomes)
        if any(isinstance(outcome, Again) and outcome.pause for outcome in outcomes):
            self._due = replace(self._due, bulk=False)  # look again before more of it leaves
        if self._blocked:
            self._wake.set()

    async def _finish(self) -> None:
        while self._batches:
            await asyncio.gather(*self._batches)
        await self._writer.finish()
