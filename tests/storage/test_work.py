"""Whole transactions as one piece of work, on both databases."""

import asyncio
from contextvars import ContextVar
from datetime import datetime
from threading import Event

import pytest
from sqlalchemy import QueuePool, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.among import among
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import Bot, School
from bot.storage.work import work_of


async def many(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(School)) or 0


def founding(name: str, now: datetime) -> School:
    return School(name=name, timezone="Asia/Jakarta", created_at=now)


async def test_what_is_written_is_committed_and_can_be_read(sessions: Sessions, now: datetime) -> None:
    work = work_of(sessions)

    async def found(session: AsyncSession) -> int:
        session.add(founding("SMA Titian", now))
        await session.flush()
        return await many(session)

    assert await work.write(found) == 1
    assert await work.read(many) == 1
    assert work_of(sessions) is work


async def test_what_fails_leaves_nothing_and_holds_up_nobody(sessions: Sessions, now: datetime) -> None:
    work = work_of(sessions)

    async def fail(session: AsyncSession) -> None:
        session.add(founding("SMA Titian", now))
        await session.flush()
        session.add(Bot(school_id=99, channel="telegram"))
        await session.flush()

    with pytest.raises(IntegrityError):
        await work.write(fail)
    assert await work.read(many) == 0


async def test_writers_of_both_kinds_take_turns(sessions: Sessions, now: datetime) -> None:
    work = work_of(sessions)

    async def by_work(number: int) -> None:
        async def found(session: AsyncSession) -> None:
            session.add(founding(f"work {number}", now))

        await work.write(found)

    async def by_session(number: int) -> None:
        async with sessions() as session:
            session.add(founding(f"session {number}", now))
            await session.flush()
            await asyncio.sleep(0)
            await session.commit()

    await asyncio.gather(*(way(number) for number in range(20) for way in (by_work, by_session)))
    assert await work.read(many) == 40


async def test_a_caller_that_gives_up_leaves_the_next_one_free(sessions: Sessions, now: datetime) -> None:
    work = work_of(sessions)

    async def found(session: AsyncSession) -> None:
        session.add(founding("SMA Titian", now))

    given_up = asyncio.create_task(work.write(found))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    await work.write(found)
    assert await work.read(many) in (1, 2)


async def test_one_that_is_stopped_in_the_midst_leaves_no_connection_behind(database_url: str) -> None:
    engine = make_engine(database_url)
    begun = Event()

    async def slow(session: AsyncSession) -> None:
        begun.set()
        await many(session)
        await asyncio.sleep(0.05)

    stopped = asyncio.create_task(work_of(make_sessions(engine)).write(slow))
    await asyncio.to_thread(begun.wait, 60)
    stopped.cancel()
    await asyncio.gather(stopped, return_exceptions=True)
    pool = engine.pool
    await engine.dispose()
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0


async def test_what_is_known_here_is_known_in_the_transaction(sessions: Sessions) -> None:
    place: ContextVar[str] = ContextVar("place")
    place.set("here")

    async def told(_session: AsyncSession) -> str:
        return place.get()

    assert await work_of(sessions).write(told) == "here"


async def test_among_finds_rows_by_many_ids_in_one_statement(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        session.add_all(founding(f"SMA {number}", now) for number in range(50))
        await session.commit()
        ids = list(await session.scalars(select(School.id).order_by(School.id)))
        wanted = [*ids[:10], max(ids) + 1, *range(100_000, 140_000)]
        found = await session.scalars(select(School.id).where(among(School.id, wanted)).order_by(School.id))
        assert list(found) == ids[:10]
        assert list(await session.scalars(select(School.id).where(among(School.id, [])))) == []
        others = await session.scalars(select(School.id).where(~among(School.id, ids[:10]), School.name != "SMA 11"))
        assert len(list(others)) == 39
