"""A bare server that takes messages: it answers every request alike, and counts any sliding second when told a limit.

`python -m benchmarks._far_end LIMIT LATENCY` prints its port and serves until it is killed.
"""

import asyncio
import json
import sys
from collections import deque

_TAKEN = {"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}


def _answer(status: str, body: object) -> bytes:
    content = json.dumps(body).encode()
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        + content
    )


_GOOD = _answer("200 OK", {"ok": True, "result": _TAKEN})
_FLOOD = _answer(
    "429 Too Many Requests",
    {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}},
)


class FarEnd(asyncio.Protocol):
    """One connection; requests come one after the other."""

    taken: deque[float] = deque()

    def __init__(self, limit: int, latency: float) -> None:
        self._limit = limit
        self._latency = latency
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, found, body = self._read.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        if len(body) >= length:
            self._read = body[length:]
            loop = asyncio.get_running_loop()
            loop.call_later(self._latency / 2, self._take) if self._latency else self._take()

    def _take(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        while self.taken and self.taken[0] <= now - 1.0:
            self.taken.popleft()
        good = not self._limit or len(self.taken) < self._limit
        if good and self._limit:
            self.taken.append(now)
        reply = _GOOD if good else _FLOOD
        if self._latency:
            loop.call_later(self._latency / 2, self._transport.write, reply)
        else:
            self._transport.write(reply)


async def main(limit: int, latency: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: FarEnd(limit, latency), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
