"""Both databases keep what the models promise."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from bot.storage.engine import Sessions, make_engine, readers_of
from bot.storage.models import Bot, Guardianship, School

FULL = 2
"""As SQLite says it: https://www.sqlite.org/pragma.html#pragma_synchronous."""


def a_school(now: datetime) -> School:
    return School(name="SMA Negeri 1 Tambang", timezone="Asia/Jakarta", created_at=now)


async def test_an_instant_comes_back_aware_and_in_utc(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        session.add(a_school(now.astimezone(timezone(timedelta(hours=7)))))
        await session.commit()
    async with sessions() as session:
        kept = (await session.scalars(select(School))).one()
    assert kept.created_at == now
    assert kept.created_at.tzinfo is UTC


async def test_a_naive_instant_is_refused(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        session.add(a_school(now.replace(tzinfo=None)))
        with pytest.raises(StatementError, match="naive"):
            await session.flush()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_commit_survives_a_power_cut(
    database_url: str, no_power_cuts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everywhere but in tests."""
    monkeypatch.setattr("bot.storage.engine.SYNCHRONOUS", no_power_cuts)
    engine = make_engine(database_url)
    for one in (engine, readers_of(engine)):
        async with one.connect() as connection:
            assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar_one() == FULL
    await engine.dispose()


async def test_foreign_keys_hold(sessions: Sessions) -> None:
    async with sessions() as session:
        session.add(Guardianship(pupil_id=7, person_id=9, relation="mother"))
        with pytest.raises(IntegrityError):
            await session.flush()


async def test_a_bot_is_one_row_per_channel_and_address(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        school = a_school(now)
        session.add(school)
        await session.flush()
        session.add_all(Bot(school_id=school.id, channel="telegram", address="42") for _ in range(2))
        with pytest.raises(IntegrityError):
            await session.flush()
