"""A teacher sends one template to many families: each reads of its own child, and she has seen all of it before."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.jobs import ticks
from bot.playground.demo import PARENTS, TEACHER, Played
from bot.storage.engine import Sessions
from bot.storage.models import ClassUpdate, Pupil, UpdatePupil, UpdateState
from tests.support.graded import graded
from tests.support.house import Bubble, House, Phone, open_house

SITI, HENDRA, _YANTI, _AGUS = PARENTS
LINE = 75.0


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    """Mathematics has two marks of each pupil of X-1; they differ, and no two are alike."""
    house = await open_house(sessions, now)
    async with sessions() as session:
        house.demo.session = session
        house.demo.school = await session.merge(house.demo.school)
        house.demo.school.pass_line = LINE
        of = await house.demo.school_class()
        pupils = await pupils_of(session, of.id)
        first = {pupil.id: 40.0 + at for at, pupil in enumerate(pupils)}
        await graded(session, of, "Matematika", first, now - timedelta(days=3), title="TP 1")
        second = {pupil.id: 60.5 + at for at, pupil in enumerate(pupils)}
        await graded(session, of, "Matematika", second, now, title="TP 2")
        await session.commit()
    return house


async def pupils_of(session: AsyncSession, class_id: int) -> list[Pupil]:
    rows = await session.scalars(
        select(Pupil).where(Pupil.class_id == class_id, Pupil.left_at.is_(None)).order_by(Pupil.id)
    )
    return list(rows)


async def to_list(teacher: Phone, topic: str = "Belajar dan nilai", template: str = "Hasil penilaian") -> Bubble:
    await teacher.say("/kabarmurid")
    for tap in (topic, template, "X-1"):
        await teacher.press(tap)
    return await teacher.press("Seluruh kelas")


async def look_through(teacher: Phone) -> Bubble:
    """All pages, then three examples."""
    while any(face == "›" for face in teacher.screen().buttons):
        await teacher.press("›")
    return await teacher.press("Lihat tiga contoh")


async def leave(house: House) -> None:
    house.now += timedelta(seconds=11)
    await ticks.send_due(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()


async def updates(house: House) -> list[ClassUpdate]:
    async with house.sessions() as session:
        return list(await session.scalars(select(ClassUpdate).order_by(ClassUpdate.id)))


async def child_of(house: House, played: Played) -> Pupil:
    async with house.sessions() as session:
        house.demo.session = session
        return await house.demo.child(played)


async def test_each_family_reads_its_own_childs_mark_and_no_other(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    first = await to_list(teacher)
    assert "36 murid" in first.text
    card = await look_through(teacher)
    assert "Seluruh daftar sudah dilihat" in card.text
    examples = [one.text for one in list(teacher.bubbles.values())[-4:-1]]
    assert len({text for text in examples if "nilai Matematika naik dari" in text}) == 3
    waiting = await teacher.press("Kirim ke 36 keluarga")
    assert "10 detik" in waiting.text
    await leave(house)
    (row,) = await updates(house)
    assert row.personal
    async with house.sessions() as session:
        assert len(list(await session.scalars(select(UpdatePupil)))) == 36
    his, hers = await child_of(house, HENDRA), await child_of(house, SITI)
    shown = house.phone(SITI.user_id).screen().text
    other = house.phone(HENDRA.user_id).screen().text
    assert hers.name in shown
    assert his.name not in shown
    assert his.name in other
    assert hers.name not in other
    assert "Langkah berikutnya:" in shown
    assert "One next step, if you can:" in other


async def test_nothing_can_be_sent_before_the_whole_list_and_three_examples_were_seen(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    first = await to_list(teacher)
    assert not any(face.startswith("Kirim") for face in first.buttons)
    card = await teacher.press("Lihat tiga contoh")
    assert not any(face.startswith("Kirim") for face in card.buttons)
    assert "seluruh daftar" in card.text
    await teacher.press("Lihat seluruh daftar")
    while "›" in teacher.screen().buttons:
        await teacher.press("›")
    assert any(face.startswith("Kirim ke 36") for face in teacher.screen().buttons)
    await teacher.press("Ubah langkah semua")
    changed = await teacher.press("Mohon temani belajar 15 menit")
    assert not any(face.startswith("Kirim") for face in changed.buttons)
    assert await updates(house) == []


async def test_undone_within_ten_seconds_it_is_a_draft_again_and_nobody_hears_of_it(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await to_list(teacher)
    await look_through(teacher)
    await teacher.press("Kirim ke 36 keluarga")
    back = await teacher.press("Urungkan")
    assert "36 murid" in back.text
    await leave(house)
    assert [row.state for row in await updates(house)] == [UpdateState.CANCELLED]


async def test_words_for_one_child_that_name_another_are_stopped(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    mine, other = await child_of(house, SITI), await child_of(house, HENDRA)
    await to_list(teacher)
    while not any(face.startswith(mine.name[:22]) for face in teacher.screen().buttons):
        await teacher.press("›")
    await teacher.press(mine.name[:22])
    await teacher.press("Bagaimana hasilnya?")
    stopped = await teacher.say(f"nilainya lebih baik daripada {other.name}")
    assert other.name in stopped.text
    assert "milik murid lain" in stopped.text
    await teacher.press("Tulis ulang")
    shown = await teacher.say("tulisannya makin rapi.")
    assert mine.name in shown.text
    message = list(teacher.bubbles.values())[-2].text
    assert "tulisannya makin rapi" in message


async def test_only_those_whose_marks_fit_are_offered_and_the_rest_is_left_out(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/kabarmurid")
    for tap in ("Belajar dan nilai", "Kesempatan perbaikan", "X-1"):
        await teacher.press(tap)
    assert "Di bawah batas nilai sekolah: 15" in teacher.screen().buttons
    asked = await teacher.press("Di bawah batas")
    assert "15 murid" in asked.text
    shown = await teacher.press("Sen, 27 Jul")
    assert "27 Juli 2026" in shown.text
    assert "15 murid" in shown.text


async def test_unpublished_marks_are_given_away_to_nobody(house: House, now: datetime) -> None:
    async with house.sessions() as session:
        house.demo.session = session
        of = await house.demo.school_class()
        pupils = await pupils_of(session, of.id)
        await graded(session, of, "Fisika", {one.id: 31.0 for one in pupils}, now, published=False)
        await session.commit()
    listed = await to_list(house.phone(TEACHER.user_id))
    assert "Fisika" not in listed.text


async def test_a_parent_cannot_press_what_is_the_teachers(house: House) -> None:
    siti = house.phone(SITI.user_id)
    await siti.forge("1:iu.g:good")
    await siti.forge("1:iu.send:1")
    await siti.forge("1:iu.undo:1")
    assert await updates(house) == []


async def test_what_was_said_of_one_pupil_is_put_right_for_that_family_alone(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    mine = await child_of(house, SITI)
    await to_list(teacher)
    await look_through(teacher)
    await teacher.press("Kirim ke 36 keluarga")
    await leave(house)
    (row,) = await updates(house)
    before = house.phone(HENDRA.user_id).screen().text
    await teacher.forge(f"1:iu.fp:{row.id}:{mine.id}")
    await teacher.press("Apa langkah berikutnya?")
    await teacher.press("Mohon ajak baca catatan")
    await teacher.press("Kirim perbaikannya")
    shown = house.phone(SITI.user_id).screen().text
    assert "Ralat:" in shown
    assert "Mohon ajak baca catatan" in shown
    assert house.phone(HENDRA.user_id).screen().text == before


async def test_words_to_a_whole_class_that_name_a_pupil_are_asked_about(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    other = await child_of(house, HENDRA)
    await teacher.say("/kabar")
    for tap in ("X-1", "Lanjut", "Kabar baik dan terima kasih", "Kabar baik dari kelas", "Pekan ini"):
        await teacher.press(tap)
    asked = await teacher.say(f"{other.name} menjadi juara kelas.")
    assert other.name in asked.text
    assert "Ke keluarga itu saja" in asked.buttons
    shown = await teacher.press("Memang untuk semua")
    assert "Sampai ke 27 dari 36 keluarga" in shown.text
