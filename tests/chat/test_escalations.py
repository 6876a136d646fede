"""A family does not answer: it is reminded kindly, never pressed, and in the end somebody calls."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import (
    ClassUpdate,
    Escalation,
    EscalationState,
    LogEntry,
    LogKind,
    Outgoing,
    Person,
    Pupil,
    School,
)
from tests.chat.test_updates import preview
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.rows import Rows
from tests.support.said import FATHER, father_of, logged, sent_update
from tests.support.silence import follow_up, pass_by, tick

SITI, HENDRA, YANTI, AGUS = PARENTS


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


async def state_of(house: House, rows: Rows, update_id: int) -> EscalationState:
    """How it stands with Siti's child."""
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(SITI)
    return (
        await rows.one(select(Escalation).where(Escalation.update_id == update_id, Escalation.pupil_id == child.id))
    ).state


def reminders(house: House, user_id: int) -> list[str]:
    found = house.phone(user_id).bubbles.values()
    return [bubble.text for bubble in found if "belum kami terima" in bubble.text]


async def leaf(phone: Phone, shown: Bubble, name: str) -> Bubble:
    """Turn the pages of a list until somebody's name is there."""
    while name not in shown.text:
        shown = await phone.press("Lainnya", shown)
    return shown


async def test_nothing_follows_until_the_school_says_so(house: House, rows: Rows) -> None:
    await father_of(house, SITI)
    await sent_update(house)
    await pass_by(house, 24 * 6)
    assert await rows.all(select(Escalation)) == []
    assert reminders(house, FATHER) == []


async def test_guardians_who_have_not_read_it_are_reminded_and_can_answer_with_one_tap(
    house: House, rows: Rows
) -> None:
    await follow_up(house)
    father = await father_of(house, SITI)
    row = await sent_update(house)
    siti = house.phone(SITI.user_id)
    await siti.press("Tulis jawaban")
    await tick(house)
    await pass_by(house, 47)
    assert reminders(house, FATHER) == []
    await pass_by(house, 1)
    (reminder,) = reminders(house, FATHER)
    assert "Undangan acara" in reminder
    assert "Sabtu, 15 Agustus 2026" in reminder
    assert await state_of(house, rows, row.id) is EscalationState.WAITING
    shown = await father.press("Kami akan hadir")
    assert "✓ Kami akan hadir" in shown.buttons
    await pass_by(house, 24 * 3)
    assert await state_of(house, rows, row.id) is EscalationState.STOPPED
    assert len(reminders(house, FATHER)) <= 1


async def test_a_lone_guardian_is_passed_over_and_the_family_ends_on_the_list_to_call(house: House, rows: Rows) -> None:
    await follow_up(house)
    row = await sent_update(house)
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(SITI)
        await session.execute(update(Pupil).where(Pupil.id == child.id).values(phone="+6281234567890"))
        siti = await house.demo.person(SITI)
        await session.execute(
            update(Person).where(Person.id == siti.id).values(phone="+628111222333", phone_confirmed=True)
        )
        await session.commit()
    await tick(house)
    await pass_by(house, 50)
    await pass_by(house, 24)
    assert reminders(house, SITI.user_id) == []
    await pass_by(house, 24)
    assert await state_of(house, rows, row.id) is EscalationState.LISTED
    teacher = house.phone(TEACHER.user_id)
    assert "belum menjawab" in teacher.screen().text
    listed = await leaf(teacher, await teacher.press("Daftar telepon"), child.name)
    assert "+628111222333" in listed.text
    assert "+6281234567890 (belum dipastikan" in listed.text
    assert "36 keluarga" in listed.text
    after = await teacher.press(f"Sudah saya hubungi: {child.name}")
    assert "35 keluarga" in after.text


async def test_no_reminder_leaves_in_quiet_hours_nor_after_an_answer_that_came_meanwhile(
    house: House, rows: Rows
) -> None:
    await follow_up(house)
    father = await father_of(house, SITI)
    house.now = house.now.replace(hour=11)  # 18.00
    await sent_update(house)
    await tick(house)
    await pass_by(house, 50)  # Wednesday 20.00
    queued = await rows.all(select(Outgoing).where(Outgoing.dedupe.startswith("esc:")))
    assert queued != []
    assert reminders(house, FATHER) == []
    assert "Aula sekolah" in house.phone(SITI.user_id).screen().text
    await house.phone(SITI.user_id).press("Kami berhalangan")
    await pass_by(house, 12)
    assert reminders(house, FATHER) == []
    assert father.bubbles


async def test_words_that_are_an_answer_stop_it_too(house: House, rows: Rows) -> None:
    await follow_up(house)
    await father_of(house, SITI)
    row = await sent_update(house)
    siti = house.phone(SITI.user_id)
    await siti.press("Tulis jawaban")
    await siti.say("Saya kabari besok, Bu.")
    await tick(house)
    await pass_by(house, 49)
    assert reminders(house, FATHER) == []
    assert await state_of(house, rows, row.id) is EscalationState.STOPPED


async def test_words_about_several_children_stop_it_for_these_and_for_nobody_else(house: House, rows: Rows) -> None:
    await follow_up(house)
    row = await sent_update(house, ("X-1", "X-2"))
    yanti = house.phone(YANTI.user_id)
    await yanti.press("Tulis jawaban")
    await yanti.say("Kami usahakan hadir, Bu.")
    await yanti.press("Untuk semuanya")
    await tick(house)
    await pass_by(house, 24 * 4 + 1)
    await pass_by(house, 0)
    states = {one.pupil_id: one.state for one in await rows.all(select(Escalation))}
    async with house.sessions() as session:
        house.demo.session = session
        theirs = {(await house.demo.child(YANTI, number)).id for number in (0, 1)}
    assert {states[pupil] for pupil in theirs} == {EscalationState.STOPPED}
    assert await state_of(house, rows, row.id) is EscalationState.LISTED


