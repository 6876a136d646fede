"""What happens on the phones, in order, so that a page can follow and catch up."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Literal

Happening = Literal["message", "deleted", "answer", "typing", "state"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a person would see on the phone; `number` is the message or callback it is about."""

    id: int
    bot_id: int
    user_id: int
    kind: Happening
    number: str = ""
    text: str = ""
    alert: bool = False


class Journal:
    """The events of all phones under one growing id; the last `kept` can be replayed."""

    def __init__(self, kept: int = 5000) -> None:
        self._events: deque[Event] = deque(maxlen=kept)
        self._last = 0
        self._news: set[asyncio.Future[None]] = set()
        self._closed = False

    @property
    def last_id(self) -> int:
        return self._last

    def record(
        self, bot_id: int, user_id: int, kind: Happening, number: object = "", text: str = "", alert: bool = False
    ) -> None:
        self._last += 1
        self._events.append(Event(self._last, bot_id, user_id, kind, str(number), text, alert))
        self._wake()

    def close(self) -> None:
        """End whatever follows; an open stream would keep a server from stopping."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        for future in self._news:
            if not future.done():
                future.set_result(None)

    def since(self, after: int, users: Collection[tuple[int, int]]) -> list[Event]:
        """Events after that id of the given (bot id, user id) pairs, oldest first."""
        return [e for e in self._events if e.id > after and (e.bot_id, e.user_id) in users]

    async def follow(self, users: Collection[tuple[int, int]], after: int | None = None) -> AsyncIterator[Event]:
        """Replay what came after that id (None: nothing), then go on until the journal is closed."""
        seen = self._last if after is None else after
        while not self._closed:
            last = self._last
            for event in self.since(seen, users):
                yield event
            seen = max(seen, last)
            await self._wait(seen)

    async def _wait(self, seen: int) -> None:
        if self._last > seen or self._closed:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._news.add(future)
        try:
            await future
        finally:
            self._news.discard(future)
