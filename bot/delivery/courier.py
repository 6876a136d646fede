"""All bots of a process: one pump each, guarded by a lease, so that two processes never drive one bot."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from random import Random

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.base import Channel
from bot.delivery.ahead import House, utcnow
from bot.delivery.claims import claim, look
from bot.delivery.compose import Ready, Render, UpdateScreens, compose
from bot.delivery.deliver import deliver
from bot.delivery.pace import Pace
from bot.delivery.pump import Pump
from bot.delivery.recovery import recover
from bot.delivery.results import record
from bot.services import inbox, leases
from bot.storage.engine import make_readers, make_sessions

log = structlog.get_logger(__name__)

RENEW = 4.0
"""Seconds between renewals of a bot's lease."""
DRAINED_AT_ONCE = 50


class Courier:
    """Delivers the outbox of several bots. `rate` is messages a second of each bot."""

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
        owner: str | None = None,
    ) -> None:
        self.house = House(
            make_sessions(engine),
            make_readers(engine),
            render,
            update_screens,
            owner or leases.new_owner(),
            clock,
            rng or Random(),  # noqa: S311  # jitter, no secret
        )
        self._bots = bots
        self._rate = rate
        self._pumps: dict[int, Pump] = {}
        self._stopping = asyncio.Event()

    def wake(self, bot_id: int | None = None) -> None:
        """Say that something was queued for a bot (or for any), after it was committed."""
        for number, pump in self._pumps.items():
            if bot_id is None or number == bot_id:
                pump.wake()

    def stop(self) -> None:
        """Finish what is in hand; `run` returns then."""
        self._stopping.set()
        for pump in self._pumps.values():
            pump.stop()

    async def run(self) -> None:
        """Deliver until stopped."""
        try:
            async with asyncio.TaskGroup() as group:
                for bot_id, channel in self._bots.items():
                    group.create_task(self._serve(bot_id, channel))
        finally:
            with suppress(SQLAlchemyError, OSError):
                async with self.house.sessions() as session:
                    await leases.let_go(session, self.house.owner)
                    await session.commit()

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
        house = self.house
        async with house.sessions() as session:
            bulk = DRAINED_AT_ONCE if (await look(session, bot_id, now)).bulk else 0
            rows = await claim(session, bot_id, house.owner, now, answers=DRAINED_AT_ONCE, bulk=bulk)
            await session.commit()
        if not rows:
            return 0
        async with house.readers() as session:
            composed = await compose(session, rows, now, house.render, house.update_screens)
        outcomes = [await deliver(channel, one, now, house.rng) if isinstance(one, Ready) else one for one in composed]
        async with house.sessions() as session:
            await record(session, outcomes, now)
            await session.commit()
        return len(rows)

    async def _serve(self, bot_id: int, channel: Channel) -> None:
        """Hold the bot's lease, and pump while it is held."""
        while not self._stopping.is_set():
            try:
                if await self._hold(bot_id):
                    await self._pump(bot_id, channel)
                    continue
            except Exception as error:  # of a database that is away, mostly; it is waited for
                log.error("bot_not_served", bot=bot_id, error=type(error).__name__)
            await self._rest(RENEW)

    async def _pump(self, bot_id: int, channel: Channel) -> None:
        await self._take_over(bot_id)
        start = time.monotonic()
        pump = Pump(self.house, bot_id, channel, Pace(self._rate, start=start))
        pump.pace.rest(start + 1.0)
        self._pumps[bot_id] = pump
        running = asyncio.create_task(pump.run())
        try:
            while not self._stopping.is_set() and not running.done():
                await self._rest(RENEW)
                if not self._stopping.is_set() and not await self._hold(bot_id):
                    log.error("lease_lost", bot=bot_id)
                    break
        finally:
            pump.stop()
            await running
            del self._pumps[bot_id]

    async def _take_over(self, bot_id: int) -> None:
        """See to what processes that are no more had in hand: messages under way, and arrivals being handled."""
        async with self.house.sessions() as session:
            living = await leases.living(session, await leases.clock(session)) | {self.house.owner}
            left = await recover(session, bot_id, living, self.house.clock())
            given_back = await inbox.release(session, bot_id, living)
            await session.commit()
        if left or given_back:
            log.warning("taken_over_after_crash", bot=bot_id, messages_unknown=left, arrivals=given_back)

    async def _hold(self, bot_id: int) -> bool:
        """Take or renew the bot's lease, and our sign of life.

        A database that does not answer is no reason to let go before the term is over.
        """
        try:
            async with self.house.sessions() as session:
                await leases.bury(session)
                now = await leases.clock(session)
                await leases.hold(session, f"alive:{self.house.owner}", self.house.owner, now)
                held = await leases.hold(session, f"bot:{bot_id}", self.house.owner, now)
                await session.commit()
        except Exception as error:
            log.error("lease_not_renewed", bot=bot_id, error=type(error).__name__)
            return bot_id in self._pumps
        return held

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
