"""All bots of a process: holds its part of them, pumps while it does, and sees to what dead processes left behind."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from random import Random
from types import MappingProxyType

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.channels.base import Channel
from bot.delivery.claims import Claimed, Want, claim, look, ripen
from bot.delivery.compose import Ready, compose
from bot.delivery.deliver import deliver
from bot.delivery.kit import Kit, Memory, Render, UpdateScreens, utcnow
from bot.delivery.line import Line, enough_at_once
from bot.delivery.pace import Pace
from bot.delivery.pump import POLL, Pump
from bot.delivery.recovery import recover
from bot.delivery.results import record
from bot.delivery.tenure import Tenure, rhythm_of
from bot.services.queue import inbox, leases
from bot.storage.engine import make_sessions
from bot.storage.work import work_of

log = structlog.get_logger(__name__)

POLL_AMONG_SEVERAL = 0.2
"""Seconds between looks where other processes answer people, too: only a look tells what they queued."""
DRAINED_AT_ONCE = 50


class Courier:
    """Delivers the outbox of several bots. `rate` is messages a second of each bot but for those in `rates`, `at_once`
    how many of its requests may be under way."""

    def __init__(
        self,
        engine: AsyncEngine,
        bots: Mapping[int, Channel],
        render: Render,
        update_screens: UpdateScreens,
        *,
        clock: Callable[[], datetime] = utcnow,
        rng: Random | None = None,
        rate: int = 30,
        rates: Mapping[int, int] = MappingProxyType({}),
        at_once: int | None = None,
        owner: str | None = None,
    ) -> None:
        self.kit = Kit(
            work_of(make_sessions(engine)),
            render,
            update_screens,
            owner or leases.new_owner(),
            clock,
            rng or Random(),  # noqa: S311  # jitter, no secret
            {bot_id: channel.limits for bot_id, channel in bots.items()},
        )
        self._bots = bots
        self._rates = {bot_id: rates.get(bot_id, rate) for bot_id in bots}
        self._at_once = at_once
        self._pump = Pump(self.kit)
        self._tenure = Tenure(list(bots), self.kit.owner, rhythm_of(engine.dialect.name))
        self._held = {bot_id: asyncio.Event() for bot_id in bots}
        self._dropping: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    def wake(self, bot_id: int | None = None) -> None:
        """Say that something was queued for a bot (or for any), after it was committed."""
        self._pump.wake(bot_id)

    def stop(self) -> None:
        """Finish what is in hand; `run` returns then."""
        self._stopping.set()
        self._pump.stop()

    async def until_held(self, bot_id: int) -> None:
        """Return as soon as this process holds the bot: at once where it does."""
        await self._held[bot_id].wait()

    async def run(self) -> None:
        """Deliver until stopped."""
        pumping = asyncio.create_task(self._pump.run())
        try:
            while not self._stopping.is_set() and not pumping.done():
                await self._keep()
                await self._rest(self._tenure.pause)
        finally:
            self._pump.stop()
            await asyncio.gather(pumping, *self._dropping)
            with suppress(SQLAlchemyError, OSError):
                await self.kit.work.write(partial(leases.let_go, owner=self.kit.owner))

    async def drain(self, now: datetime) -> int:
        """Deliver everything that is due at `now`, one after the other and without any pause; how many rows.

        For tests: nothing here depends on time that passes.
        """
        handled = 0
        for bot_id, channel in self._bots.items():
            while count := await self._drain_some(bot_id, channel, now):
                handled += count
        return handled

    async def _drain_some(self, bot_id: int, channel: Channel, now: datetime) -> int:
        kit = self.kit
        rows = await kit.work.write(partial(self._claim_some, bot_id=bot_id, now=now))
        if not rows:
            return 0
        composed = await kit.work.read(partial(compose, rows=rows, now=now, kit=kit, memory=Memory()))
        outcomes = [
            await deliver(channel, one, lambda: now, kit.rng) if isinstance(one, Ready) else one for one in composed
        ]
        await kit.work.write(partial(record, outcomes=outcomes, now=now))
        return len(rows)

    async def _claim_some(self, session: AsyncSession, bot_id: int, now: datetime) -> list[Claimed]:
        await ripen(session, [bot_id], now)
        due = (await look(session, [bot_id], now))[bot_id]
        paused = due.paused_until is not None and due.paused_until > now
        want = Want(bot_id, DRAINED_AT_ONCE, 0 if paused else DRAINED_AT_ONCE)
        return (await claim(session, self.kit.owner, now, [want])).rows

    async def _keep(self) -> None:
        """Hold what we may hold, serve it, and see to what the dead left behind.

        A database that does not answer is no reason to let go: nobody else can take anything meanwhile.
        """
        try:
            living = await self.kit.work.write(self._tenure.renew)
            left, given_back = await self.kit.work.write(partial(self._take_over, living=living))
        except Exception as error:  # of a database that is away, mostly; it is waited for
            log.error("bots_not_held", error=type(error).__name__)
            return
        if left or given_back:
            log.warning("taken_over_after_crash", messages_unknown=left, arrivals=given_back)
        self._serve()

    async def _take_over(self, session: AsyncSession, living: Collection[str]) -> tuple[int, int]:
        """See to what processes that are no more had in hand: how many messages, and how many arrivals of new bots."""
        holding = self._tenure.holding
        left = await recover(session, holding, living, self.kit.clock())
        new = holding - self._pump.lines.keys()
        return left, sum([await inbox.release(session, bot_id, living) for bot_id in sorted(new)])

    def _serve(self) -> None:
        """Pump for the bots we hold, and for no other."""
        self._pump.poll = POLL_AMONG_SEVERAL if self._tenure.others else POLL
        now = time.monotonic()
        for bot_id, event in self._held.items():
            held = bot_id in self._tenure.holding
            if held and bot_id not in self._pump.lines:
                rate = self._rates[bot_id]
                pace = Pace(rate, start=now)
                pace.rest(now + 1.0)
                places = self._at_once or enough_at_once(rate)
                self._pump.add(Line(bot_id, self._bots[bot_id], pace, places=places))
                event.set()
            elif not held and event.is_set():
                log.warning("bot_let_go", bot=bot_id)
                event.clear()
                task = asyncio.create_task(self._pump.drop(bot_id))
                self._dropping.add(task)
                task.add_done_callback(self._dropping.discard)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
