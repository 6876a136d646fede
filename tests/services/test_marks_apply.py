"""Taking marks over: all or nothing, again, corrected, and by two at once."""

import asyncio
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState, Totals
from bot.services.attendance import take, totals_of
from bot.services.attendance.totals import counted_by_file
from bot.services.marks import Choices, MarksOutdated, MarksUnclear, apply_marks, plan_marks, publish
from bot.storage.engine import Sessions
from bot.storage.models import AbsenceTotal, Assessment, LogEntry, LogKind, Mark, Person, Register, School
from tests.support.marks import HISTORY, MATHS, file_of, grid, leger, mark_school, row

ADI, CITRA = "Adi Nugroho", "Citra Lestari"
FIRST = file_of(leger(row(7, ADI, 80.0, 75.0), row(8, CITRA, 90.0, "-")))
CORRECTED = file_of(leger(row(7, ADI, 82.0, 75.0), row(8, CITRA, None, 60.0)))


async def test_what_was_planned_is_there_and_the_same_file_again_changes_nothing(
    session: AsyncSession, now: datetime
) -> None:
    house = await mark_school(session, now)
    report = await house.take_over(FIRST)
    assert (report.marks_new, report.marks_changed, len(report.assessments), report.told) == (4, 0, 2, 0)
    assert report.unpublished == report.assessments
    assert await house.marks(house.pupils[ADI]) == {(MATHS, ""): 80.0, (HISTORY, ""): 75.0}
    again = await house.take_over(FIRST)
    assert (again.marks_new, again.marks_changed, again.marks_same) == (0, 0, 4)
    assert await session.scalar(select(func.count(Assessment.id))) == 2


async def test_a_corrected_file_corrects_and_an_empty_cell_takes_nothing_away(
    session: AsyncSession, now: datetime
) -> None:
    house = await mark_school(session, now)
    await house.take_over(FIRST)
    plan = await house.plan(CORRECTED)
    assert [
        (change.name, change.old.score if change.old else None, change.new.score) for change in plan.sheets[0].marks
    ] == [(ADI, 80.0, 82.0), (CITRA, None, 60.0)]
    report = await house.take_over(CORRECTED)
    assert (report.marks_new, report.marks_changed, report.marks_same) == (0, 2, 1)
    assert await house.marks(house.pupils[CITRA]) == {(MATHS, ""): 90.0, (HISTORY, ""): 60.0}
    missing = await session.scalar(select(func.count(Mark.id)).where(Mark.missing))
    assert missing == 0


