"""What arrived is handled once, in order per chat, by whoever takes it first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot import metrics
from bot.domain.arrivals import RawArrival
from bot.services.queue import inbox
from bot.storage.engine import Sessions
from bot.storage.models import Arrival, Bot, InboxState, School

HOUR = timedelta(hours=1)


@pytest.fixture
async def bot_id(sessions: Sessions, now: datetime) -> int:
    async with sessions() as session:
        school = School(name="SMA Negeri 1 Tambang", timezone="Asia/Jakarta", created_at=now)
        session.add(school)
        await session.flush()
        bot = Bot(school_id=school.id, channel="telegram")
        session.add(bot)
        await session.commit()
        return bot.id


async def arrive(sessions: Sessions, bot_id: int, now: datetime, *arrivals: tuple[str, str]) -> None:
    async with sessions() as session:
        await inbox.store(session, bot_id, [RawArrival(key, chat, "{}") for key, chat in arrivals], now)
        await session.commit()


async def claim(sessions: Sessions, bot_id: int, now: datetime, owner: str = "a", limit: int = 16) -> list[Arrival]:
    async with sessions() as session:
        claimed = await inbox.claim(session, bot_id, owner, now, limit)
        await session.commit()
        return claimed


async def finish(sessions: Sessions, arrival: Arrival, now: datetime, owner: str = "a") -> None:
    async with sessions() as session:
        await inbox.done(session, arrival.id, owner, now)
        await session.commit()


async def fail(sessions: Sessions, arrival: Arrival, now: datetime) -> bool:
    async with sessions() as session:
        again = await inbox.failed(session, arrival, "a", "ZeroDivisionError", now)
        await session.commit()
        return again


def keys(arrivals: Sequence[Arrival]) -> list[str]:
    return [arrival.key for arrival in arrivals]


async def test_an_arrival_that_comes_twice_is_kept_once(sessions: Sessions, bot_id: int, now: datetime) -> None:
    await arrive(sessions, bot_id, now, ("1", "a"), ("2", "b"))
    await arrive(sessions, bot_id, now, ("2", "b"), ("3", "c"))
    assert keys(await claim(sessions, bot_id, now)) == ["1", "2", "3"]


async def test_one_chat_is_handled_in_order_and_others_beside_it(
    sessions: Sessions, bot_id: int, now: datetime
) -> None:
    await arrive(sessions, bot_id, now, ("9", "a"), ("2", "a"), ("7", "b"), ("1", "a"))
    first = await claim(sessions, bot_id, now)
    assert keys(first) == ["9", "7"]
    assert await claim(sessions, bot_id, now) == []
    await finish(sessions, first[0], now)
    second = await claim(sessions, bot_id, now)
    assert keys(second) == ["2"]
    await finish(sessions, second[0], now)
    assert keys(await claim(sessions, bot_id, now)) == ["1"]


async def test_no_more_are_taken_than_asked_for(sessions: Sessions, bot_id: int, now: datetime) -> None:
    await arrive(sessions, bot_id, now, *((str(n), str(n)) for n in range(5)))
    assert keys(await claim(sessions, bot_id, now, limit=2)) == ["0", "1"]


@pytest.mark.parametrize("window", [1, 3, 500])
async def test_a_chat_that_writes_very_much_keeps_nobody_behind_it_waiting(
    sessions: Sessions, bot_id: int, now: datetime, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    monkeypatch.setattr(inbox, "WINDOW", window)
    flood = [(str(number), "flood") for number in range(20)]
    await arrive(sessions, bot_id, now, *flood, ("b1", "b"), ("c1", "c"), ("b2", "b"))
    first = await claim(sessions, bot_id, now)
    assert keys(first) == ["0", "b1", "c1"]
    assert await claim(sessions, bot_id, now) == []
    for arrival in first:
        await finish(sessions, arrival, now)
    assert keys(await claim(sessions, bot_id, now)) == ["1", "b2"]


async def test_two_processes_never_take_the_same(sessions: Sessions, bot_id: int, now: datetime) -> None:
    await arrive(sessions, bot_id, now, *((str(n), str(n % 7)) for n in range(30)))
    taken: list[str] = []
    for _round in range(5):
        one = await claim(sessions, bot_id, now, "a", 4)
        two = await claim(sessions, bot_id, now, "b", 4)
        taken += keys(one) + keys(two)
        for arrival in one:
            await finish(sessions, arrival, now, "a")
        for arrival in two:
            await finish(sessions, arrival, now, "b")
    assert (len(taken), len(set(taken))) == (30, 30)


async def test_a_poisonous_arrival_is_tried_again_three_times_and_blocks_no_other_chat(
    sessions: Sessions, bot_id: int, now: datetime
) -> None:
    await arrive(sessions, bot_id, now, ("1", "a"), ("2", "a"))
    tries = []
    while (claimed := await claim(sessions, bot_id, now)) and claimed[0].key == "1":
        tries.append(await fail(sessions, claimed[0], now))
        await arrive(sessions, bot_id, now, (f"b{len(tries)}", "b"))
        beside = await claim(sessions, bot_id, now)
        assert beside[0].chat == ("b" if tries[-1] else "a")
        for arrival in beside:
            await finish(sessions, arrival, now)
        now += HOUR
    assert tries == [True, True, True, False]
    async with sessions() as session:
        poison = (await session.scalars(select(Arrival).where(Arrival.key == "1"))).one()
    assert (poison.state, poison.attempts, poison.error, poison.raw) == (
        InboxState.FAILED,
        4,
        "ZeroDivisionError",
        "{}",
    )


async def test_what_was_written_after_it_waits_for_an_arrival_that_is_tried_again(
    sessions: Sessions, bot_id: int, now: datetime
) -> None:
    await arrive(sessions, bot_id, now, ("1", "a"), ("2", "a"))
    await fail(sessions, (await claim(sessions, bot_id, now))[0], now)
    assert await claim(sessions, bot_id, now) == []
    assert keys(await claim(sessions, bot_id, now + HOUR)) == ["1"]


async def test_what_cannot_be_read_is_given_up_at_once(sessions: Sessions, bot_id: int, now: datetime) -> None:
    await arrive(sessions, bot_id, now, ("1", "a"))
    (arrival,) = await claim(sessions, bot_id, now)
    async with sessions() as session:
        assert await inbox.failed(session, arrival, "a", "InvalidValue", now, final=True) is False
        await session.commit()
    assert await claim(sessions, bot_id, now + HOUR) == []


async def test_what_a_dead_process_had_in_hand_is_given_back_and_the_dead_can_no_longer_close_it(
    sessions: Sessions, bot_id: int, now: datetime
) -> None:
    await arrive(sessions, bot_id, now, ("1", "a"), ("2", "b"))
    (first,) = await claim(sessions, bot_id, now, "dead", 1)
    await claim(sessions, bot_id, now, "alive", 1)
    async with sessions() as session:
        assert await inbox.release(session, bot_id, {"alive", "me"}) == 1
        await session.commit()
    assert keys(await claim(sessions, bot_id, now, "me")) == ["1"]
    with pytest.raises(inbox.LostClaim):
        await finish(sessions, first, now, "dead")


async def test_an_arrival_that_kills_its_process_each_time_is_given_up(
    sessions: Sessions, bot_id: int, now: datetime
) -> None:
    def given_up() -> float:
        return metrics.count_of("titian_arrivals_total", bot=str(bot_id), outcome="given_up")

    await arrive(sessions, bot_id, now, ("1", "a"))
    starts, before = 0, given_up()
    while await claim(sessions, bot_id, now, "dead"):
        starts += 1
        async with sessions() as session:
            await inbox.release(session, bot_id, set())
            await session.commit()
    assert starts == 4
    assert given_up() == before + 1


async def test_what_was_handled_long_ago_is_forgotten(sessions: Sessions, bot_id: int, now: datetime) -> None:
    await arrive(sessions, bot_id, now, ("1", "a"), ("2", "b"), ("3", "c"))
    one, two, _three = await claim(sessions, bot_id, now)
    await finish(sessions, one, now)
    async with sessions() as session:
        await inbox.failed(session, two, "a", "InvalidValue", now, final=True)
        await inbox.prune(session, now + HOUR)
        await session.commit()
        left = list(await session.scalars(select(Arrival).order_by(Arrival.id)))
        assert [(row.key, row.raw) for row in left] == [("2", None), ("3", "{}")]
        assert await session.scalar(select(func.count(Arrival.id))) == 2
