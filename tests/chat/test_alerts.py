"""An administrator lets the bot ask; families answer with a tap, and the homeroom teacher reads it."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain.alerts import AlertKind, load_rule
from bot.domain.attendance import DayState
from bot.domain.marks import MarkKind, term_at
from bot.jobs import ticks
from bot.playground.demo import ADMIN, PARENTS, TEACHER, Played
from bot.services.attendance import registers
from bot.storage.engine import Sessions
from bot.storage.models import (
    Absence,
    Alert,
    Assessment,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Mark,
    Pupil,
    School,
)
from tests.support.alerting import DAY, HOUR, MINUTE
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.rows import Rows

SITI, _HENDRA, YANTI, _AGUS = PARENTS
STRANGER = 999


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


async def rule(house: House, *path: str) -> Bubble:
    """What an administrator sees after these taps."""
    admin = house.phone(ADMIN.user_id)
    shown = await admin.say("/menu")
    for label in ("Urusan sekolah", "Pertanyaan otomatis", *path):
        shown = await admin.press(label, shown)
    return shown


async def missed_today(house: House, numbers: tuple[int, ...] = (0,), played: Played = SITI) -> None:
    """The teacher puts children of a family down as away without a word; time goes by."""
    async with house.sessions() as session:
        house.demo.session = session
        teacher = await house.demo.person(ADMIN)
        for number in numbers:
            child = await house.demo.child(played, number)
            day = registers.today(house.demo.school, house.now)
            await registers.mark(session, teacher, child.id, day, DayState.UNEXPLAINED, None, house.now)
        await session.commit()
    house.now += 31 * MINUTE
    await tick(house)


async def tick(house: House) -> None:
    await ticks.ask_families(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()


def asked(phone: Phone) -> list[Bubble]:
    return [bubble for bubble in phone.bubbles.values() if "belum tercatat hadir" in bubble.text]


async def test_an_administrator_switches_a_kind_on_sets_its_grace_and_sees_what_families_get(
    house: House, rows: Rows
) -> None:
    shown = await rule(house)
    assert "belum ada yang dihidupkan" in shown.text
    admin = house.phone(ADMIN.user_id)
    await admin.press("Belum tercatat hadir", shown)
    shown = await admin.press("Hidupkan")
    assert "30 menit" in shown.text
    shown = await admin.press("15 menit")
    assert "✓ 15 menit" in shown.buttons
    shown = await admin.press("Lihat contohnya")
    assert "belum tercatat hadir" in shown.text
    assert shown.buttons == ["‹ Kembali"]
    await admin.press("‹ Kembali")
    await admin.press("Matikan")
    (school,) = await rows.all(select(School))
    assert load_rule(school.alerts).grace == {}


async def test_marks_need_the_schools_line_tapped_or_typed(house: House, rows: Rows) -> None:
    shown = await rule(house, "Nilai di bawah batas", "Hidupkan")
    assert "batas nilai sekolah" in shown.text
    admin = house.phone(ADMIN.user_id)
    for wrong in ("seratus", "0", "101", "75 poin"):
        assert "belum terbaca" in (await admin.say(wrong)).text
    shown = await admin.say("72,5")
    assert "hidup" in shown.text
    assert "72,5" in shown.text
    await admin.press("Batas sekolah")
    await admin.press("80")
    (school,) = await rows.all(select(School))
    assert school.pass_line == 80
    assert AlertKind.BELOW in load_rule(school.alerts)


async def test_the_number_of_days_is_chosen_with_a_tap_and_every_kind_has_an_example(house: House, rows: Rows) -> None:
    await rule(house, "Jumlah hari tidak hadir", "Hidupkan")
    admin = house.phone(ADMIN.user_id)
    assert "kelipatan 5" in (await admin.press("Tiap 5 hari")).text
    for name in ("Belum tercatat hadir", "Tugas yang ditunggu", "Nilai di bawah batas", "✓ Jumlah hari tidak hadir"):
        shown = await rule(house, name, "Lihat contohnya")
        assert "Budi Santoso" in shown.text
        assert "SMA" in shown.text


async def test_only_an_administrator_may(house: House) -> None:
    for played in (TEACHER, SITI):
        phone = house.phone(played.user_id)
        assert "Pertanyaan otomatis" not in (await phone.say("/menu")).buttons
        for data in ("1:al.open", "1:al.on:not_yet", "1:al.off:not_yet", "1:al.total:3", "1:al.line", "1:al.at:75"):
            await phone.forge(data)
    shown = await rule(house)
    assert "belum ada yang dihidupkan" in shown.text


async def test_a_tap_explains_the_day_and_the_homeroom_teacher_reads_it(house: House, rows: Rows) -> None:
    await rule(house, "Belum tercatat hadir", "Hidupkan")
    await missed_today(house)
    siti = house.phone(SITI.user_id)
    (question,) = asked(siti)
    for _twice in range(2):
        shown = await siti.press("Ananda sakit", question)
        assert "lekas sembuh" in shown.text
        assert "Nurmala" in shown.text
    teacher = house.phone(TEACHER.user_id)
    told = [bubble for bubble in teacher.bubbles.values() if "Ananda hari ini sakit." in bubble.text]
    assert len(told) == 1
    absence = await rows.one(select(Absence))
    assert (absence.state, absence.note) == (DayState.SICK, "Ananda hari ini sakit.")
    assert len(await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.ANSWER))) == 1


async def test_a_child_who_left_home_as_usual_waits_for_the_teachers_word(house: House, rows: Rows) -> None:
    await rule(house, "Belum tercatat hadir", "Hidupkan")
    await missed_today(house)
    siti = house.phone(SITI.user_id)
    shown = await siti.press("Tadi sudah berangkat", asked(siti)[0])
    assert "segera mencari tahu" in shown.text
    absence = await rows.one(select(Absence))
    assert absence.state is DayState.UNEXPLAINED
    assert absence.note
    teacher = house.phone(TEACHER.user_id)
    shown = await teacher.press("Balas")
    await teacher.say("Ananda sudah di kelas, Bu.")
    assert any("Ananda sudah di kelas, Bu." in bubble.text for bubble in siti.bubbles.values())


async def test_a_guardian_may_answer_in_own_words(house: House) -> None:
    await rule(house, "Belum tercatat hadir", "Hidupkan")
    await missed_today(house)
    siti = house.phone(SITI.user_id)
    shown = await siti.press("Tulis jawaban", asked(siti)[0])
    assert "Nurmala" in shown.text
    await siti.say("Ban motornya bocor, sebentar lagi sampai.")
    teacher = house.phone(TEACHER.user_id)
    assert any("Ban motornya bocor" in bubble.text for bubble in teacher.bubbles.values())


async def test_of_two_children_each_is_answered_for(house: House, rows: Rows) -> None:
    await rule(house, "Belum tercatat hadir", "Hidupkan")
    await missed_today(house, (0, 1), YANTI)
    yanti = house.phone(YANTI.user_id)
    (question,) = asked(yanti)
    assert len(question.buttons) == 2
    await yanti.press(question.buttons[0], question)
    await yanti.press("Ada izin")
    await yanti.press(question.buttons[1], question)
    await yanti.press("Sedang di jalan")
    states = sorted(row.state.value for row in await rows.all(select(Absence)))
    assert states == ["excused", "unexplained"]


async def test_nobody_answers_for_anothers_child(house: House, rows: Rows) -> None:
    await rule(house, "Belum tercatat hadir", "Hidupkan")
    await missed_today(house)
    alert = await rows.one(select(Alert))
    for user_id in (YANTI.user_id, STRANGER, TEACHER.user_id):
        phone = house.phone(user_id)
        for data in (f"1:al.say:{alert.id}:sick", f"1:al.one:{alert.id}", f"1:al.write:{alert.pupil_id}"):
            await phone.forge(data)
        name = (await rows.one(select(Pupil).where(Pupil.id == alert.pupil_id))).name
        assert all(name not in bubble.text for bubble in phone.bubbles.values() if user_id != TEACHER.user_id)
    assert (await rows.one(select(Absence))).note == ""


async def test_a_provisional_guardian_is_neither_asked_nor_heard(house: House, rows: Rows) -> None:
    await rule(house, "Belum tercatat hadir", "Hidupkan")
    await missed_today(house)
    async with house.sessions() as session:
        await session.execute(update(Guardianship).values(state=GuardianState.PROVISIONAL))
        await session.commit()
    siti = house.phone(SITI.user_id)
    await siti.press("Ananda sakit", asked(siti)[0])
    assert (await rows.one(select(Absence))).note == ""


async def test_missing_work_is_told_with_something_good_and_one_next_step(house: House, rows: Rows) -> None:
    await rule(house, "Tugas yang ditunggu", "Hidupkan")
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(SITI)
        values: dict[str, Any] = {"school_id": child.school_id, "class_id": child.class_id, "created_at": house.now}
        values["term"] = term_at(house.now, house.demo.school.timezone)
        for subject, kind, score in (
            ("Biologi", MarkKind.SCOPE, 60),
            ("Biologi", MarkKind.MIDTERM, 90),
            ("Matematika", MarkKind.TASK, None),
        ):
            of = Assessment(**values, subject=subject, kind=kind, published_at=house.now)
            session.add(of)
            await session.flush()
            session.add(
                Mark(
                    assessment_id=of.id,
                    pupil_id=child.id,
                    score=score,
                    missing=score is None,
                    changed_at=house.now,
                )
            )
        await session.commit()
    house.now += DAY + HOUR
    await tick(house)
    siti = house.phone(SITI.user_id)
    shown = siti.screen()
    assert "Kabar baiknya" in shown.text
    assert "Biologi" in shown.text
    assert "Matematika: tugas belum kami terima." in shown.text
    assert "!" not in shown.text
    await siti.press("Ada kendala", shown)
    teacher = house.phone(TEACHER.user_id)
    assert any("Matematika: Ananda ada kendala" in bubble.text for bubble in teacher.bubbles.values())
