"""Office hours, leave and cover as a teacher and an administrator set them, in a tap or two."""

from datetime import date, timedelta

import pytest

from bot.jobs import ticks
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.services import calendar
from bot.storage.engine import Sessions
from bot.storage.models import School
from tests.conftest import NOW
from tests.support.asked import ask, threads
from tests.support.house import House, open_house

COLLEAGUE = "Dewi Anggraini, M.Pd."


@pytest.fixture
async def house(sessions: Sessions) -> House:
    return await open_house(sessions, NOW)


async def test_away_today_takes_two_taps_from_her_page_and_the_family_hears_who_answers(house: House) -> None:
    teacher, parent = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    await ask(parent)
    (thread,) = await threads(house)
    await teacher.say("/menu")
    page = await teacher.press("Jam layanan")
    assert "Senin–Jumat, pukul 07.30–15.30" in page.text
    assert "dalam 1 hari kerja" in page.text
    before = teacher.taps
    await teacher.press("Tidak bertugas")
    leave = await teacher.press("Pekan depan")
    assert teacher.taps - before == 2
    assert "Senin, 27 Juli 2026 sampai Jumat, 31 Juli 2026" in leave.text
    assert "tata usaha" in leave.text
    await teacher.press("Selesai")
    await teacher.press("Tidak bertugas")
    leave = await teacher.say("besok sampai Jumat")
    assert "Selasa, 21 Juli 2026 sampai Jumat, 24 Juli 2026" in leave.text
    (moved,) = await threads(house)
    assert moved.responsible_id != thread.responsible_id
    told = parent.screen().text
    assert "Joko Santoso" in told
    assert "paling lambat" in told


@pytest.mark.parametrize(
    ("ahead", "offered"),
    [
        (0, ["Hari ini", "Besok", "Sisa minggu ini", "Pekan depan"]),
        (4, ["Hari ini", "Sen, 27 Jul", "Pekan depan"]),
        (5, ["Hari ini", "Sen, 27 Jul", "Pekan depan"]),
    ],
    ids=["Monday", "Friday", "Saturday"],
)
async def test_the_next_day_is_one_on_which_she_works_and_is_named(
    house: House, ahead: int, offered: list[str]
) -> None:
    teacher = house.phone(TEACHER.user_id)
    house.now += timedelta(days=ahead)
    await teacher.say("/jam")
    asked = await teacher.press("Tidak bertugas")
    assert asked.buttons[: len(offered)] == offered
    leave = await teacher.press(offered[1])
    assert ("Selasa, 21 Juli 2026" if ahead == 0 else "Senin, 27 Juli 2026") in leave.text


async def test_a_holiday_is_not_the_next_day_and_a_button_of_old_means_the_same_day(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    async with house.sessions() as session:
        school = await session.get_one(School, house.demo.school.id)
        await calendar.set_day(session, school, date(2026, 7, 21), "Ulang tahun sekolah", is_open=False)
        await session.commit()
    await teacher.say("/jam")
    asked = await teacher.press("Tidak bertugas")
    assert "Rab, 22 Jul" in asked.buttons
    leave = await teacher.forge("1:oh.off:0:tomorrow")
    assert "Rabu, 22 Juli 2026" in leave.text
    assert "sudah lewat" in (await teacher.forge("1:oh.off:0:2026-07-17")).text
    assert "sudah tidak berlaku" in (await teacher.forge("1:oh.off:0:never")).text


async def test_back_early_and_the_question_is_hers_again(house: House) -> None:
    teacher, parent = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    await ask(parent)
    (mine,) = await threads(house)
    await teacher.say("jam layanan")
    await teacher.press("Tidak bertugas")
    await teacher.press("Sisa minggu ini")
    (away,) = await threads(house)
    assert away.responsible_id != mine.responsible_id
    newest = await teacher.press("Tetap bertugas")
    assert "Apa PR hari ini" in newest.text, "it came back"
    assert any("Selamat bertugas kembali" in bubble.text for bubble in teacher.bubbles.values())
    (again,) = await threads(house)
    assert again.responsible_id == mine.responsible_id


async def test_hours_are_tapped_or_typed_and_a_day_can_be_added(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/jam")
    await teacher.press("Ubah jam")
    page = await teacher.press("07.00–14.00")
    assert "Senin–Jumat, pukul 07.00–14.00" in page.text
    await teacher.press("Ubah jam")
    choose = await teacher.press("Sab")
    assert "Senin–Sabtu, pukul 07.00–14.00" in choose.text
    page = await teacher.say("Senin, Rabu–Kamis 08.00–12.00")
    assert "Senin, Rabu, Kamis, pukul 08.00–12.00" in page.text
    await teacher.press("Ubah jam")
    page = await teacher.press("Ikuti jam sekolah")
    assert "Senin–Jumat, pukul 07.30–15.30" in page.text


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("20.00-22.00", "jam tenang"),
        ("08.00-08.30", "satu jam"),
        ("14.00-09.00", "lebih awal"),
        ("kapan saja", "belum memahami kapan saja"),
        ("<b>8</b>", "belum memahami"),
    ],
    ids=["at night", "too short", "backwards", "no hours", "hostile"],
)
async def test_hours_that_help_nobody_are_kindly_refused(house: House, typed: str, answer: str) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/jam")
    await teacher.press("Ubah jam")
    assert answer in (await teacher.say(typed)).text
    page = await teacher.press("‹ Kembali")
    assert "07.30–15.30" in page.text


