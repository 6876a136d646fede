"""What arrives at the same time is kept together, and each bringer hears of its own, whatever becomes of the others."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.keeper import Keeper
from bot.domain.arrivals import NotKept, RawArrival
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import Arrival, Bot, School
from bot.storage.work import work_of

POISON = RawArrival("poison", "p", "half \ud83d of one")
"""No database keeps half of a character."""
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


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


@pytest.fixture
def keeper(sessions: Sessions, bot_id: int, now: datetime) -> Keeper:
    return Keeper(sessions, bot_id, lambda: now)


@pytest.fixture
def commits(engine: AsyncEngine, keeper: Keeper) -> list[object]:
    """Grows by one with each commit."""
    made: list[object] = []
    writing = getattr(keeper._work, "_writing", engine)  # SQLite has one of its own for them
    event.listen(writing.sync_engine, "commit", made.append)
    return made


def arrivals(*keys: object) -> list[RawArrival]:
    return [RawArrival(str(key), f"chat {key}", "{}") for key in keys]


async def keys(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        return list(await session.scalars(select(Arrival.key).order_by(Arrival.id)))


async def kept(keeper: Keeper, parcels: Sequence[Sequence[RawArrival]]) -> list[bool]:
    """Bring parcels at the same time; which of them are kept."""
    told = await asyncio.gather(*(keeper.keep(parcel) for parcel in parcels), return_exceptions=True)
    assert all(answer is None or isinstance(answer, NotKept) for answer in told), told
    return [answer is None for answer in told]


async def test_what_comes_at_the_same_time_is_kept_by_one_commit(
    keeper: Keeper, sessions: Sessions, commits: list[object]
) -> None:
    assert all(await kept(keeper, [arrivals(number) for number in range(50)]))
    assert len(commits) == 1
    assert await keys(sessions) == [str(number) for number in range(50)]
    assert keeper.waiting == 0


async def test_what_comes_during_a_commit_is_kept_by_the_next_one(
    keeper: Keeper, sessions: Sessions, commits: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    write, begun, go_on = keeper._work.write, asyncio.Event(), asyncio.Event()

    async def slow(task: Any, patience: float = 0.0) -> None:
        begun.set()
        await go_on.wait()
        await write(task, patience)

    monkeypatch.setattr(keeper._work, "write", slow)
    first = asyncio.create_task(keeper.keep(arrivals("first")))
    await begun.wait()
    later = asyncio.create_task(kept(keeper, [arrivals(number) for number in range(20)]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not first.done()
    go_on.set()
    await first
    assert all(await later)
    assert len(commits) == 2
    assert len(await keys(sessions)) == 21


async def test_a_poisonous_arrival_harms_nobody_who_came_with_it(keeper: Keeper, sessions: Sessions) -> None:
    parcels = [arrivals(1), arrivals(2, 3), [POISON], arrivals(4)]
    assert await kept(keeper, parcels) == [True, True, False, True]
    assert await keys(sessions) == ["1", "2", "3", "4"]


async def test_one_parcel_is_kept_whole_or_not_at_all(keeper: Keeper, sessions: Sessions) -> None:
    assert await kept(keeper, [[*arrivals(1), POISON], arrivals(2)]) == [False, True]
    assert await keys(sessions) == ["2"]


async def test_a_caller_that_gives_up_harms_no_other(keeper: Keeper, sessions: Sessions) -> None:
    tasks = [asyncio.create_task(keeper.keep(arrivals(number))) for number in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in told] == [type(None), asyncio.CancelledError, type(None)]
    assert await kept(keeper, [arrivals(9)]) == [True]
    assert {"0", "2", "9"} <= set(await keys(sessions))


async def test_who_comes_when_the_house_closes_is_asked_to_come_again(
    keeper: Keeper, sessions: Sessions, engine: AsyncEngine
) -> None:
    before = asyncio.create_task(keeper.keep(arrivals(1)))
    await asyncio.sleep(0)
    await keeper.close()
    assert await kept(keeper, [arrivals(2)]) == [False]
    await engine.dispose()
    assert await kept(keeper, [arrivals(3)]) == [False]
    await before
    assert await keys(sessions) == ["1"]


async def test_no_more_wait_than_there_is_room_for(sessions: Sessions, bot_id: int, now: datetime) -> None:
    keeper = Keeper(sessions, bot_id, lambda: now, most=3)
    assert await kept(keeper, [arrivals(number) for number in range(5)]) == [True, True, True, False, False]
    assert await keys(sessions) == ["0", "1", "2"]
    assert await kept(keeper, [arrivals(3)]) == [True]


async def test_a_parcel_larger_than_the_room_is_kept_when_nothing_else_waits(
    sessions: Sessions, bot_id: int, now: datetime
) -> None:
    keeper = Keeper(sessions, bot_id, lambda: now, most=3)
    assert await kept(keeper, [arrivals(*range(10)), arrivals("late")]) == [True, False]


async def test_while_the_database_is_away_nothing_counts_as_kept_and_afterwards_all_is_well(
    keeper: Keeper, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = make_engine(NOWHERE)
    monkeypatch.setattr(keeper, "_work", work_of(make_sessions(away)))
    assert await kept(keeper, [arrivals(number) for number in range(5)]) == [False] * 5
    monkeypatch.undo()
    await away.dispose()
    assert keeper.waiting == 0
    assert await kept(keeper, [arrivals(number) for number in range(5)]) == [True] * 5
    assert await keys(sessions) == ["0", "1", "2", "3", "4"]


async def test_what_two_processes_are_brought_is_kept_once(
    keeper: Keeper, sessions: Sessions, database_url: str, bot_id: int, now: datetime
) -> None:
    engine = make_engine(database_url)
    other = Keeper(make_sessions(engine), bot_id, lambda: now)
    there = [arrivals(number) for number in range(40)]
    back = list(reversed(there))
    both = await asyncio.gather(kept(keeper, there), kept(other, back))
    await engine.dispose()
    assert [*both] == [[True] * 40, [True] * 40]
    assert sorted(await keys(sessions), key=int) == [str(number) for number in range(40)]


async def test_the_desk_is_woken_once_something_is_kept(sessions: Sessions, bot_id: int, now: datetime) -> None:
    woken: list[bool] = []
    keeper = Keeper(sessions, bot_id, lambda: now, lambda: woken.append(True))
    assert await kept(keeper, [[POISON]]) == [False]
    assert woken == []
    assert await kept(keeper, [arrivals(1), arrivals(2)]) == [True, True]
    assert woken == [True]


async def test_whoever_handles_makes_way_while_something_arrives_but_not_for_ever(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.keeper.GIVEN_WAY", 3600)
    await keeper.calm()
    write, go_on = keeper._work.write, asyncio.Event()

    async def slow(task: Any, patience: float = 0.0) -> None:
        await go_on.wait()
        await write(task, patience)

    monkeypatch.setattr(keeper._work, "write", slow)
    arriving = asyncio.create_task(keeper.keep(arrivals(1)))
    await asyncio.sleep(0)
    making_way = asyncio.create_task(keeper.calm())
    await asyncio.sleep(0)
    assert not making_way.done()
    monkeypatch.setattr("bot.chat.keeper.GIVEN_WAY", 0.01)
    await keeper.calm()
    assert not arriving.done()
    go_on.set()
    await arriving
    await making_way
