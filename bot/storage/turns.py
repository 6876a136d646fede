"""Who writes next where only one can: whoever has to be done first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count
from time import monotonic

from bot.storage.engine import LONGEST_WAIT


class Turns:
    """One at a time. Each says how long others may go first, so that short waits do not stand behind patient ones, and
    patient ones are not passed by for ever (earliest deadline first)."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, patience: float) -> AsyncIterator[None]:
        """Ours within the block; raises TimeoutError after `LONGEST_WAIT`. `patience` is in seconds."""
        if self._taken:
            await self._wait(monotonic() + patience)
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, deadline: float) -> None:
        place = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (deadline, next(self._numbers), place))
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await place
        except BaseException:
            if place.done() and not place.cancelled():  # it became ours in the moment in which we gave up
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            *_, place = heappop(self._waiting)
            if not place.done():
                place.set_result(None)
                return
        self._taken = False
