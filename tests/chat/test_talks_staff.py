"""A host offers times in one message or by taps, sees who comes when, and does for a family what it cannot do."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.meetings import Booking
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import Account, Draft, Meeting, Person, Slot, TalkNeed
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.said import give_chat
from tests.support.talking import OTHER, hours, standing, talks

SITI, HENDRA, YANTI, AGUS = PARENTS
COLLEAGUE = 905


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


async def times(house: House) -> list[Slot]:
    """What is offered, by time."""
    async with house.sessions() as session:
        rows = await session.scalars(select(Slot).where(Slot.closed.is_(False)).order_by(Slot.starts_at))
        return list(rows)


async def opened(house: House, meeting: Meeting, phone: Phone | None = None) -> Bubble:
    """The host's page, from the card of the meeting."""
    phone = phone or house.phone(TEACHER.user_id)
    await phone.say("/pertemuan")
    await phone.press(next(face for face in phone.screen().buttons if "29 Jul" in face))
    return await phone.press("Waktu bertemu")


async def test_one_message_and_one_tap(house: House) -> None:
    meeting = await talks(house, spans=())
    teacher = house.phone(TEACHER.user_id)
    shown = await opened(house, meeting)
    assert "Belum ada waktu" in shown.text
    await teacher.press("Buka waktu bertemu")
    read = await teacher.say("Senin–Rabu 13.00–15.00, 10 menit, istirahat 14.00–14.15")
    assert "Senin, 27 Juli 2026: 13.00–15.00, 10 waktu" in read.text
    assert "30 waktu" in read.text
    assert await times(house) == []
    shown = await teacher.press("Ya, buka waktu ini")
    assert "Sudah dibuka: 30 waktu" in shown.text
    found = await times(house)
    assert len(found) == 30
    assert {slot.ends_at - slot.starts_at for slot in found} == {timedelta(minutes=10)}


async def test_what_is_not_understood_is_said_and_nothing_changes(house: House) -> None:
    meeting = await talks(house)
    teacher = house.phone(TEACHER.user_id)
    await opened(house, meeting)
    await teacher.press("Ubah jadwal")
    shown = await teacher.say("Rabu 13-15 kalau sempat")
    assert "kalau sempat" in shown.text
    assert "Contoh: Senin–Rabu" in shown.text
    assert len(await times(house)) == 6
    read = await teacher.say("Rabu 13-15, 20 menit")
    assert "6 waktu" in read.text


async def test_by_taps_with_a_break(house: House) -> None:
    meeting = await talks(house, spans=())
    teacher = house.phone(TEACHER.user_id)
    await opened(house, meeting)
    await teacher.press("Buka waktu bertemu")
    await teacher.press("Pilih dengan tombol")
    await teacher.press("Kam, 30 Jul")
    await teacher.press("Lanjut ke jam")
    await teacher.press("08.00")
    await teacher.press("09.00")
    read = await teacher.press("10 menit · 6 waktu")
    assert "12 waktu" in read.text
    await teacher.press("Dengan istirahat")
    read = await teacher.press("08.30")
    assert "istirahat 08.30–08.45" in read.text
    await teacher.press("Ya, buka waktu ini")
    assert [f"{slot.starts_at:%d %H.%M}" for slot in await times(house)] == [
        f"{day} {at}" for day in (29, 30) for at in ("01.00", "01.10", "01.20", "01.45")
    ]


@pytest.mark.parametrize(
    ("invite", "booking", "said"),
    [
        (True, Booking.OPEN, "mulai sekarang"),
        (False, Booking.OPEN, "setelah diundang"),
        (False, Booking.WISHES, "setelah keinginan keluarga terkumpul"),
    ],
)
async def test_it_is_said_when_families_can_have_the_times(
    house: House, invite: bool, booking: Booking, said: str
) -> None:
    meeting = await talks(house, spans=(), invite=invite, booking=booking)
    teacher = house.phone(TEACHER.user_id)
    await opened(house, meeting)
    await teacher.press("Buka waktu bertemu")
    await teacher.say("Rabu 8-9")
    shown = await teacher.press("Ya, buka waktu ini")
    assert "Sudah dibuka" in shown.text
    assert said in shown.text


