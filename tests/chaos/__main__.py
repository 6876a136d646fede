"""`make chaos`: every scenario for long. One line each; it ends with 1 when a promise is broken.

MINUTES are shared by the scenarios, which are begun anew with another seed until their part is over; SEED makes a run
the same again, as far as a race between processes can be the same; ONLY names the scenarios to play.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import randrange

from bot.domain.delivery import Rung, Via
from bot.storage.engine import make_engine
from bot.storage.migrate import migrate
from tests.chaos import arrivals, clocks, databases, drains, troubles, windows
from tests.chaos.arrivals import Heard
from tests.chaos.drains import Size
from tests.chaos.judge import Tally
from tests.chaos.postgres import OwnServer, own_server

Scenario = Callable[[str, Path, Size], Awaitable[Tally | Heard]]
TELEGRAM, WHATSAPP = frozenset({Via.TELEGRAM}), frozenset({Via.WHATSAPP})
SQLITE, POSTGRES = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRES)


@dataclass(frozen=True, slots=True)
class Played:
    """One scenario, on which databases and channels, and how large one round of it is."""

    name: str
    scenario: Scenario
    databases: tuple[str, ...] = BOTH
    kills: int = 10
    updates: int = 4
    flood: int = 30
    vias: frozenset[Via] = TELEGRAM


def scenarios() -> list[Played]:
    """All of them."""
    return [
        Played("kills", drains.kills),
        Played("kills-fast", partial(drains.kills, rate=200), updates=12, flood=200),
        Played("two-processes", drains.one_of_many_killed, kills=5),
        Played("four-processes", partial(drains.one_of_many_killed, processes=4), kills=5),
        Played("stops", drains.told_to_stop, kills=5),
        Played("arrivals", arrivals.kills, kills=5, updates=12, flood=0),
        Played("arrivals-webhook", partial(arrivals.kills, webhook=True), kills=5, updates=12, flood=0),
        Played("arrivals-two", partial(arrivals.kills, processes=2), kills=5, updates=12, flood=0),
        Played("each-trouble", _each_once, kills=0),
        Played("bad-weather", troubles.bad_weather, kills=0),
        Played("shut-out", troubles.shut_out, kills=5),
        Played("told-to-wait", _told_to_wait, kills=0),
        Played("locked", databases.locked, (SQLITE,), kills=2),
        Played("disk-full", databases.full, (SQLITE,), kills=5),
        Played("clock", clocks.put, kills=0),
        Played("whatsapp-kills", drains.kills, vias=WHATSAPP),
        Played("whatsapp-two-processes", drains.one_of_many_killed, kills=5, vias=WHATSAPP),
        Played("whatsapp-stops", drains.told_to_stop, kills=5, vias=WHATSAPP),
        Played("whatsapp-arrivals", arrivals.kills, kills=5, updates=12, flood=0, vias=WHATSAPP),
        Played("whatsapp-each-trouble", _each_once, kills=0, vias=WHATSAPP),
        Played("whatsapp-weather", troubles.bad_weather, kills=0, vias=WHATSAPP),
        Played("whatsapp-shut-out", troubles.shut_out, kills=5, vias=WHATSAPP),
        Played("openers", _openers, kills=4),
        Played("receipts", _receipts, kills=5),
        Played("storms", windows.storms, kills=4),
        Played("account-trouble", windows.account_trouble, kills=0),
        Played("number-gone", windows.gone, kills=5),
    ]


async def _openers(url: str, folder: Path, size: Size) -> Tally:
    told = await windows.openers(url, folder, size)
    assert not told.broken(), "; ".join(told.broken())
    return told.tally


async def _receipts(url: str, folder: Path, size: Size) -> Tally:
    told, rungs = await windows.receipts(url, folder, size)
    assert set(rungs) == {Rung.READ}, rungs
    return told


async def _each_once(url: str, folder: Path, size: Size) -> Tally:
    return (await troubles.each_once(url, folder, size))[0]


async def _told_to_wait(url: str, folder: Path, size: Size) -> Tally:
    told, answered = await troubles.told_to_wait(url, folder, size)
    assert answered, "an answer waited together with the rest"
    return told


async def _round(played: Played, database: str, server: OwnServer, seed: int) -> tuple[Tally | Heard | None, str]:
    """Play once; the counts, and what is broken."""
    size = Size(played.kills, played.updates, seed, played.flood, played.vias)
    with tempfile.TemporaryDirectory(prefix="titian-chaos-") as name:
        folder = Path(name)
        try:
            url = await server.fresh() if database == POSTGRES else await _fresh_file(folder)
            told = await played.scenario(url, folder, size)
        except Exception as error:
            return None, f"{type(error).__name__}: {error}"
        return told, "; ".join(told.broken())


async def _fresh_file(folder: Path) -> str:
    url = f"sqlite:///{folder}/titian.db"
    engine = make_engine(url)
    await migrate(engine)
    await engine.dispose()
    return url


def _line(name: str, seed: int, told: Tally | Heard | None, broken: str, seconds: float) -> str:
    counts = (
        f"kills {told.kills} | messages {told.messages} | lost {told.lost} | copies {told.copies} | "
        f"counted {told.counted} of at most {told.window}"
        if told
        else "no counts"
    )
    unknown = f" | unknown {told.unknown} | 429 {told.floods}" if isinstance(told, Tally) else ""
    return f"{name} | seed {seed} | {counts}{unknown} | {seconds:.0f} s | {f'BROKEN: {broken}' if broken else 'ok'}"


def _all(server: OwnServer, only: list[str]) -> Iterator[tuple[Played, str]]:
    gone = Played(
        "database-gone", lambda _url, folder, size: databases.gone_and_back(server, folder, size), (POSTGRES,)
    )
    for played in [*scenarios(), gone]:
        if not only or played.name in only:
            yield from ((played, database) for database in played.databases)


async def main(minutes: float, first_seed: int, only: list[str]) -> int:
    """Play everything; the exit code."""
    failed = False
    with tempfile.TemporaryDirectory() as runtime, own_server(Path(runtime)) as server:
        parts = list(_all(server, only))
        for played, database in parts:
            began, seed = time.monotonic(), first_seed
            while seed == first_seed or time.monotonic() - began < minutes * 60 / len(parts):
                at = time.monotonic()
                told, broken = await _round(played, database, server, seed)
                print(_line(f"{played.name} {database}", seed, told, broken, time.monotonic() - at), flush=True)
                failed |= bool(broken)
                seed += 1
    return int(failed)


if __name__ == "__main__":
    sys.exit(
        asyncio.run(
            main(
                float(os.environ.get("MINUTES", "0")),
                int(os.environ.get("SEED") or randrange(1_000_000)),
                os.environ.get("ONLY", "").split(),
            )
        )
    )