@pytest.mark.parametrize("typed", ["1 Januari 2026", "entah", "1 Agustus 2026 - 31 Desember 2030"])
async def test_days_that_cannot_be_meant_are_asked_again(house: House, typed: str) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/jam")
    await teacher.press("Tidak bertugas")
    asked = await teacher.say(typed)
    assert "Kapan" in asked.text
    page = await teacher.press("‹ Kembali")
    assert not any(face.startswith("Tetap bertugas") for face in page.buttons)


async def test_the_cover_is_a_colleague_of_the_same_class_first(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/jam")
    chosen = await teacher.press("Guru pengganti")
    assert COLLEAGUE in chosen.buttons
    page = await teacher.press(COLLEAGUE)
    assert "Dewi Anggraini" in page.text
    await teacher.press("Guru pengganti")
    page = await teacher.press("Tata usaha")
    assert "tata usaha" in page.text


async def test_an_administrator_sets_it_for_others_and_the_school_s_promise(house: House) -> None:
    admin, teacher = house.phone(ADMIN.user_id), house.phone(TEACHER.user_id)
    await admin.say("/jam")
    await admin.press("Janji jawab sekolah")
    said = await admin.press("Dalam 2 hari kerja")
    assert "dalam 2 hari kerja" in said.text
    await admin.press("Jam layanan sekolah")
    said = await admin.press("07.00–14.00")
    assert "Senin–Jumat, pukul 07.00–14.00" in said.text
    await admin.press("‹ Kembali")
    await admin.press("Jam layanan rekan")
    page = await admin.press(TEACHER.name)
    assert TEACHER.name.split(",")[0] in page.text
    await admin.press("Tidak bertugas")
    leave = await admin.press("Besok")
    assert "Selasa, 21 Juli 2026" in leave.text
    page = await teacher.say("/jam")
    assert "Selasa, 21 Juli 2026" in page.text
    assert "07.00–14.00" in page.text


async def test_nobody_but_an_administrator_sets_a_colleagues_hours(house: House) -> None:
    teacher, parent = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    async with house.sessions() as session:
        house.demo.session = session
        admin = await house.demo.person(ADMIN)
    for packed in (f"1:oh.of:{admin.id}", f"1:oh.off:{admin.id}:today", "1:oh.promise", "1:oh.within:usual"):
        assert "tidak tersedia" in (await teacher.forge(packed)).text.lower()
        assert "tidak tersedia" in (await parent.forge(packed)).text.lower()


async def test_a_reminder_comes_within_hours_and_leads_to_what_waits(house: House) -> None:
    teacher, parent = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    await ask(parent)
    house.now = NOW + timedelta(hours=4, minutes=10)
    await ticks.keep_promises(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()
    reminder = teacher.screen()
    assert "masih menunggu jawaban" in reminder.text
    assert "Ananda" in reminder.text
    listed = await teacher.press("Lihat yang menunggu")
    assert any("Apa PR hari ini" in face for face in listed.buttons)


async def test_a_question_at_night_is_promised_for_the_day_and_the_teacher_sleeps(house: House) -> None:
    teacher, parent = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    house.now = NOW + timedelta(hours=13)
    before = len(teacher.bubbles)
    said = await ask(parent)
    assert "Selasa, 21 Juli 2026 pukul 15.30" in said.text
    assert len(teacher.bubbles) == before
    house.now = NOW + timedelta(hours=22, minutes=31)
    await house.deliver()
    assert len(teacher.bubbles) == before + 1
    assert "Apa PR hari ini" in teacher.screen().text
