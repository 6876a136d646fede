"""A parent writes in a sentence that a child does not come: in the flow for it, or where nothing was asked."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.attendance import DayState
from bot.playground.demo import PARENTS, TEACHER, Played
from bot.storage.engine import Sessions
from bot.storage.models import Absence, AbsenceNote, LogEntry, LogKind
from tests.support.asked import ask, threads
from tests.support.house import House, Phone, open_house
from tests.support.said import sent_update

MONDAY = date(2026, 7, 20)
SITI, YANTI = PARENTS[0], PARENTS[2]
FEVER = "Maaf Bu, hari ini tidak masuk karena demam"


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def yanti(house: House) -> Phone:
    return house.phone(YANTI.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def child(house: House, played: Played = SITI, number: int = 0) -> tuple[int, str]:
    async with house.sessions() as session:
        house.demo.session = session
        pupil = await house.demo.child(played, number)
        return pupil.id, pupil.name


def own_name(name: str, other: str) -> str:
    """A word of a name that the other name has not."""
    return next(word for word in name.split() if word not in other.split())


async def absences(house: House) -> list[tuple[int, date, DayState]]:
    async with house.sessions() as session:
        rows = await session.execute(select(Absence.pupil_id, Absence.day, Absence.state).order_by(Absence.day))
        return [(row.pupil_id, row.day, row.state) for row in rows]


async def texts(house: House) -> list[str]:
    async with house.sessions() as session:
        return list(await session.scalars(select(AbsenceNote.text).order_by(AbsenceNote.id)))


async def answers(house: House) -> list[str | None]:
    async with house.sessions() as session:
        return list(await session.scalars(select(LogEntry.text).where(LogEntry.kind == LogKind.ANSWER)))


async def test_the_day_and_the_reason_can_be_typed_and_are_confirmed_as_ever(
    house: House, siti: Phone, teacher: Phone
) -> None:
    pupil, name = await child(house)
    await siti.say("izin")
    noted = await siti.say("besok sakit demam")
    assert "✓ Sudah kami catat" in noted.text
    assert name in noted.text
    assert "sakit, Selasa, 21 Juli 2026" in noted.text
    assert "Batalkan" in noted.buttons
    assert await absences(house) == [(pupil, MONDAY + timedelta(days=1), DayState.SICK)]
    house.now += timedelta(minutes=5)
    await house.settle()
    assert "besok sakit demam" in teacher.screen().text
    await siti.press("Batalkan")
    await siti.press("Ya, cabut")
    assert await absences(house) == []


async def test_the_name_that_is_typed_says_which_child(house: House, yanti: Phone) -> None:
    (_one, first), (other, second) = await child(house, YANTI), await child(house, YANTI, 1)
    assert "Siapa yang tidak masuk" in (await yanti.say("izin")).text
    noted = await yanti.say(f"{own_name(second, first)}: Senin–Rabu izin, acara keluarga")
    assert second in noted.text
    assert "(3 hari sekolah)" in noted.text
    assert {(pupil, state) for pupil, _day, state in await absences(house)} == {(other, DayState.EXCUSED)}


async def test_without_a_name_only_the_child_is_asked_for(house: House, yanti: Phone) -> None:
    pupil, name = await child(house, YANTI)
    await yanti.say("izin")
    asked = await yanti.say("hari ini sakit demam")
    assert "sudah kami simpan. Siapa yang tidak masuk" in asked.text
    assert "✓ Sudah kami catat" in (await yanti.press(name)).text
    assert await absences(house) == [(pupil, MONDAY, DayState.SICK)]
    assert await texts(house) == ["hari ini sakit demam"]


async def test_what_is_missing_is_asked_for_and_nothing_twice(house: House, siti: Phone) -> None:
    await siti.say("izin")
    asked = await siti.say("demam")
    assert "karena sakit: kapan?" in asked.text
    assert "belum terbaca" not in asked.text
    assert not any(face.startswith("Izin") for face in asked.buttons)
    assert "✓ Sudah kami catat" in (await siti.say("lusa")).text
    assert [(day, state) for _pupil, day, state in await absences(house)] == [(date(2026, 7, 22), DayState.SICK)]
    assert await texts(house) == ["demam lusa"]
    await siti.say("izin")
    asked = await siti.say("besok")
    assert "Selasa, 21 Juli 2026: karena apa?" in asked.text
    assert "izin, Selasa, 21 Juli 2026" in (await siti.press("Izin")).text


async def test_what_cannot_be_read_is_asked_again_kindly_and_may_go_to_the_school(house: House, siti: Phone) -> None:
    await siti.say("izin")
    asked = await siti.say("Tolong sampaikan salam saya")
    assert "Maaf, hari dan alasannya belum terbaca" in asked.text
    assert "Sakit hari ini" in asked.buttons
    assert await absences(house) == []
    await siti.press("Tanya sekolah")
    assert "sudah sampai di sekolah" in (await siti.press("Wali kelas: ")).text
    assert len(await threads(house)) == 1


async def test_a_day_that_cannot_be_meant_changes_nothing(house: House, siti: Phone) -> None:
    await siti.say("izin")
    assert "sekolah libur" in (await siti.say("hari Minggu sakit")).text
    assert await absences(house) == []


async def test_words_left_behind_do_not_come_along_with_a_later_note(house: House, siti: Phone) -> None:
    await siti.say("izin")
    await siti.say("Tolong sampaikan salam saya")
    await siti.say("/menu")
    await siti.press("Tidak masuk sekolah")
    await siti.press("Sakit hari ini")
    assert await texts(house) == [""]


async def test_a_letter_sent_first_goes_with_the_note(house: House, siti: Phone) -> None:
    await siti.say("izin")
    assert "Berkasnya sudah kami terima" in (await siti.photo()).text
    noted = await siti.press("Sakit hari ini")
    assert "Suratnya sudah kami terima" in noted.text


async def test_soon_after_an_answer_it_is_asked_about_and_one_tap_notes_it(
    house: House, siti: Phone, teacher: Phone
) -> None:
    pupil, _name = await child(house)
    await sent_update(house)
    await siti.press("Tulis jawaban")
    await siti.say("Baik, Bu, kami datang.")
    house.now += timedelta(minutes=2)
    asked = await siti.say(FEVER)
    assert "Untuk siapa pesan ini?" in asked.text
    assert asked.buttons[0] == "Tidak masuk sekolah"
    assert await answers(house) == ["Baik, Bu, kami datang."]
    noted = await siti.press("Tidak masuk sekolah")
    assert "sakit, Senin, 20 Juli 2026" in noted.text
    assert await absences(house) == [(pupil, MONDAY, DayState.SICK)]
    assert await texts(house) == [FEVER]
    house.now += timedelta(minutes=5)
    await house.settle()
    assert FEVER in teacher.screen().text


async def test_as_a_quoted_reply_it_is_the_answer_that_it_says_it_is(house: House, siti: Phone) -> None:
    await sent_update(house)
    await siti.say(FEVER, reply_to=siti.screen())
    assert await answers(house) == [FEVER]
    assert await absences(house) == []


async def test_soon_after_a_question_it_is_asked_about_too(house: House, siti: Phone) -> None:
    await ask(siti)
    house.now += timedelta(minutes=1)
    assert (await siti.say(FEVER)).buttons[0] == "Tidak masuk sekolah"
    assert [thread.messages for thread in await threads(house)] == [1]


async def test_words_that_do_not_sound_like_it_are_offered_nothing_new(house: House, siti: Phone) -> None:
    assert "Tidak masuk sekolah" not in (await siti.say("Apakah besok masuk?")).buttons


async def test_taken_over_twice_it_is_one_note(house: House, siti: Phone) -> None:
    await siti.say(FEVER)
    await siti.press("Tidak masuk sekolah")
    seen = len(await absences(house))
    again = await siti.forge("1:ab.said")
    assert "✓ Sudah kami catat" not in again.text
    assert len(await absences(house)) == seen
