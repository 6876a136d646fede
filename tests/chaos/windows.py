"""WhatsApp alone: closed windows and their openers, receipts in any order, trouble with the school's own account."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select, update

from bot.domain.delivery import NOBODY_THERE, OutboxState, Reason, Rung, Via
from bot.storage.models import BilledMessage, Bot, Outgoing, Recipient
from tests.chaos import judge
from tests.chaos.drains import Size, a_house, the_end
from tests.chaos.far_end import LONG, Accepted
from tests.chaos.house import BOTH, CLOCKED, House, Process
from tests.chaos.judge import Tally
from tests.chaos.number import PRICE

ALONE = frozenset({Via.WHATSAPP})
ROOM = 50
"""Openers that the ceiling leaves room for at first; there are more families."""
A_WHILE = timedelta(hours=2)
"""Longer than the ceiling, an account in trouble or an opener of unknown fate keep anything waiting."""
LOCKED, EXPIRED = 131031, 190


@dataclass(frozen=True, slots=True)
class Opened:
    """How it went with openers. `most` is how many any family got, `within` how many left under the first ceiling."""

    tally: Tally
    families: int
    most: int
    within: int
    booked: int
    ceiling: int

    def broken(self) -> list[str]:
        """The promises that were not kept."""
        found = {
            f"{self.most} openers to one family": self.most > 1,
            f"{self.within} openers where there was room for {ROOM}": self.within > ROOM,
            f"{self.booked} booked, {self.ceiling} allowed": self.booked > self.ceiling,
        }
        return self.tally.broken() + [words for words, wrong in found.items() if wrong]


async def openers(url: str, folder: Path, size: Size) -> Opened:
    """Every window is shut and the ceiling too low for all; the process is killed while openers leave, and again while
    families tap. Then the ceiling is raised, and the rest of them gets its opener.
    """
    rng, size = Random(size.seed), replace(size, vias=ALONE)
    async with a_house(url, folder, size, windows=False) as house:
        await _allow(house, ROOM * PRICE)
        await house.say(size.updates)
        for kill in range(1, size.kills + 1):
            running = house.start()
            await house.far.took(ROOM * kill // (size.kills + 2))
            await asyncio.sleep(rng.uniform(0.0, 0.1))
            await house.kill(running)
        running = house.start()
        await house.settle(await judge.recipients(house))
        within = len(_openers(house))
        tapped: set[str] = set()
        for _kill in range(size.kills):
            await _tap(house, tapped, rng.randint(5, 20), rng)
            await house.kill(running)
            running = house.start()
        families = len(await judge.chats(house))
        await _allow(house, 2 * families * PRICE)
        running = await _later(house, running)
        await _tap_until_all_is_read(house, tapped, rng)
        booked, ceiling = await _bill(house)
        most = max(Counter(one.chat for one in _openers(house)).values())
        return Opened(await the_end(house), families, most, within, booked, ceiling)


async def gone(url: str, folder: Path, size: Size) -> Tally:
    """The families are on both channels, and none of their numbers is on WhatsApp any more: which we are told after
    each message was accepted, while the process is killed."""
    rng, size = Random(size.seed), replace(size, vias=BOTH)
    async with a_house(url, folder, size) as house:
        house.far.ask("gone")
        await house.say(size.updates)
        for _kill in range(size.kills):
            running = house.start()
            await house.far.told("undelivered", rng.randint(2, 20))
            await asyncio.sleep(rng.uniform(0.0, 0.1))
            await house.kill(running)
        house.start()
        await _quiet(house)
        told = await the_end(house)
        async with house.readers() as session:
            failed = await session.scalar(select(func.count()).where(Outgoing.reason.in_(NOBODY_THERE)))
        assert not failed, f"{failed} messages found no other chat"
        return told


async def account_trouble(url: str, folder: Path, size: Size) -> Tally:
    """WhatsApp refuses everything for the school's own account; when that is over, all of it leaves."""
    size = replace(size, vias=ALONE)
    async with a_house(url, folder, size) as house:
        running = house.start()
        await house.say(size.updates)
        for code in (LOCKED, EXPIRED):
            await house.far.took(len(house.far.accepted()) + 5)
            house.far.ask("trouble", code=code)
            await house.far.told("refused")
            await _pauses(house)
            assert not await _failed(house), "what the account may not send was given up"
            house.far.ask("trouble", code=None)
            running = await _later(house, running)
        return await the_end(house)


