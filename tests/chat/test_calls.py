"""Families whom no message reaches: one list, words to begin with, an outcome with a tap; off it once reached."""

from datetime import datetime

import pytest
from sqlalchemy import delete, select

from bot.domain.calls import Reason
from bot.playground.demo import COUNSELLOR
from bot.services.calls import adding
from bot.storage.engine import Sessions
from bot.storage.models import (
    Account,
    Call,
    CallOutcome,
    CallState,
    Concern,
    Guardianship,
    LogEntry,
    LogKind,
    Person,
    Pupil,
)
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.rows import Rows


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def first_child(house: House) -> Pupil:
    async with house.sessions() as session:
        house.demo.session = session
        return await house.demo.child(PARENTS[0])


async def added(house: House, teacher: Phone, words: str = "kunjungan rumah") -> Bubble:
    """The teacher has put the first child's family on her list."""
    child = await first_child(house)
    await teacher.say("/menu")
    shown = await teacher.press("Daftar telepon")
    assert "tidak ada keluarga yang perlu ditelepon" in shown.text
    shown = await teacher.press("Tambah keluarga")
    if "X-1" in shown.buttons:
        await teacher.press("X-1")
    await teacher.forge(f"1:cl.pupil:{child.id}")
    return await teacher.say(words)


async def test_a_family_is_put_on_the_list_phoned_and_off_it_once_reached(
    house: House, rows: Rows, teacher: Phone
) -> None:
    shown = await added(house, teacher)
    child = await first_child(house)
    assert "Daftar telepon: 1 keluarga" in shown.text
    assert "kunjungan rumah" in shown.text
    shown = await teacher.press(f"1. {child.name}")
    assert "Mohon maaf mengganggu waktunya" in shown.text
    assert f"Saya Nurmala Sari, S.Pd., wali kelas Ananda {child.name}" in shown.text
    shown = await teacher.press("Tidak diangkat")
    assert "Sudah dicatat" in shown.text
    shown = await teacher.press("Daftar telepon")
    assert "1 kali dicoba, terakhir: tidak diangkat" in shown.text
    await teacher.press(f"1. {child.name}")
    shown = await teacher.press("Tersambung: Siti Rahayu")
    assert "tidak ada lagi di daftar telepon" in shown.text
    shown = await teacher.say("Kami bertemu hari Kamis di rumahnya.")
    assert "Catatan sudah disimpan." in shown.text
    assert "tidak ada keluarga yang perlu ditelepon" in shown.text
    call = await rows.one(select(Call))
    assert (call.state, call.tries, call.outcome) == (CallState.REACHED, 2, CallOutcome.REACHED)
    entries = await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.CALLED).order_by(LogEntry.id))
    assert [one.choice for one in entries] == ["no_answer", "reached", "reached"]
    assert (entries[2].text, entries[2].replaces_id) == ("Kami bertemu hari Kamis di rumahnya.", entries[1].id)
    mother = await rows.one(select(Person).where(Person.name == "Siti Rahayu"))
    assert {one.person_id for one in entries[1:]} == {mother.id, call.reached_id}


async def test_who_asks_to_be_called_again_comes_back_on_the_next_school_day(
    house: House, rows: Rows, teacher: Phone
) -> None:
    await added(house, teacher)
    await teacher.press("1. ")
    shown = await teacher.press("Minta ditelepon lagi")
    assert "hari sekolah berikutnya" in shown.text
    shown = await teacher.press("Daftar telepon")
    assert "lagi Selasa, 21 Juli 2026" in shown.text
    await teacher.press("1. ")
    await teacher.press("Dikunjungi di rumah")
    assert (await rows.one(select(LogEntry).where(LogEntry.kind == LogKind.VISITED))).channel is None


async def test_a_family_that_no_chat_reaches_with_a_concern_is_on_its_keepers_list_and_on_nobody_elses(
    house: House, rows: Rows, teacher: Phone
) -> None:
    child = await first_child(house)
    async with house.sessions() as session:
        own = select(Guardianship.person_id).where(Guardianship.pupil_id == child.id)
        await session.execute(delete(Account).where(Account.person_id.in_(own)))
        await session.commit()
    await teacher.forge(f"1:cn.pupil:{child.id}")
    await teacher.press("Keadaan dan perasaan")
    await teacher.press("Sering tampak lelah")
    await teacher.press("Menulis ke keluarga")
    await teacher.press("Sel, 21 Jul")
    await teacher.press("Simpan")
    await teacher.press("Tulis ke keluarga")
    shown = await teacher.press("Kirim ke keluarga")
    assert "daftar telepon Bapak/Ibu" in shown.text
    await teacher.say("/telepon")
    shown = await teacher.press("1. ")
    assert "berbincang tentang Ananda" in shown.text
    assert "lelah" not in shown.text
    assert "Kapan kira-kira kita bisa berbincang?" in shown.text
    for other in (ADMIN, COUNSELLOR):
        assert child.name not in (await house.phone(other.user_id).say("/telepon")).text
        assert child.name not in (await house.phone(other.user_id).forge(f"1:cl.fam:{child.id}")).text
    await teacher.press("Dikunjungi di rumah")
    await teacher.say("Ibunya baru melahirkan.")
    concern = await rows.one(select(Concern))
    entries = await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.VISITED))
    assert {one.concern_id for one in entries} == {concern.id}


async def test_an_answer_that_no_chat_could_bring_is_on_the_list_until_it_is_not_needed(
    house: House, rows: Rows, teacher: Phone
) -> None:
    child = await first_child(house)
    async with house.sessions() as session:
        house.demo.session = session
        staff = await house.demo.person(TEACHER)
        for _twice in range(2):
            await adding.needed(session, staff.id, child, Reason.THREAD, 7, "jawaban tentang seragam", house.now)
        await session.commit()
    shown = await teacher.say("/telepon")
    assert "Daftar telepon: 1 keluarga" in shown.text
    await teacher.press("1. ")
    shown = await teacher.press("Tidak perlu lagi")
    assert "sudah dikeluarkan dari daftar" in shown.text
    assert await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.CALLED)) == []
    assert (await rows.one(select(Call))).state is CallState.DROPPED


@pytest.mark.parametrize("sender", [ADMIN.user_id, COUNSELLOR.user_id, PARENTS[0].user_id, PARENTS[1].user_id, 777])
async def test_nobody_else_notes_anything_on_it(house: House, rows: Rows, teacher: Phone, sender: int) -> None:
    await added(house, teacher)
    child, other = await first_child(house), house.phone(sender)
    for press in (f"1:cl.out:{child.id}:reached:0", f"1:cl.drop:{child.id}", f"1:cl.fam:{child.id}"):
        assert "kunjungan rumah" not in (await other.forge(press)).text
    assert (await rows.one(select(Call))).state is CallState.OPEN


async def test_a_guardian_of_another_child_is_nobody_to_have_reached(house: House, rows: Rows, teacher: Phone) -> None:
    await added(house, teacher)
    child = await first_child(house)
    stranger = await rows.one(select(Person).where(Person.name == PARENTS[1].name))
    await teacher.forge(f"1:cl.out:{child.id}:reached:{stranger.id}")
    assert (await rows.one(select(Call))).state is CallState.OPEN
