"""How long a parent waits for the first answer to a question, while a class update goes out to 10,000 families.

Everything is between the two ends of a Bot API server, 50 ms away: the message is fetched, kept, handled (the thread,
its promise, whoever answers is told) and answered. Counted from the moment at which the server has it to the one at
which the answer comes in there. The first questions come while the update's messages are still being made.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import time
from functools import partial
from statistics import median
from time import monotonic

import structlog
from sqlalchemy import func, insert, select

from benchmarks._courier import channel_for
from benchmarks._databases import KINDS, database
from benchmarks._school import FIRST_CHAT, TEACHER, WARMING, Families, number_on, utcnow
from benchmarks._server import Server, far_end
from benchmarks.figure import Figure, at_most, floor
from bot.channels.telegram.receive import Poller
from bot.chat.flows.questions.draft import Asking
from bot.domain.codec import dump_value
from bot.house import House, settle_in
from bot.messages.render import preload
from bot.storage.engine import make_engine, make_readers, make_sessions
from bot.storage.models import Account, Draft, StaffHours, Thread

FAR = 0.05
FAMILIES = 10_000
QUESTIONS = 60
GOAL = 1.0
CASES = ((30, 0.3), (1000, 0.1))
"""Messages a second of a bot, and seconds between two questions."""


async def figures() -> AsyncIterator[Figure]:
    """At either pace, on either database."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it tells of every tick that took longer than a second
    preload()
    for rate, spacing in CASES:
        for kind in KINDS:
            async with _open(kind, rate) as scene:
                idle = await scene.questions(spacing, 0)
                update = await scene.school.write()
                busy = await scene.questions(spacing, 1)
                assert await scene.school.unrecorded(update), "the update was out before the last question"
                assert await scene.threads() == 2 * QUESTIONS
            during = f"during a broadcast to 10,000 at {rate:,}/s, {kind}"
            yield floor(f"first answer: in an idle house, {kind}", idle, "s")
            yield floor(f"first answer: {during}, median", [median(busy)], "s")
            yield at_most(GOAL, f"first answer: {during}, the slowest of {QUESTIONS}", [max(busy)], "s")


@dataclass(slots=True)
class _Scene:
    """A house that is open, and families who are about to ask."""

    school: Families
    server: Server

    async def questions(self, spacing: float, turn: int) -> list[float]:
        """Seconds that families waited, each asking once."""
        asked = []
        for number in range(QUESTIONS):
            chat = FIRST_CHAT + TEACHER + 2 + turn * QUESTIONS + number
            asked.append((chat, monotonic()))
            await self.server.say(1, chat)
            await asyncio.sleep(spacing)
        return [await self._waited(chat, since) for chat, since in asked]

    async def _waited(self, chat: int, since: float) -> float:
        """Seconds until the first answer came into this chat, however long that takes."""
        while True:
            came = [at for at, _bot, to in await self.server.arrivals() if to == chat and at > since]
            if came:
                return min(came) - since
            await asyncio.sleep(0.1)

    async def threads(self) -> int:
        """How many questions have become threads."""
        async with make_readers(self.school.engine)() as session:
            return await session.scalar(select(func.count()).select_from(Thread)) or 0


@contextlib.asynccontextmanager
async def _open(kind: str, rate: int) -> AsyncIterator[_Scene]:
    async with database(kind) as url, far_end(limit=rate, latency=FAR) as server:
        engine = make_engine(url)
        school = Families(engine, FAMILIES, tappers=2 * QUESTIONS)
        await school.found()
        await _about_to_ask(school)
        channel = channel_for(1, server.url, connections=144)
        house = House(engine, {1: channel}, rates={1: rate})
        house.open()
        settle_in()
        intake = asyncio.create_task(Poller(channel, partial(house.store, 1)).run())
        try:
            update = await school.write([WARMING])
            await server.until(school.apart)
            await school.recorded(update)
            yield _Scene(school, server)
        finally:
            intake.cancel()
            await asyncio.gather(intake, return_exceptions=True)
            await house.close()
            await channel.close()


async def _about_to_ask(school: Families) -> None:
    """The teacher has a chat and answers round the clock; families have said whom they ask, and now write."""
    now = utcnow()
    people = range(TEACHER + 2, TEACHER + 2 + 2 * QUESTIONS)
    hours = {"weekdays": list(range(7)), "start": time(0), "end": time(23, 59)}
    times = {"state_since": now, "created_at": now, "seen_at": now}
    teacher = {"bot_id": 1, "person_id": TEACHER, "address": str(FIRST_CHAT + TEACHER), "name": "Nurmala"}
    async with make_sessions(school.engine)() as session:
        await session.execute(insert(StaffHours), [{"person_id": TEACHER, "school_id": 1} | hours])
        await session.execute(insert(Account), [teacher | times])
        for number in people:
            asking = Asking(pupil=number, whom="h")
            data = {name: dump_value(getattr(asking, name)) for name in Asking.__dataclass_fields__}
            draft = Draft(account_id=number, flow="questions", step="say", data=data, updated_at=now)
            draft.expires_at = now.replace(year=now.year + 1)
            session.add(draft)
        await number_on(session)
        await session.commit()
