"""Two processes on one database: both take posts, both handle; each chat is handled in order, and each arrival once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from sqlalchemy import func, select

from bot.channels.telegram import updates
from bot.chat.desk import Desk
from bot.chat.keeper import Keeper
from bot.chat.router import Flow, Router, Shown
from bot.chat.turns import Turn
from bot.domain.arrivals import NotKept, RawArrival
from bot.domain.screens import screen
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import Account, Arrival, InboxState, Outgoing
from tests.hostile.test_desk import written
from tests.support.house import House, open_house

CHATS, EACH = 24, 12
FIRST_CHAT = 7_000


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


class Hurried:
    """Time in which every look is a second later, so that what is to be tried again need not be waited for."""

    def __init__(self, begun: datetime) -> None:
        self._seconds: Iterator[int] = count()
        self._begun = begun

    def __call__(self) -> datetime:
        return self._begun + timedelta(seconds=next(self._seconds))


def an_echo(stumbles: Random) -> Router:
    """Answers each line with itself, as a row of the same transaction; now and then not at the first try."""
    flow = Flow("echo", "e")
    stumbled: set[tuple[int, str]] = set()

    @flow.otherwise
    async def echo(turn: Turn) -> Shown:
        line = (turn.account.id, turn.text)
        if line not in stumbled and stumbles.random() < 0.1:
            stumbled.add(line)
            raise RuntimeError
        return screen("home/invalid", field="code", reason=turn.text)

    return Router((flow,))


@asynccontextmanager
async def a_process(url: str, house: House, name: str, clock: Hurried) -> AsyncIterator[tuple[Keeper, Counter[str]]]:
    """A desk that runs and a keeper that takes posts, with connections of their own; what it handled, by its name."""
    engine = make_engine(url)
    sessions = make_sessions(engine)
    handled: Counter[str] = Counter()
    bot_id = house.demo.bot.id
    router = an_echo(Random(name))
    desk = Desk(sessions, {bot_id: house.channel}, router, name, clock, lambda _bot: handled.update([name]))
    running = asyncio.create_task(desk.run())
    try:
        yield Keeper(sessions, bot_id, clock, desk.wake), handled
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await engine.dispose()


async def bring(chat: int, keepers: list[Keeper], dice: Random) -> None:
    """Telegram brings what one person wrote: the next once this was acknowledged, some twice, to either process."""
    for number in range(EACH):
        update = updates.arrival(written(chat * 1000 + number, chat, str(number)))
        taking = dice.sample(keepers, dice.choice([1, 1, 2]))
        await asyncio.gather(*(until_kept(keeper, update) for keeper in taking))


async def until_kept(keeper: Keeper, update: RawArrival) -> None:
    """As Telegram does: again and again until it is acknowledged (a locked SQLite may refuse once)."""
    while True:
        with suppress(NotKept):
            return await keeper.keep([update])


async def all_closed(sessions: Sessions) -> None:
    """Return when nothing waits or is in hand."""
    open_ones = select(func.count(Arrival.id)).where(Arrival.state.in_([InboxState.NEW, InboxState.WORKING]))
    async with asyncio.timeout(120):
        left: int | None = 1
        while left:
            await asyncio.sleep(0.1)
            async with sessions() as session:
                left = await session.scalar(open_ones)


@pytest.mark.slow
async def test_two_processes_handle_each_chat_in_order_and_everything_once(
    sessions: Sessions, house: House, database_url: str
) -> None:
    clock, dice = Hurried(house.now), Random(5)
    async with (
        a_process(database_url, house, "one", clock) as (one, by_one),
        a_process(database_url, house, "two", clock) as (two, by_two),
    ):
        chats = range(FIRST_CHAT, FIRST_CHAT + CHATS)
        await asyncio.gather(*(bring(chat, [one, two], dice) for chat in chats))
        await all_closed(sessions)
    async with sessions() as session:
        states = Counter(await session.scalars(select(Arrival.state)))
        said = await session.execute(
            select(Account.address, Outgoing.payload)
            .join(Account, Account.id == Outgoing.account_id)
            .where(Account.address.in_([str(chat) for chat in chats]))
            .order_by(Outgoing.id)
        )
        answers: dict[str, list[str]] = {}
        for address, payload in said:
            answers.setdefault(address, []).append(payload["values"]["reason"])
    assert states == {InboxState.DONE: CHATS * EACH}
    assert answers == {str(chat): [str(number) for number in range(EACH)] for chat in chats}
    assert min(by_one["one"], by_two["two"]) > 0
