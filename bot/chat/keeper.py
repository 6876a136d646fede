"""The keeper: what arrives at the same time is kept in one transaction, and each bringer hears when its own is kept.

A commit costs a write to the disk however much it holds, so it is shared: while one is under way, what comes meanwhile
gathers for the next. Nothing is waited for, so a single arrival is kept as soon as without this.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.arrivals import NotKept, RawArrival
from bot.services.queue import inbox
from bot.storage.engine import AWAY, Sessions
from bot.storage.work import work_of

log = structlog.get_logger(__name__)

MOST = 1_000
"""Arrivals that may wait to be committed, about half a second's worth; more are turned away, to be brought again."""
GIVEN_WAY = 0.25
"""Seconds that handling waits at most while arrivals come without a pause."""
PATIENCE = 30.0
"""Seconds after which a database that says nothing counts as away; longer than SQLite waits for another writer."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one caller brought: kept whole or not at all."""

    arrivals: Sequence[RawArrival]
    kept: asyncio.Future[None]

    def settle(self, refused: Exception | None = None) -> None:
        """Tell the caller, unless it no longer waits."""
        if self.kept.done():
            return
        if refused is None:
            self.kept.set_result(None)
        else:
            self.kept.set_exception(refused)


class Keeper:
    """Keeps the arrivals of one bot; `kept` is called after each commit. `remember`: their keys outlive them."""

    def __init__(
        self,
        sessions: Sessions,
        bot_id: int,
        clock: Callable[[], datetime],
        kept: Callable[[], None] = lambda: None,
        most: int = MOST,
        *,
        remember: bool = False,
    ) -> None:
        self._work = work_of(sessions)
        self._bot_id = bot_id
        self._clock = clock
        self._kept = kept
        self._most = most
        self._remember = remember
        self._parcels: list[Parcel] = []
        self._writing: asyncio.Task[None] | None = None
        self._turned_away = 0
        self._closed = False
        self._calm = asyncio.Event()
        self._calm.set()
        self.waiting = 0
        """Arrivals that have come and are not committed yet."""

    async def keep(self, arrivals: Sequence[RawArrival]) -> None:
        """Return once these are committed, in their order; those that were kept before count as kept.

        Raises NotKept where too many wait, the house closes or the database does not take them; of all but the closing
        the log has said so.
        """
        if self._closed:
            raise NotKept("closed")
        if self.waiting and self.waiting + len(arrivals) > self._most:
            self._turn_away(len(arrivals))
            raise NotKept("full")
        parcel = Parcel(arrivals, asyncio.get_running_loop().create_future())
        self._parcels.append(parcel)
        self.waiting += len(arrivals)
        self._calm.clear()
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await parcel.kept  # a caller that is cancelled stops waiting; its arrivals are kept with the others

    async def calm(self) -> None:
        """Return when nothing waits to be kept, or after `GIVEN_WAY` seconds.

        Asked before what has been kept is handled: the channel waits for the one and not for the other, and a writer
        that comes often would otherwise queue behind many that take long.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVEN_WAY):
                await self._calm.wait()

    async def close(self) -> None:
        """Turn away what comes from now on, to be brought again; return when what came before is kept.

        Asked before the database is closed: who then waits for a connection waits in vain.
        """
        self._closed = True
        while self._writing is not None and not self._writing.done():
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        """Keep what has come, and what comes meanwhile."""
        while self._parcels:
            batch, self._parcels = self._parcels, []
            try:
                await self._keep(batch)
            finally:
                for parcel in batch:
                    self.waiting -= len(parcel.arrivals)
                    parcel.settle(NotKept("stopped"))
            self._take_again()
        self._calm.set()

    async def _keep(self, batch: Sequence[Parcel]) -> bool:
        """Keep a batch, or each parcel by itself where the database refuses one of them; whether it answers at all."""
        error = await self._commit(batch)
        if error is None:
            for parcel in batch:
                parcel.settle()
            self._kept()
            return True
        if len(batch) == 1 or isinstance(error, AWAY):
            self._refuse(batch, error)
            return not isinstance(error, AWAY)
        for number, parcel in enumerate(batch):
            if not await self._keep([parcel]):
                self._refuse(batch[number + 1 :], error)
                return False
        return True

    async def _commit(self, batch: Sequence[Parcel]) -> Exception | None:
        """Store a batch in one transaction; what stood against it, where something did."""
        arrivals = [arrival for parcel in batch for arrival in parcel.arrivals]
        try:
            async with asyncio.timeout(PATIENCE):
                await self._work.write(partial(self._store, arrivals=arrivals))
        except Exception as error:  # whatever it is: those who wait must hear of it
            return error
        return None

    async def _store(self, session: AsyncSession, arrivals: Sequence[RawArrival]) -> None:
        await inbox.store(session, self._bot_id, arrivals, self._clock(), remember=self._remember)

    def _refuse(self, batch: Sequence[Parcel], error: Exception) -> None:
        if not batch:
            return
        many = sum(len(parcel.arrivals) for parcel in batch)
        log.error("arrivals_not_kept", bot=self._bot_id, arrivals=many, error=type(error).__name__)
        for parcel in batch:
            parcel.settle(NotKept("refused"))

    def _turn_away(self, many: int) -> None:
        if not self._turned_away:
            log.warning("arrivals_turned_away", bot=self._bot_id, waiting=self.waiting)
        self._turned_away += many

    def _take_again(self) -> None:
        if self._turned_away:
            log.warning("arrivals_taken_again", bot=self._bot_id, turned_away=self._turned_away)
            self._turned_away = 0
