"""The day of a meeting: the code at the door, one tap per family, the printed list, and the minutes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.meetings import AttendedBy, MeetingState
from bot.storage.engine import Sessions
from bot.storage.models import Attendance, LogEntry, LogKind, Meeting
from tests.support.demo import PARENTS, TEACHER
from tests.support.gathering import AFTERWARDS, AT_THE_DOOR, BEGINS, CLASS_MEETING, ENDS
from tests.support.house import House, Phone, open_house
from tests.support.invited import invited_house
from tests.support.rows import Rows

SITI, HENDRA, YANTI, AGUS = PARENTS
HOURS: dict[str, Any] = {"day": CLASS_MEETING.day, "starts": CLASS_MEETING.starts, "ends": CLASS_MEETING.ends}


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def meet(house: House, *classes: str) -> Meeting:
    """The families were invited, and the day has come."""
    meeting = await invited_house(house, classes or ("X-1",), **HOURS)
    house.now = AT_THE_DOOR
    return meeting


async def present(rows: Rows) -> list[Attendance]:
    return await rows.all(select(Attendance).order_by(Attendance.pupil_id))


async def open_card(teacher: Phone) -> None:
    await teacher.say("/pertemuan")
    await teacher.press("Rab, 22 Jul")


async def test_a_parent_scans_the_code_and_is_welcomed(house: House, rows: Rows) -> None:
    meeting = await meet(house, "X-1", "X-2")
    shown = await house.phone(YANTI.user_id).start(f"md_{meeting.door}")
    assert "Selamat datang" in shown.text
    assert "sudah kami catat" in shown.text
    assert [(row.came, row.by) for row in await present(rows)] == [(True, AttendedBy.DOOR)] * 2
    again = await house.phone(YANTI.user_id).start(f"md_{meeting.door}")
    assert "sudah tercatat hadir" in again.text
    assert len(await present(rows)) == 2


async def test_a_typed_code_counts_whatever_else_the_chat_is_waiting_for(house: House, rows: Rows) -> None:
    meeting = await meet(house)
    siti = house.phone(SITI.user_id)
    await siti.press("Tulis jawaban")
    shown = await siti.say(f"hadir MD_{meeting.door.upper()}")
    assert "Selamat datang" in shown.text
    assert len(await present(rows)) == 1
    await siti.say("Terima kasih, Bu.")
    assert "Terima kasih, Bu." in house.phone(TEACHER.user_id).screen().text


async def test_who_cannot_be_noted_is_told_kindly_what_to_do(house: House, rows: Rows) -> None:
    meeting = await meet(house)
    stranger = await house.phone(999, "Seseorang").start(f"md_{meeting.door}")
    assert "belum tersambung" in stranger.text
    assert "Saya belum punya kode" in stranger.buttons
    siti = house.phone(SITI.user_id)
    house.now = BEGINS - timedelta(hours=3)
    assert "belum dimulai" in (await siti.start(f"md_{meeting.door}")).text
    house.now = ENDS + timedelta(hours=3)
    assert "sudah selesai" in (await siti.start(f"md_{meeting.door}")).text
    assert "bukan kode pertemuan" in (await siti.start("md_" + "0" * 16)).text
    house.now = AT_THE_DOOR
    async with house.sessions() as session:
        (await session.get_one(Meeting, meeting.id)).state = MeetingState.CANCELLED
        await session.commit()
    assert "dibatalkan" in (await siti.start(f"md_{meeting.door}")).text
    assert await present(rows) == []


async def test_the_teacher_shows_the_code_as_a_picture(house: House, teacher: Phone) -> None:
    meeting = await meet(house)
    await open_card(teacher)
    shown = await teacher.press("Kode di pintu")
    assert f"md_{meeting.door}" in shown.text
    (picture,) = house.data_dir.glob("files/*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
    # The same code takes her to the list, for she is no guardian.
    assert "Kehadiran" in (await teacher.start(f"md_{meeting.door}")).buttons


async def test_one_tap_per_family_and_one_more_says_who_came(house: House, rows: Rows, teacher: Phone) -> None:
    await meet(house)
    await open_card(teacher)
    shown = await teacher.press("Kehadiran")
    first, second = [face.removeprefix("▫ ") for face in shown.buttons if face.startswith("▫")][:2]
    shown = await teacher.press(f"▫ {first}")
    assert f"keluarga {first} hadir" in shown.text
    assert "Hadir 1 keluarga" in shown.text
    shown = await teacher.press("Yang hadir: ayah")
    assert f"hadir untuk {first}" in shown.text
    (row,) = await present(rows)
    assert (row.came, row.person_id is not None) == (True, True)
    await teacher.press(f"▫ {second}")
    shown = await teacher.press("Urungkan")
    assert f"▫ {second}" in shown.buttons
    assert len(await present(rows)) == 1
    card = await teacher.press(f"✓ {first}")
    assert "diwakili" in card.text
    shown = await teacher.press("Tidak hadir")
    assert f"✗ {first}" in shown.buttons


async def test_all_but_these_from_the_printed_list(house: House, rows: Rows, teacher: Phone) -> None:
    await meet(house)
    house.now = AFTERWARDS
    await open_card(teacher)
    await teacher.press("Kehadiran")
    before = teacher.taps
    shown = await teacher.press("Ketuk yang tidak hadir")
    for face in [face for face in shown.buttons if face.startswith("▫")][:3]:
        await teacher.press(face)
    house.now += timedelta(seconds=5)
    shown = await teacher.press("Yang lain semua hadir (33)")
    assert teacher.taps - before == 5
    assert "33 keluarga hadir" in shown.text
    assert sorted(row.came for row in await present(rows)) == [False] * 3 + [True] * 33
    shown = await teacher.press("Urungkan")
    assert "belum dicatat 33" in shown.text
    assert len(await present(rows)) == 3


async def test_attendance_waits_for_its_day(house: House, teacher: Phone) -> None:
    await meet(house)
    house.now = BEGINS - timedelta(hours=5)
    await open_card(teacher)
    shown = await teacher.press("Kehadiran")
    assert "dapat dicatat mulai" in shown.text
    assert not [face for face in shown.buttons if face.startswith("▫")]


async def test_of_several_classes_each_has_its_list(house: House, teacher: Phone) -> None:
    await meet(house, "X-1", "X-2")
    await open_card(teacher)
    shown = await teacher.press("Kehadiran")
    assert {"X-1: 0 dari 36", "X-2: 0 dari 36"} <= set(shown.buttons)
    shown = await teacher.press("X-2")
    assert "X-2" in shown.text
    await teacher.press("›")
    shown = await teacher.press("‹ Kelas")
    assert "Kelas mana" in shown.text


async def test_minutes_are_typed_with_a_voice_note_beside_them(house: House, rows: Rows, teacher: Phone) -> None:
    meeting = await meet(house)
    house.now = AFTERWARDS
    await open_card(teacher)
    await teacher.press("Notulen dan ringkasan")
    await teacher.press("Tulis ringkasan")
    shown = await teacher.voice()
    assert "sudah disimpan" in shown.text
    shown = await teacher.say("x" * 1501)
    assert "terlalu panjang" in shown.text
    shown = await teacher.say("Kami berkenalan dan membahas program tahun ini.")
    assert "satu kesepakatan per baris" in shown.text
    shown = await teacher.say("1. Ponsel disimpan selama pelajaran\n2. Kabar kelas setiap Jumat")
    assert "• Ponsel disimpan selama pelajaran" in shown.text
    assert "Nurmala" in shown.text
    kept = await rows.one(select(Meeting).where(Meeting.id == meeting.id))
    assert kept.minutes == "Kami berkenalan dan membahas program tahun ini."
    assert kept.agreements == ["Ponsel disimpan selama pelajaran", "Kabar kelas setiap Jumat"]
    assert kept.minutes_file is not None
    entries = await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.MINUTES).order_by(LogEntry.id))
    assert [one.replaces_id for one in entries] == [None, entries[0].id, entries[1].id]
    await teacher.press("Buka rekaman atau foto")
    await teacher.press("‹ Notulen")
    await teacher.press("Ubah kesepakatan")
    shown = await teacher.press("Tidak ada kesepakatan")
    assert "Yang disepakati" not in shown.text
    shown = await teacher.press("Hapus rekaman atau foto")
    assert "Catatan suara atau foto" in shown.buttons
    await teacher.press("Catatan suara atau foto")
    shown = await teacher.say("bukan foto")
    assert "bukan catatan suara atau foto" in shown.text
    await teacher.photo()
    assert (await rows.one(select(Meeting))).minutes_file is not None


async def test_minutes_wait_for_the_meeting(house: House, teacher: Phone) -> None:
    await meet(house)
    house.now = BEGINS - timedelta(hours=5)
    await open_card(teacher)
    shown = await teacher.press("Notulen dan ringkasan")
    assert "setelah pertemuan dimulai" in shown.text
    assert "Tulis ringkasan" not in shown.buttons
