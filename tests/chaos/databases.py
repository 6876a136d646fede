"""What may become of the database under a house that sends."""

import asyncio
import resource
import sqlite3
import time
from pathlib import Path
from random import Random

from bot.storage.engine import BUSY_TIMEOUT_MS
from tests.chaos.drains import Size, a_house, the_end
from tests.chaos.judge import Tally
from tests.chaos.postgres import OwnServer


async def gone_and_back(server: OwnServer, folder: Path, size: Size) -> Tally:
    """PostgreSQL breaks off under load, as in a crash, and comes back; the process lives on."""
    rng = Random(size.seed)
    async with a_house(await server.fresh(), folder, size) as house:
        house.start()
        await house.say(size.updates)
        for _crash in range(size.kills):
            await house.far.took(len(house.far.accepted()) + rng.randint(1, 20))
            await asyncio.to_thread(server.crash)
            await asyncio.sleep(rng.uniform(0.0, 2.0))
            await asyncio.to_thread(server.rise)
        return await the_end(house)


async def locked(url: str, folder: Path, size: Size) -> Tally:
    """A foreign program writes to the SQLite file, and does not end for longer than anybody waits."""
    async with a_house(url, folder, size) as house:
        house.start()
        await house.say(size.updates)
        for _lock in range(size.kills):
            await house.far.took(len(house.far.accepted()) + 20)
            await asyncio.to_thread(_lock_out, url.removeprefix("sqlite:///"), BUSY_TIMEOUT_MS / 1000 + 3.0)
        return await the_end(house)


def _lock_out(path: str, seconds: float) -> None:
    foreign = sqlite3.connect(path, timeout=60, isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    time.sleep(seconds)
    foreign.execute("ROLLBACK")
    foreign.close()


async def full(url: str, folder: Path, size: Size) -> Tally:
    """No file of the process can be written to any more, in the middle of an update; then there is room again."""
    async with a_house(url, folder, size) as house:
        running = house.start()
        await house.say(size.updates)
        for _time in range(size.kills):
            await house.far.took(len(house.far.accepted()) + 20)
            troubles = running.troubles()
            soft, hard = resource.prlimit(running.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (0, hard))
            await running.complained(troubles + 2)
            resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (soft, hard))
        return await the_end(house)
