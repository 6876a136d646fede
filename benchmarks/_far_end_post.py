"""What people write to the bots: the far end keeps it until getUpdates asks, or brings it at once to one that waits."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from itertools import count

Reply = Callable[[bytes], None]
TEXT = "Apakah besok ada ulangan, Bu? Mohon kabar, karena kemarin Ananda sakit."


class Post:
    """Each update is brought once, to whichever request comes first."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._kept: defaultdict[int, deque[bytes]] = defaultdict(deque)
        self._waiting: defaultdict[int, deque[asyncio.Future[bytes]]] = defaultdict(deque)

    def say(self, bot: int, chat: int) -> None:
        """Somebody writes a line."""
        update = json.dumps(_update(next(self._numbers), chat)).encode()
        waiting = self._waiting[bot]
        while waiting:
            if not (first := waiting.popleft()).done():
                first.set_result(update)
                return
        self._kept[bot].append(update)

    async def ask(self, bot: int, seconds: float) -> bytes:
        """The result of getUpdates: what was kept, or what comes within so many seconds, perhaps nothing."""
        if kept := self._kept.pop(bot, None):
            return b"[" + b",".join(kept) + b"]"
        coming: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[bot].append(coming)
        try:
            return b"[" + await asyncio.wait_for(coming, seconds) + b"]"
        except TimeoutError:
            return b"[]"


def _update(number: int, chat: int) -> dict[str, object]:
    person = {"id": chat, "is_bot": False, "first_name": "Siti", "language_code": "id"}
    message = {
        "message_id": 10_000 + number,
        "from": person,
        "chat": {"id": chat, "first_name": "Siti", "type": "private"},
        "date": 1_790_000_000 + number,
        "text": TEXT,
    }
    return {"update_id": number, "message": message}
