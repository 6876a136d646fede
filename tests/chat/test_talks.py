"""A family chooses a time to meet: at most three taps, no typing, and a kind word where something is in the way."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.meetings import Booking, MeetingKind, MeetingState
from bot.playground.demo import PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import Guardianship, GuardianState, Wish
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.said import father_of
from tests.support.talking import OTHER, change, hours, slot_at, standing, talks

SITI, HENDRA, YANTI, AGUS = PARENTS
"""Siti and Hendra have one child in X-1, Yanti has one there and one in X-2."""
CHOOSE, CHANGE = "Pilih waktu", "Pilih atau ubah waktu"
NEXT = date(2026, 7, 30)


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


def times(shown: Bubble) -> list[str]:
    """The clock times among the buttons."""
    return [face for face in shown.buttons if face[0].isdigit()]


def key(shown: Bubble, label: str) -> str:
    """What a button says when it is pressed."""
    data = shown.choice(label).data
    assert data is not None
    return data


async def forged(phone: Phone, data: str) -> Bubble:
    """A button that the person was never shown, pressed on the newest message."""
    await phone.say("/menu")
    return await phone.forge(f"1:{data}", phone.screen().id)


async def test_one_child_and_one_teacher_two_taps(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    shown = await siti.press(CHOOSE)
    assert "Rabu, 29 Juli 2026" in shown.text
    assert times(shown) == ["13.00", "13.10", "13.20", "13.30", "13.40", "13.50"]
    booked = await siti.press("13.10")
    assert siti.taps == 2
    assert "Rabu, 29 Juli 2026 pukul 13.10 WIB" in booked.text
    assert "Ruang guru" in booked.text
    (talk,) = await standing(house)
    assert talk.starts_at.isoformat() == "2026-07-29T06:10:00+00:00"


async def test_the_invitation_shows_the_time_afterwards(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    invitation = siti.screen()
    assert invitation.buttons[0] == CHOOSE
    await siti.press(CHOOSE)
    await siti.press("13.20")
    after = siti.bubbles[invitation.id]
    assert "13.20 WIB, dengan Ibu Nurmala" in after.text
    assert "Mohon pilih waktu" not in after.text
    assert CHANGE in after.buttons
    assert CHOOSE not in after.buttons
    await siti.press("Kembalikan waktu")
    await siti.press("Ya, kembalikan")
    again = siti.bubbles[invitation.id]
    assert "13.20" not in again.text
    assert "Mohon pilih waktu" in again.text
    assert again.buttons[0] == CHOOSE
    assert await standing(house) == []


async def test_who_cannot_come_is_asked_whether_the_booked_time_is_given_back(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    invitation = siti.screen()
    await siti.press(CHOOSE)
    await siti.press("13.20")
    await siti.press("Kami berhalangan", on=siti.bubbles[invitation.id])
    asked = siti.screen()
    assert "Kembalikan waktu ini?" in asked.text
    await siti.press("Ya, kembalikan")
    assert await standing(house) == []


async def test_two_children_on_two_days_three_taps_and_one_more_for_the_second(house: House) -> None:
    await talks(house, [hours(), hours(NEXT)], classes=("X-1", "X-2"))
    yanti = house.phone(YANTI.user_id)
    shown = await yanti.press(CHOOSE)
    first = next(face for face in shown.buttons if face.startswith("Kam, 30 Jul"))
    await yanti.press(first)
    booked = await yanti.press("13.20")
    assert yanti.taps == 3
    beside = times(booked)
    assert [face.split(" · ")[0] for face in beside] == ["13.10", "13.30", "13.00"]
    await yanti.press(beside[0])
    assert yanti.taps == 4
    both = await standing(house)
    assert [talk.starts_at.minute for talk in both] == [10, 20]
    assert len({talk.pupil_id for talk in both}) == 2


async def test_one_child_and_two_teachers_three_taps(house: House) -> None:
    await talks(house, hosts=(OTHER,))
    siti = house.phone(SITI.user_id)
    shown = await siti.press(CHOOSE)
    assert any(OTHER in face for face in shown.buttons)
    await siti.press(next(face for face in shown.buttons if OTHER in face))
    booked = await siti.press("13.00")
    assert siti.taps == 3
    assert OTHER in booked.text
    assert [face.split(" · ")[0] for face in times(booked)] == ["13.10", "13.20", "13.30"]
    await siti.press("13.10")
    assert [talk.starts_at.minute for talk in await standing(house)] == [0, 10]
    assert siti.taps == 4


async def test_a_talk_with_all_teachers_holds_a_time_of_each(house: House) -> None:
    await talks(house, hosts=(OTHER,), joint=True)
    siti, hendra = house.phone(SITI.user_id), house.phone(HENDRA.user_id)
    shown = await siti.press(CHOOSE)
    assert OTHER in shown.text
    booked = await siti.press("13.00")
    assert OTHER in booked.text
    assert "13:00" not in times(await hendra.press("Choose a time"))
    assert len(await standing(house)) == 1


async def test_it_is_told_in_english_with_english_times(house: House) -> None:
    await talks(house)
    hendra = house.phone(HENDRA.user_id)
    shown = await hendra.press("Choose a time")
    assert times(shown)[0] == "13:00"
    booked = await hendra.press("13:30")
    assert "Wednesday, 29 July 2026 at 13:30 WIB" in booked.text


async def test_the_other_family_was_quicker(house: House) -> None:
    await talks(house)
    siti, hendra = house.phone(SITI.user_id), house.phone(HENDRA.user_id)
    mine = await siti.press(CHOOSE)
    await hendra.press("Choose a time")
    await hendra.press("13:10")
    answer = await siti.press("13.10", mine)
    assert "baru saja dipilih keluarga lain" in answer.text
    assert answer.buttons[0] == "Ambil 13.20"
    await siti.press("Ambil 13.20")
    assert [talk.starts_at.minute for talk in await standing(house)] == [10, 20]


async def test_a_full_day_and_a_place_on_the_waiting_list_with_one_tap(house: House) -> None:
    await talks(house, [hours(ends="13:10")])
    siti, hendra = house.phone(SITI.user_id), house.phone(HENDRA.user_id)
    invitation = siti.screen()
    await hendra.press("Choose a time")
    await hendra.press("13:00")
    full = await siti.press(CHOOSE)
    assert "sudah terisi" in full.text
    waiting = await siti.press("Ya, masuk daftar tunggu")
    assert "daftar tunggu" in waiting.text
    await hendra.press("Give the time back")
    await hendra.press("Yes, give it back")
    await house.deliver()
    assert len(await standing(house)) == 1
    assert "sudah kami catat untuk Ibu" in siti.screen().text
    assert "13.00 WIB, dengan Ibu Nurmala" in siti.bubbles[invitation.id].text
    shown = await siti.press("Saya tidak bisa datang")
    assert "sudah dikembalikan" in shown.text
    assert await standing(house) == []


async def test_whoever_waits_can_stop_waiting(house: House) -> None:
    await talks(house, spans=())
    siti = house.phone(SITI.user_id)
    full = await siti.press(CHOOSE)
    assert "belum membuka waktu" in full.text
    await siti.press("Ya, masuk daftar tunggu")
    again = await siti.press(CHOOSE, next(iter(siti.bubbles.values())))
    assert "Daftar tunggu" in again.text
    shown = await siti.press("Tidak menunggu lagi")
    assert "Daftar tunggu" not in shown.text
    async with house.sessions() as session:
        assert list(await session.scalars(select(Wish))) == []


async def test_a_time_is_moved_and_the_old_one_is_free_again(house: House) -> None:
    await talks(house)
    siti, hendra = house.phone(SITI.user_id), house.phone(HENDRA.user_id)
    await siti.press(CHOOSE)
    await siti.press("13.00")
    other = await siti.press("Ubah waktu")
    assert "13.00" not in times(other)
    moved = await siti.press("13.40")
    assert "13.40" in moved.text
    assert "13:00" in times(await hendra.press("Choose a time"))
    (talk,) = await standing(house)
    assert (talk.starts_at.minute, talk.sequence) == (40, 1)


async def test_a_move_to_a_time_that_is_gone_keeps_the_old_one(house: House) -> None:
    await talks(house)
    siti, hendra = house.phone(SITI.user_id), house.phone(HENDRA.user_id)
    await siti.press(CHOOSE)
    await siti.press("13.00")
    other = await siti.press("Ubah waktu")
    await hendra.press("Choose a time")
    await hendra.press("13:40")
    answer = await siti.press("13.40", other)
    assert "Waktu Ibu yang semula tetap berlaku" in answer.text
    assert answer.buttons[0] == "Ambil 13.50"
    await siti.press("Ambil 13.50")
    assert [talk.starts_at.minute for talk in await standing(house)] == [40, 50]


async def test_after_the_set_time_they_are_shown_whom_to_write_to(house: House) -> None:
    await talks(house, book_until=house.now + timedelta(days=2))
    siti = house.phone(SITI.user_id)
    await siti.press(CHOOSE)
    booked = await siti.press("13.00")
    assert "sampai Rabu, 22 Juli 2026" in booked.text
    house.now += timedelta(days=3)
    for label in ("Ubah waktu", "Kembalikan waktu"):
        shown = await siti.press(label, booked)
        if label == "Kembalikan waktu":
            shown = await siti.press("Ya, kembalikan")
        assert "Batas untuk memilih atau mengubah sendiri" in shown.text
    ask = await siti.press("Tulis kepada guru")
    assert ask.buttons
    assert len(await standing(house)) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"state": MeetingState.CANCELLED}, "dibatalkan"),
        ({"state": MeetingState.CLOSED}, "sudah selesai"),
        ({"booking": Booking.NONE}, "semua keluarga hadir bersama"),
        ({"booking": Booking.PROPOSED}, "sedang kami susun"),
    ],
)
async def test_a_meeting_that_stands_otherwise_is_told_truly(
    house: House, changed: dict[str, object], words: str
) -> None:
    meeting = await talks(house)
    siti = house.phone(SITI.user_id)
    shown = await siti.press(CHOOSE)
    await change(house, meeting, **changed)
    assert words in (await siti.press("13.00", shown)).text
    assert words in (await siti.press(CHOOSE)).text
    assert await standing(house) == []


async def test_where_wishes_are_collected_first_they_are_asked_for_those(house: House) -> None:
    await talks(house, hosts=(OTHER,), booking=Booking.WISHES)
    siti = house.phone(SITI.user_id)
    shown = await siti.press(CHOOSE)
    assert times(shown) == []
    wished = await siti.press(next(face for face in shown.buttons if OTHER in face))
    assert any(face.startswith("✓") for face in wished.buttons)
    assert await standing(house) == []


async def test_every_time_of_a_long_day_can_be_reached(house: House) -> None:
    await talks(house, [hours(starts="08:00", ends="15:00")])
    siti = house.phone(SITI.user_id)
    shown = await siti.press(CHOOSE)
    first = times(shown)
    later = await siti.press("Lebih siang")
    assert (first[0], len(first), times(later)[-1]) == ("08.00", 24, "14.50")
    assert not {*first} & {*times(later)}
    assert times(await siti.press("‹ Lebih awal")) == first


async def test_a_year_later(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    shown = await siti.press(CHOOSE)
    booked = await siti.press("13.00")
    house.now += timedelta(days=365)
    assert "sudah selesai" in (await siti.forge(key(shown, "13.10"), shown.id)).text
    for label in ("Ubah waktu", "Kembalikan waktu"):
        assert "sudah lewat" in (await siti.forge(key(booked, label), booked.id)).text
    assert "belum ada pertemuan" in (await siti.say("/pertemuansaya")).text


async def test_a_time_that_passed_while_the_screen_stood_there(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    shown = await siti.press(CHOOSE)
    house.now = datetime.fromisoformat("2026-07-29T06:05:00+00:00")
    answer = await siti.press("13.00", shown)
    assert "sudah lewat" in answer.text
    assert answer.buttons[0] == "Ambil 13.10"


async def test_pressed_twice_it_is_one_time(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    shown = await siti.press(CHOOSE)
    await siti.press("13.00", shown)
    again = await siti.press("13.00", shown)
    assert "pukul 13.00 WIB" in again.text
    other = await siti.press("13.10", shown)
    assert "pukul 13.00 WIB" in other.text
    assert len(await standing(house)) == 1
    await siti.press("Kembalikan waktu")
    ask = siti.screen()
    await siti.press("Ya, kembalikan", ask)
    assert "sudah dikembalikan" in (await siti.press("Ya, kembalikan", ask)).text


async def test_what_is_another_familys_stays_theirs(house: House) -> None:
    await talks(house)
    siti, hendra = house.phone(SITI.user_id), house.phone(HENDRA.user_id)
    await siti.press(CHOOSE)
    await siti.press("13.00")
    (talk,) = await standing(house)
    slot = await slot_at(house, datetime.fromisoformat("2026-07-29T06:10:00+00:00"))
    for data in (
        f"tk.open:{talk.id}",
        f"tk.move:{talk.id}",
        f"tk.back:{talk.id}",
        f"tk.release:{talk.id}",
        f"tk.cal:{talk.id}",
        f"tk.to:{talk.id}:{slot.id}",
        f"tk.take:{slot.id}:{talk.pupil_id}",
        f"tk.with:{talk.meeting_id}:{talk.pupil_id}:{talk.host_id}",
        f"tk.wait:{talk.meeting_id}:{talk.pupil_id}:{talk.host_id}",
    ):
        answer = await forged(hendra, data)
        assert "13" not in answer.text, data
    assert [one.id for one in await standing(house)] == [talk.id]


async def test_both_guardians_see_a_shared_time_and_apart_each_has_one(house: House) -> None:
    father = await father_of(house, SITI)
    meeting = await talks(house)
    siti = house.phone(SITI.user_id)
    await siti.press(CHOOSE)
    await siti.press("13.00")
    assert "13.00" in (await father.say("/pertemuansaya")).text
    teacher = house.phone(TEACHER.user_id)
    (talk,) = await standing(house)
    await forged(teacher, f"ta.child:{meeting.id}:0:{talk.pupil_id}")
    await teacher.press("Wali datang sendiri-sendiri")
    shown = await father.say("/pertemuansaya")
    assert "13.00: Ananda" not in shown.text
    shown = await forged(father, f"tk.of:{meeting.id}")
    assert "13.00" not in times(shown)
    await father.press("13.10", shown)
    assert len(await standing(house)) == 2
    assert "13.10" not in (await siti.say("/pertemuansaya")).text


async def test_a_provisional_guardian_books_and_sees_only_the_own_time(house: House) -> None:
    father = await father_of(house, SITI)
    meeting = await talks(house)
    siti = house.phone(SITI.user_id)
    await siti.press(CHOOSE)
    await siti.press("13.00")
    async with house.sessions() as session:
        tie = update(Guardianship).where(Guardianship.confirmed_at == house.now)
        await session.execute(tie.values(state=GuardianState.PROVISIONAL))
        await session.commit()
    assert "13.00: Ananda" not in (await father.say("/pertemuansaya")).text
    shown = await forged(father, f"tk.of:{meeting.id}")
    answer = await father.press("13.10", shown)
    assert "13.00: Ananda" not in answer.text
    assert len(await standing(house)) == 1


async def test_the_calendar_file_is_in_the_chat(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    await siti.press(CHOOSE)
    await siti.press("13.00")
    shown = await siti.press("Simpan ke kalender")
    assert "kalender" in shown.text


async def test_my_meetings_in_the_menu(house: House) -> None:
    await talks(house, kind=MeetingKind.REPORTS)
    siti = house.phone(SITI.user_id)
    await siti.say("/menu")
    shown = await siti.press("Pertemuan saya")
    assert any(face.startswith("Pilih waktu") for face in shown.buttons)
    await siti.press("Pilih waktu: ")
    booked = await siti.press("13.30")
    assert "Rapor Ananda" in booked.text
    shown = await siti.press("Pertemuan saya", booked)
    card = await siti.press(times(shown)[0] if times(shown) else next(f for f in shown.buttons if "13.30" in f))
    assert "13.30" in card.text


async def test_a_child_in_another_class_is_not_invited(house: House) -> None:
    await talks(house)
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(YANTI, 1)
    slot = await slot_at(house, datetime.fromisoformat("2026-07-29T06:10:00+00:00"))
    answer = await forged(house.phone(YANTI.user_id), f"tk.take:{slot.id}:{child.id}")
    assert await standing(house) == []
    assert "pukul" not in answer.text
