"""What families write while the processes that receive it are killed: each handled once, in order, and answered."""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from bot.domain.delivery import Op, OutboxState
from bot.storage.models import Account, Arrival, InboxState, LogEntry, LogKind, Outgoing
from tests.chaos import judge
from tests.chaos.drains import Size, a_house
from tests.chaos.far_end import LONG
from tests.chaos.house import House, free_port

CHATS = 8
RATE = 200
"""Messages a second: what counts here is what comes in."""
_OPEN = (InboxState.NEW, InboxState.WORKING)


@dataclass(frozen=True, slots=True)
class Heard:
    """How it went. `handled` is by chat what was said there, as the log has it; `taps` how often a tap counted."""

    said: dict[str, list[str]]
    handled: dict[str, list[str]]
    taps: int
    states: set[InboxState]
    lost: int
    copies: int
    counted: int
    window: int
    kills: int

    @property
    def messages(self) -> int:
        """How many lines were written."""
        return sum(map(len, self.said.values()))

    def broken(self) -> list[str]:
        """The promises that were not kept."""
        found = {
            "not handled once and in order": self.said != self.handled,
            f"one answer counted {self.taps} times": self.taps != 1,
            f"arrivals {sorted(self.states)}": self.states != {InboxState.DONE},
            f"{self.lost} answers lost": self.lost,
            f"{self.copies} copies, {self.counted} counted": self.copies > self.counted,
            f"{self.counted} counted, {self.window} unknowable": self.counted > self.window,
        }
        return [words for words, wrong in found.items() if wrong]


async def kills(url: str, folder: Path, size: Size, *, webhook: bool = False, processes: int = 1) -> Heard:
    """Families write, each in its own chat, and the processes are killed in the middle of it; `size.updates` lines
    in each chat."""
    rng = Random(size.seed)
    async with a_house(url, folder, size) as house:
        house.pace(RATE)
        if webhook:
            house.settings |= _webhook()
        for _process in range(processes):
            house.start()
        await house.say()
        await house.settle(await judge.recipients(house))
        some = sorted(await judge.chats(house), key=int)[-CHATS:]  # families of one child
        chats = {one.chat: one.id for one in house.far.accepted() if one.chat in some}
        said = _write(house, chats, size.updates)
        _tap(house, chats)
        before = len(house.far.accepted())
        for kill in range(1, size.kills + 1):
            await house.far.took(before + CHATS * size.updates * kill // (size.kills + 2))
            await asyncio.sleep(rng.uniform(0.0, 0.05))
            await house.kill(rng.choice([one for one in house.processes if one.lives]))
            house.start()
        await _handled(house, said)
        return await _tally(house, said)


def _webhook() -> dict[str, str]:
    port = free_port()
    return {"TITIAN_PORT": str(port), "TITIAN_PUBLIC_URL": f"http://127.0.0.1:{port}"}


def _write(house: House, chats: dict[str, str], lines: int) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {chat: [] for chat in chats}
    for number in range(lines):
        for chat, message in chats.items():
            words = f"Pertanyaan {number}"
            house.far.ask("say", chat=chat, text=words, reply_to=message)
            said[chat].append(words)
    return said


def _tap(house: House, chats: dict[str, str]) -> None:
    """One of them taps its answer again and again."""
    chat, message = next(iter(chats.items()))
    for _tap in range(5):
        house.far.ask("tap", chat=chat, message=message)


async def _handled(house: House, chats: Collection[str]) -> None:
    """Until everything is handled and these chats have all their answers."""
    async with asyncio.timeout(LONG):
        while await _open(house, chats):  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def _open(house: House, chats: Collection[str]) -> bool:
    async with house.readers() as session:
        waiting = await session.scalar(select(func.count()).where(Arrival.state.in_(_OPEN)))
        there = await session.scalar(select(func.count(Arrival.id)))
        under_way = Outgoing.state.in_((OutboxState.QUEUED, OutboxState.SENDING))
        leaving = await session.scalar(
            select(func.count(Outgoing.id)).join(Account).where(Account.address.in_(chats), under_way)
        )
    return bool(waiting or leaving) or there == 0


async def _tally(house: House, said: dict[str, list[str]]) -> Heard:
    async with house.readers() as session:
        entries = await session.execute(
            select(Account.address, LogEntry.text)
            .join(Account, Account.person_id == LogEntry.person_id)
            .where(LogEntry.kind == LogKind.ANSWER, LogEntry.choice.is_(None))
            .order_by(LogEntry.id)
        )
        handled: dict[str, list[str]] = {chat: [] for chat in said}
        for address, text in entries:
            handled[address].append(str(text))
        taps = await session.scalar(select(func.count()).where(LogEntry.choice.is_not(None)))
        states = set(await session.scalars(select(Arrival.state)))
        rows = await session.execute(
            select(Account.address, Outgoing.message, Outgoing.state, Outgoing.resent)
            .join(Account, Account.id == Outgoing.account_id)
            .where(Outgoing.op == Op.SEND, Account.address.in_(said))
        )
        sent = [tuple(row) for row in rows]
    arrived = Counter((one.chat, str(one.id)) for one in house.far.accepted() if one.chat in said)
    named = {(address, message) for address, message, state, _resent in sent if state is OutboxState.SENT}
    # What was broken off in both tries has no name; the first of it that came is no copy.
    nameless = Counter(str(chat) for chat, _message in arrived.keys() - named)
    nameless -= Counter(str(address) for address, _message, state, _resent in sent if state is OutboxState.UNKNOWN)
    return Heard(
        said=said,
        handled=handled,
        taps=taps or 0,
        states=states,
        lost=len(named - arrived.keys()),
        copies=nameless.total(),
        counted=sum(bool(resent) for _address, _message, _state, resent in sent),
        window=house.window,
        kills=house.kills,
    )
