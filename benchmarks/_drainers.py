"""Starting processes that deliver, reading what they cost, and ending them gently or not."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

from benchmarks._courier import AT_ONCE, NO_PACING
from benchmarks._school import Families
from benchmarks._server import Server
from bot.paths import ROOT


@dataclass(frozen=True, slots=True)
class Drainer:
    """A process that delivers."""

    process: asyncio.subprocess.Process

    async def processor(self) -> float:
        """Seconds of processor time it has used."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"\n")
        return float(await self.process.stdout.readline())

    async def memory(self) -> float:
        """Resident megabytes."""
        ps = await asyncio.create_subprocess_exec(
            "ps", "-o", "rss=", "-p", str(self.process.pid), stdout=asyncio.subprocess.PIPE
        )
        said, _ = await ps.communicate()
        return int(said) / 1024

    async def kill(self) -> None:
        """End it at once, whatever it has in hand."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def end(self) -> None:
        """Let it finish what it has in hand."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()


async def started(
    database: str, far_end: str, bots: range, *, rate: int = NO_PACING, at_once: int = AT_ONCE, owner: str = ""
) -> Drainer:
    """A process that delivers for these bots; `owner` is the name it bears, if not its own."""
    numbers = map(str, (rate, at_once))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks._drainer",
        database,
        far_end,
        *numbers,
        owner,
        str(bots[0]),
        str(bots[-1]),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline(), "it ended before it was at work"
    return Drainer(process)


@contextlib.asynccontextmanager
async def drainer(
    database: str, far_end: str, bots: range, *, rate: int = NO_PACING, at_once: int = AT_ONCE, owner: str = ""
) -> AsyncIterator[Drainer]:
    """Such a process, which ends with the block."""
    found = await started(database, far_end, bots, rate=rate, at_once=at_once, owner=owner)
    try:
        yield found
        await found.end()
    finally:
        await found.kill()


async def cost_of(
    school: Families, server: Server, processes: list[Drainer], update: int, *, warm: int, many: int
) -> float:
    """Processor seconds of a message of an update to `many`, over all these processes, once `warm` have left."""
    await server.until(warm)
    before, done = await _used(processes), sum((await server.taken()).values())
    await server.until(many)
    await school.recorded(update)
    return (await _used(processes) - before) / (sum((await server.taken()).values()) - done)


async def _used(processes: list[Drainer]) -> float:
    return sum([await process.processor() for process in processes])
