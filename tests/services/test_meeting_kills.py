"""A process that reminds is killed outright: nobody hears anything twice, and nobody misses anything."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.meetings import MeetingKind
from bot.storage.engine import make_sessions
from tests.support.killed import killed
from tests.support.meetings import COMES, TALKS, SmallSchool

MONDAY = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
FRIDAY = date(2026, 7, 24)
EVERYBODY = ("ayah", "ibu", "bunda", "mama", "papa")


async def _killed(url: str, school: SmallSchool, when: str) -> None:
    await killed("tests.support.reminding_process", url, str(school.meeting_id), school.now.isoformat(), when)


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_class_meeting_is_reminded_of_once_whenever_its_process_is_killed(
    engine: AsyncEngine, database_url: str, when: str
) -> None:
    school = SmallSchool(engine, make_sessions(engine), MONDAY)
    await school.found()
    await school.invite(FRIDAY, time(10))
    for name in EVERYBODY:
        await school.answer(name, "coming")
    school.now = school.at(FRIDAY, time(10)) - timedelta(days=1)
    for _kill in range(2):
        await _killed(database_url, school, when)
    await school.go_on()
    await school.go_on()
    for name in EVERYBODY:
        assert await school.heard(name, COMES) == [school.now], name


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
async def test_talks_are_reminded_of_once_whenever_their_process_is_killed(
    engine: AsyncEngine, database_url: str, when: str
) -> None:
    school = SmallSchool(engine, make_sessions(engine), MONDAY)
    await school.found()
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    starts = school.at(FRIDAY, time(13))
    for number, name in enumerate(("ibu", "bunda", "bunda", "mama")):
        await school.book(name, number, starts + timedelta(minutes=10 * number))
    school.now = starts - timedelta(hours=1)
    await _killed(database_url, school, when)
    await school.go_on()
    await school.until(starts, timedelta(minutes=10))
    first = {"bunda": starts + timedelta(minutes=10), "mama": starts + timedelta(minutes=30)}
    first["papa"] = first["mama"]
    for name in EVERYBODY:
        assert await school.heard(name, TALKS) == [first.get(name, starts) - timedelta(hours=1)], name
