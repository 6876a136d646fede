"""The far end as a test sees it: orders go in, and its journal says what really arrived."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.paths import ROOT
from tests.chaos.weather import unknowable

TOKEN = "4242:chaos"
LONG = 240
"""Seconds after which whatever is waited for is given up."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message the far end took."""

    chat: str
    id: str
    words: str
    opener: str = ""
    """The provider's name of the template, where it was one."""


@dataclass
class FarEnd:
    """The server's process, as `open_far_end` starts it."""

    process: subprocess.Popen[str]
    journal: Path
    url: str = field(init=False)
    _read: int = 0
    _told: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        assert self.process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def ask(self, do: str, **given: object) -> object:
        """Give an order, and wait until it is carried out."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **given}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["answer"]

    def lines(self, what: str) -> list[dict[str, object]]:
        """What the journal says of one kind, in order."""
        with self.journal.open("rb") as journal:
            journal.seek(self._read)
            whole, _newline, _rest = journal.read().rpartition(b"\n")
        self._read += len(whole) + bool(whole)
        self._told += [json.loads(line) for line in whole.splitlines()]
        return [line for line in self._told if line["what"] == what]

    def accepted(self) -> list[Accepted]:
        """Every message that was taken, in order."""
        return [
            Accepted(str(one["chat"]), str(one["id"]), str(one["words"]), str(one.get("opener", "")))
            for one in self.lines("accepted")
        ]

    def unknowable(self) -> int:
        """How many messages went wrong in a way of which the sender cannot know whether they arrived."""
        broken_off = sum(int(str(one["under_way"])) for one in self.lines("shut"))
        return broken_off + sum(
            unknowable(str(one["wrong"]), float(str(one["seconds"]))) for one in self.lines("fault")
        )

    def floods(self) -> int:
        """How many messages were refused for being too many, and not on order."""
        ordered = sum(one["wrong"] == "too_many" for one in self.lines("fault"))
        return sum(one["status"] == 429 for one in self.lines("refused")) - ordered

    async def until(self, told: Callable[[], bool]) -> None:
        """Wait for something that other processes do: all there is to do is look."""
        async with asyncio.timeout(LONG):
            while not told():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def told(self, what: str, many: int = 1) -> None:
        """Until the journal says so many more of one kind."""
        before = len(self.lines(what))
        await self.until(lambda: len(self.lines(what)) >= before + many)

    async def took(self, many: int) -> None:
        """Until so many messages were taken."""
        await self.until(lambda: len(self.accepted()) >= many)


@contextmanager
def open_far_end(folder: Path, seed: int, flood: int = 0) -> Iterator[FarEnd]:
    """A far end with its journal in `folder`; `flood` is the messages it takes in any second, 0 any number."""
    journal = folder / "journal"
    journal.touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.server", TOKEN, str(journal), str(seed), str(flood)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield FarEnd(process, journal)
    finally:
        process.kill()
        process.communicate()
