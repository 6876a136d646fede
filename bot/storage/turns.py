"""Who writes next where only one can: whoever has to be done first.

The thread that writes takes one piece of work after the other by itself. Were each handed to it, it would stand idle
until the loop, which puts a hundred messages into words meanwhile, comes to hear that the one before is done.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import count
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from bot.storage.engine import LONGEST_WAIT

T = TypeVar("T")


@dataclass(order=True, slots=True)
class _Turn:
    """A piece of work that somebody waits for; `done` belongs to `loop`."""

    deadline: float
    number: int
    work: Callable[[], Any] = field(compare=False)
    done: asyncio.Future[Any] = field(compare=False)
    loop: asyncio.AbstractEventLoop = field(compare=False)

    def take(self) -> Callable[[], None]:
        """Do the work, in the thread that writes; what settles it, in the loop."""
        try:
            return partial(self.done.set_result, self.work())
        except BaseException as error:  # whatever it is, whoever waits must hear of it
            return partial(self.done.set_exception, error)

    def tell(self, settle: Callable[[], None]) -> None:
        """Let whoever waits go on."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(settle)


class Turns:
    """One at a time. Each says how long others may go first, so that short waits do not stand behind patient ones, and
    patient ones are not passed by for ever (earliest deadline first)."""

    def __init__(self) -> None:
        self._waiting: list[_Turn] = []
        self._lock = Lock()
        self._numbers = count()
        self._taken = False

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for a turn."""
        return bool(self._waiting)

    @property
    def over(self) -> bool:
        """Whether nobody has a turn or waits for one. The last one of many hears of its end when this is so already."""
        return not self._taken and not self._waiting

    async def ask(self, work: Callable[[], T], patience: float) -> T:
        """What the work gives back once its turn has come; `patience` is in seconds.

        Nobody waits longer than `LONGEST_WAIT` for a turn: TimeoutError. One who is cancelled meanwhile has none; in
        its turn it hears of that when the work is done, so that nothing goes on which nobody waits for.
        """
        loop = asyncio.get_running_loop()
        turn = _Turn(monotonic() + patience, next(self._numbers), work, loop.create_future(), loop)
        with self._lock:
            heappush(self._waiting, turn)
        timer = loop.call_later(LONGEST_WAIT, self._give_up, turn)
        try:
            done: T = await asyncio.shield(turn.done)
        except asyncio.CancelledError:
            if not self._withdrawn(turn):
                await asyncio.wait([turn.done], timeout=LONGEST_WAIT)
            raise
        finally:
            timer.cancel()
        return done

    def take(self, seconds: float) -> None:
        """In the thread that writes: give one turn after the other, for about so long."""
        end = monotonic() + seconds
        turn = self._next(go_on=True)
        while turn is not None:
            settle = turn.take()
            following = self._next(go_on=monotonic() < end)
            turn.tell(settle)
            turn = following

    def refuse(self, error: Exception) -> None:
        """There are no turns: tell all who wait why."""
        with self._lock:
            refused, self._waiting = self._waiting, []
        for turn in refused:
            turn.done.set_exception(error)

    def _next(self, *, go_on: bool) -> _Turn | None:
        with self._lock:
            self._taken = go_on and bool(self._waiting)
            return heappop(self._waiting) if self._taken else None

    def _give_up(self, turn: _Turn) -> None:
        if self._withdrawn(turn):
            turn.done.set_exception(TimeoutError())

    def _withdrawn(self, turn: _Turn) -> bool:
        """Take a turn back; whether that could still be done."""
        with self._lock:
            if turn not in self._waiting:
                return False
            self._waiting.remove(turn)
            heapify(self._waiting)
        return True
