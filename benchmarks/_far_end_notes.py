"""What the far end remembers: which messages it took of which bot and when, and how many it refused.

Asked by HTTP: `/counts` (what is taken and refused by bot), `/arrivals` (when and for which chat; seconds of
`time.monotonic`, which all processes of a machine share), `/wait?N` (answers when N were taken), `/forget`.
"""

import asyncio
from collections import defaultdict, deque

SECOND = 1.0


class Notes:
    """`limit` is how many messages of one bot are taken in any second; 0 for no limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._last: defaultdict[int, deque[float]] = defaultdict(deque)
        self._number = 0
        self._wanted: list[tuple[int, asyncio.Event]] = []
        self._forget()

    def take(self, bot: int, chat: int, now: float) -> int | None:
        """The number of a message that is taken; None for one too many."""
        if self._limit:
            last = self._last[bot]
            while last and last[0] <= now - SECOND:
                last.popleft()
            if len(last) >= self._limit:
                self._refused[bot] += 1
                return None
            last.append(now)
        self._arrivals.append((now, bot, chat))
        self._number += 1
        for many, reached in self._wanted:
            if len(self._arrivals) >= many:
                reached.set()
        return self._number

    async def told(self, path: str) -> object:
        """The answer to one of the questions above."""
        what, _, many = path.lstrip("/").partition("?")
        if what == "wait":
            await self._until(int(many))
        if what == "arrivals":
            return self._arrivals
        if what == "forget":
            self._forget()
        taken: defaultdict[int, int] = defaultdict(int)
        for _at, bot, _chat in self._arrivals:
            taken[bot] += 1
        return {"taken": taken, "refused": self._refused}

    async def _until(self, many: int) -> None:
        wanted = (many, asyncio.Event())
        self._wanted.append(wanted)
        if len(self._arrivals) < many:
            await wanted[1].wait()
        self._wanted.remove(wanted)

    def _forget(self) -> None:
        """Begin anew; the limit's own memory stays, for what was taken a moment ago was taken."""
        self._arrivals: list[tuple[float, int, int]] = []
        self._refused: defaultdict[int, int] = defaultdict(int)
