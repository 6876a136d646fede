"""The house under test: the demo school on one database, and real processes of the bot that may die at any moment."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Thread
from typing import IO

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.delivery import OutboxState, Reason, Via
from bot.domain.updates import FieldValue
from bot.playground.demo import CLASSES, TEACHER
from bot.services import updates
from bot.services.updates import NewUpdate
from bot.storage.engine import Sessions, make_engine, make_readers, make_sessions
from bot.storage.models import (
    Account,
    Arrival,
    Bot,
    CalendarDay,
    DayKind,
    InboxState,
    Lease,
    Outgoing,
    Recipient,
    School,
)
from tests.chaos import cloud
from tests.chaos.far_end import LONG, TOKEN, FarEnd
from tests.chaos.number import move_in
from tests.support import process
from tests.support.demo import Demo, demo_school

FOUNDED = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
_OPEN = (OutboxState.QUEUED, OutboxState.SENDING)
_HELD_BACK = (Reason.WINDOW, Reason.CEILING)
"""What waits for somebody else's hand."""
BOTH = frozenset({Via.TELEGRAM, Via.WHATSAPP})


@dataclass
class Process:
    """One `python -m bot run`, and all that it said; `port` is where it serves, if that was chosen for it."""

    popen: subprocess.Popen[str]
    port: int = 0
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listeners = [Thread(target=self._listen, args=(pipe,)) for pipe in (self.popen.stdout, self.popen.stderr)]
        for listener in self._listeners:
            listener.start()

    def _listen(self, pipe: IO[str]) -> None:
        with pipe:
            self.complaints.extend(pipe)

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def lives(self) -> bool:
        return self.popen.poll() is None

    def halt(self) -> None:
        """Let it stand still, as it is; it may be killed then."""
        self.popen.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def kill(self) -> None:
        """Without a warning."""
        self.popen.kill()
        self.popen.wait()
        for listener in self._listeners:
            listener.join()

    def troubles(self) -> int:
        """How many errors it has complained of so far."""
        return sum("Error" in line for line in self.complaints)

    async def complained(self, many: int) -> None:
        """Wait until it has complained of so many errors."""
        async with asyncio.timeout(LONG):
            while self.troubles() < many:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def end(self) -> int:
        """Tell it to stop; its exit code."""
        self.popen.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.popen.wait, LONG)