async def test_a_plan_that_was_overtaken_is_not_applied(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    plan = await house.plan(FIRST)
    await house.take_over(CORRECTED)
    with pytest.raises(MarksOutdated):
        await apply_marks(session, plan, now, house.homeroom)
    await session.rollback()
    for kept in (house.school, house.homeroom, house.x2, *house.pupils.values()):
        await session.refresh(kept)
    assert (await house.marks(house.pupils[ADI]))[MATHS, ""] == 82.0
    plan = await house.plan(FIRST)
    house.pupils[CITRA].class_id = house.x2.id
    with pytest.raises(MarksOutdated):
        await apply_marks(session, plan, now, house.homeroom)


async def test_nothing_is_applied_while_questions_are_open(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    await house.pupil(ADI)
    plan = await house.plan(FIRST)
    with pytest.raises(MarksUnclear):
        await apply_marks(session, plan, now, house.homeroom)
    assert await session.scalar(select(func.count(Mark.id))) == 0
    (question,) = plan.questions
    choices = question.answered(Choices(), house.pupils[ADI].id)
    await house.take_over(FIRST, choices=choices)
    assert (await house.marks(house.pupils[ADI]))[MATHS, ""] == 80.0


async def test_who_lost_the_right_in_between_applies_nothing(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    plan = await house.plan(FIRST)
    house.x1.homeroom_id = house.maths.id
    await session.flush()
    with pytest.raises(MarksOutdated):
        await apply_marks(session, plan, now, house.homeroom)


async def test_a_process_that_dies_in_between_leaves_nothing_by_halves(
    session: AsyncSession, sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await mark_school(session, now)
    totals = leger(row(7, ADI, 80.0, 75.0, sick=1, excused=0, unexplained=0), has_totals=True)
    file = file_of(totals, grid(row(7, ADI, days=((date(2026, 7, 14), DayState.SICK),)), days=(14,)))
    plan = await house.plan(file)
    await session.commit()

    class Killed(BaseException):
        pass

    async def dies(*_of: object, **_about: object) -> int:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("bot.services.marks.applying.follow_up", dies)
        with pytest.raises(Killed):
            async with sessions() as other:
                await apply_marks(other, plan, now, await other.get_one(Person, house.homeroom.id))
    async with sessions() as look:
        for kind in (Assessment, Mark, Register, AbsenceTotal, LogEntry):
            assert await look.scalar(select(func.count()).select_from(kind)) == 0, kind
    async with sessions() as other:
        report = await apply_marks(other, plan, now, await other.get_one(Person, house.homeroom.id))
        await other.commit()
    assert (report.marks_new, report.registers_new, report.days, report.totals) == (2, 1, 1, 1)


async def test_of_two_who_take_over_at_once_the_second_is_told(
    session: AsyncSession, sessions: Sessions, now: datetime
) -> None:
    house = await mark_school(session, now)
    begun = asyncio.Barrier(2)

    async def take_over(file_number: int) -> int:
        file = (FIRST, CORRECTED)[file_number]
        async with sessions() as reading:
            school = await reading.get_one(School, house.school.id)
            homeroom = await reading.get_one(Person, house.homeroom.id)
            plan = await plan_marks(reading, school, file, Choices(), now, homeroom)
        await begun.wait()
        async with sessions() as writing:
            report = await apply_marks(writing, plan, now, await writing.get_one(Person, house.homeroom.id))
            await writing.commit()
            return report.marks_new

    ended = await asyncio.gather(take_over(0), take_over(1), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["MarksOutdated", "int"]


async def test_totals_of_a_leger_and_days_of_a_grid_are_taken_over(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    said = row(7, ADI, 80.0, 75.0, sick=2, excused=1, unexplained=0)
    report = await house.take_over(file_of(leger(said, row(8, CITRA, 90.0), has_totals=True)))
    assert report.totals == 1
    adi = house.pupils[ADI]
    assert (await totals_of(session, [adi.id], "20261"))[adi.id] == Totals(sick=2, excused=1)
    days = ((date(2026, 7, 14), DayState.SICK), (date(2026, 7, 15), DayState.LATE))
    sheet = grid(row(7, ADI, days=days), row(8, CITRA), days=(14, 15, 16))
    report = await house.take_over(file_of(sheet))
    assert (report.registers_new, report.days) == (3, 2)
    corrected = grid(row(7, ADI, days=days[:1]), row(8, CITRA), days=(14, 15, 16))
    plan = await house.plan(file_of(corrected))
    assert [(change.day.day, change.before, change.after) for change in plan.sheets[0].days.changes] == [
        (15, DayState.LATE, None)
    ]
    assert (await house.take_over(file_of(corrected))).days == 1


async def test_the_log_says_who_took_marks_over(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    await house.take_over(FIRST)
    entry = (await session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.IMPORTED))).one()
    assert (entry.staff_id, entry.text) == (house.homeroom.id, "leger")


async def test_a_correction_of_what_families_see_is_logged_and_told_once(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    mother = await house.guardian(house.pupils[ADI], "Siti Rahayu")
    others = await house.guardian(house.pupils[CITRA], "Dewi Anggraini")
    report = await house.take_over(FIRST)
    maths = report.assessments[0]
    await publish(session, house.homeroom, [maths], now)
    await session.commit()
    report = await house.take_over(CORRECTED)
    assert (report.told, report.marks_changed) == (1, 2)
    published, corrected = await house.told(mother)
    assert [published["template"], corrected["template"]] == ["marks/published", "marks/corrected"]
    (said,) = corrected["values"]["marks"]
    assert (said["$map"]["old"], said["$map"]["new"], said["$map"]["subject"]) == (80.0, 82.0, MATHS)
    assert [told["template"] for told in await house.told(others)] == ["marks/published"]
    entry = (await session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.MARK_CORRECTED))).one()
    assert (entry.pupil_id, entry.text) == (house.pupils[ADI].id, "Matematika final: 80 → 82")
    await house.take_over(FIRST)  # corrected back before anything left: there is nothing to say
    assert [told["template"] for told in await house.told(mother)] == ["marks/published"]


async def test_a_day_whose_register_comes_after_the_leger_still_counts(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    adi, today = house.pupils[ADI], now.date()
    said = row(7, ADI, 80.0, 75.0, sick=2, excused=1, unexplained=0)
    await house.take_over(file_of(leger(said, has_totals=True)))
    await take(session, house.homeroom, house.x1.id, today, {adi.id: DayState.SICK}, now, closed_too=True)
    assert (await totals_of(session, [adi.id], "20261"))[adi.id] == Totals(sick=3, excused=1, recorded=1)
    assert await counted_by_file(session, [adi.id], today) is None
    await house.take_over(file_of(leger(replace(said, sick=3), has_totals=True)))
    assert (await totals_of(session, [adi.id], "20261"))[adi.id] == Totals(sick=3, excused=1, recorded=1)
    assert await counted_by_file(session, [adi.id], today) == today
