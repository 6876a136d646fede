"""Starting the far end in a process of its own, and asking it what came in."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from bot.paths import ROOT


@dataclass(frozen=True, slots=True)
class Server:
    """A far end that runs; `url` is its address."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def taken(self) -> dict[int, int]:
        """By bot: how many messages were accepted."""
        return _by_bot((await self._ask("/counts"))["taken"])

    async def refused(self) -> int:
        """How many messages were answered 429."""
        return sum(_by_bot((await self._ask("/counts"))["refused"]).values())

    async def arrivals(self) -> list[tuple[float, int, int]]:
        """When (seconds of `time.monotonic`), of which bot and for which chat each message came."""
        return [(at, bot, chat) for at, bot, chat in await self._ask("/arrivals")]

    async def until(self, many: int) -> None:
        """Wait until so many messages were accepted."""
        await self._ask(f"/wait?{many}")

    async def say(self, bot: int, chat: int) -> None:
        """Let somebody write a line to a bot."""
        await self._ask(f"/say?{bot}&{chat}")

    async def forget(self) -> None:
        """Let it begin to count anew."""
        await self._ask("/forget")

    async def _ask(self, path: str) -> Any:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(f"GET {path} HTTP/1.1\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            return json.loads(await reader.readexactly(int(head.lower().split(b"content-length: ")[1])))
        finally:
            writer.close()


def _by_bot(counts: dict[str, int]) -> dict[int, int]:
    return {int(bot): many for bot, many in counts.items()}


@contextlib.asynccontextmanager
async def far_end(*, limit: int = 0, latency: float = 0.0) -> AsyncIterator[Server]:
    """A bare server: `limit` messages of a bot in any second (0: no limit), `latency` seconds there and back."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks._far_end",
        str(limit),
        str(latency),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    try:
        yield Server(int(await process.stdout.readline()))
    finally:
        with contextlib.suppress(ProcessLookupError):  # whoever ended us ended it, too
            process.kill()
        await process.wait()
