"""Whatever happens over the days, nothing untrue is asked, nothing twice, nobody else's, and no one in quiet hours."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.alerts import AlertKind, AlertState
from bot.domain.attendance import DayState
from bot.services.alerts.matters import matters
from bot.services.calendar import quiet_rule
from bot.storage.engine import make_sessions
from bot.storage.models import Outgoing, Pupil, School
from tests.support.alerting import ASKED, DAY, EVERYTHING, HOUR, MINUTE, MONDAY, AlertSchool
from tests.support.killed import killed
from tests.support.meetings import FAMILIES

SUBJECTS = ("Biologi", "Fisika", "Kimia")
WHATS = ("away", "here", "sick", "word", "mark", "correct", "broken", "twice", "back", "off", "on")
Event = tuple[int, str, int, bool]
events = st.tuples(st.integers(0, 15), st.sampled_from(WHATS), st.integers(0, 3), st.booleans())
"""Hours go by, something happens, and perhaps what is due is done."""


class Life:
    """What has happened in a school, for judging what was said."""

    def __init__(self, school: AlertSchool) -> None:
        self.school = school
        self.tests: list[int] = []
        self.judged = 0

    async def happen(self, what: str, number: int) -> None:
        """Something happens to a child, to its marks, to the rule or to a process."""
        school, kind = self.school, list(AlertKind)[number]
        acts: Mapping[str, Callable[[], Awaitable[object]]] = {
            "away": lambda: school.day(number),
            "here": lambda: school.day(number, None),
            "sick": lambda: school.day(number, DayState.SICK),
            "word": lambda: school.family_says(FAMILIES[number][0], number),
            "mark": lambda: self._mark(SUBJECTS[number % 3]),
            "correct": lambda: self._correct(number),
            "broken": school.broken_tick,
            "twice": lambda: asyncio.gather(school.tick(), school.tick()),
            "off": lambda: school.switch_off(kind),
            "on": lambda: school.switch_on(kind, total=2),
        }
        if what == "back":
            school.now -= HOUR
        else:
            await acts[what]()

    async def _mark(self, subject: str) -> None:
        self.tests.append(await self.school.assess([40, None, 90, 60], f"{subject} {len(self.tests)}"))

    async def _correct(self, number: int) -> None:
        if self.tests:
            await self.school.correct(self.tests[-1], number, 80 + number)

    async def judge(self) -> None:
        """Look at what has left just now, as things stand just now."""
        school = self.school
        new, self.judged = school.sent[self.judged :], len(school.sent)
        if not new:
            return
        async with school.sessions() as session:
            row = await session.get_one(School, school.school_id)
            rule = await quiet_rule(session, row, school.now)
            true = await matters(session, row, school.now)
            names = {pupil.id: pupil.name for pupil in await session.scalars(select(Pupil))}
        for at, to, text in new:
            assert rule.reason(at) is None, text
            about = {names[one.pupil_id] for one in true.values() if (one.kind is AlertKind.NOT_YET) == (ASKED in text)}
            told = {name for name in names.values() if name in text}
            assert told, text
            assert told <= about, text
            assert told <= await self.own(to), text

    async def own(self, address: str) -> set[str]:
        """The children of whoever has that chat."""
        found: set[str] = set()
        for number, family in enumerate(FAMILIES):
            for name in family:
                if address.endswith(f"-{self.school.people[name]}"):
                    found.add(f"Murid {number}")
        return found


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(events, min_size=5, max_size=20),
    st.sampled_from(["Asia/Jakarta", "Europe/Berlin", "America/New_York"]),
    st.sampled_from([MONDAY, datetime(2026, 10, 22, 9, tzinfo=UTC), datetime(2026, 8, 14, 7, tzinfo=UTC)]),
)
async def test_whatever_happens_nothing_untrue_is_asked_and_nothing_twice(
    engine: AsyncEngine, happened: Sequence[Event], timezone: str, begin: datetime
) -> None:
    school = AlertSchool(engine, make_sessions(engine), begin, timezone)
    await school.found()
    await school.switch_on(*EVERYTHING, total=2)
    life = Life(school)
    for hours, what, number, goes_on in happened:
        school.now += hours * HOUR
        await life.happen(what, number)
        if goes_on:
            await school.go_on()
        await school.deliver()
        await life.judge()
    for _shift in range(24):
        school.now += 7 * HOUR
        await school.go_on()
        await life.judge()
    await _judge_the_whole(school)


async def _judge_the_whole(school: AlertSchool) -> None:
    """Each mark was told at most once to each, each day asked of at most once, and nobody heard more in a week."""
    async with school.sessions() as session:
        keys = [key for key in await session.scalars(select(Outgoing.dedupe)) if key and key.startswith("al")]
    assert len(keys) == len(set(keys))
    for name in school.people:
        texts = await school.told(name)
        lines = [
            line for _at, text in texts for line in text.splitlines() if line.startswith("•") and "hari" not in line
        ]
        own = len({number for number, family in enumerate(FAMILIES) if name in family})
        for line in set(lines):
            assert lines.count(line) <= own, line
        news = sorted(at for at, text in texts if ASKED not in text)
        assert all(later - earlier >= 7 * DAY for earlier, later in zip(news, news[3:], strict=False))
    for alert in await school.alerts():
        assert (alert.told_at is not None) == (alert.state is AlertState.TOLD)


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_family_is_asked_once_whenever_the_process_that_asks_is_killed(
    engine: AsyncEngine, database_url: str, when: str
) -> None:
    school = AlertSchool(engine, make_sessions(engine), MONDAY)
    await school.found()
    await school.switch_on(*EVERYTHING)
    await school.day(0)
    await school.assess([60, None, None])
    school.now = MONDAY + 31 * MINUTE
    for _kill in range(2):
        await _killed(database_url, school, when)
    await school.go_on()
    school.now = MONDAY + DAY + 3 * HOUR
    await _killed(database_url, school, when)
    await school.until(MONDAY + 3 * DAY, HOUR)
    assert len(await school.heard("ibu", ASKED)) == 1
    assert len(await school.texts("ibu")) == 2
    (text,) = await school.texts("bunda")
    assert text.count("Murid") == 2


async def _killed(url: str, school: AlertSchool, when: str) -> None:
    await killed("tests.support.alerting_process", url, str(school.school_id), school.now.isoformat(), when)
