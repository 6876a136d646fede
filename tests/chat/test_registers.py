"""A teacher takes attendance by taps, leaves and comes back, corrects, and looks at the month."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.alerts import AlertKind, AlertRule, dump_rule
from bot.domain.attendance import DayState
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.services import attendance, calendar, scope
from bot.storage.engine import Sessions
from bot.storage.models import Absence, Pupil, Register, School, Teaching
from tests.support.house import House, Phone, open_house
from tests.support.said import give_chat

MONDAY = date(2026, 7, 20)
SITI = PARENTS[0]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def names(house: House, of: str = "X-1") -> list[str]:
    """The class as its list has it, without the numbers."""
    async with house.sessions() as session:
        house.demo.session = session
        pupils = await session.scalars(scope.pupils_of(await house.demo.school_class(of)))
        return [pupil.name for pupil in pupils]


async def put_down(house: House, day: date = MONDAY) -> dict[str, DayState]:
    async with house.sessions() as session:
        rows = await session.execute(
            select(Pupil.name, Absence.state).join(Pupil, Pupil.id == Absence.pupil_id).where(Absence.day == day)
        )
        return dict(rows.all())


async def taken(house: House) -> list[date]:
    async with house.sessions() as session:
        return list(await session.scalars(select(Register.day).order_by(Register.day)))


async def only_homeroom(house: House) -> None:
    """She teaches in no other class."""
    async with house.sessions() as session:
        house.demo.session = session
        teacher = await house.demo.person()
        for row in await session.scalars(select(Teaching).where(Teaching.person_id == teacher.id)):
            await session.delete(row)
        await session.commit()


async def test_each_absent_pupil_costs_one_tap(house: House, teacher: Phone) -> None:
    await only_homeroom(house)
    everybody = await names(house)
    opened = await teacher.say("absensi")
    assert "Senin, 20 Juli 2026" in opened.text
    assert "Belum diisi." in opened.text
    assert "Simpan: 36 hadir, 0 tidak" in opened.buttons
    for at in (1, 4, 7):
        await teacher.press(f"▫ {at + 1}. {everybody[at]}")
    saved = await teacher.press("Simpan: 33 hadir, 3 tidak")
    assert teacher.taps == 4
    assert "Hadir 33, tidak hadir 3." in saved.text
    assert await put_down(house) == dict.fromkeys([everybody[1], everybody[4], everybody[7]], DayState.UNEXPLAINED)
    assert f"{everybody[1]}: belum ada kabar" in saved.buttons


async def test_another_reason_is_chosen_once_for_all_who_have_it(house: House, teacher: Phone) -> None:
    everybody = await names(house)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    await teacher.press(f"▫ 1. {everybody[0]}")
    await teacher.press("○ sakit")
    await teacher.press(f"▫ 2. {everybody[1]}")
    await teacher.press(f"▫ 3. {everybody[2]}")
    await teacher.press("○ terlambat")
    await teacher.press("Nama berikutnya")
    shown = await teacher.press(f"▫ 13. {everybody[12]}")
    assert f"{everybody[1]}: sakit" in shown.text
    saved = await teacher.press("Simpan: 33 hadir, 3 tidak")
    assert "Dari yang hadir, 1 terlambat" in saved.text
    assert await put_down(house) == {
        everybody[0]: DayState.UNEXPLAINED,
        everybody[1]: DayState.SICK,
        everybody[2]: DayState.SICK,
        everybody[12]: DayState.LATE,
    }


async def test_two_quick_taps_on_one_button_are_one_and_a_later_one_takes_it_back(house: House, teacher: Phone) -> None:
    everybody = await names(house)
    await teacher.say("absensi")
    opened = await teacher.press("▫ X-1")
    twice = opened.choice(f"▫ 1. {everybody[0]}").data
    await teacher.forge(twice, opened.id)
    shown = await teacher.forge(twice, opened.id)
    assert f"✗ 1. {everybody[0]}: belum ada kabar" in shown.buttons
    assert "Belum tersimpan: 1 perubahan." in shown.text
    back = await teacher.press(f"✗ 1. {everybody[0]}")
    assert "Simpan: 36 hadir, 0 tidak" in back.buttons
    assert "Belum tersimpan" not in back.text


async def test_nothing_counts_until_it_is_saved_and_nothing_tapped_is_lost(house: House, teacher: Phone) -> None:
    everybody = await names(house)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    await teacher.press(f"▫ 1. {everybody[0]}")
    await teacher.press("‹ Kelas")
    await teacher.press("▫ X-2")
    await teacher.press("Menu")
    assert (await put_down(house), await taken(house)) == ({}, [])
    house.now += timedelta(hours=2)
    await teacher.say("/absensi")
    again = await teacher.press("▫ X-1")
    assert "Simpan: 35 hadir, 1 tidak" in again.buttons
    dropped = await teacher.press("Batalkan yang belum disimpan")
    assert "Simpan: 36 hadir, 0 tidak" in dropped.buttons


async def test_who_is_not_there_can_be_typed_by_number_or_name(house: House, teacher: Phone) -> None:
    everybody = await names(house)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    shown = await teacher.say(f"2 36, sakit 5; {everybody[6].lower()} izin")
    assert "Belum tersimpan: 4 perubahan." in shown.text
    unread = await teacher.say("sakit 7, 99")
    assert "“99” belum terbaca" in unread.text
    await teacher.press("Simpan: 32 hadir, 4 tidak")
    assert await put_down(house) == {
        everybody[1]: DayState.UNEXPLAINED,
        everybody[35]: DayState.UNEXPLAINED,
        everybody[4]: DayState.SICK,
        everybody[6]: DayState.EXCUSED,
    }
    lost = await teacher.say("3")
    assert "Absensi X-1" not in lost.text


async def test_of_two_who_save_neither_undoes_what_the_other_tapped(house: House, teacher: Phone) -> None:
    everybody = await names(house)
    admin = house.phone(ADMIN.user_id)
    for one, pupil in ((teacher, f"1. {everybody[0]}"), (admin, f"2. {everybody[1]}")):
        await one.say("absensi")
        await one.press("▫ X-1")
        await one.press(f"▫ {pupil}")
    await admin.press("Simpan: 35 hadir, 1 tidak")
    saved = await teacher.press("Simpan: 35 hadir, 1 tidak")
    assert "Hadir 34, tidak hadir 2." in saved.text
    assert set(await put_down(house)) == {everybody[0], everybody[1]}
    shown = await teacher.press("Ubah")
    assert "oleh Nurmala Sari" in shown.text


async def test_a_saved_register_is_corrected_pupil_by_pupil_with_a_note(house: House, teacher: Phone) -> None:
    everybody = await names(house)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    await teacher.press(f"▫ 1. {everybody[0]}")
    await teacher.press("Simpan")
    one = await teacher.press(f"{everybody[0]}: belum ada kabar")
    assert "belum ada kabar 1" in one.text
    assert "● belum ada kabar" in one.buttons
    await teacher.press("○ sakit")
    await teacher.press("Tulis keterangan")
    assert "paling panjang 300" in (await teacher.say("x" * 301)).text
    kept = await teacher.say("demam, surat menyusul")
    assert "“demam, surat menyusul”" in kept.text
    assert "sakit 1" in kept.text
    sheet = await teacher.press("‹ Absensi")
    assert f"{everybody[0]}: sakit (“demam, surat menyusul”)" in sheet.text
    await teacher.forge(one.choice("○ hadir").data, one.id)
    assert await put_down(house) == {}


async def test_a_note_that_is_typed_after_the_day_was_cleared_goes_nowhere(house: House, teacher: Phone) -> None:
    everybody = await names(house)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    await teacher.press(f"▫ 1. {everybody[0]}")
    await teacher.press("Simpan")
    one = await teacher.press(f"{everybody[0]}: belum ada kabar")
    await teacher.press("Tulis keterangan")
    async with house.sessions() as session:
        for row in await session.scalars(select(Absence)):
            await session.delete(row)
        await session.commit()
    await teacher.say("demam")
    assert await put_down(house) == {}
    assert one.text


async def test_other_days_are_tapped_or_typed_and_impossible_ones_refused_kindly(house: House, teacher: Phone) -> None:
    await teacher.say("absensi")
    another = (await teacher.press("▫ X-1")).choice("Hari lain").data
    days = await teacher.press("Hari lain")
    assert days.buttons[0] == "Sen, 20 Jul"
    assert not any("19 Jul" in face for face in days.buttons)
    assert "Jumat, 17 Juli 2026" in (await teacher.say("jumat")).text
    await teacher.press("Hari lain")
    assert "belum terbaca" in (await teacher.say("entah kapan")).text
    assert "Rabu, 15 Juli 2026" in (await teacher.say("15/7")).text
    for words, told in (("besok", "belum tiba"), ("3 Agustus", "belum tiba"), ("1 Juni 2026", "tahun pelajaran")):
        await teacher.forge(another)
        assert told in (await teacher.say(words)).text


async def test_a_closed_day_is_asked_about_by_its_name(house: House, teacher: Phone) -> None:
    async with house.sessions() as session:
        school = await session.get_one(School, house.demo.school.id)
        await calendar.set_day(session, school, date(2026, 7, 17), "Rapat kerja guru", is_open=False)
        await session.commit()
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    await teacher.press("Hari lain")
    asked = await teacher.say("17 Juli")
    assert "Rapat kerja guru" in asked.text
    assert "Simpan" not in asked.buttons
    shown = await teacher.press("Ya, tetap isi")
    assert "Simpan: 36 hadir, 0 tidak" in shown.buttons
    await teacher.press("Simpan")
    assert await taken(house) == [date(2026, 7, 17)]


async def test_days_that_were_not_filled_in_are_named(house: House, teacher: Phone) -> None:
    async with house.sessions() as session:
        house.demo.session = session
        person, of = await house.demo.person(), await house.demo.school_class()
        await attendance.take(session, person, of.id, date(2026, 7, 15), {}, house.now)
        await session.commit()
    opened = await teacher.say("absensi")
    named = [face for face in opened.buttons if face.startswith("Belum diisi")]
    assert named == ["Belum diisi: X-1, Sab, 18 Jul", "Belum diisi: X-1, Jum, 17 Jul", "Belum diisi: X-1, Kam, 16 Jul"]
    day = await teacher.press(named[1])
    assert "Jumat, 17 Juli 2026" in day.text
    await teacher.press("Simpan")
    again = await teacher.say("absensi")
    assert named[1] not in again.buttons


async def test_who_is_about_to_be_asked_is_said_where_the_school_asks(house: House, teacher: Phone) -> None:
    async with house.sessions() as session:
        school = await session.get_one(School, house.demo.school.id)
        school.alerts = dump_rule(AlertRule({AlertKind.NOT_YET: timedelta(minutes=45)}))
        await session.commit()
    everybody = await names(house)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    assert "ditanya" not in (await teacher.press("Simpan")).text
    await teacher.press("Ubah")
    await teacher.press(f"▫ 1. {everybody[0]}")
    assert "ditanya dengan sopan 45 menit lagi" in (await teacher.press("Simpan")).text


async def test_a_colleague_of_another_class_and_a_parent_get_nothing(house: House, teacher: Phone) -> None:
    await teacher.say("absensi")
    opened = await teacher.press("▫ X-1")
    everybody = await names(house)
    mother = house.phone(SITI.user_id)
    rahmat = await give_chat(house, "Rahmat Hidayat, S.Si.", 903)
    async with house.sessions() as session:
        for row in await session.scalars(select(Teaching)):
            await session.delete(row)
        await session.commit()
    for one in (mother, rahmat):
        for face in (f"▫ 1. {everybody[0]}", "Simpan", "Hari lain", "Rekap bulanan", "○ sakit"):
            refused = await one.forge(opened.choice(face).data)
            assert everybody[0] not in refused.text + " ".join(refused.buttons)
    assert (await put_down(house), await taken(house)) == ({}, [])
