"""A teacher in a hurry sends a file of marks: she looks, answers what is open, keeps it and publishes it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select
from xlsxwriter import Workbook

from bot.domain.marks import MarkKind
from bot.storage.engine import Sessions
from bot.storage.models import Assessment, Mark, Pupil
from tests.marks.forms import Child, leger, scope, workbook
from tests.roster.forms import Cell
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.marked import assessed, by_name, marks_in, parents_child, the_assessment
from tests.support.rows import Rows


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


def children(pupils: Sequence[Pupil], marks: Sequence[Cell] = (70, 75, 80, 85, 90)) -> list[Child]:
    """A row for each pupil."""
    return [Child(pupil.name, pupil.nisn, marks) for pupil in pupils]


async def counted(house: House) -> tuple[int, int]:
    """How many assessments and marks there are."""
    async with house.sessions() as session:
        assessments = await session.scalar(select(func.count()).select_from(Assessment))
        marks = await session.scalar(select(func.count()).select_from(Mark))
    return assessments or 0, marks or 0


async def test_a_leger_is_kept_with_one_tap_and_published_with_two(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    mother = house.phone(PARENTS[0].user_id)
    before = len(mother.bubbles)
    preview = await teacher.document(workbook(leger(children(pupils))), "leger X-1.xlsx")
    assert "Leger nilai, X-1, semester ganjil 2026/2027: 36 murid" in preview.text
    assert "Nilai baru 180, berubah 0, tetap 0" in preview.text
    assert preview.buttons[:2] == ["Simpan", "Batal"]
    assert await counted(house) == (0, 0)
    kept = await teacher.press("Simpan")
    assert "Nilai: 180 baru" in kept.text
    assert await counted(house) == (5, 180)
    assert len(mother.bubbles) == before
    asked = await teacher.press("Terbitkan")
    assert "Nilai 36 murid akan dapat dilihat" in asked.text
    example = list(teacher.bubbles.values())[-2]
    assert "sudah dapat dilihat" in example.text
    assert example.buttons == []
    done = await teacher.press("Ya, terbitkan")
    assert "Nilai terbit dalam 10 detik" in done.text
    assert "keluarga" in done.text.partition("Belum terhubung")[2]
    assert teacher.taps == 3
    assert len(mother.bubbles) == before
    await seconds_pass(house)
    child = await parents_child(house)
    assert child.name in mother.screen().text
    others = {pupil.name for pupil in pupils} - {child.name}
    assert not any(name in mother.screen().text for name in others)


async def seconds_pass(house: House) -> None:
    """Long enough for what could be undone to leave."""
    house.now += timedelta(seconds=11)
    await house.deliver()


async def test_the_same_file_again_has_nothing_to_keep_and_a_corrected_one_says_what_changes(
    house: House, teacher: Phone, rows: Rows
) -> None:
    pupils = await by_name(house)
    child = await parents_child(house)
    await teacher.document(workbook(leger(children(pupils))), "leger.xlsx")
    await teacher.press("Simpan")
    await teacher.press("Terbitkan")
    await teacher.press("Ya, terbitkan")
    again = await teacher.document(workbook(leger(children(pupils))), "leger.xlsx")
    assert "Tidak ada yang perlu disimpan" in again.text
    assert "Simpan" not in again.buttons
    corrected = [
        Child(one.name, one.nisn, (70, 75, 95, 85, 90) if one.name == child.name else one.marks)
        for one in children(pupils)
    ]
    preview = await teacher.document(workbook(leger(corrected)), "leger baru.xlsx")
    assert "berubah 1, tetap 179" in preview.text
    assert f"{child.name}, Matematika (Nilai rapor): 80 → 95" in preview.text
    assert "akan diberi tahu" in preview.text
    await teacher.press("Simpan")
    told = house.phone(PARENTS[0].user_id).screen().text
    assert "95" in told
    assert "sebelumnya 80" in told


async def test_what_a_table_of_her_own_leaves_open_is_asked_and_then_kept(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    table: list[list[Cell]] = [["Nama", "UH 1", "UH 2"]]
    table += [[pupil.name, 80, 85] for pupil in pupils]
    shown = await teacher.document(workbook(table), "nilai saya.xlsx")
    assert "semester yang mana" in shown.text
    shown = await teacher.press("Semester ganjil 2026/2027")
    assert "Mata pelajaran apa" in shown.text
    shown = await teacher.press("Bahasa Indonesia")
    assert "Nilai baru 72" in shown.text
    await teacher.press("Simpan")
    assert await counted(house) == (2, 72)
    assert (await the_assessment(house, title="UH 1")).subject == "Bahasa Indonesia"


async def test_a_subject_that_is_not_offered_can_be_typed(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    table: list[list[Cell]] = [["Nama", "UH 1"]]
    table += [[pupil.name, 80] for pupil in pupils]
    await teacher.document(workbook(table), "nilai.xlsx")
    await teacher.press("Semester ganjil")
    await teacher.say("Prakarya")
    await teacher.press("Simpan")
    assert (await the_assessment(house)).subject == "Prakarya"


async def test_two_pupils_of_one_name_are_told_apart_by_a_question(house: House, teacher: Phone) -> None:
    async with house.sessions() as session:
        house.demo.session = session
        class_ = await house.demo.school_class("X-1")
        first, second = (await session.scalars(select(Pupil).where(Pupil.class_id == class_.id).limit(2))).all()
        first.name = second.name = "Putri Ayu Lestari"
        first.nisn, second.nisn = "0061234501", "0061234502"
        await session.commit()
    pupils = await by_name(house)
    unnumbered = [Child(pupil.name, None, (70, 75, 80, 85, 90)) for pupil in pupils if pupil.id != second.id]
    shown = await teacher.document(workbook(leger(unnumbered)), "leger.xlsx")
    assert "“Putri Ayu Lestari”. Murid yang mana?" in shown.text
    options = [face for face in shown.buttons if face.startswith("Putri Ayu Lestari (")]
    assert len(options) == 2
    assert await counted(house) == (0, 0)
    shown = await teacher.press(next(face for face in options if "0061234502" in face or "4502" in face))
    assert "35 murid" in shown.text
    assert "Tidak ada dalam berkas: Putri Ayu Lestari" in shown.text
    await teacher.press("Simpan")
    one = await the_assessment(house, subject="Matematika")
    marks = await marks_in(house, one.id)
    assert second.id in marks
    assert first.id not in marks


async def test_a_name_that_stands_twice_is_asked_about_and_says_where(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    twice = pupils[0]
    numbers = (70, 75, 80, 85, 90)
    rows = [Child(pupil.name, None, numbers) for pupil in (*pupils, twice)]
    shown = await teacher.document(workbook(leger(rows)), "leger.xlsx")
    first, second = places(shown.text)
    assert f"Baris {first}: “{twice.name}”. Nama ini juga ada di baris {second}." in shown.text
    assert f"Bila yang benar baris {first}, ketuk nama muridnya." in shown.text
    shown = await teacher.press("Lewati baris ini")
    assert "Murid yang mana" not in shown.text
    await teacher.press("Simpan")
    one = await the_assessment(house, subject="Matematika")
    assert twice.id in await marks_in(house, one.id)


def places(text: str) -> tuple[int, int]:
    """The two rows that a question names: its own, and the other."""
    found = re.search(r"Baris (\d+): .* di baris (\d+)\.", text)
    assert found is not None, text
    return int(found[1]), int(found[2])


async def test_doubtful_cells_are_named_by_row_and_column_and_left_out(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    some = children(pupils)
    some[1] = Child(pupils[1].name, pupils[1].nisn, (105, "tujuh puluh", "85", None, 90))
    file = workbook(leger(some), broken={(9, 4): "#DIV/0!"})
    shown = await teacher.document(file, "leger.xlsx")
    assert "baris 8, kolom D: 105" in shown.text
    assert "baris 8, kolom E: “tujuh puluh”" in shown.text
    assert "baris 9, kolom D" in shown.text
    assert "#DIV/0!" in shown.text
    await teacher.press("Simpan")
    one = await the_assessment(house, subject="Pendidikan Pancasila")
    assert len(await marks_in(house, one.id)) == 34


async def test_another_classs_file_is_not_taken_for_this_one(house: House, teacher: Phone) -> None:
    others = await by_name(house, "X-2")
    shown = await teacher.document(workbook(leger(children(others), "X-1")), "leger.xlsx")
    assert "Tidak diambil" in shown.text
    assert "X-2" in shown.text
    assert "Simpan" not in shown.buttons
    assert await counted(house) == (0, 0)


async def test_a_subject_teacher_keeps_the_own_subject_and_hears_why_the_rest_is_left_out(
    house: House, teacher: Phone
) -> None:
    pupils = await by_name(house, "X-2")
    shown = await teacher.document(workbook(leger(children(pupils), "X-2")), "leger X-2.xlsx")
    assert "Bahasa Indonesia" in shown.text
    assert "Matematika diisi oleh guru pengampunya" in shown.text
    await teacher.press("Simpan")
    assert await counted(house) == (1, 36)


async def test_one_answer_is_for_all_sheets_and_can_be_given_sheet_by_sheet(house: House, teacher: Phone) -> None:
    admin = house.phone(ADMIN.user_id)
    file = sheets({name: await by_name(house, name) for name in ("X-1", "X-2")})
    await admin.document(file, "nilai.xlsx")
    shown = await admin.press("Semester ganjil")
    assert "Jawabannya berlaku untuk 2 lembar" in shown.text
    shown = await admin.press("Matematika")
    assert shown.text.count("36 murid") == 2
    await admin.press("Simpan")
    assert await counted(house) == (2, 72)


async def test_what_was_understood_wrongly_is_set_right(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    await teacher.document(workbook(scope(children(pupils, (80, 85)), ("TP 1", "TP 2"))), "sumatif.xlsx")
    await teacher.press("Kurang tepat? Ubah")
    shown = await teacher.press("Latihan di kelas")
    assert "Latihan di kelas" in shown.text
    await teacher.press("Simpan")
    assert {row.kind for row in await Rows(house.sessions).all(select(Assessment))} == {MarkKind.FORMATIVE}


async def test_a_preview_that_has_grown_old_keeps_nothing_and_can_be_looked_at_again(
    house: House, teacher: Phone
) -> None:
    pupils = await by_name(house)
    older = await teacher.document(workbook(leger(children(pupils))), "leger.xlsx")
    await assessed(house, [55.0], subject="Matematika", kind=MarkKind.FINAL, title="")
    shown = await teacher.press("Simpan", on=older)
    assert "Tidak ada yang disimpan" in shown.text
    assert (await counted(house))[1] == 1
    shown = await teacher.press("Periksa lagi")
    assert "55 → 80" in shown.text
    await teacher.press("Simpan")
    assert (await counted(house))[1] == 180


async def test_a_file_that_comes_while_a_note_is_awaited_is_looked_at(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    await teacher.forge(f"1:mk.npupil:{pupils[0].id}")
    shown = await teacher.document(workbook(leger(children(pupils))), "leger.xlsx")
    assert "36 murid" in shown.text


async def test_the_report_is_a_spreadsheet_and_the_preview_stays(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    preview = await teacher.document(workbook(leger(children(pupils)[:30])), "leger.xlsx")
    shown = await teacher.press("Laporan lengkap", on=preview)
    assert "Laporan lengkap" in shown.text
    await teacher.press("Simpan", on=preview)
    assert (await counted(house))[1] == 150


@pytest.mark.parametrize("sender", [PARENTS[0].user_id, 777])
async def test_nobody_else_can_send_or_keep_marks(house: House, teacher: Phone, sender: int) -> None:
    pupils = await by_name(house)
    file = workbook(leger(children(pupils)))
    preview = await teacher.document(file, "leger.xlsx")
    keep = preview.choice("Simpan").data
    other = house.phone(sender)
    for press in (keep, "1:mk.file", "1:mk.again", "1:mk.list", keep.replace("apply", "report")):
        assert "Bahasa Indonesia" not in (await other.forge(press)).text
    shown = await other.document(file, "leger.xlsx")
    assert "Nilai baru" not in shown.text
    assert await counted(house) == (0, 0)
    await teacher.press("Simpan", on=preview)
    assert await counted(house) == (5, 180)


def sheets(by_class: Mapping[str, Sequence[Pupil]]) -> bytes:
    """A workbook with a table of its own for each class."""
    out = BytesIO()
    book = Workbook(out)
    for name, pupils in by_class.items():
        page = book.add_worksheet(name)
        for number, row in enumerate((("Nama", "UH 1"), *((pupil.name, 80) for pupil in pupils))):
            page.write_row(number, 0, row)
    book.close()
    return out.getvalue()