async def storms(url: str, folder: Path, size: Size) -> Tally:
    """Too much in a second for the number (130429) again and again, and for one family for a while (131056)."""
    size = replace(size, vias=ALONE)
    async with a_house(url, folder, size) as house:
        busy = sorted(await judge.chats(house))[0]
        house.far.ask("busy", chat=busy, seconds=4.0)
        house.start()
        await house.say(size.updates)
        for _storm in range(max(size.kills, 1)):
            await house.far.took(len(house.far.accepted()) + 10)
            house.far.ask("order", wrong="too_many", method="sendMessage", times=3)
        return await the_end(house)


async def receipts(url: str, folder: Path, size: Size) -> tuple[Tally, Counter[Rung]]:
    """Statuses come twice, late, in the wrong order, of strangers' messages and many at once, and the process is killed
    among them; where everybody's message stands once all was read."""
    rng, size = Random(size.seed), replace(size, vias=ALONE)
    async with a_house(url, folder, size) as house:
        house.far.ask("bundles")
        for mishap in ("replay", "swap", "stranger", "forge"):
            house.far.ask("mishap", mishap=mishap, kind="status", status="delivered", times=15)
        house.far.ask("mishap", mishap="swap", kind="status", status="sent", times=15)
        running = house.start()
        await house.say(size.updates)
        for _kill in range(size.kills):
            await house.far.took(len(house.far.accepted()) + rng.randint(5, 20))
            await house.kill(running)
            running = house.start()
        await house.settle(await judge.recipients(house))
        house.far.ask("read", chats=sorted(await judge.chats(house)))
        await asyncio.sleep(rng.uniform(0.0, 0.2))
        await house.kill(running)
        house.start()
        await _quiet(house)
        async with house.readers() as session:
            rungs = Counter(await session.scalars(select(Recipient.rung)))
        return await the_end(house), rungs


async def _allow(house: House, ceiling: int) -> None:
    async with house.sessions() as session:
        await session.execute(update(Bot).where(Bot.id == house.bot_id).values(price=PRICE, ceiling=ceiling))
        await session.commit()


async def _bill(house: House) -> tuple[int, int]:
    async with house.readers() as session:
        booked = await session.scalar(
            select(func.sum(BilledMessage.price)).where(BilledMessage.confirmed.is_not(False))
        )
        return int(booked or 0), await session.scalar(select(Bot.ceiling).where(Bot.id == house.bot_id)) or 0


def _openers(house: House) -> list[Accepted]:
    return [one for one in house.far.accepted() if one.opener]


async def _tap(house: House, tapped: set[str], many: int, rng: Random) -> None:
    """Some who have an opener tap it, each twice, as thumbs do."""
    untouched = [one for one in _openers(house) if one.chat not in tapped]
    for one in untouched[:many]:
        tapped.add(one.chat)
        for _tap in range(2):
            house.far.ask("tap", chat=one.chat, message=one.id)
    await asyncio.sleep(rng.uniform(0.05, 0.5))


async def _tap_until_all_is_read(house: House, tapped: set[str], rng: Random) -> None:
    everybody = len(await judge.chats(house))
    async with asyncio.timeout(LONG):
        while len(tapped) < everybody or await _waiting(house):
            await _tap(house, tapped, everybody, rng)


async def _waiting(house: House) -> int:
    async with house.readers() as session:
        return await session.scalar(select(func.count()).where(Outgoing.state == OutboxState.QUEUED)) or 0


async def _later(house: House, running: Process) -> Process:
    """The process ends, and the next one begins a good while later."""
    await running.end()
    house.ahead += A_WHILE
    return house.start(CLOCKED)


async def _pauses(house: House) -> None:
    async with asyncio.timeout(LONG):
        while True:
            async with house.readers() as session:
                if await session.scalar(select(Outgoing.id).where(Outgoing.reason == Reason.ACCOUNT).limit(1)):
                    return
            await asyncio.sleep(0.05)


async def _failed(house: House) -> int:
    async with house.readers() as session:
        return await session.scalar(select(func.count()).where(Outgoing.state == OutboxState.FAILED)) or 0


async def _quiet(house: House) -> None:
    """Everything has left, and all that is told of it is handled."""
    await house.settle(await judge.recipients(house))
    await house.far.until(lambda: house.far.ask("to_bring") == 0)
    await house.handled()
