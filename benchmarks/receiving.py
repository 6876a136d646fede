"""How many updates a second the webhook takes, each stored before it is acknowledged, on either database.

The sender is a process of its own (`python -m benchmarks.receiving PORT POSTS`), with as many connections as Telegram
opens by default, each with one post under way. The web app, the server and the way into the inbox are the live bot's.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import structlog
from sqlalchemy import delete, func, select

from benchmarks._databases import KINDS, database
from benchmarks.figure import Figure
from bot.channels.telegram.receive import Presses, Store
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.webhook import SECRET_HEADER, webhook
from bot.domain.arrivals import RawArrival
from bot.house import House
from bot.paths import ROOT
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import Arrival, Bot, School
from bot.web.app import READY, web_app
from bot.web.server import WebServer

UPDATES = 10_000
CHATS = 2_000
CONNECTIONS = 40
"""https://core.telegram.org/bots/api#setwebhook: `max_connections` where nothing else is said."""
TURNS = 3
GOAL = 1_500
_PATH, _SECRET = "/telegram", "rahasia"


async def figures() -> AsyncIterator[Figure]:
    """The same server answering without storing, then stored and acknowledged; medians of several turns."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory() as folder:
        channel = TelegramChannel("1:bench", "http://127.0.0.1:9", Path(folder))
        bare = median([await _taken(channel, _forget) for _turn in range(TURNS)])
        yield Figure("receiving: the same server, nothing stored", bare, "updates/s", "floor", True)
        for kind in KINDS:
            async with database(kind) as url:
                stored = await _stored(channel, url)
            what = f"receiving: {UPDATES:,} updates by webhook, stored and acknowledged, {kind}"
            yield Figure(what, stored, "updates/s", f">= {GOAL:,}", stored >= GOAL)
        await channel.close()


async def _forget(_arrivals: Sequence[RawArrival]) -> None:
    pass


async def _stored(channel: TelegramChannel, url: str) -> float:
    """Updates a second into an inbox that is empty each time; every single one is looked for afterwards."""
    engine = make_engine(url)
    sessions = make_sessions(engine)
    bot_id = await _a_bot(sessions)
    house = House(engine, {bot_id: channel})
    rates = []
    for _turn in range(TURNS):
        rates.append(await _taken(channel, partial(house.store, bot_id)))
        async with sessions() as session:
            assert await session.scalar(select(func.count(Arrival.id))) == UPDATES
            await session.execute(delete(Arrival))
            await session.commit()
    await engine.dispose()
    return median(rates)


async def _a_bot(sessions: Sessions) -> int:
    async with sessions() as session:
        school = School(name="SMA Titian Bangsa", timezone="Asia/Jakarta", created_at=datetime.now(UTC))
        session.add(school)
        await session.flush()
        bot = Bot(school_id=school.id, channel="telegram", address="1")
        session.add(bot)
        await session.commit()
        return bot.id


async def _taken(channel: TelegramChannel, store: Store) -> float:
    """Updates a second that the webhook acknowledges, as the sender counts them."""

    async def ready() -> str:
        return READY

    presses = Presses(channel)
    server = WebServer(web_app(ready, [webhook(_PATH, _SECRET, presses, store)]), "127.0.0.1", 0)
    serving = server.start()
    sender = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.receiving",
        str(server.port),
        str(UPDATES),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await sender.communicate()
    await server.stop(serving)
    assert sender.returncode == 0, "the sender ended early: not everything was acknowledged"
    return UPDATES / float(told)


class _Connection(asyncio.Protocol):
    """One connection: the next post leaves when the one before was acknowledged."""

    acknowledged = 0

    def __init__(self, posts: list[bytes], left: asyncio.Event) -> None:
        self._posts = posts
        self._left = left
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._read += data
        if b"\r\n\r\n" not in self._read:
            return
        if not self._read.startswith(b"HTTP/1.1 200"):
            sys.exit(f"not acknowledged: {self._read[:60]!r}")
        self._read = b""
        _Connection.acknowledged += 1
        self._next()

    def connection_lost(self, _error: Exception | None) -> None:
        self._left.set()

    def _next(self) -> None:
        if self._posts:
            self._transport.write(self._posts.pop())
        else:
            self._transport.close()


def _post(number: int) -> bytes:
    """A message as Telegram posts it."""
    chat = 100_000_000 + number % CHATS
    who = {"id": chat, "is_bot": False, "first_name": "Siti", "last_name": "Rahayu", "language_code": "id"}
    message = {
        "message_id": number,
        "from": who,
        "chat": {"id": chat, "first_name": "Siti", "last_name": "Rahayu", "type": "private"},
        "date": 1_784_512_800,
        "text": f"Selamat pagi Bu Guru, Ananda hari ini izin karena demam. Terima kasih ({number}).",
    }
    body = json.dumps({"update_id": 500_000_000 + number, "message": message}).encode()
    lines = (
        f"POST {_PATH} HTTP/1.1",
        "Host: titian.example.org",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: keep-alive",
        "Accept-Encoding: gzip, deflate",
        f"{SECRET_HEADER}: {_SECRET}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _send(port: int, many: int) -> float:
    """Seconds until all are acknowledged."""
    posts = [_post(number) for number in reversed(range(many))]
    loop = asyncio.get_running_loop()
    ends = [asyncio.Event() for _connection in range(CONNECTIONS)]
    begun = perf_counter()
    for end in ends:
        await loop.create_connection(lambda end=end: _Connection(posts, end), "127.0.0.1", port)  # type: ignore[misc]
    for end in ends:
        await end.wait()
    seconds = perf_counter() - begun
    if _Connection.acknowledged != many:
        sys.exit(f"{_Connection.acknowledged} of {many} acknowledged")
    return seconds


if __name__ == "__main__":
    print(asyncio.run(_send(int(sys.argv[1]), int(sys.argv[2]))))
