"""A time that a family types below the free ones, instead of tapping it."""

from datetime import date, datetime

import pytest

from bot.playground.demo import PARENTS
from bot.storage.engine import Sessions
from tests.support.house import House, open_house
from tests.support.talking import hours, standing, talks

SITI, HENDRA, YANTI, AGUS = PARENTS
NEXT = date(2026, 7, 30)


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.mark.parametrize("line", ["13.10", "yang jam 1.10 saja bu", "Rabu pukul 13.10 ya"])
async def test_a_typed_time_is_taken_and_confirmed_as_if_it_had_been_tapped(house: House, line: str) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    await siti.press("Pilih waktu")
    booked = await siti.say(line)
    assert "Rabu, 29 Juli 2026 pukul 13.10 WIB" in booked.text
    assert "Kembalikan waktu" in booked.buttons
    (talk,) = await standing(house)
    assert talk.starts_at.isoformat() == "2026-07-29T06:10:00+00:00"


async def test_a_time_that_is_not_free_is_told_kindly_with_those_that_are(house: House) -> None:
    await talks(house)
    hendra, siti = house.phone(HENDRA.user_id), house.phone(SITI.user_id)
    await hendra.press("Choose a time")
    await hendra.press("13:10")
    await siti.press("Pilih waktu")
    again = await siti.say("jam 10 bu")
    assert "tidak ada di antara yang masih kosong" in again.text
    assert "13.00" in again.buttons
    again = await siti.say("13.10")
    assert "tidak ada di antara yang masih kosong" in again.text
    assert "13.10" not in again.buttons
    await siti.say("13.20")
    assert len(await standing(house)) == 2


async def test_a_time_that_is_free_on_several_days_is_left_to_a_tap_until_the_day_is_said(house: House) -> None:
    await talks(house, [hours(ends="13:30"), hours(NEXT, ends="13:30")])
    siti = house.phone(SITI.user_id)
    await siti.press("Pilih waktu")
    again = await siti.say("jam 1")
    assert "lebih dari satu waktu" in again.text
    assert await standing(house) == []
    booked = await siti.say("Kamis jam 1")
    assert "Kamis, 30 Juli 2026 pukul 13.00 WIB" in booked.text


async def test_a_time_is_moved_by_typing_another(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    await siti.press("Pilih waktu")
    await siti.press("13.10")
    await siti.press("Ubah waktu")
    again = await siti.say("13.15")
    assert "tidak ada di antara yang masih kosong" in again.text
    moved = await siti.say("13.40 saja bu")
    assert "pukul 13.40 WIB" in moved.text
    (talk,) = await standing(house)
    assert talk.starts_at.isoformat() == "2026-07-29T06:40:00+00:00"


async def test_a_reply_to_the_free_times_is_read_although_something_has_come_since(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    listed = await siti.press("Pilih waktu")
    await siti.say("/menu")
    assert "pukul 13.20 WIB" in (await siti.say("13.20", reply_to=listed)).text


async def test_words_that_say_more_than_a_time_are_for_the_teacher(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    await siti.press("Pilih waktu")
    asked = await siti.say("13.10 saya masih bekerja, Bu")
    assert "Untuk siapa pesan ini?" in asked.text
    assert await standing(house) == []


async def test_a_time_typed_below_anything_else_books_nothing(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    await siti.press("Pilih waktu")
    await siti.say("/menu")
    await siti.say("13.10")
    assert await standing(house) == []