async def test_holidays_are_named_and_left_out_with_one_tap(house: House) -> None:
    meeting = await talks(house, spans=())
    teacher = house.phone(TEACHER.user_id)
    await opened(house, meeting)
    await teacher.press("Buka waktu bertemu")
    read = await teacher.say("Sabtu–Senin 8-9")
    assert "Minggu, 2 Agustus 2026 (hari libur)" in read.text
    read = await teacher.press("Tanpa hari libur")
    assert "Minggu" not in read.text
    await teacher.press("Ya, buka waktu ini")
    assert len({slot.starts_at.date() for slot in await times(house)}) == 2


async def test_an_older_preview_offers_nothing(house: House) -> None:
    meeting = await talks(house, spans=())
    teacher = house.phone(TEACHER.user_id)
    await opened(house, meeting)
    await teacher.press("Buka waktu bertemu")
    first = await teacher.say("Rabu 8-9")
    await teacher.say("Kamis 8-9")
    await teacher.press("Ya, buka waktu ini", first)
    assert await times(house) == []
    async with house.sessions() as session:
        await session.execute(update(Draft).values(expires_at=house.now))
        await session.commit()
    await teacher.press("Ya, buka waktu ini")
    assert await times(house) == []


async def test_new_times_leave_what_families_have(house: House) -> None:
    meeting = await talks(house)
    siti = house.phone(SITI.user_id)
    await siti.press("Pilih waktu")
    await siti.press("13.10")
    teacher = house.phone(TEACHER.user_id)
    await opened(house, meeting)
    await teacher.press("Ubah jadwal")
    await teacher.say("Rabu 8-9, 30 menit")
    await teacher.press("Ya, buka waktu ini")
    assert [slot.starts_at.hour for slot in await times(house)] == [1, 1, 6]
    assert len(await standing(house)) == 1


async def test_the_list_of_the_day_and_a_time_closed_and_opened(house: House) -> None:
    meeting = await talks(house)
    siti, teacher = house.phone(SITI.user_id), house.phone(TEACHER.user_id)
    await siti.press("Pilih waktu")
    await siti.press("13.10")
    await opened(house, meeting)
    day = await teacher.press("Rab, 29 Jul")
    (talk,) = await standing(house)
    assert "Siti Rahayu" in day.text
    assert day.text.count("kosong") == 5
    await teacher.press("13.00")
    day = await teacher.press("Tutup waktu ini")
    assert "13.00 ditutup" in day.text
    shown = await house.phone(HENDRA.user_id).press("Choose a time")
    assert "13:00" not in shown.buttons
    await teacher.press("13.00 ditutup", day)
    day = await teacher.press("Buka lagi")
    assert "13.00 kosong" in day.text
    day = await teacher.press("Tutup semua yang kosong")
    assert day.text.count("ditutup") == 5
    assert [one.id for one in await standing(house)] == [talk.id]


async def test_booked_for_a_family_that_phones(house: House) -> None:
    meeting = await talks(house)
    teacher = house.phone(TEACHER.user_id)
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(AGUS)
    await opened(house, meeting)
    await teacher.press("Rab, 29 Jul")
    await teacher.press("13.20")
    shown = await teacher.press("Catat untuk keluarga")
    while child.name not in shown.buttons:
        shown = await teacher.press("Lainnya", shown)
    shown = await teacher.press(child.name, shown)
    if "Siapa yang akan datang" in shown.text:
        shown = await teacher.press(next(face for face in shown.buttons if "Agus" in face), shown)
    assert "Agus Salim" in shown.text
    (talk,) = await standing(house)
    assert (talk.pupil_id, talk.starts_at.minute) == (child.id, 20)


async def test_moved_and_taken_back_with_a_kind_word(house: House) -> None:
    meeting = await talks(house)
    siti, teacher = house.phone(SITI.user_id), house.phone(TEACHER.user_id)
    invitation = siti.screen()
    await siti.press("Pilih waktu")
    await siti.press("13.10")
    await opened(house, meeting)
    await teacher.press("Rab, 29 Jul")
    await teacher.press("13.10")
    await teacher.press("Ubah waktu")
    await teacher.press("13.50")
    assert "sudah memindahkan" in siti.screen().text
    assert "13.50" in siti.bubbles[invitation.id].text
    await teacher.press("Batalkan")
    again = await teacher.say("x" * 400)
    assert "300 huruf" in again.text
    day = await teacher.say("Mohon maaf, anak saya sakit.")
    assert "Siti" not in day.text
    assert "Mohon maaf, anak saya sakit." in siti.screen().text
    assert await standing(house) == []


