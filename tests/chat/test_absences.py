"""A parent says in three taps that a child does not come; it stands at once, and the homeroom teacher confirms it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.attendance import DayState, Source
from bot.domain.promises import OfficeHours, PromiseRule, dump_promise
from bot.playground.demo import PARENTS, TEACHER, Played
from bot.services import attendance
from bot.storage.engine import Sessions
from bot.storage.models import Absence, AbsenceNote, Guardianship, GuardianState, LogEntry, LogKind, NoteState, School
from tests.support.house import House, Phone, open_house
from tests.support.said import sent_update

MONDAY = date(2026, 7, 20)
TUESDAY = MONDAY + timedelta(days=1)
SITI, YANTI, AGUS = PARENTS[0], PARENTS[2], PARENTS[3]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def child(house: House, played: Played = SITI, number: int = 0) -> tuple[int, str]:
    async with house.sessions() as session:
        house.demo.session = session
        pupil = await house.demo.child(played, number)
        return pupil.id, pupil.name


async def days_of(house: House, pupil_id: int) -> dict[date, DayState]:
    async with house.sessions() as session:
        rows = await session.execute(select(Absence.day, Absence.state).where(Absence.pupil_id == pupil_id))
        return dict(rows.all())


async def notes(house: House) -> list[AbsenceNote]:
    async with house.sessions() as session:
        return list(await session.scalars(select(AbsenceNote).order_by(AbsenceNote.id)))


async def minutes_pass(house: House, minutes: int = 5) -> None:
    house.now += timedelta(minutes=minutes)
    await house.settle()


async def confirmed_link(house: House, played: Played = SITI, state: GuardianState = GuardianState.CONFIRMED) -> None:
    async with house.sessions() as session:
        house.demo.session = session
        person = await house.demo.person(played)
        for tie in await session.scalars(select(Guardianship).where(Guardianship.person_id == person.id)):
            tie.state = state
        await session.commit()


async def test_a_note_is_two_taps_from_the_menu_and_stands_at_once(house: House, siti: Phone, teacher: Phone) -> None:
    pupil, name = await child(house)
    await siti.say("/menu")
    asked = await siti.press("Tidak masuk sekolah")
    assert name in asked.text
    noted = await siti.press("Sakit hari ini")
    assert siti.taps == 2
    assert "✓ Sudah kami catat" in noted.text
    assert "sakit, Senin, 20 Juli 2026" in noted.text
    assert "Nurmala Sari" in noted.text
    assert await days_of(house, pupil) == {MONDAY: DayState.SICK}
    await minutes_pass(house)
    arrived = teacher.screen()
    assert "Keterangan tidak masuk" in arrived.text
    assert name in arrived.text
    assert "Siti Rahayu (ibu)" in arrived.text


@pytest.mark.parametrize("ahead", [4, 5], ids=["Friday", "Saturday"])
async def test_at_the_end_of_the_week_the_next_day_is_the_next_with_lessons(
    house: House, siti: Phone, ahead: int
) -> None:
    house.now += timedelta(days=ahead)
    pupil, _name = await child(house)
    asked = await siti.say("izin")
    assert not any("besok" in face for face in asked.buttons)
    noted = await siti.press("Sakit: Sen, 27 Jul")
    assert "sakit, Senin, 27 Juli 2026" in noted.text
    assert await days_of(house, pupil) == {date(2026, 7, 27): DayState.SICK}


async def test_where_saturday_is_a_school_day_it_is_tomorrow_on_a_friday(house: House, siti: Phone) -> None:
    house.now += timedelta(days=4)
    async with house.sessions() as session:
        school = await session.get_one(School, house.demo.school.id)
        school.promise = dump_promise(PromiseRule(office=OfficeHours(weekdays=frozenset(range(6)))))
        await session.commit()
    await siti.say("izin")
    assert "sakit, Sabtu, 25 Juli 2026" in (await siti.press("Sakit besok")).text


async def test_several_days_are_three_taps_and_leave_closed_days_out(house: House, siti: Phone) -> None:
    pupil, _name = await child(house)
    await siti.say("/menu")
    await siti.press("Tidak masuk sekolah")
    asked = await siti.press("Izin beberapa hari")
    assert not any("Minggu" in face for face in asked.buttons)
    noted = await siti.press("Sampai Rab")
    assert siti.taps == 3
    assert "(3 hari sekolah)" in noted.text
    assert await days_of(house, pupil) == dict.fromkeys(
        [MONDAY + timedelta(days=ahead) for ahead in range(3)], DayState.EXCUSED
    )


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("3 hari", MONDAY, date(2026, 7, 22)),
        ("7 hari", MONDAY, date(2026, 7, 27)),
        ("sampai Jumat", MONDAY, date(2026, 7, 24)),
        ("Selasa–Kamis", TUESDAY, date(2026, 7, 23)),
        ("22-24 Juli", date(2026, 7, 22), date(2026, 7, 24)),
    ],
)
async def test_the_days_can_be_typed(house: House, siti: Phone, typed: str, first: date, last: date) -> None:
    await siti.say("izin")
    await siti.press("Sakit beberapa hari")
    await siti.say(typed)
    assert [(note.first, note.through) for note in await notes(house)] == [(first, last)]


async def test_what_cannot_be_read_or_meant_is_said_and_changes_nothing(house: House, siti: Phone) -> None:
    await siti.say("izin")
    await siti.press("Sakit beberapa hari")
    assert "belum terbaca" in (await siti.say("sampai sembuh")).text
    assert "lebih dari sebulan" in (await siti.say("sampai 1 September")).text
    pupil, _name = await child(house)
    old = await siti.forge(f"1:ab.put:{pupil}:2026-07-01:2026-07-01:s")
    assert "lebih dari sepekan" in old.text
    sunday = await siti.forge(f"1:ab.put:{pupil}:2026-07-26:2026-07-26:s")
    assert "sekolah libur" in sunday.text
    assert await notes(house) == []


async def test_tapped_twice_it_is_one_note(house: House, siti: Phone, teacher: Phone) -> None:
    await siti.say("izin")
    asked = await siti.press("Sakit hari ini")
    again = await siti.forge(f"1:ab.put:{(await child(house))[0]}:{MONDAY}:{MONDAY}:s", asked.id)
    assert "sudah kami catat sebelumnya" in again.text
    assert len(await notes(house)) == 1


async def test_a_letter_and_words_that_follow_belong_to_it_and_come_in_the_same_message(
    house: House, siti: Phone, teacher: Phone
) -> None:
    pupil, _name = await child(house)
    await siti.say("izin")
    await siti.press("Sakit hari ini")
    assert "sertakan pada keterangan" in (await siti.photo()).text
    assert "tambahkan" in (await siti.say("Demam sejak semalam")).text
    assert "Sama-sama" in (await siti.say("Terima kasih, Bu")).text
    before = len(teacher.bubbles)
    await minutes_pass(house)
    assert len(teacher.bubbles) == before + 1
    assert "dengan surat" in teacher.screen().text
    assert "Demam sejak semalam" in teacher.screen().text
    await teacher.press("Lihat surat")
    assert "Surat" in teacher.screen().text
    async with house.sessions() as session:
        row = await session.get_one(Absence, (pupil, MONDAY))
        assert (row.note, row.source) == ("Demam sejak semalam", Source.NOTE)
        kept = await session.scalars(select(LogEntry.choice).where(LogEntry.kind == LogKind.ABSENCE_NOTE))
        assert list(kept) == ["sick", "added", "added"]


async def test_what_is_written_much_later_is_a_matter_of_its_own(house: House, siti: Phone) -> None:
    await siti.say("izin")
    await siti.press("Sakit hari ini")
    house.now += timedelta(minutes=20)
    await siti.say("Apakah besok ada ulangan?")
    assert [note.text for note in await notes(house)] == [""]


async def test_what_may_answer_something_that_came_since_is_asked_about(house: House, siti: Phone) -> None:
    await siti.say("izin")
    await siti.press("Sakit hari ini")
    house.now += timedelta(minutes=1)
    await sent_update(house)
    house.now += timedelta(minutes=1)
    assert "Untuk siapa pesan ini?" in (await siti.say("Boleh bersama adiknya?")).text
    assert [note.text for note in await notes(house)] == [""]


async def test_the_teacher_confirms_with_one_tap_and_the_family_hears_it(
    house: House, siti: Phone, teacher: Phone
) -> None:
    _pupil, name = await child(house)
    await siti.say("izin")
    await siti.press("Sakit hari ini")
    await minutes_pass(house)
    shown = await teacher.press("✓ Konfirmasi")
    assert "Dikonfirmasi" in shown.text
    heard = siti.screen()
    assert "sudah saya baca" in heard.text
    assert name in heard.text
    assert "lekas sehat" in heard.text
    seen = len(siti.bubbles)
    await teacher.forge(f"1:ab.ok:{(await notes(house))[0].id}")
    assert len(siti.bubbles) == seen


async def test_of_several_within_minutes_there_is_one_message_and_one_tap(
    house: House, siti: Phone, teacher: Phone
) -> None:
    yanti = house.phone(YANTI.user_id)
    await siti.say("izin")
    await siti.press("Sakit hari ini")
    await yanti.say("izin")
    await yanti.press((await child(house, YANTI))[1])
    await yanti.press("Izin besok")
    before = len(teacher.bubbles)
    await minutes_pass(house)
    assert len(teacher.bubbles) == before + 1
    done = await teacher.press("Konfirmasi semua (2)")
    assert "2 keterangan dikonfirmasi" in done.text
    assert "Tidak ada yang menunggu" in done.text
    assert {note.state for note in await notes(house)} == {NoteState.CONFIRMED}
    assert "sudah saya baca" in yanti.screen().text


async def test_siblings_take_one_more_tap(house: House) -> None:
    yanti = house.phone(YANTI.user_id)
    (_one, first), (other, second) = await child(house, YANTI), await child(house, YANTI, 1)
    await yanti.say("izin")
    await yanti.press(first)
    await yanti.press("Sakit hari ini")
    noted = await yanti.press(f"Juga untuk {second}")
    assert second in noted.text
    assert not any(face.startswith("Juga untuk") for face in noted.buttons)
    assert await days_of(house, other) == {MONDAY: DayState.SICK}


async def test_she_asks_back_by_replying_and_the_note_stands(house: House, siti: Phone, teacher: Phone) -> None:
    pupil, _name = await child(house)
    await siti.say("izin")
    await siti.press("Sakit hari ini")
    await minutes_pass(house)
    asked = await teacher.say("Sudah ke dokter, Bu?", reply_to=teacher.screen())
    assert "tetap berlaku" in asked.text
    assert "Sudah ke dokter, Bu?" in siti.screen().text
    assert (await notes(house))[0].state is NoteState.ASKED
    assert await days_of(house, pupil) == {MONDAY: DayState.SICK}
    await siti.say("Sudah, Bu. Istirahat dua hari.", reply_to=siti.screen())
    assert "Istirahat dua hari" in teacher.screen().text


async def test_it_is_taken_back_while_it_has_not_begun(house: House, siti: Phone, teacher: Phone) -> None:
    pupil, _name = await child(house)
    await siti.say("izin")
    await siti.press("Izin besok")
    await minutes_pass(house)
    await siti.press("Batalkan")
    back = await siti.press("Ya, cabut")
    assert "sudah dicabut" in back.text
    assert await days_of(house, pupil) == {}
    assert "Keterangan dicabut" in teacher.screen().text
    assert (await notes(house))[0].state is NoteState.TAKEN_BACK


async def test_taken_back_at_once_the_teacher_hears_nothing(house: House, siti: Phone, teacher: Phone) -> None:
    before = len(teacher.bubbles)
    await siti.say("izin")
    await siti.press("Sakit hari ini")
    await siti.press("Batalkan")
    await siti.press("Ya, cabut")
    await minutes_pass(house)
    assert len(teacher.bubbles) == before


async def test_who_comes_back_earlier_takes_back_the_days_that_are_left(house: House, siti: Phone) -> None:
    pupil, _name = await child(house)
    await siti.say("izin")
    await siti.press("Sakit beberapa hari")
    await siti.press("Sampai Kam")
    house.now += timedelta(days=1)
    async with house.sessions() as session:
        house.demo.session = session
        of = await house.demo.school_class()
        staff = await house.demo.person()
        await attendance.take(session, staff, of.id, TUESDAY, {pupil: DayState.SICK}, house.now)
        await session.commit()
    await siti.say("izin")
    await siti.press("Cabut:")
    await siti.press("Ya, cabut")
    assert await days_of(house, pupil) == {MONDAY: DayState.SICK, TUESDAY: DayState.SICK}
    assert [(note.through, note.state) for note in await notes(house)] == [(TUESDAY, NoteState.SENT)]


async def test_in_the_night_nobody_of_the_school_is_written_to(house: House, siti: Phone, teacher: Phone) -> None:
    before = len(teacher.bubbles)
    house.now += timedelta(hours=12)
    pupil, _name = await child(house)
    await siti.say("izin")
    await siti.press("Sakit besok")
    await minutes_pass(house, 60)
    assert len(teacher.bubbles) == before
    assert await days_of(house, pupil) == {TUESDAY: DayState.SICK}
    await minutes_pass(house, 12 * 60)
    assert "sakit" in teacher.screen().text


async def test_who_is_not_confirmed_yet_is_told_kindly(house: House, siti: Phone) -> None:
    await confirmed_link(house, state=GuardianState.PROVISIONAL)
    shown = await siti.say("izin")
    assert "belum dikonfirmasi wali kelas" in shown.text
    pupil, _name = await child(house)
    assert "belum dikonfirmasi" in (await siti.forge(f"1:ab.put:{pupil}:{MONDAY}:{MONDAY}:s")).text
    assert await notes(house) == []


async def test_another_familys_child_is_nobodys_to_speak_for(house: House, siti: Phone) -> None:
    pupil, name = await child(house, YANTI)
    shown = await siti.forge(f"1:ab.put:{pupil}:{MONDAY}:{MONDAY}:s")
    assert name not in shown.text
    assert await notes(house) == []
