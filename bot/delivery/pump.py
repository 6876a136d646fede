"""All bots' messages on their way out: a place first, then exactly what leaves now, then the results.

Answers and bulk are claimed apart: an answer waits for no claim but its own, and for nobody's words but its own.
A row is committed as *sending* before its request leaves, and nothing is claimed more than a moment (`pace.AHEAD`)
ahead of its place: when the process is killed, hardly more outcomes are unknown than requests were under way. One claim
and one record serve all bots of the process, so that sixty bots cost little more than one.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import structlog

from bot import metrics
from bot.delivery.claims import Claimed, Taken, Want, claim, look, ripen
from bot.delivery.compose import Ready, compose
from bot.delivery.counting import count
from bot.delivery.deliver import deliver
from bot.delivery.kit import Kit, Memory
from bot.delivery.line import Line
from bot.delivery.outcomes import Again, Outcome, Unsure, later
from bot.delivery.recovery import give_back
from bot.delivery.writing import Writer
from bot.domain.delivery import Lane
from bot.storage.work import SOON

log = structlog.get_logger(__name__)

POLL = 1.0
"""Seconds between looks at the database for rows that nobody here has heard of."""
TICK = 0.010
"""Seconds between claims while there is more to send than places."""
AFTER_TROUBLE = 2.0


class Pump:
    """Sends what the outbox holds for the bots it was given, until it is stopped."""

    def __init__(self, kit: Kit, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._kit = kit
        self._monotonic = monotonic
        self.lines: dict[int, Line] = {}
        self.poll = POLL
        self._wakes = {lane: asyncio.Event() for lane in Lane}
        self._stopping = False
        self._batches: set[asyncio.Task[None]] = set()
        self._in_hand: set[int] = set()
        self._in_doubt: set[Lane] = set()
        self._claiming = {lane: asyncio.Lock() for lane in Lane}
        self._memory = Memory()
        self._writer = Writer(kit, self._written)

    def add(self, line: Line) -> None:
        """Serve a bot from now on."""
        self.lines[line.bot_id] = line
        self._news()

    async def drop(self, bot_id: int) -> None:
        """Serve a bot no more; returns when what is in hand for it is sent and recorded."""
        if line := self.lines.get(bot_id):
            line.ending = True
            for claiming in self._claiming.values():  # a claim under way may still bring it something
                async with claiming:
                    pass
            await line.finish()
            del self.lines[bot_id]

    def wake(self, bot_id: int | None = None) -> None:
        """Say that something was queued for a bot (or for any), after it was committed."""
        for number, line in self.lines.items():
            if bot_id is None or number == bot_id:
                line.wake()
        self._news()

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what is in hand is sent and recorded."""
        self._stopping = True
        self._news()

    async def run(self) -> None:
        """Send until stopped. A database that does not answer is waited for."""
        try:
            await asyncio.gather(*(self._serve(lane) for lane in Lane))
        finally:
            await self._finish()

    async def _serve(self, lane: Lane) -> None:
        while not self._stopping:
            try:
                await self._step(lane)
            except Exception as error:  # drivers have more errors for a database that is away than can be listed
                log.error("pump_trouble", error=type(error).__name__)
                await asyncio.sleep(AFTER_TROUBLE)

    async def _step(self, lane: Lane) -> None:
        self._wakes[lane].clear()
        begun = self._monotonic()
        if lane in self._in_doubt:
            await self._give_back(lane)
        if lane is Lane.BULK:
            await self._look()
        async with self._claiming[lane]:
            rows = await self._claim(lane)
        if rows:
            task = asyncio.create_task(self._send(rows))
            self._batches.add(task)
            task.add_done_callback(self._batches.discard)
        await self._rest(lane, begun)

    async def _rest(self, lane: Lane, begun: float) -> None:
        """Wait for news, or for what time brings; bulk for its tick at least, so that much of it shares a claim."""
        if lane is Lane.BULK and not self._stopping:
            await asyncio.sleep(begun + TICK - self._monotonic())
        if not self._stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wakes[lane].wait(), self._pause(lane))

    def _pause(self, lane: Lane) -> float:
        """Seconds until another look can find something, unless woken before."""
        now = self._monotonic()
        pauses = (line.pause(lane, now, TICK) for line in self.lines.values())
        return min([self.poll, *(pause for pause in pauses if pause is not None)])

    def _news(self) -> None:
        for wake in self._wakes.values():
            wake.set()

    async def _look(self) -> None:
        """Look for the bots of which nothing is known to be due, and make ready what has waited long enough."""
        now, clock = self._monotonic(), self._kit.clock()
        stale = [number for number, line in self.lines.items() if now - line.looked >= self.poll]
        if not stale:
            return
        found = await self._kit.work.read(partial(look, bots=stale, now=clock))
        if ripe := [number for number, due in found.items() if due.ripe]:
            await self._kit.work.write(partial(ripen, bots=ripe, now=clock), SOON)
        for number, due in found.items():
            if line := self.lines.get(number):
                line.learn(due, now, clock)
        self._wakes[Lane.INTERACTIVE].set()

    async def _claim(self, lane: Lane) -> list[Claimed]:
        now = self._monotonic()
        wants = [want for line in self.lines.values() if (want := line.want(lane, now)) is not None]
        if not wants:
            return []
        self._in_doubt.add(lane)  # a database that breaks off may have committed what we do not hear of
        patience = SOON if lane is Lane.BULK else 0.0
        try:
            task = partial(claim, owner=self._kit.owner, now=self._kit.clock(), wants=wants)
            taken = await self._kit.work.write(task, patience)
        except BaseException:
            for want in wants:
                self.lines[want.bot_id].asked_no_more(lane)
            raise
        self._in_doubt.discard(lane)
        self._took(taken, wants)
        return taken.rows

    async def _give_back(self, lane: Lane) -> None:
        """Give back what a claim took without our hearing of it; none of the other lane may be as far meanwhile."""
        async with self._claiming[lane.other]:
            given_back = await self._kit.work.write(
                partial(give_back, owner=self._kit.owner, in_hand=self._in_hand), SOON
            )
        self._in_doubt.discard(lane)
        if given_back:
            log.warning("claim_given_back", messages=given_back)

    def _took(self, taken: Taken, wants: Sequence[Want]) -> None:
        now = self._monotonic()
        self._in_hand |= {row.id for row in taken.rows}
        by_bot: defaultdict[int, list[Claimed]] = defaultdict(list)
        for row in taken.rows:
            by_bot[row.bot_id].append(row)
        for want in wants:
            self.lines[want.bot_id].took(by_bot[want.bot_id], want, now, held=want.bot_id in taken.held)

    async def _send(self, rows: list[Claimed]) -> None:
        sending = []
        for one in await self._composed(rows):
            if isinstance(one, Ready):
                sending.append(asyncio.create_task(self._deliver(one)))
            else:
                self.lines[one.row.bot_id].pace.give_back(self._monotonic())
                self._ended(one)
        await asyncio.gather(*sending)

    async def _composed(self, rows: list[Claimed]) -> list[Ready | Outcome]:
        kit = self._kit
        self._memory = self._memory.at(self._monotonic())
        try:
            return await kit.work.read(partial(compose, rows=rows, now=kit.clock(), kit=kit, memory=self._memory))
        except Exception:  # nothing has left yet: all of them may be tried again
            log.exception("compose_fault", outgoing=[row.id for row in rows])
            return [later(row, kit.clock(), "ComposeFault") for row in rows]

    async def _deliver(self, ready: Ready) -> None:
        line = self.lines[ready.row.bot_id]
        if (wait := line.until_free(ready.row.id, self._monotonic())) > 0:
            await asyncio.sleep(wait)
        began = self._monotonic()
        outcome = await deliver(line.channel, ready, self._kit.clock, self._kit.rng)
        ended = self._monotonic()
        metrics.send_took(line.bot_id, ended - began)
        match outcome:
            case Unsure():
                line.pace.lost(ended)
            case Again(pause=True, due_at=until):
                line.pace.came_back(ended, ended - began)
                line.pace.slow_down(ended)
                line.hold(ended + (until - self._kit.clock()).total_seconds())
            case Again():
                line.pace.give_back(ended)
            case _:
                line.pace.came_back(ended, ended - began)
        self._ended(outcome)

    def _ended(self, outcome: Outcome) -> None:
        self._writer.note(outcome)
        if self.lines[outcome.row.bot_id].ended(outcome.row.id):
            self._news()

    def _written(self, outcomes: Sequence[Outcome]) -> None:
        count(outcomes, self._kit.clock())
        self._in_hand -= {outcome.row.id for outcome in outcomes}
        counts = Counter(outcome.row.bot_id for outcome in outcomes)
        news = [self.lines[bot_id].written(many) for bot_id, many in counts.items()]
        if any(news):
            self._news()

    async def _finish(self) -> None:
        while self._batches:
            await asyncio.gather(*self._batches)
        await self._writer.finish()
