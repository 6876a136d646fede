"""Planning an import of marks: what a plan says, what it asks, what it leaves out, and whose rights it keeps to."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState
from bot.domain.marks import MarkKind, Objective
from bot.domain.marksheets import MarkSheet
from bot.services.marks import Asked, Choices, MarkPlan, Reached, Why, dump_choices, load_choices, plan_marks
from bot.storage.models import Assessment, Mark, School
from tests.support.marks import HISTORY, MATHS, file_of, grid, leger, mark_school, row, scope_tests

ADI = {"nisn": "0081000001"}


def whys(plan: MarkPlan) -> list[tuple[Why, str]]:
    return [(one.why, one.told) for one in plan.left_out]


async def test_a_leger_says_what_is_new_and_writes_nothing(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    plan = await house.plan(file_of(leger(row(7, "Adi Nugroho", 80.0, 75.0), row(8, "CITRA LESTARI", 90.0, None))))
    (sheet,) = plan.sheets
    assert (sheet.class_name, sheet.term, sheet.new, sheet.changed, sheet.absent) == ("X-1", "20261", 3, 0, ())
    assert [(column.subject, column.new, column.published) for column in sheet.columns] == [
        (MATHS, 2, False),
        (HISTORY, 1, False),
    ]
    assert (plan.questions, plan.left_out, plan.changes) == ((), (), 3)
    assert await session.scalar(select(func.count(Mark.id))) == 0


async def test_subjects_are_spelled_as_the_class_has_them(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    plan = await house.plan(file_of(leger(row(7, "Adi Nugroho", 80.0, 75.0), subjects=("MTK", "SEJ."))))
    assert [column.subject for column in plan.sheets[0].columns] == [MATHS, HISTORY]


async def test_a_teacher_takes_over_the_own_subject_of_a_leger_alone(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    sheet = leger(row(7, "Adi Nugroho", 80.0, 75.0, sick=2, excused=0, unexplained=0), has_totals=True)
    plan = await house.plan(file_of(sheet), house.maths)
    assert [column.subject for column in plan.sheets[0].columns] == [MATHS]
    assert {one.why for one in plan.left_out} == {Why.SUBJECT_NOT_YOURS, Why.DAYS_NOT_YOURS}
    assert plan.sheets[0].totals == ()
    only = leger(row(7, "Adi Nugroho", 80.0), subjects=(HISTORY,))
    plan = await house.plan(file_of(only), house.maths)
    assert plan.sheets[0].trouble is not None
    assert (plan.sheets[0].trouble.why, plan.changes) == (Why.SUBJECT_NOT_YOURS, 0)


async def test_another_teachers_class_is_not_taken_over(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    sheet = leger(row(7, "Fajar Hidayat", 80.0), class_name="X-2")
    plan = await house.plan(file_of(sheet))
    assert whys(plan) == [(Why.CLASS_NOT_YOURS, "X-2")]
    assert (await house.plan(file_of(sheet), house.admin)).changes == 1
    chosen = Choices().with_sheet("Leger", class_id=house.x2.id)
    assert whys(await house.plan(file_of(sheet), choices=chosen)) == [(Why.CLASS_NOT_YOURS, "X-2")]


async def test_a_sheet_that_names_no_class_is_that_of_its_pupils(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    known = leger(row(7, "Adi Nugroho", 80.0), row(8, "Citra Lestari", 70.0), class_name="")
    assert (await house.plan(file_of(known), house.admin)).sheets[0].class_name == "X-1"
    strange = leger(row(7, "Zahra Putri", 80.0), row(8, "Bima Sakti", 70.0), class_name="")
    plan = await house.plan(file_of(strange), house.admin)
    (question,) = plan.questions
    assert (question.asked, [option.label for option in question.options]) == (Asked.CLASS, ["X-1", "X-2"])


async def test_a_class_that_is_spelled_otherwise_is_found_and_an_unknown_one_asked_for(
    session: AsyncSession, now: datetime
) -> None:
    house = await mark_school(session, now)
    plan = await house.plan(file_of(leger(row(7, "Adi Nugroho", 80.0), class_name="x 1")))
    assert plan.sheets[0].class_name == "X-1"
    file = file_of(leger(row(7, "Adi Nugroho", 80.0), class_name="XII-9"))
    (question,) = (await house.plan(file)).questions
    assert (question.asked, question.said) == (Asked.CLASS, "XII-9")
    plan = await house.plan(file, choices=question.answered(Choices(), house.x1.id))
    assert (plan.questions, plan.changes) == ((), 1)
    plan = await house.plan(file, choices=question.answered(Choices(), None))
    assert (plan.questions, whys(plan)) == ((), [(Why.CHOSEN, "")])


async def test_rows_of_several_classes_are_taken_over_by_class(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    rows = (
        row(2, "Adi Nugroho", 80.0, class_name="X-1"),
        row(3, "Fajar Hidayat", 70.0, class_name="X 2"),
        row(4, "Entah Siapa", 60.0, class_name="IX-9"),
    )
    file = file_of(leger(*rows, class_name=""))
    plan = await house.plan(file, house.admin)
    assert [sheet.class_name for sheet in plan.sheets] == ["X-1", "X-2", ""]
    assert (plan.changes, whys(plan)) == (2, [(Why.CLASS_UNKNOWN, "IX-9")])
    assert (await house.plan(file)).changes == 1


async def test_the_file_of_another_class_is_recognised_as_a_whole(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    names = ("Gita Permata", "Hana Safitri", "Indra Wijaya", "Joko Susilo")
    for name in names:
        await house.pupil(name, house.x2)
    plan = await house.plan(file_of(leger(*(row(7 + at, name, 80.0) for at, name in enumerate(names)))))
    assert (plan.changes, whys(plan)) == (0, [(Why.CLASS_OTHER, "X-2")])
    strange = [row(7 + at, name, 80.0) for at, name in enumerate(("Wati", "Yusuf Mansur", "Zainal Arifin"))]
    assert whys(await house.plan(file_of(leger(*strange)))) == [(Why.PUPIL_UNKNOWN, "")]


async def test_a_pupil_who_moved_or_left_is_left_out_by_row(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    house.pupils["Adi Nugroho"].class_id = house.x2.id
    await house.pupil("Eka Saputra", left_at=now)
    await house.pupil("Gita Permata")
    rows = [row(7, "Adi Nugroho", 80.0, **ADI), row(8, "Citra Lestari", 70.0), row(9, "Eka Saputra", 60.0)]
    plan = await house.plan(file_of(leger(*rows, row(10, "Gita Permata", 90.0))))
    assert [(one.row, one.why, one.told) for one in plan.left_out] == [
        (7, Why.CLASS_OTHER, "X-2"),
        (9, Why.PUPIL_LEFT, ""),
    ]
    assert plan.changes == 2


async def test_subject_half_and_month_are_asked_for_where_nobody_says(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    file = file_of(scope_tests(row(7, "Adi Nugroho", 80.0, 70.0), class_name="X-1"))
    plan = await house.plan(file)
    term, subject = plan.questions
    assert [option.value for option in term.options] == ["20261", "20252"]
    assert [option.value for option in subject.options] == [HISTORY, MATHS]
    choices = subject.answered(term.answered(Choices(), "20261"), "seni rupa")
    plan = await house.plan(file, choices=load_choices(dump_choices(choices)))
    assert (plan.questions, plan.changes, plan.sheets[0].columns[0].subject) == ((), 2, "seni rupa")
    house.now = now + timedelta(days=90)
    plan = await house.plan(file, house.maths)
    assert (plan.questions, plan.sheets[0].term, plan.sheets[0].columns[0].subject) == ((), "20261", MATHS)


async def test_a_grid_without_a_month_waits_for_one(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    days = ((date(1, 1, 14), DayState.SICK), (date(1, 1, 31), DayState.SICK))
    file = file_of(grid(row(7, "Adi Nugroho", days=days), days=(14, 15, 31), month=None))
    (question,) = (await house.plan(file)).questions
    assert (question.asked, [option.value for option in question.options]) == (Asked.MONTH, ["2026-07-01"])
    plan = await house.plan(file, choices=question.answered(Choices(), "2026-06-01"))
    (sheet,) = plan.sheets
    assert (sheet.term, sheet.days.fresh) == ("20252", (date(2026, 6, 14), date(2026, 6, 15)))
    assert [(one.why, one.name) for one in plan.left_out] == [(Why.DAY_AHEAD, "31")]


async def test_a_grid_is_the_homeroom_teachers_to_send(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    file = file_of(grid(row(7, "Adi Nugroho", days=((date(2026, 7, 14), DayState.SICK),)), days=(13, 14, 27)))
    assert whys(await house.plan(file, house.maths)) == [(Why.DAYS_NOT_YOURS, "")]
    plan = await house.plan(file)
    assert plan.sheets[0].days.fresh == (date(2026, 7, 13), date(2026, 7, 14))
    assert [(one.why, one.name) for one in plan.left_out] == [(Why.DAY_AHEAD, "2026-07-27")]


async def test_words_and_objectives_go_with_the_report_mark(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    aims = (Objective("Menghitung peluang", True), Objective("Membaca grafik", False))
    said = row(7, "Adi Nugroho", 80.0, 75.0, words="Baik dalam peluang.", objectives=aims)
    plan = await house.plan(file_of(leger(said)))
    assert [change.new for change in plan.sheets[0].marks] == [
        Reached(80.0, False, "Baik dalam peluang.", aims),
        Reached(75.0),
    ]


async def test_the_same_marks_on_two_sheets_are_taken_from_the_first(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    one = leger(row(7, "Adi Nugroho", 80.0), subjects=(MATHS,))
    two = leger(row(7, "Adi Nugroho", 60.0, sheet="Salinan"), subjects=(MATHS,), name="Salinan")
    plan = await house.plan(file_of(one, two))
    assert (plan.changes, whys(plan)) == (1, [(Why.COLUMN_TWICE, "Leger")])


async def test_an_empty_form_says_so(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    empty = leger(row(7, "Adi Nugroho", None, None))
    assert whys(await house.plan(file_of(empty))) == [(Why.NOTHING, "")]
    assert whys(await house.plan(file_of(leger()))) == [(Why.NOTHING, "")]


async def test_another_school_is_never_looked_into(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    other = School(name="SMA Lain", timezone="Asia/Jakarta", created_at=now)
    session.add(other)
    await session.flush()
    plan = await plan_marks(session, other, file_of(leger(row(7, "Adi Nugroho", 80.0, **ADI))), Choices(), now, None)
    assert plan.changes == 0
    assert house.school.name not in repr(plan.sheets)
    assert all(not question.options for question in plan.questions)


async def test_a_kind_that_was_said_is_that_of_all_columns(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    sheet: MarkSheet = leger(row(7, "Adi Nugroho", 80.0), subjects=(MATHS,))
    choices = Choices().with_sheet("Leger", kind=MarkKind.MIDTERM)
    await house.take_over(file_of(sheet), choices=choices)
    assert list(await session.scalars(select(Assessment.kind))) == [MarkKind.MIDTERM]
