"""What a process had in hand when it was killed is given back, and handled once."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import select

from bot import metrics
from bot.chat.desk import Desk
from bot.domain.arrivals import RawArrival
from bot.playground.demo import PARENTS
from bot.services.queue import inbox, leases
from bot.storage.engine import Sessions
from bot.storage.models import Arrival, InboxState, Outgoing
from tests.support.house import House, open_house

SITI = PARENTS[0]
PATIENCE = 30.0
WRITTEN = (
    f'{{"update_id":7,"message":{{"message_id":7,"date":1700000000,"text":"/menu",'
    f'"chat":{{"id":{SITI.user_id},"type":"private"}},"from":{{"id":{SITI.user_id},"first_name":"Siti"}}}}}}'
)


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


async def in_hand_of(house: House, owner: str) -> None:
    """A parent has written, and a process of that name has begun to handle it."""
    bot_id = house.demo.bot.id
    async with house.sessions() as session:
        await inbox.store(session, bot_id, [RawArrival("7", str(SITI.user_id), WRITTEN)], house.now)
        assert len(await inbox.claim(session, bot_id, owner, house.now)) == 1
        await session.commit()


async def states(house: House) -> list[InboxState]:
    async with house.sessions() as session:
        return list(await session.scalars(select(Arrival.state)))


async def answers(house: House) -> int:
    async with house.sessions() as session:
        return len((await session.scalars(select(Outgoing))).all())


async def test_what_a_killed_process_had_in_hand_is_handled_by_the_next_one(house: House) -> None:
    await in_hand_of(house, "elsewhere:1:killed")
    handled = asyncio.Event()
    desk = Desk(
        house.sessions,
        {house.demo.bot.id: house.channel},
        house.router,
        leases.new_owner(),
        lambda: house.now,
        lambda _bot_id: handled.set(),
    )
    running = asyncio.create_task(desk.run())
    try:
        await asyncio.wait_for(handled.wait(), PATIENCE)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert await states(house) == [InboxState.DONE]
    assert await answers(house) == 1


async def test_what_a_living_process_has_in_hand_is_left_to_it(house: House) -> None:
    await in_hand_of(house, "elsewhere:1:living")
    async with house.sessions() as session:
        now = await leases.clock(session)
        assert await leases.hold(session, "desk:elsewhere:1:living", "elsewhere:1:living", now)
        await session.commit()
    assert await house.desk.recover() == 0
    assert await states(house) == [InboxState.WORKING]


async def test_an_idle_desk_says_that_it_lives(house: House) -> None:
    await house.desk.recover()
    async with house.sessions() as session:
        assert house.courier.kit.owner in await leases.living(session, await leases.clock(session))


async def test_what_becomes_of_arrivals_is_counted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def counted() -> list[float]:
        bot = str(house.demo.bot.id)
        outcomes = ("handled", "retried", "given_up")
        return [metrics.count_of("titian_arrivals_total", bot=bot, outcome=outcome) for outcome in outcomes]

    async def broken(*_anything: object) -> None:
        raise RuntimeError

    before = counted()
    parent = house.phone(SITI.user_id)
    await parent.say("Selamat pagi")
    monkeypatch.setattr("bot.chat.desk.handle", broken)
    await parent.say("Halo")
    for pause in inbox.RETRIES:
        house.now += pause
        await house.desk.clear()
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [1, len(inbox.RETRIES), 1]


async def test_what_is_just_arriving_goes_before_what_is_to_be_handled(house: House) -> None:
    bot_id = house.demo.bot.id
    async with house.sessions() as session:
        await inbox.store(session, bot_id, [RawArrival("7", str(SITI.user_id), WRITTEN)], house.now)
        await session.commit()
    asked, calm = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        asked.set()
        await calm.wait()

    desk = Desk(house.sessions, {bot_id: house.channel}, house.router, leases.new_owner(), lambda: house.now, calm=wait)
    clearing = asyncio.create_task(desk.clear())
    await asked.wait()
    assert await states(house) == [InboxState.NEW]
    calm.set()
    await clearing
    assert await states(house) == [InboxState.DONE]
