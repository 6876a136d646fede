"""How long a month of a whole school's registers takes from values to rows, and how long its days take to add up."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from time import perf_counter

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks._databases import KINDS, database
from benchmarks.figure import Figure, at_most, few_runs, floor
from bot.domain.attendance import DayState, Source
from bot.services import attendance
from bot.storage.base import table_of
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.models import Absence, Pupil, School, SchoolClass

CLASSES, EACH = 28, 36
PUPILS = CLASSES * EACH
GOAL, ADDED = 5.0, 0.1
"""Seconds: for the school's month, and for one class's half of a year."""
NOW = datetime(2026, 8, 31, 8, tzinfo=UTC)
DAYS = [date(2026, 8, 3) + timedelta(days=ahead) for ahead in range(26) if ahead % 7 < 5]
AWAY = 0.06
"""Of all days of all pupils, how many are not simply present."""
_ABSENCES = table_of(Absence)
Month = dict[int, dict[int, dict[date, DayState]]]


async def figures() -> AsyncIterator[Figure]:
    """A first import, the same again, a class's totals; and the floor: the bare rows."""
    for kind in KINDS:
        taken: dict[str, list[float]] = {}
        for _turn in range(few_runs()):
            async with database(kind) as url:
                engine = make_engine(url)
                for what, seconds in (await _measured(make_sessions(engine))).items():
                    taken.setdefault(what, []).append(seconds)
                await engine.dispose()
        about = f"attendance, {kind}: {PUPILS:,} pupils x {len(DAYS)} days"
        yield at_most(GOAL, f"{about}, imported", taken["imported"], "s")
        yield at_most(GOAL, f"{about}, the same again", taken["again"], "s")
        yield floor(f"{about}, the bare rows inserted", taken["rows"], "s")
        yield at_most(ADDED, f"attendance, {kind}: a class's totals", taken["totals"], "s")


async def _measured(sessions: Sessions) -> dict[str, float]:
    async with sessions() as session:
        classes = await _school(session)
    month = _month(classes)
    found: dict[str, float] = {}
    for what in ("imported", "again"):
        begun = perf_counter()
        async with sessions() as session:
            for class_id, days in month.items():
                await attendance.import_days(session, class_id, days, DAYS, NOW)
            await session.commit()
        found[what] = perf_counter() - begun
    begun = perf_counter()
    async with sessions() as session:
        await attendance.totals_of(session, next(iter(classes.values())), "20261")
    found["totals"] = perf_counter() - begun
    found["rows"] = await _bare(sessions, month)
    return found


async def _school(session: AsyncSession) -> dict[int, list[int]]:
    school = School(name="SMA", timezone="Asia/Jakarta", created_at=NOW)
    session.add(school)
    await session.flush()
    found: dict[int, list[int]] = {}
    for number in range(CLASSES):
        of = SchoolClass(school_id=school.id, year="2026/2027", name=f"X-{number + 1}")
        session.add(of)
        await session.flush()
        common = {"school_id": school.id, "class_id": of.id, "created_at": NOW}
        pupils = [Pupil(name=f"Murid {at}", **common) for at in range(EACH)]
        session.add_all(pupils)
        await session.flush()
        found[of.id] = [pupil.id for pupil in pupils]
    await session.commit()
    return found


def _month(classes: dict[int, list[int]]) -> Month:
    random, states = Random(7), list(DayState)
    return {
        of: {pupil: {day: random.choice(states) for day in DAYS if random.random() < AWAY} for pupil in pupils}
        for of, pupils in classes.items()
    }


async def _bare(sessions: Sessions, month: Month) -> float:
    """The same rows a year later, in one statement."""
    later = timedelta(days=365)
    rows = [
        {
            "pupil_id": pupil,
            "day": day + later,
            "class_id": of,
            "state": state,
            "note": "",
            "source": Source.FILE,
            "at": NOW,
        }
        for of, pupils in month.items()
        for pupil, days in pupils.items()
        for day, state in days.items()
    ]
    begun = perf_counter()
    async with sessions() as session:
        await session.execute(insert(_ABSENCES), rows)
        await session.commit()
    return perf_counter() - begun
