"""Ill for three school days or more: a doctor's letter is asked for kindly, and comes when it suits the family."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.absence_notes import ADDED, LETTER_FROM
from bot.playground.demo import PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import AbsenceNote, LogEntry, LogKind, NoteState, Thread
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.rows import Rows

SITI = PARENTS[0]
ASKS = "mohon kirim foto surat dokternya dengan membalas pesan ini"
LATER = "surat dokternya dapat dikirim dengan membalas pesan ini"
DAYS_LATER = timedelta(days=2)


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def ill(phone: Phone, days: int = LETTER_FROM, why: str = "Sakit") -> Bubble:
    """So many days from today on, as a parent types them."""
    await phone.say("/izin")
    await phone.press(f"{why} beberapa hari")
    return await phone.say(f"{days} hari")


async def pass_by(house: House, span: timedelta) -> None:
    house.now += span
    await house.settle()


async def added(rows: Rows) -> list[LogEntry]:
    return await rows.all(
        select(LogEntry).where(LogEntry.kind == LogKind.ABSENCE_NOTE, LogEntry.choice == ADDED).order_by(LogEntry.id)
    )


async def test_three_days_ask_for_the_letter_and_its_photo_comes_two_days_later(
    house: House, rows: Rows, siti: Phone, teacher: Phone
) -> None:
    noted = await ill(siti)
    assert "(3 hari sekolah)" in noted.text
    assert ASKS in noted.text
    await pass_by(house, timedelta(minutes=5))
    assert "Lihat surat" not in "".join(teacher.screen().buttons)
    await pass_by(house, DAYS_LATER)
    thanked = await siti.photo(reply_to=noted)
    assert "Sudah kami sertakan pada keterangan tidak masuk" in thanked.text
    note = await rows.one(select(AbsenceNote))
    (entry,) = await added(rows)
    assert (entry.replies_to_id, note.file) == (note.entry_id, entry.file)
    assert await rows.all(select(Thread)) == [], "it is with the note, and no question"
    await pass_by(house, timedelta(minutes=5))
    arrived = teacher.screen()
    assert "surat" in arrived.text
    await teacher.press("Lihat surat", arrived)
    assert teacher.screen().seen.media is not None


async def test_the_teachers_confirmation_says_it_too_until_the_letter_is_there(
    house: House, rows: Rows, siti: Phone, teacher: Phone
) -> None:
    await ill(siti)
    await pass_by(house, timedelta(minutes=5))
    await teacher.press("✓ Konfirmasi")
    confirmed = siti.screen()
    assert LATER in confirmed.text
    await pass_by(house, DAYS_LATER)
    assert "Sudah kami sertakan" in (await siti.photo(reply_to=confirmed)).text
    assert "Sudah kami sertakan" in (await siti.photo()).text, "the second page follows the first"
    assert len(await added(rows)) == 2
    assert (await rows.one(select(AbsenceNote))).state is NoteState.CONFIRMED


async def test_who_has_sent_the_letter_is_not_asked_again(house: House, siti: Phone, teacher: Phone) -> None:
    await ill(siti)
    await siti.photo()
    await pass_by(house, timedelta(minutes=5))
    await teacher.press("✓ Konfirmasi")
    assert "sudah saya baca" in siti.screen().text
    assert LATER not in siti.screen().text


@pytest.mark.parametrize(("days", "why"), [(LETTER_FROM - 1, "Sakit"), (LETTER_FROM, "Izin")])
async def test_fewer_days_or_another_reason_ask_for_nothing(siti: Phone, days: int, why: str) -> None:
    noted = await ill(siti, days, why)
    assert f"({days} hari sekolah)" in noted.text
    assert ASKS not in noted.text


async def test_only_school_days_count(house: House, siti: Phone) -> None:
    house.now += timedelta(days=5)  # a Saturday, on which there is school
    await siti.say("/izin")
    await siti.press("Sakit beberapa hari")
    noted = await siti.say("sampai Senin")
    assert f"{date(2026, 7, 27).day} Juli" in noted.text
    assert ASKS not in noted.text


async def test_words_alone_much_later_are_a_matter_of_their_own_and_nothing_is_lost(
    house: House, rows: Rows, siti: Phone
) -> None:
    noted = await ill(siti)
    await pass_by(house, DAYS_LATER)
    await siti.say("Apakah ada tugas minggu ini, Bu?", reply_to=noted)
    assert await added(rows) == []


async def test_a_letter_for_a_note_that_was_taken_back_is_asked_about(house: House, rows: Rows, siti: Phone) -> None:
    house.now -= timedelta(days=1)
    noted = await ill(siti)
    await siti.press("Batalkan")
    await siti.press("Ya, cabut")
    shown = await siti.photo(reply_to=noted)
    assert "Sudah kami sertakan" not in shown.text
    assert await added(rows) == []