@dataclass
class House:
    """What a scenario has in hand. `window` is how many outcomes the kills so far have made unknowable; `ahead` is how
    far the clock of the machine has been put; `vias` are the channels it is on."""

    url: str
    folder: Path
    far: FarEnd
    engine: AsyncEngine
    vias: frozenset[Via] = frozenset({Via.TELEGRAM})
    bot_id: int = 0
    school_id: int = 0
    said: int = 0
    kills: int = 0
    window: int = 0
    ahead: timedelta = timedelta(0)
    processes: list[Process] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def sessions(self) -> Sessions:
        return make_sessions(self.engine)

    @property
    def readers(self) -> Sessions:
        return make_readers(self.engine)

    def start(self, module: str = "bot") -> Process:
        """One more process on this database."""
        given, port = {"DATABASE_URL": self.url}, 0
        if Via.TELEGRAM in self.vias:
            given |= {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.far.url}
        if Via.WHATSAPP in self.vias:
            port = free_port()
            given |= _number(self.far.url) | {"TITIAN_PORT": str(port)}
        if module == CLOCKED:
            given["CHAOS_AHEAD"] = str(int(self.ahead.total_seconds()))
        started = Process(process.start(self.folder, {**given, **self.settings}, module), port)
        self.processes.append(started)
        if port:
            ports = [one.port for one in self.processes if one.lives]
            self.far.ask("hooks", urls=[f"http://127.0.0.1:{one}/whatsapp" for one in ports])
        return started

    def pace(self, rate: int) -> None:
        """So many messages a second, on each channel."""
        self.settings |= {f"{via.upper()}_MESSAGES_PER_SECOND": str(rate) for via in BOTH}

    async def kill(self, victim: Process) -> None:
        """Kill a process, and count what it had in hand: whether that has arrived, nobody can know.

        It is looked at while it stands still, and once more: what a dead one had in hand another takes up at once.
        """
        its_own = Outgoing.owner.contains(f":{victim.pid}:")
        victim.halt()
        hand = await self._in_hand(its_own)
        victim.kill()
        self.kills += 1
        self.window += len(hand | await self._in_hand(its_own))

    async def lose_sight(self) -> None:
        """Nobody can know any more what becomes of the messages that are in hand just now."""
        self.window += len(await self._in_hand())

    async def _in_hand(self, *of: ColumnElement[bool]) -> set[int]:
        async with self.readers() as session:
            hand = select(Outgoing.id).where(Outgoing.state == OutboxState.SENDING, *of)
            return set(await session.scalars(hand))

    async def say(self, many: int = 1) -> None:
        """Let the teacher send so many updates to every family; the processes do the rest."""
        now = datetime.now(UTC) + self.ahead
        async with self.sessions() as session:
            school, bot = await session.get_one(School, self.school_id), await session.get_one(Bot, self.bot_id)
            demo = Demo(session, school, bot)
            ids = [(await demo.school_class(name)).id for name in CLASSES]
            for _update in range(many):
                self.said += 1
                day, place = now.date() + timedelta(days=30), f"Aula {self.said}."
                values: dict[str, FieldValue] = {"event": "Pentas seni", "day": day, "at": time(8), "place": place}
                new = NewUpdate(ids, "event_invitation", values, "id")
                await updates.create(session, await demo.person(TEACHER), new, now, now)
            await session.commit()

    async def sender(self) -> Process:
        """The process that sends for the bot; waits until there is one that lives."""
        async with asyncio.timeout(LONG):
            while True:
                async with self.readers() as session:
                    owner = await session.scalar(select(Lease.owner).where(Lease.name == f"bot:{self.bot_id}"))
                for one in self.processes:
                    if owner and f":{one.pid}:" in owner and one.lives:
                        return one
                await asyncio.sleep(0.05)

    async def settle(self, recipients: int) -> None:
        """Wait until so many recipients were told and nothing more is on its way; the processes must live."""
        async with asyncio.timeout(LONG):
            while not await self._settled(recipients):
                assert any(one.lives for one in self.processes), self.complaints()
                await asyncio.sleep(0.2)

    async def _settled(self, recipients: int) -> bool:
        async with self.readers() as session:
            there = await session.scalar(select(func.count(Recipient.id))) or 0
            held_back = Outgoing.reason.is_not(None) & Outgoing.reason.in_(_HELD_BACK) & Outgoing.waits
            under_way = await session.scalar(select(func.count()).where(Outgoing.state.in_(_OPEN), ~held_back))
        return there >= recipients and not under_way

    async def handled(self) -> None:
        """Wait until all that has come is handled."""
        await self._none(select(func.count()).where(Arrival.state.in_((InboxState.NEW, InboxState.WORKING))))

    async def nothing_in_hand(self) -> None:
        """Wait until of all messages that have left it is known what became of them."""
        await self._none(select(func.count()).where(Outgoing.state == OutboxState.SENDING))

    async def _none(self, counted: Select[int]) -> None:
        async with asyncio.timeout(LONG):
            while True:
                async with self.readers() as session:
                    if not await session.scalar(counted):
                        return
                await asyncio.sleep(0.1)

    def complaints(self) -> str:
        """The last things the processes had to say."""
        return "\n".join(line.rstrip() for one in self.processes for line in one.complaints[-20:])


CLOCKED = "tests.chaos.bot"
"""The module that runs the bot on a machine whose clock can be put."""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _number(url: str) -> dict[str, str]:
    return {
        "WHATSAPP_TOKEN": cloud.TOKEN,
        "WHATSAPP_PHONE_ID": cloud.PHONE_ID,
        "WHATSAPP_APP_SECRET": cloud.SECRET,
        "WHATSAPP_VERIFY_TOKEN": cloud.VERIFY,
        "WHATSAPP_API_URL": url,
        "WHATSAPP_MESSAGES_PER_SECOND": "30",
    }


@asynccontextmanager
async def open_house(
    url: str, folder: Path, far: FarEnd, vias: frozenset[Via], *, windows: bool = True
) -> AsyncIterator[House]:
    """The demo school in the empty database at `url`, awake round the clock; whatever was started ends with it.
    `windows`: on WhatsApp, free words may be sent to the families."""
    house = House(url, folder, far, make_engine(url), vias)
    try:
        await _found(house, windows)
        yield house
    finally:
        for one in house.processes:
            one.kill()
        await house.engine.dispose()


async def _found(house: House, windows: bool) -> None:
    async with house.sessions() as session:
        demo = await demo_school(session, FOUNDED)
        house.bot_id, house.school_id = demo.bot.id, demo.school.id
        demo.school.quiet_start = demo.school.quiet_end
        demo.school.weekly_cap = 1_000_000
        for ahead in (-1, 0, 1):  # the processes live in real time, on whatever day the tests run
            day = FOUNDED.date() + timedelta(days=ahead)
            session.add(CalendarDay(school_id=demo.school.id, day=day, kind=DayKind.OPEN))
        if Via.WHATSAPP in house.vias:
            keep = Via.TELEGRAM in house.vias
            number = await move_in(session, demo, datetime.now(UTC), windows=windows, keep=keep)
            house.bot_id = house.bot_id if keep else number.id
        chats = dict(iter(await session.execute(select(Account.address, Account.window_until))))
        await session.commit()
    house.far.ask("began", chats=list(chats), windows=[chat for chat, until in chats.items() if until])
