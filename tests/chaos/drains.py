"""What may happen while an update leaves for every family."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.domain.delivery import Via
from tests.chaos import judge
from tests.chaos.far_end import open_far_end
from tests.chaos.house import House, open_house
from tests.chaos.judge import Tally


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done, on which channels. `flood` is what the far end takes in any second (0: any number)."""

    kills: int = 3
    updates: int = 2
    seed: int = 1
    flood: int = 30
    vias: frozenset[Via] = frozenset({Via.TELEGRAM})


@asynccontextmanager
async def a_house(url: str, folder: Path, size: Size, *, windows: bool = True) -> AsyncIterator[House]:
    """A house and its far end, at the distance of a real one; `windows` are those of WhatsApp."""
    with open_far_end(folder, size.seed, size.flood) as far:
        far.ask("weather", latency=[0.04, 0.06])
        async with open_house(url, folder, far, size.vias, windows=windows) as house:
            yield house


async def the_end(house: House) -> Tally:
    """Wait until all has left that can leave; the counts."""
    await house.settle(await judge.recipients(house))
    await house.far.until(lambda: house.far.ask("under_way") == 0)  # what nobody waits for any more arrives still
    return await judge.tally(house)


async def kills(url: str, folder: Path, size: Size, rate: int = 30) -> Tally:
    """The only process is killed at any moment, again and again; each next one goes on. `rate` is messages a second."""
    rng = Random(size.seed)
    async with a_house(url, folder, size) as house:
        house.pace(rate)
        await house.say(size.updates)
        each = max(await judge.recipients(house) // (size.kills + 1), 2)
        for _kill in range(size.kills):
            victim = house.start()
            await house.far.took(len(house.far.accepted()) + rng.randint(1, each))
            await asyncio.sleep(rng.uniform(0.0, 0.1))
            await house.kill(victim)
        house.start()
        return await the_end(house)


async def one_of_many_killed(url: str, folder: Path, size: Size, processes: int = 2) -> Tally:
    """Of several processes on one database the one that sends is killed; another takes over, and only then comes a
    new one."""
    rng = Random(size.seed)
    async with a_house(url, folder, size) as house:
        for _process in range(processes):
            house.start()
        await house.say(size.updates)
        for _kill in range(size.kills):
            await house.far.took(len(house.far.accepted()) + rng.randint(1, 10))
            before = len(house.far.accepted())
            await house.kill(await house.sender())
            await house.far.took(before + 40)
            house.start()
        return await the_end(house)


async def told_to_stop(url: str, folder: Path, size: Size) -> Tally:
    """SIGTERM in the middle: each process finishes what it has in hand and leaves nothing unknown."""
    rng = Random(size.seed)
    async with a_house(url, folder, size) as house:
        await house.say(size.updates)
        for _stop in range(size.kills):
            running = house.start()
            await house.far.took(len(house.far.accepted()) + rng.randint(1, 20))
            code = await running.end()
            assert code == 0, running.complaints
            assert await judge.sent(house) == len(house.far.accepted()), "something was in hand when it ended"
        house.start()
        return await the_end(house)
