"""A guardian takes, corrects and erases the family's data; a teacher decides; a tick erases after a day."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.accesses import AccessAction
from bot.jobs import privacy_ticks
from bot.sheets import sheets_of
from bot.sheets.cells import text
from bot.storage.engine import Sessions
from bot.storage.models import (
    Access,
    Account,
    Guardianship,
    GuardianState,
    LogEntry,
    Outgoing,
    Person,
    PrivacyRequest,
    PrivacyState,
)
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.rows import Rows
from tests.support.said import father_of, sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS
DAY = timedelta(hours=24)


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


async def data_of(phone: Phone) -> None:
    await phone.say("/menu")
    await phone.press("Anak saya")
    await phone.press("Ambil, betulkan")


def sheets(house: House) -> dict[str, list[list[str]]]:
    """The newest spreadsheet: by sheet, its rows as texts."""
    newest = max(house.data_dir.glob("files/*.xlsx"), key=lambda path: path.stat().st_mtime_ns)
    return {
        sheet.name: [[text(cell) for cell in row] for row in sheet.rows] for sheet in sheets_of(newest, newest.name)
    }


async def after_a_day(house: House) -> None:
    house.now += DAY
    await privacy_ticks.erase_due(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()
    await privacy_ticks.follow_erasures(house.sessions, lambda: house.now)


async def test_a_guardian_takes_all_that_is_stored_and_that_is_noted(house: House, siti: Phone, rows: Rows) -> None:
    hendra = house.phone(HENDRA.user_id)
    await sent_update(house)
    await siti.press("Kami akan hadir")
    await siti.say("=1+1 kami bertiga", reply_to=siti.screen())
    await hendra.press("We will come")
    await data_of(siti)
    shown = await siti.press("Ambil semua data")
    assert shown.seen.media is not None
    book = sheets(house)
    everything = str(book)
    assert {"Keluarga", "Masa simpan", "Kabar", "Semua percakapan"} <= book.keys()
    assert "=1+1 kami bertiga" in everything
    assert "Siti Rahayu" in everything
    assert "Persetujuan" in everything
    assert HENDRA.name not in everything
    (request,) = await rows.all(select(PrivacyRequest))
    assert (request.state, request.receipt in shown.text) == (PrivacyState.DONE, True)
    (access,) = await rows.all(select(Access))
    assert (access.action, access.person_id, access.by_id) == (
        AccessAction.COPIED,
        request.person_id,
        request.person_id,
    )
    await data_of(siti)
    seen = await siti.press("Siapa yang membuka")
    assert "disalin untuk keluarga, Siti Rahayu" in seen.text


async def test_the_other_guardians_chats_and_words_are_not_in_it(house: House, siti: Phone) -> None:
    father = await father_of(house, SITI)
    await father.say("Rahasia bapak saja")
    await father.press("Wali kelas Ananda")
    await data_of(siti)
    await siti.press("Ambil semua data")
    everything = str(sheets(house))
    assert "Rahasia bapak" not in everything
    assert "Bambang" not in everything


async def test_a_link_that_nobody_confirmed_takes_and_erases_nothing(house: House, siti: Phone, rows: Rows) -> None:
    for tie in await rows.ties_at(SITI.user_id):
        tie.state = GuardianState.PROVISIONAL
        await rows.save(tie)
    await data_of(siti)
    assert "menunggu konfirmasi wali kelas" in siti.screen().text
    assert not [face for face in siti.screen().buttons if "Ambil" in face or "Hapus" in face]
    for forged in ("1:pv.take", "1:pv.erase", "1:pv.sure", "1:pv.hist:0"):
        await siti.forge(forged)
    assert await rows.all(select(PrivacyRequest)) == []


async def test_staff_without_a_child_are_not_asked_into_it(teacher: Phone) -> None:
    for forged in ("1:pv.open", "1:pv.take", "1:pv.fix", "1:pv.erase"):
        shown = await teacher.forge(forged)
        assert "Data Bapak/Ibu dan Ananda" not in shown.text
        assert shown.seen.media is None


async def test_a_number_is_corrected_with_one_tap_of_the_homeroom_teacher(
    house: House, siti: Phone, teacher: Phone, rows: Rows
) -> None:
    await data_of(siti)
    await siti.press("Minta dibetulkan")
    await siti.press("Nomor telepon saya")
    assert "belum terbaca" in (await siti.say("nol delapan")).text
    sent = await siti.say("0813 7654 3210")
    assert "paling lambat" in sent.text
    assert "minta datanya dibetulkan" in teacher.screen().text
    asked = await teacher.press("Lihat")
    assert "0813-7654-3210" in asked.text
    done = await teacher.press("Ya, ubah")
    assert "Sudah dibetulkan" in done.text
    assert "sudah dibetulkan. Terima kasih" in siti.screen().text
    person = await rows.person_at(SITI.user_id)
    assert person is not None
    assert (person.phone, person.phone_confirmed) == ("+6281376543210", True)
    again = await teacher.forge("1:pv.ok:1")
    assert "Sudah dibetulkan" not in again.text
    (access,) = await rows.all(select(Access))
    assert (access.action, access.what) == (AccessAction.CORRECTED, "phone")


async def test_what_stays_as_it_is_gets_a_kind_reason(house: House, siti: Phone, teacher: Phone) -> None:
    await data_of(siti)
    await siti.press("Minta dibetulkan")
    await siti.press("Hal lain")
    await siti.say("Nilai Matematika tanggal 3 keliru")
    await teacher.press("Lihat")
    await teacher.press("Tetap seperti semula")
    assert "kosong" not in (await teacher.say("Nilainya sudah sesuai dengan lembar ulangan Ananda.")).text
    assert "sesuai dengan lembar ulangan" in siti.screen().text


async def test_another_teacher_decides_nothing(house: House, siti: Phone, rows: Rows) -> None:
    await data_of(siti)
    await siti.press("Minta dibetulkan")
    await siti.press("Nama saya")
    await siti.say("Siti Rahayu Ningsih")
    hendra = house.phone(HENDRA.user_id)
    for forged in ("1:pv.req:1", "1:pv.ok:1", "1:pv.no:1"):
        await hendra.forge(forged)
        await siti.forge(forged)
    (request,) = await rows.all(select(PrivacyRequest))
    assert request.state is PrivacyState.OPEN


async def test_erasing_is_explained_confirmed_can_be_taken_back_and_happens_after_a_day(
    house: House, siti: Phone, teacher: Phone, rows: Rows
) -> None:
    await siti.say("Ananda demam sejak kemarin malam")
    await siti.press("Wali kelas Ananda")
    assert "demam sejak kemarin malam" in teacher.screen().text
    await data_of(siti)
    explained = await siti.press("Hapus data saya")
    assert "wajib disimpan sekolah" in explained.text
    asked = await siti.press("Ya, hapus data saya")
    assert "dihapus besok" in asked.text
    assert "dibatalkan" in (await siti.press("Batalkan penghapusan")).text
    await after_a_day(house)
    assert await rows.person_at(SITI.user_id) is not None
    await data_of(siti)
    await siti.press("Hapus data saya")
    await siti.press("Ya, hapus data saya")
    before = await rows.person_at(SITI.user_id)
    assert before is not None
    await after_a_day(house)
    assert "sudah dihapus" in siti.screen().text
    person = await rows.one(select(Person).where(Person.id == before.id))
    assert (person.phone, person.name) == (None, SITI.name)
    assert person.erased_at is not None
    assert await rows.all(select(Account).where(Account.address == str(SITI.user_id))) == []
    said = await rows.all(select(LogEntry.text).where(LogEntry.text.contains("demam")))
    left = await rows.all(select(Outgoing.text).where(Outgoing.text.contains("demam")))
    assert (said, left) == ([], [])
    ties = await rows.all(select(Guardianship).where(Guardianship.person_id == before.id))
    assert {tie.state for tie in ties} <= {GuardianState.LISTED, GuardianState.ENDED}


async def test_after_erasing_nothing_comes_any_more_and_a_new_letter_begins_anew(
    house: House, siti: Phone, rows: Rows
) -> None:
    await data_of(siti)
    await siti.press("Hapus data saya")
    await siti.press("Ya, hapus data saya")
    await after_a_day(house)
    before = len(siti.bubbles)
    await sent_update(house)
    assert len(siti.bubbles) == before
    assert "kode dari surat" in (await siti.say("/menu")).text


async def test_a_teacher_who_is_a_parent_keeps_the_chat_for_her_work(house: House, rows: Rows) -> None:
    admin = house.phone(ADMIN.user_id)
    person = await rows.person_at(ADMIN.user_id)
    assert person is not None
    child = (await rows.ties_at(SITI.user_id))[0].pupil_id
    await rows.save(
        Guardianship(
            pupil_id=child,
            person_id=person.id,
            relation="guardian",
            state=GuardianState.CONFIRMED,
            linked_at=house.now,
            confirmed_at=house.now,
        )
    )
    await data_of(admin)
    await admin.press("Hapus data saya")
    await admin.press("Ya, hapus data saya")
    await after_a_day(house)
    assert "tugas" in admin.screen().text
    assert await rows.person_at(ADMIN.user_id) is not None
    assert "Kirim kabar kelas" in str((await admin.say("/menu")).buttons)
