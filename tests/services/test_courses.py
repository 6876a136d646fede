"""A child's course from rows: all marks of its own, only what a family may see, days added up once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.attendance import DayState, Totals
from bot.domain.courses import Course
from bot.domain.marks import MarkKind, Objective
from bot.services.progress.courses import courses_of
from bot.storage.engine import Sessions
from bot.storage.models import AbsenceTotal, Mark, Pupil, SchoolClass
from tests.support.coursework import TERM, assessed, missed, noted, registered
from tests.support.demo import Demo, demo_school

MONDAY = date(2026, 7, 20)


@dataclass
class Class:
    """A class of the demo school and its pupils."""

    demo: Demo
    of: SchoolClass
    pupils: list[Pupil]

    @property
    def first(self) -> int:
        return self.pupils[0].id

    async def course(self, *, family: bool = True, term: str = TERM) -> Course:
        found = await courses_of(
            self.demo.session, [self.first], term, seen_at=self.demo.school.created_at if family else None
        )
        return found[self.first]


@pytest.fixture
async def x1(sessions: Sessions, now: datetime) -> AsyncIterator[Class]:
    async with sessions() as session:
        demo = await demo_school(session, now)
        demo.school.pass_line = 75.0
        of = await demo.school_class()
        pupils = await session.scalars(select(Pupil).where(Pupil.class_id == of.id).order_by(Pupil.id))
        yield Class(demo, of, list(pupils))


async def test_each_child_has_its_own_marks_in_the_order_in_which_they_came_to_be(x1: Class, now: datetime) -> None:
    session, first, second = x1.demo.session, x1.first, x1.pupils[1].id
    await assessed(session, x1.of, "Matematika", {first: 81.0, second: 60.0}, now, on=date(2026, 8, 10), title="TP 2")
    await assessed(session, x1.of, "Matematika", {first: 72.0}, now, on=date(2026, 8, 3), title="TP 1")
    await assessed(session, x1.of, "Matematika", {first: 70.0}, now, term="20252", kind=MarkKind.FINAL)
    await assessed(session, x1.of, "Biologi", {first: 8.0}, now, best=10.0)
    await assessed(session, x1.of, "Biologi", {first: None}, now, kind=MarkKind.TASK, title="Herbarium")
    found = await courses_of(session, [first, second], TERM, seen_at=now)
    assert [(one.subject, one.score, one.earlier) for one in found[first].scores] == [
        ("Biologi", None, False),
        ("Biologi", 8.0, False),
        ("Matematika", 70.0, True),
        ("Matematika", 72.0, False),
        ("Matematika", 81.0, False),
    ]
    assert [one.line for one in found[first].scores] == [75.0, 7.5, 75.0, 75.0, 75.0]
    assert [(one.score, one.below) for one in found[second].scores] == [(60.0, True)]


async def test_a_family_sees_what_was_published_and_what_is_shown(x1: Class, now: datetime) -> None:
    session, teacher = x1.demo.session, await x1.demo.person()
    await assessed(session, x1.of, "Fisika", {x1.first: 90.0}, now, published=False)
    session.add(noted(x1.pupils[0], teacher, "Rajin bertanya di kelas.", now))
    session.add(noted(x1.pupils[0], teacher, "Perlu dibicarakan dengan BK.", now, shown=False))
    erased = noted(x1.pupils[0], teacher, "Sudah dihapus.", now)
    erased.erased_at = now
    session.add(erased)
    await session.flush()
    family, staff = await x1.course(), await x1.course(family=False)
    assert family.scores == ()
    assert [(one.text, one.author) for one in family.notes] == [("Rajin bertanya di kelas.", teacher.name)]
    assert [one.score for one in staff.scores] == [90.0]
    assert len(staff.notes) == 2


async def test_a_mark_that_is_not_entered_yet_is_for_staff_alone(x1: Class, now: datetime) -> None:
    row = await assessed(x1.demo.session, x1.of, "Fisika", {x1.first: None}, now)
    mark = (await x1.demo.session.scalars(select(Mark).where(Mark.assessment_id == row.id))).one()
    mark.missing = False
    await x1.demo.session.flush()
    assert (await x1.course()).scores == ()
    assert [one.score for one in (await x1.course(family=False)).scores] == [None]


async def test_objectives_are_read_as_the_sheet_has_them(x1: Class, now: datetime) -> None:
    row = await assessed(x1.demo.session, x1.of, "Fisika", {x1.first: 80.0}, now)
    mark = (await x1.demo.session.scalars(select(Mark).where(Mark.assessment_id == row.id))).one()
    mark.objectives = [["Mengukur", True], ["Menghitung", None]]
    await x1.demo.session.flush()
    assert (await x1.course()).scores[0].objectives == (Objective("Mengukur", True), Objective("Menghitung"))


async def test_days_after_a_files_totals_are_added_to_them(x1: Class, now: datetime) -> None:
    session, first = x1.demo.session, x1.first
    for number in range(5):
        await registered(session, x1.of, MONDAY + timedelta(days=number), now)
    for number, state in enumerate([DayState.SICK, DayState.LATE, DayState.EXCUSED, DayState.UNEXPLAINED]):
        session.add(missed(first, x1.of, MONDAY + timedelta(days=number), state, now, note=state.value))
    session.add(missed(first, x1.of, date(2026, 6, 30), DayState.SICK, now))  # of the half before
    await session.flush()
    assert (await x1.course()).totals == Totals(sick=1, excused=1, unexplained=1, late=1, recorded=5)
    through = AbsenceTotal(pupil_id=first, term=TERM, sick=4, excused=1, through=MONDAY + timedelta(days=2), at=now)
    session.add(through)
    await session.flush()
    course = await x1.course()
    assert course.totals == Totals(sick=4, excused=1, unexplained=1, late=1, recorded=5)
    assert (course.days[0].state, course.days[0].note) == (DayState.UNEXPLAINED, "unexplained")
    assert len(course.days) == 4


async def test_who_moved_keeps_the_marks_and_who_left_has_no_course(x1: Class, now: datetime) -> None:
    session = x1.demo.session
    await assessed(session, x1.of, "Fisika", {x1.first: 80.0, x1.pupils[1].id: 70.0}, now)
    x1.pupils[0].class_id = (await x1.demo.school_class("X-2")).id
    x1.pupils[1].left_at = now
    await session.flush()
    found = await courses_of(session, [x1.first, x1.pupils[1].id], TERM, seen_at=now)
    assert list(found) == [x1.first]
    assert (found[x1.first].class_name, [one.score for one in found[x1.first].scores]) == ("X-2", [80.0])


async def test_a_whole_class_takes_as_many_questions_as_one_child(
    x1: Class, engine: AsyncEngine, now: datetime
) -> None:
    asked: list[str] = []
    await assessed(x1.demo.session, x1.of, "Fisika", {one.id: 80.0 for one in x1.pupils}, now)
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    await x1.course()
    alone, asked[:] = len(asked), []
    found = await courses_of(x1.demo.session, [one.id for one in x1.pupils], TERM, seen_at=now)
    assert len(found) == len(x1.pupils) > 10
    assert len(asked) == alone <= 8