async def test_a_usual_word_is_said_in_the_familys_language(house: House) -> None:
    meeting = await talks(house)
    hendra, teacher = house.phone(HENDRA.user_id), house.phone(TEACHER.user_id)
    await hendra.press("Choose a time")
    await hendra.press("13:00")
    await opened(house, meeting)
    await teacher.press("Rab, 29 Jul")
    await teacher.press("13.00")
    await teacher.press("Batalkan")
    await teacher.press("Mohon maaf, jadwal saya berubah.")
    assert "my timetable has changed" in hendra.screen().text


async def test_a_family_hears_kindly_that_the_teacher_hopes_to_meet_it(house: House) -> None:
    meeting = await talks(house)
    siti, teacher = house.phone(SITI.user_id), house.phone(TEACHER.user_id)
    async with house.sessions() as session:
        house.demo.session = session
        child, other = await house.demo.child(SITI), await house.demo.child(HENDRA)
    await opened(house, meeting)
    shown = await teacher.press("Keluarga")
    while child.name not in shown.buttons:
        shown = await teacher.press("Lainnya", shown)
    await teacher.press(child.name, shown)
    shown = await teacher.press("Saya ingin bertemu")
    assert "✓ Saya ingin bertemu" in shown.buttons
    await teacher.press("✓ Saya ingin bertemu")
    hoped = [one for one in siti.bubbles.values() if "berharap dapat bertemu" in one.text]
    assert len(hoped) == 1
    times_shown = await siti.press("Pilih waktu", hoped[0])
    assert "berharap dapat bertemu Ibu" in times_shown.text
    await teacher.forge(f"1:ta.mark:{meeting.id}:0:{other.id}:no", teacher.screen().id)
    shown = await house.phone(HENDRA.user_id).press("Choose a time")
    assert "you are very welcome" in shown.text
    async with house.sessions() as session:
        assert {one.needed for one in await session.scalars(select(TalkNeed))} == {True, False}


async def test_a_colleague_looks_after_her_own_times_and_the_leader_after_all(house: House) -> None:
    meeting = await talks(house, hosts=(OTHER,))
    colleague = await give_chat(house, OTHER, COLLEAGUE)
    shown = await opened(house, meeting, colleague)
    assert OTHER in shown.text
    assert "Guru lain" not in shown.buttons
    async with house.sessions() as session:
        lead = await session.scalar(select(Person.id).where(Person.name == TEACHER.name))
        slot = await session.scalar(select(Slot.id).where(Slot.host_id == lead).limit(1))
    for data in (f"ta.open:{meeting.id}:{lead}", f"ta.slot:{slot}", f"ta.shut:{slot}", f"ta.give:{meeting.id}:{lead}"):
        answer = await colleague.forge(f"1:{data}", colleague.screen().id)
        assert TEACHER.name not in answer.text
    assert len(await times(house)) == 12
    teacher = house.phone(TEACHER.user_id)
    await opened(house, meeting)
    await teacher.press("Guru lain")
    shown = await teacher.press(OTHER)
    assert OTHER in shown.text


async def test_families_cannot_look_at_lists(house: House) -> None:
    meeting = await talks(house)
    siti = house.phone(SITI.user_id)
    for data in (
        f"ta.open:{meeting.id}",
        f"ta.kids:{meeting.id}:0:0",
        f"ta.hosts:{meeting.id}",
        "ta.from",
        "ta.len:10",
    ):
        answer = await siti.forge(f"1:{data}", siti.screen().id)
        assert "terisi" not in answer.text
    await siti.say("Senin 13-15")
    assert len(await times(house)) == 6


async def test_the_administrator_may_help(house: House) -> None:
    meeting = await talks(house)
    admin = house.phone(ADMIN.user_id)
    shown = await opened(house, meeting, admin)
    assert TEACHER.name in shown.text
    async with house.sessions() as session:
        assert await session.scalar(select(Account.id).where(Account.address == str(ADMIN.user_id)))
    assert hours().minutes == 10
