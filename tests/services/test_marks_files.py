"""Files as schools have them, all the way: read, planned, taken over; and what a bad one says, with nothing stored."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.marksheets import CellCode
from bot.marks import read_marks
from bot.services.marks import Choices, Why
from bot.storage.models import Assessment, Mark
from tests.marks import forms
from tests.marks.forms import Child
from tests.support.marks import MarkSchool, mark_school

SUBJECTS = ("Matematika", "SEJARAH")


async def rows_of(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Mark.id))) or 0


async def a_class(session: AsyncSession, now: datetime) -> MarkSchool:
    """The small school with four more pupils in X-1, two of them of one name."""
    house = await mark_school(session, now)
    await house.pupil("Budi Santoso", nisn="0081000010")
    await house.pupil("Budi Santoso", nisn="0081000011")
    await house.pupil("Dewi Lestari", nisn="0081000012")
    await session.commit()
    return house


CHILDREN = (
    Child("ADI NUGROHO", "0081000001", (80, "85,5")),
    Child("CITRA LESTARI", "0081000002", (90, 70)),
    Child("BUDI SANTOSO", "0081000011", (60, 65)),
    Child("BUDI SANTOSO", "0081000010", (50, 55)),
    Child("DEWI LESTARI", "0081000012", ("-", 75)),
)


async def test_a_leger_of_a_real_shape_is_taken_over_with_twins_told_apart(
    session: AsyncSession, now: datetime
) -> None:
    house = await a_class(session, now)
    file = read_marks(forms.workbook(forms.leger(CHILDREN, subjects=SUBJECTS)), "leger.xlsx")
    report = await house.take_over(file)
    assert (report.marks_new, report.left_out) == (9, 0)
    first = house.pupils["Budi Santoso"]
    assert first.nisn == "0081000010"
    assert await house.marks(first) == {("Matematika", ""): 50.0, ("Sejarah", ""): 55.0}
    assert (await house.marks(house.pupils["Adi Nugroho"]))["Sejarah", ""] == 85.5


async def test_the_same_leger_without_numbers_asks_about_the_twins_alone(session: AsyncSession, now: datetime) -> None:
    house = await a_class(session, now)
    children = [Child(child.name, None, child.marks) for child in CHILDREN]
    file = read_marks(forms.workbook(forms.leger(children, subjects=SUBJECTS)), "leger.xlsx")
    plan = await house.plan(file)
    assert [(question.row, len(question.options)) for question in plan.questions] == [(9, 2), (10, 2)]
    choices = plan.questions[0].answered(Choices(), house.pupils["Budi Santoso"].id)
    await house.take_over(file, choices=choices)
    assert (await house.marks(house.pupils["Budi Santoso"]))["Matematika", ""] == 60.0


async def test_a_mark_above_the_best_and_a_broken_formula_leave_the_other_cells_alone(
    session: AsyncSession, now: datetime
) -> None:
    house = await a_class(session, now)
    children = [Child("ADI NUGROHO", "0081000001", (105, 80)), Child("CITRA LESTARI", "0081000002", (70, 75))]
    rows = forms.leger(children, subjects=SUBJECTS)
    file = read_marks(forms.workbook(rows, {(8, 4): "#DIV/0!"}), "leger.xlsx")
    assert {(remark.code, remark.row, remark.column) for remark in file.remarks} == {
        (CellCode.OUT_OF_RANGE, 7, "D"),
        (CellCode.FORMULA_ERROR, 8, "D"),
    }
    report = await house.take_over(file)
    assert report.marks_new == 2
    assert await house.marks(house.pupils["Citra Lestari"]) == {("Sejarah", ""): 75.0}


async def test_the_leger_of_another_class_stores_nothing(session: AsyncSession, now: datetime) -> None:
    house = await a_class(session, now)
    names = ("Gita Permata", "Hana Safitri", "Indra Wijaya")
    for name in names:
        await house.pupil(name, house.x2)
    rows = forms.leger([Child(name.upper(), None, (80, 70)) for name in names], subjects=SUBJECTS)
    plan = await house.plan(read_marks(forms.workbook(rows), "leger.xlsx"))
    assert [(one.why, one.told) for one in plan.left_out] == [(Why.CLASS_OTHER, "X-2")]
    await house.take_over(plan.file)
    assert await rows_of(session) == 0
    assert await session.scalar(select(func.count(Assessment.id))) == 0


async def test_scope_tests_of_the_subject_teacher_need_no_question(session: AsyncSession, now: datetime) -> None:
    house = await a_class(session, now)
    file = read_marks(forms.workbook(forms.scope(CHILDREN, ("TP 1", "TP 2"))), "tp.xlsx")
    report = await house.take_over(file, house.maths)
    assert report.marks_new == 9
    titles = await session.scalars(select(Assessment.title).order_by(Assessment.position))
    assert list(titles) == ["TP 1", "TP 2"]


async def test_a_final_mark_sheet_keeps_its_objectives(session: AsyncSession, now: datetime) -> None:
    house = await a_class(session, now)
    aims = (("Menghitung peluang", 1), ("Membaca grafik", 0), ("Menalar", None))
    reports = (
        forms.Report("ADI NUGROHO", "0081000001", 82, aims),
        forms.Report("CITRA LESTARI", "0081000002", 75, aims),
    )
    await house.take_over(read_marks(forms.final(reports), "akhir.xlsx"), house.maths)
    kept = await session.scalars(select(Mark.objectives).order_by(Mark.id))
    assert list(kept) == [[["Menghitung peluang", True], ["Membaca grafik", False], ["Menalar", None]]] * 2


@pytest.mark.parametrize("sign", ["S", "sakit"])
async def test_a_grid_becomes_days(session: AsyncSession, now: datetime, sign: str) -> None:
    house = await a_class(session, now)
    children = [Child(child.name, days={13: ".", 14: "."}) for child in CHILDREN if "BUDI" not in child.name]
    children[0] = Child("ADI NUGROHO", days={13: sign, 14: "."})
    file = read_marks(forms.workbook(forms.grid(children, "Juli 2026", totals=False)), "hadir.xlsx")
    report = await house.take_over(file)
    assert (report.registers_new, report.days, report.marks_new) == (2, 1, 0)
