"""Days and totals of files: compared first, put down whole, corrected by a corrected file; and how all adds up."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayChange, DaysPlan, DayState, Source, TotalChange, Totals
from bot.services import attendance, scope
from bot.services.attendance import overview
from bot.services.attendance.recaps import recap_of
from bot.storage.models import Absence, AbsenceTotal, Pupil, Register
from tests.support.demo import Demo, demo_school

JULY = [date(2026, 7, day) for day in (13, 14, 15, 16, 17, 18)]
SICK, EXCUSED, UNEXPLAINED, LATE = DayState.SICK, DayState.EXCUSED, DayState.UNEXPLAINED, DayState.LATE
TERM = "20261"


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def pupils_of(demo: Demo) -> tuple[int, list[int]]:
    of = await demo.school_class()
    return of.id, [pupil.id for pupil in await demo.session.scalars(scope.pupils_of(of))]


async def test_a_files_days_are_put_down_and_the_same_file_again_changes_nothing(demo: Demo, now: datetime) -> None:
    of, (one, two, three, *_rest) = await pupils_of(demo)
    days = {one: {JULY[0]: SICK, JULY[2]: LATE}, two: {JULY[0]: UNEXPLAINED}, three: {}}
    foreseen = await attendance.changes_of(demo.session, of, days, JULY[:3], now)
    assert foreseen == DaysPlan(fresh=tuple(JULY[:3]), entered=3)
    assert await attendance.import_days(demo.session, of, days, JULY[:3], now) == foreseen
    assert await attendance.import_days(demo.session, of, days, JULY[:3], now + timedelta(hours=1)) == DaysPlan()
    rows = list(await demo.session.scalars(select(Absence).order_by(Absence.day, Absence.pupil_id)))
    assert {(row.pupil_id, row.day, row.state) for row in rows} == {
        (pupil, day, state) for pupil, said in days.items() for day, state in said.items()
    }
    assert {row.at for row in rows} == {now}
    assert {row.source for row in await demo.session.scalars(select(Register))} == {Source.FILE}


async def test_a_corrected_file_says_what_it_changes_and_keeps_notes(demo: Demo, now: datetime) -> None:
    of, (one, two, three, *_rest) = await pupils_of(demo)
    teacher, session = await demo.person(), demo.session
    await attendance.take(session, teacher, of, JULY[0], {one: UNEXPLAINED, two: SICK, three: LATE}, now)
    await attendance.mark(session, teacher, one, JULY[0], UNEXPLAINED, "Menunggu surat", now)
    days = {one: {JULY[0]: SICK}, two: {}}
    plan = await attendance.import_days(session, of, days, JULY[:2], now)
    assert plan.fresh == (JULY[1],)
    assert plan.changes == (DayChange(one, JULY[0], UNEXPLAINED, SICK), DayChange(two, JULY[0], SICK, None))
    kept = await session.get_one(Absence, (one, JULY[0]))
    assert (kept.state, kept.note) == (SICK, "Menunggu surat")
    assert await session.get(Absence, (two, JULY[0])) is None
    # Of who is not in the file nothing is said.
    assert (await session.get_one(Absence, (three, JULY[0]))).state is LATE


async def test_days_to_come_are_left_out_and_named(demo: Demo, now: datetime) -> None:
    of, (one, *_rest) = await pupils_of(demo)
    ahead = date(2026, 7, 21)
    plan = await attendance.import_days(demo.session, of, {one: {ahead: SICK}}, [ahead], now)
    assert plan == DaysPlan(ahead=(ahead,))
    assert list(await demo.session.scalars(select(Absence))) == []


async def test_totals_of_a_file_hold_to_its_last_day_and_later_days_are_added(demo: Demo, now: datetime) -> None:
    of, (one, two, *_rest) = await pupils_of(demo)
    session = demo.session
    days = {one: {JULY[0]: SICK, JULY[1]: LATE, JULY[3]: SICK, JULY[4]: UNEXPLAINED}, two: {JULY[3]: EXCUSED}}
    await attendance.import_days(session, of, days, JULY[:5], now)
    before = await attendance.totals_of(session, [one, two], TERM)
    assert before[one] == Totals(sick=2, unexplained=1, late=1, recorded=5)
    told = await attendance.import_totals(session, TERM, {one: Totals(sick=4, excused=1)}, JULY[2], now)
    assert told == [TotalChange(one, None, Totals(sick=4, excused=1))]
    totals = await attendance.totals_of(session, [one, two], TERM)
    assert totals[one] == Totals(sick=5, excused=1, unexplained=1, late=1, recorded=5)
    assert totals[one].missed == 7
    assert totals[two] == before[two] == Totals(excused=1, recorded=5)
    assert await attendance.import_totals(session, TERM, {one: Totals(sick=4, excused=1)}, JULY[2], now) == []
    corrected = await attendance.import_totals(session, TERM, {one: Totals(sick=3, excused=1)}, JULY[4], now)
    assert corrected == [TotalChange(one, Totals(sick=4, excused=1), Totals(sick=3, excused=1))]
    assert (await attendance.totals_of(session, [one], TERM))[one].missed == 4
    assert len(list(await session.scalars(select(AbsenceTotal)))) == 1


async def test_a_half_of_the_year_ends_where_the_next_begins(demo: Demo, now: datetime) -> None:
    of, (one, two, *_rest) = await pupils_of(demo)
    later = now + timedelta(days=200)
    days = {one: {date(2026, 12, 31): SICK, date(2027, 1, 1): EXCUSED}}
    await attendance.import_days(demo.session, of, days, [], later)
    assert (await attendance.totals_of(demo.session, [one], "20261"))[one] == Totals(sick=1, recorded=1)
    assert (await attendance.totals_of(demo.session, [one], "20262"))[one] == Totals(excused=1, recorded=1)
    found = await attendance.days_of(demo.session, [one, two], "20262")
    assert [(day.day, day.state) for day in found[one]] == [(date(2027, 1, 1), EXCUSED)]
    assert found[two] == []


async def test_a_recap_has_every_pupil_and_every_day_of_the_month_alone(demo: Demo, now: datetime) -> None:
    of, (one, two, *_rest) = await pupils_of(demo)
    days = {one: {JULY[0]: SICK, JULY[1]: SICK, JULY[2]: LATE, date(2026, 8, 3): EXCUSED}, two: {}}
    await attendance.import_days(demo.session, of, days, JULY, now + timedelta(days=30))
    found = await recap_of(demo.session, await demo.school_class(), date(2026, 7, 1), date(2026, 7, 31))
    assert len(found.lines) == 36
    line = next(line for line in found.lines if line.pupil_id == one)
    assert line.totals == Totals(sick=2, late=1)
    assert found.taken == tuple(JULY)


async def test_where_a_class_stands_and_which_days_are_open(demo: Demo, now: datetime) -> None:
    of, (one, two, three, *_rest) = await pupils_of(demo)
    classes = [await demo.school_class(name) for name in ("X-1", "X-2")]
    session, monday = demo.session, date(2026, 7, 20)
    assert await overview.open_days(session, demo.school, classes, now) == {}
    await attendance.import_days(session, of, {one: {JULY[2]: SICK}}, [JULY[2], JULY[4]], now)
    assert await overview.open_days(session, demo.school, classes, now) == {of: [JULY[5], JULY[3]]}
    await attendance.take(session, await demo.person(), of, monday, {one: SICK, two: LATE, three: EXCUSED}, now)
    first, second = await overview.standing(session, classes, monday)
    assert (first.pupils, first.away, first.taken) == (36, 2, True)
    assert (second.pupils, second.away, second.taken) == (36, 0, False)
    (await session.get_one(Pupil, one)).left_at = now
    await session.flush()
    assert (await overview.standing(session, classes, monday))[0].away == 1


STATES = st.sampled_from([None, *DayState])
FILES = st.lists(st.lists(STATES, min_size=6, max_size=6), min_size=3, max_size=3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(FILES, min_size=1, max_size=3), through=st.none() | st.sampled_from(JULY))
async def test_whatever_files_come_the_last_one_holds_and_adds_up(
    demo: Demo, now: datetime, files: list[list[list[DayState | None]]], through: date | None
) -> None:
    session = demo.session
    of, pupils = await pupils_of(demo)
    for table in (Absence, Register, AbsenceTotal):
        await session.execute(delete(table).execution_options(synchronize_session=False))
    session.expunge_all()
    for file in files:
        said = {
            pupil: {day: state for day, state in zip(JULY, row, strict=True) if state}
            for pupil, row in zip(pupils, file, strict=False)
        }
        foreseen = await attendance.changes_of(session, of, said, JULY, now)
        assert await attendance.import_days(session, of, said, JULY, now) == foreseen
    if through is not None:
        await attendance.import_totals(session, TERM, {pupils[0]: Totals(sick=2, unexplained=1)}, through, now)
    totals = await attendance.totals_of(session, pupils[:3], TERM)
    for pupil, row in zip(pupils, files[-1], strict=False):
        own = through is not None and pupil == pupils[0]
        later = [state for day, state in zip(JULY, row, strict=True) if not own or (through and day > through)]
        assert totals[pupil].sick == later.count(SICK) + 2 * own
        assert totals[pupil].missed == sum(later.count(one) for one in (SICK, EXCUSED, UNEXPLAINED)) + 3 * own
        assert totals[pupil].late == row.count(LATE)
        assert totals[pupil].recorded == len(JULY)


async def test_the_same_totals_sent_again_do_not_swallow_the_days_since(demo: Demo, now: datetime) -> None:
    session, (one, *_others) = demo.session, list(await demo.session.scalars(select(Pupil.id).order_by(Pupil.id)))
    stated = {one: Totals(sick=2)}
    await attendance.import_totals(session, TERM, stated, JULY[0], now)
    of = (await session.get_one(Pupil, one)).class_id
    assert of is not None
    await attendance.import_days(session, of, {one: {JULY[2]: SICK}}, JULY[:3], now)
    await attendance.import_totals(session, TERM, stated, JULY[4], now)
    assert (await attendance.totals_of(session, [one], TERM))[one].sick == 3
