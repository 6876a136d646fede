"""A process that keeps promises is killed outright: each step is taken once, and nobody hears anything twice."""

import pytest
from sqlalchemy import select

from bot.domain.threads import LadderStep
from bot.services.calendar import set_day
from bot.storage.engine import Sessions
from bot.storage.models import School, Thread
from tests.support.killed import killed
from tests.support.owing import DEWI, JOKO, NURMALA, SITI, ZONE, Owing, at

ARRIVED, WAITS, GONE = "questions/arrived", "hours/questions_wait", "hours/answered_by_colleague"
BY, MOVED = "questions/answered_by", "hours/promise_moved"


async def _killed(owing: Owing, url: str, when: str, number: int = 1) -> None:
    """What is due begins to happen, and breaks off at that commit."""
    arguments = (url, "nowhere", "promises", owing.now.isoformat(), when, str(number))
    await killed("tests.support.ticking_process", *arguments)
    async with owing.sessions() as session:  # a server frees what the dead had locked a moment later: wait for that
        await session.scalars(select(Thread.id).with_for_update())


async def _stands(owing: Owing) -> tuple[list[tuple[object, ...]], dict[str, list[str]]]:
    """How far each question has come, with whom and until when; and what everybody was told, in order."""
    columns = (Thread.id, Thread.state, Thread.step, Thread.step_at, Thread.promised_at, Thread.responsible_id)
    async with owing.sessions() as session:
        threads = (await session.execute(select(*columns).order_by(Thread.id))).all()
    told = {name: list(await owing.templates(name)) for name in (NURMALA, DEWI, JOKO, SITI)}
    return [tuple(thread) for thread in threads], told


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
async def test_each_step_of_the_ladder_is_taken_once_whenever_its_process_is_killed(
    sessions: Sessions, database_url: str, when: str
) -> None:
    owing = Owing(sessions, at(20, 9))
    await owing.found()
    asked = await owing.ask()
    await owing.ask("Dan buku apa yang dibawa?")
    for step in (LadderStep.REMINDED, LadderStep.COVER):
        due = (await owing.thread(asked)).step_at
        assert due is not None
        owing.now = due
        before = await _stands(owing)
        await _killed(owing, database_url, when)
        killed_at = await _stands(owing)
        await owing.tick()
        taken = await _stands(owing)
        assert killed_at == (before if when == "before" else taken), step
        assert (await owing.thread(asked)).step is step
    assert (await _stands(owing))[1] == {
        NURMALA: [ARRIVED, ARRIVED, WAITS, GONE, GONE],
        DEWI: [ARRIVED, ARRIVED],
        JOKO: [],
        SITI: [BY, BY],
    }


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
async def test_of_many_promises_those_are_moved_that_were_not_when_the_process_was_killed(
    sessions: Sessions, database_url: str, when: str
) -> None:
    owing = Owing(sessions, at(20, 9))
    await owing.found()
    asked = [await owing.ask() for _question in range(4)]
    await _close_tomorrow(owing)
    for moved in (1, 2):  # each process moves one, and dies at the next or with it
        await _killed(owing, database_url, when, number=2 if when == "before" else 1)
        promised = [(await owing.thread(one)).promised_at for one in asked]
        assert promised == [at(22, 9)] * moved + [at(21, 9)] * (4 - moved)
        assert (await owing.templates(SITI)).count(MOVED) == moved
    await owing.tick()
    assert [(await owing.thread(one)).promised_at for one in asked] == [at(22, 9)] * 4
    assert (await owing.templates(SITI)).count(MOVED) == 4


async def _close_tomorrow(owing: Owing) -> None:
    """What was promised for tomorrow cannot be kept."""
    async with owing.sessions() as session:
        school = (await session.scalars(select(School))).one()
        await set_day(session, school, at(21, 9).astimezone(ZONE).date(), "Rapat guru", is_open=False)
        await session.commit()
