"""The far end of every measurement: a bare Bot API server in a process of its own, fast enough to be nobody's limit.

`python -m benchmarks._far_end LIMIT LATENCY` prints its port and serves until it is killed. LIMIT is how many messages
a bot may send in *any* second, stricter than Telegram's guidance (0: as many as come); LATENCY is the network's, in
seconds there and back. What came in is told by the routes of `benchmarks._far_end_notes`; `/say?BOT&CHAT` lets
somebody write to a bot.
"""

import asyncio
import re
import sys
from time import monotonic

from benchmarks._far_end_answers import FLOOD, answered, me, taken, told
from benchmarks._far_end_notes import Notes
from benchmarks._far_end_post import Post

MESSAGES = (b"send", b"edit", b"copy", b"forward")
"""Methods that begin so are messages and count against a bot's limit; a shown "typing" does not."""
_CHAT = re.compile(rb'chat_id(?:"\s*:\s*"?|=|"[^\0]*?\r\n\r\n)(-?\d+)')
"""In JSON, in a form, and in a part of a multipart body."""
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TIMEOUT = re.compile(rb'timeout"?[=:] *(\d+)')


class Connection(asyncio.Protocol):
    """One connection; requests may come in pieces, or several at once."""

    def __init__(self, notes: Notes, post: Post, latency: float) -> None:
        self._notes = notes
        self._post = post
        self._latency = latency
        self._loop = asyncio.get_running_loop()
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        data = self._read + data if self._read else data
        while (end := data.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(data, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(data) < whole:
                break
            self._request(data[: data.find(b"\r\n")], data[end + 4 : whole])
            data = data[whole:]
        self._read = data

    def _request(self, line: bytes, body: bytes) -> None:
        path = line.split(b" ", 2)[1]
        if not path.startswith(b"/bot"):
            self._loop.create_task(self._tell(path))
        elif self._latency:
            self._loop.call_later(self._latency / 2, self._serve, path, body)
        else:
            self._serve(path, body)

    def _serve(self, path: bytes, body: bytes) -> None:
        bot, method = path[4:].split(b":", 1)[0], path[path.rfind(b"/") + 1 :]
        if method.startswith(MESSAGES) and method != b"sendChatAction":
            chat = _CHAT.search(body)
            number = self._notes.take(int(bot), int(chat[1]) if chat else 0, monotonic())
            self._reply(FLOOD if number is None else taken(number))
        elif method.startswith(b"getUpdates"):
            wait = _TIMEOUT.search(path) or _TIMEOUT.search(body)
            self._loop.create_task(self._bring(int(bot), int(wait[1]) if wait else 0))
        else:
            self._reply(me(int(bot)) if method == b"getMe" else answered(b"true"))

    def _reply(self, reply: bytes) -> None:
        if self._latency:
            self._loop.call_later(self._latency / 2, self._transport.write, reply)
        else:
            self._transport.write(reply)

    async def _bring(self, bot: int, seconds: int) -> None:
        self._reply(answered(await self._post.ask(bot, seconds)))

    async def _tell(self, path: bytes) -> None:
        if path.startswith(b"/say?"):
            self._post.say(*(int(number) for number in path[5:].split(b"&")))
        self._transport.write(told(await self._notes.told(path.decode())))


async def main(limit: int, latency: float) -> None:
    """Serve on a free port of this machine alone."""
    notes, post = Notes(limit), Post()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(notes, post, latency), "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