async def test_the_teacher_sees_one_line_per_family_and_ends_it_for_one_or_for_all(house: House, rows: Rows) -> None:
    await follow_up(house)
    await father_of(house, SITI)
    row = await sent_update(house)
    await tick(house)
    await pass_by(house, 48.5)
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/terkirim")
    await teacher.press("Sen, 20 Jul")
    seen = await teacher.press("Belum menjawab")
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(SITI)
    seen = await leaf(teacher, seen, child.name)
    line = next(line for line in seen.text.splitlines() if child.name in line)
    assert "diingatkan Rab, 22 Jul 09.30 ke" in line
    await teacher.press(f"Sudah saya hubungi: {child.name}", seen)
    assert await state_of(house, rows, row.id) is EscalationState.STOPPED
    await teacher.press("Hentikan semua pengingat")
    assert "tidak ada pengingat lagi" in (await teacher.press("Ya, hentikan")).text
    states = {one.state for one in await rows.all(select(Escalation))}
    assert states == {EscalationState.STOPPED}
    assert await logged(house, LogKind.REMINDED)


async def test_a_withdrawn_update_reminds_nobody(house: House) -> None:
    await follow_up(house)
    await father_of(house, SITI)
    await sent_update(house)
    await tick(house)
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/terkirim")
    await teacher.press("Sen, 20 Jul")
    await teacher.press("Tarik kembali")
    await teacher.press("Ya, tarik")
    await pass_by(house, 49)
    assert reminders(house, FATHER) == []


async def test_stop_is_respected_and_presses_nobody_in_another_way(house: House, rows: Rows) -> None:
    await follow_up(house)
    row = await sent_update(house)
    await tick(house)
    await house.phone(SITI.user_id).say("BERHENTI")
    await pass_by(house, 24 * 5)
    assert await state_of(house, rows, row.id) is EscalationState.STOPPED


async def test_an_update_can_be_sent_without_reminders(house: House, rows: Rows) -> None:
    await follow_up(house)
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    assert "setelah 2 hari: wali lain" in teacher.screen().text
    without = await teacher.press("Tanpa pengingat")
    assert "wali lain" not in without.text
    await teacher.press("Kirim sekarang")
    assert [row.escalation for row in await rows.all(select(ClassUpdate))] == [None]


async def test_an_administrator_chooses_a_pace_or_own_waits(house: House, rows: Rows) -> None:
    admin = house.phone(ADMIN.user_id)
    assert "Sekarang mati" in (await admin.say("/pengingat")).text
    assert "• setelah 2 hari: wali lain yang belum membaca diingatkan" in (await admin.press("Biasa")).text
    await admin.press("Atur sendiri")
    await admin.press("Daftar telepon")
    own = await admin.press("5 hari")
    assert "setelah 5 hari: masuk daftar telepon" in own.text
    await admin.press("Obrolan lain")
    assert "obrolan" not in (await admin.press("Tanpa langkah ini")).text.split("Ketuk")[0]
    kept = (await rows.one(select(School))).escalation
    assert kept == [{"after_hours": 48, "step": "guardian"}, {"after_hours": 120, "step": "call"}]
    assert "tidak tersedia" in (await house.phone(TEACHER.user_id).say("/pengingat")).text


async def test_an_administrator_chooses_when_families_are_reminded_of_meetings(house: House, rows: Rows) -> None:
    joko, nurmala = house.phone(ADMIN.user_id), house.phone(TEACHER.user_id)
    await joko.say("/pengingat")
    shown = await joko.press("Sebelum pertemuan")
    assert "1 hari sebelumnya" in shown.text
    assert "1 jam sebelumnya" in shown.text
    assert "✓ Sehari dan sejam" in shown.buttons
    shown = await joko.press("Sehari", shown)
    assert "1 hari sebelumnya" in shown.text
    assert "jam sebelumnya" not in shown.text
    shown = await joko.press("Tanpa pengingat", shown)
    assert "Sekarang tanpa pengingat" in shown.text
    assert (await rows.one(select(School.reminders))) == {"days": 0, "hours": 0}
    await nurmala.forge("1:e.remind:usual")
    assert (await rows.one(select(School.reminders))) == {"days": 0, "hours": 0}


async def test_switching_it_off_ends_what_is_under_way(house: House, rows: Rows) -> None:
    await follow_up(house)
    await father_of(house, SITI)
    row = await sent_update(house)
    await tick(house)
    await house.phone(ADMIN.user_id).say("/pengingat")
    await house.phone(ADMIN.user_id).press("Mati")
    await pass_by(house, 49)
    assert reminders(house, FATHER) == []
    assert await state_of(house, rows, row.id) is EscalationState.STOPPED


async def test_siblings_share_one_reminder(house: House, now: datetime) -> None:
    await follow_up(house)
    await father_of(house, YANTI)
    await sent_update(house, ("X-1", "X-2"))
    await tick(house)
    await pass_by(house, 49)
    found = reminders(house, YANTI.user_id)
    assert len(found) == 1


async def test_a_message_that_asks_for_nothing_is_never_followed_up(house: House, rows: Rows) -> None:
    await follow_up(house)
    await sent_update(house, template="achievement", values={"achievement": "Juara kelas", "effect": None})
    await pass_by(house, 24 * 6)
    assert await rows.all(select(Escalation)) == []
    assert await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.REMINDED)) == []
