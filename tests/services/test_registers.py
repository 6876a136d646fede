"""Registers: taken, corrected, refused kindly; a family's word on a day."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayAhead, DayClosed, DayOutside, DayState, Source
from bot.domain.errors import InvalidValue, NotAllowed
from bot.playground.demo import ADMIN, PARENTS
from bot.services import attendance, calendar, scope
from bot.services.attendance import registers
from bot.storage.models import Absence, Guardianship, GuardianState, Pupil, Register, SchoolClass
from tests.support.demo import Demo, demo_school

MONDAY = date(2026, 7, 20)
SICK, EXCUSED, UNEXPLAINED, LATE = DayState.SICK, DayState.EXCUSED, DayState.UNEXPLAINED, DayState.LATE
SITI = PARENTS[0]


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def class_and_pupils(demo: Demo, name: str = "X-1") -> tuple[SchoolClass, list[int]]:
    of = await demo.school_class(name)
    pupils = await demo.session.scalars(scope.pupils_of(of))
    return of, [pupil.id for pupil in pupils]


async def put_down(session: AsyncSession, day: date = MONDAY) -> dict[int, DayState]:
    rows = await session.scalars(select(Absence).where(Absence.day == day))
    return {row.pupil_id: row.state for row in rows}


async def test_a_register_holds_who_was_not_there_and_taken_again_it_corrects(demo: Demo, now: datetime) -> None:
    of, pupils = await class_and_pupils(demo)
    teacher, later = await demo.person(), now + timedelta(hours=1)
    await attendance.take(demo.session, teacher, of.id, MONDAY, {pupils[0]: SICK, pupils[1]: UNEXPLAINED}, now)
    assert await put_down(demo.session) == {pupils[0]: SICK, pupils[1]: UNEXPLAINED}
    row = await attendance.take(demo.session, teacher, of.id, MONDAY, {pupils[0]: SICK, pupils[2]: LATE}, later)
    assert await put_down(demo.session) == {pupils[0]: SICK, pupils[2]: LATE}
    assert (row.taken_by, row.taken_at, row.source) == (teacher.id, later, Source.TAP)
    unchanged = await demo.session.get_one(Absence, (pupils[0], MONDAY))
    assert unchanged.at == now
    assert len(list(await demo.session.scalars(select(Register)))) == 1


async def test_only_who_has_to_do_with_the_class_takes_its_register(demo: Demo, now: datetime) -> None:
    of, pupils = await class_and_pupils(demo)
    _other, others = await class_and_pupils(demo, "X-2")
    parent, admin, teacher = await demo.person(SITI), await demo.person(ADMIN), await demo.person()
    with pytest.raises(NotAllowed):
        await attendance.take(demo.session, parent, of.id, MONDAY, {}, now)
    with pytest.raises(NotAllowed):
        await attendance.mark(demo.session, parent, pupils[0], MONDAY, SICK, None, now)
    with pytest.raises(NotAllowed):
        await attendance.take(demo.session, teacher, of.id, MONDAY, {others[0]: SICK}, now)
    await attendance.take(demo.session, admin, of.id, MONDAY, {pupils[0]: SICK}, now)
    assert await put_down(demo.session) == {pupils[0]: SICK}


async def test_days_to_come_days_of_another_year_and_closed_days_are_refused(demo: Demo, now: datetime) -> None:
    of, _pupils = await class_and_pupils(demo)
    teacher, session = await demo.person(), demo.session
    with pytest.raises(DayAhead):
        await attendance.take(session, teacher, of.id, MONDAY + timedelta(days=1), {}, now)
    with pytest.raises(DayOutside):
        await attendance.take(session, teacher, of.id, date(2026, 6, 29), {}, now)
    sunday = MONDAY - timedelta(days=1)
    with pytest.raises(DayClosed):
        await attendance.take(session, teacher, of.id, sunday, {}, now)
    await attendance.take(session, teacher, of.id, sunday, {}, now, closed_too=True)
    await attendance.take(session, teacher, of.id, sunday, {}, now)
    await calendar.set_day(session, demo.school, MONDAY, "Rapat guru", is_open=False)
    with pytest.raises(DayClosed):
        await attendance.take(session, teacher, of.id, MONDAY, {}, now)


async def test_a_pupil_who_left_or_moved_keeps_the_days_of_then(demo: Demo, now: datetime) -> None:
    of, pupils = await class_and_pupils(demo)
    other, _others = await class_and_pupils(demo, "X-2")
    teacher, admin = await demo.person(), await demo.person(ADMIN)
    moved, left = pupils[0], pupils[1]
    await attendance.take(demo.session, teacher, of.id, MONDAY, {moved: SICK, left: EXCUSED}, now)
    (await demo.session.get_one(Pupil, moved)).class_id = other.id
    (await demo.session.get_one(Pupil, left)).left_at = now
    await demo.session.flush()
    await attendance.take(demo.session, teacher, of.id, MONDAY, {}, now)
    await attendance.take(demo.session, admin, other.id, MONDAY, {}, now)
    assert await put_down(demo.session) == {moved: SICK, left: EXCUSED}
    with pytest.raises(NotAllowed):
        await attendance.mark(demo.session, admin, left, MONDAY, None, None, now)
    await attendance.mark(demo.session, admin, moved, MONDAY, EXCUSED, None, now)
    row = await demo.session.get_one(Absence, (moved, MONDAY))
    assert (row.state, row.class_id) == (EXCUSED, of.id)


async def test_one_pupils_day_is_marked_noted_and_taken_back(demo: Demo, now: datetime) -> None:
    of, pupils = await class_and_pupils(demo)
    teacher, session = await demo.person(), demo.session
    await attendance.mark(session, teacher, pupils[3], MONDAY, SICK, "  Demam,\n surat menyusul ", now)
    row = await attendance.mark(session, teacher, pupils[3], MONDAY, EXCUSED, None, now)
    assert row is not None
    assert (row.state, row.note) == (EXCUSED, "Demam, surat menyusul")
    with pytest.raises(InvalidValue):
        await attendance.mark(session, teacher, pupils[3], MONDAY, SICK, "x" * 301, now)
    with pytest.raises(DayAhead):
        await attendance.mark(session, teacher, pupils[3], MONDAY + timedelta(days=1), SICK, None, now)
    assert await registers.of_day(session, of, MONDAY) == (None, {pupils[3]: row})
    assert await attendance.mark(session, teacher, pupils[3], MONDAY, None, None, now) is None
    assert await put_down(session) == {}


async def test_a_familys_word_explains_what_waits_for_one_and_overrules_no_teacher(demo: Demo, now: datetime) -> None:
    of, _pupils = await class_and_pupils(demo)
    mother, child, session = await demo.person(SITI), await demo.child(SITI), demo.session
    await attendance.take(session, await demo.person(), of.id, MONDAY, {child.id: UNEXPLAINED}, now)
    on_the_way = await attendance.family_says(session, mother, child.id, MONDAY, None, "Sedang menuju sekolah", now)
    assert (on_the_way.state, on_the_way.note) == (UNEXPLAINED, "Sedang menuju sekolah")
    ill = await attendance.family_says(session, mother, child.id, MONDAY, SICK, "Ananda sakit", now)
    assert (ill.state, ill.source, ill.by_id) == (SICK, Source.NOTE, mother.id)
    later = await attendance.family_says(session, mother, child.id, MONDAY, EXCUSED, "Ada acara", now)
    assert (later.state, later.note) == (SICK, "Ada acara")
    with pytest.raises(InvalidValue):
        await attendance.family_says(session, mother, child.id, MONDAY, SICK, "x" * 301, now)


async def test_only_a_confirmed_guardian_explains(demo: Demo, now: datetime) -> None:
    mother, child = await demo.person(SITI), await demo.child(SITI)
    (tie,) = await demo.session.scalars(
        select(Guardianship).where(Guardianship.person_id == mother.id, Guardianship.pupil_id == child.id)
    )
    for change in ({"state": GuardianState.PROVISIONAL}, {"state": GuardianState.CONFIRMED, "sees_child": False}):
        for name, value in change.items():
            setattr(tie, name, value)
        await demo.session.flush()
        with pytest.raises(NotAllowed):
            await attendance.family_says(demo.session, mother, child.id, MONDAY, SICK, "Sakit", now)
    with pytest.raises(NotAllowed):
        await attendance.family_says(demo.session, mother, child.id + 1, MONDAY, SICK, "Sakit", now)
