"""How much longer a tap waits for its answer while a class update drains: the whole house, 50 ms from the far end.

Counted from the tap's arrival, which is stored, handled by the desk and answered by the courier, to the answer's coming
in at the far end. Those who tap are families that the draining update does not reach.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count
from statistics import median, quantiles
from time import monotonic

import structlog
from sqlalchemy import select

from benchmarks import figure
from benchmarks._courier import channel_for
from benchmarks._databases import KINDS, database
from benchmarks._school import FIRST_CHAT, TEACHER, WARMING, Families
from benchmarks._server import Server, far_end
from benchmarks.figure import Figure, at_most, floor
from bot.channels.telegram.updates import arrival
from bot.domain.arrivals import RawArrival
from bot.domain.screens import Press
from bot.domain.shelf import SHELF
from bot.house import House, settle_in
from bot.messages.render import preload
from bot.storage.engine import make_engine, make_readers
from bot.storage.models import Recipient

FAR = 0.05
TAPPERS = 60
TAPS = 100
IDLE_TAPS = 100
RUNS = 2
"""Their taps are judged together."""
KEYS = [answer.key for answer in SHELF.get("event_invitation").answers]


@dataclass(frozen=True, slots=True)
class _Case:
    """A pace, the families of the update that drains at it, seconds between taps, and the goal in milliseconds.

    Taps come seldom enough for answers and bulk to fit into the pace, and for a chat to have its own pace.
    """

    rate: int
    families: int
    spacing: float
    goal: float


CASES = (_Case(30, 1_200, 0.3, 10), _Case(1000, 13_000, 0.1, 50))


async def figures() -> AsyncIterator[Figure]:
    """At either pace, on either database."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it tells of every tick that took longer than a second
    preload()
    for case in CASES:
        for kind in KINDS:
            idle, busy = [], []
            async with _open(kind, case) as scene:
                for _run in range(min(figure.RUNS, RUNS)):
                    idle += [wait * 1e3 for wait in await scene.taps(IDLE_TAPS)]
                    busy += [wait * 1e3 for wait in await scene.taps_while_draining()]
            slowest = _slowest(busy) - median(idle)
            during = f"during a drain at {case.rate:,}/s, {kind}"
            yield floor(f"answers: in an idle house, {kind}", idle, "ms")
            yield floor(f"answers: 99 of 100 there, above their median, {kind}", [_slowest(idle) - median(idle)], "ms")
            yield floor(f"answers: {during}", busy, "ms")
            yield at_most(case.goal, f"answers: 99 of 100 {during}, above the idle median", [slowest], "ms")


def _slowest(waits: list[float]) -> float:
    """How long all but one in a hundred waited at most."""
    return quantiles(waits, n=100)[98]


@dataclass(slots=True)
class _Scene:
    """A house that is open, and families who tap."""

    case: _Case
    school: Families
    house: House
    server: Server
    recipients: dict[int, tuple[int, str]]
    numbers: Iterator[int]

    async def taps_while_draining(self) -> list[float]:
        """Seconds that taps waited in the middle of a drain."""
        await self.server.forget()
        update = await self.school.write()
        await self.server.until(min(100, self.school.families // 4))
        waits = await self.taps(TAPS)
        assert await self.school.unrecorded(update), "the update was out before the last tap"
        await self.school.recorded(update)
        return waits

    async def taps(self, many: int) -> list[float]:
        """Seconds that taps waited, one after the other."""
        tapped = []
        for _tap in range(many):
            number = next(self.numbers)
            person = list(self.recipients)[number % TAPPERS]
            tapped.append((FIRST_CHAT + person, monotonic()))
            await self.house.store(1, [self._tap(person, number)])
            await asyncio.sleep(self.case.spacing)
        await asyncio.sleep(1.0)
        came = await self.server.arrivals()
        return [min(at for at, _bot, to in came if to == chat and at > since) - since for chat, since in tapped]

    def _tap(self, person: int, number: int) -> RawArrival:
        recipient, message = self.recipients[person]
        chat = FIRST_CHAT + person
        # Each family changes its mind every time, so that there is something new to show.
        key = KEYS[number // TAPPERS % 2]
        return arrival(
            {
                "update_id": number,
                "callback_query": {
                    "id": str(number),
                    "from": {"id": chat, "is_bot": False, "first_name": "Siti"},
                    "message": {"message_id": int(message), "date": 1, "chat": {"id": chat, "type": "private"}},
                    "chat_instance": "1",
                    "data": Press("a.q", (str(recipient), key)).pack(),
                },
            }
        )


@contextlib.asynccontextmanager
async def _open(kind: str, case: _Case) -> AsyncIterator[_Scene]:
    async with database(kind) as url, far_end(limit=case.rate, latency=FAR) as server:
        engine = make_engine(url)
        school = Families(engine, case.families, tappers=TAPPERS)
        await school.found()
        channel = channel_for(1, server.url, connections=144)
        house = House(engine, {1: channel}, rates={1: case.rate})
        house.open()
        settle_in()
        try:
            update = await school.write([WARMING])
            await server.until(school.apart)
            await school.recorded(update)
            yield _Scene(case, school, house, server, await _recipients(school, update), count(1))
        finally:
            await house.close()
            await channel.close()


async def _recipients(school: Families, update: int) -> dict[int, tuple[int, str]]:
    """By person: the recipient and the message below which they tap."""
    rows = select(Recipient.person_id, Recipient.id, Recipient.message).where(
        Recipient.update_id == update, Recipient.person_id > TEACHER + 1
    )
    async with make_readers(school.engine)() as session:
        return {person: (recipient, message or "") for person, recipient, message in await session.execute(rows)}
