"""Whoever may looks things up in the log by taps and words, takes them out as files, and leaves a trace of it."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bot.domain.accesses import AccessAction
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.services import log
from bot.storage.engine import Sessions
from bot.storage.models import Access, LogKind, Person
from tests.support.house import House, Phone, open_house
from tests.support.said import give_chat, sent_update

SITI, YANTI = PARENTS[0], PARENTS[2]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def said(house: House, *texts: str, kind: LogKind = LogKind.ANSWER, played: object = SITI) -> None:
    """Siti's family said this, a minute apart."""
    async with house.sessions() as session:
        house.demo.session = session
        pupil, guardian = await house.demo.child(SITI), await house.demo.person(SITI)
        staff = await house.demo.person()
        for at, text in enumerate(texts):
            log.note(
                session,
                house.demo.school.id,
                kind,
                house.now + timedelta(minutes=at),
                person_id=guardian.id,
                staff_id=staff.id,
                pupil_id=pupil.id,
                class_id=pupil.class_id,
                text=text,
            )
        await session.commit()


async def name_of(house: House) -> str:
    async with house.sessions() as session:
        house.demo.session = session
        return (await house.demo.child(SITI)).name


async def accesses(house: House) -> list[Access]:
    async with house.sessions() as session:
        return list(await session.scalars(select(Access).order_by(Access.id)))


def newest(house: House, ending: str) -> Path:
    return max(house.data_dir.glob(f"files/*.{ending}"), key=lambda path: path.stat().st_mtime_ns)


async def test_a_child_is_found_by_its_name_and_read_newest_first(house: House, teacher: Phone) -> None:
    await said(house, "Apakah besok ada ulangan?", "Seragamnya sudah jadi.")
    name = await name_of(house)
    await teacher.say("/menu")
    await teacher.press("Catatan")
    await teacher.say(name.split()[0].lower())
    found = await teacher.press(name)
    assert f"Catatan {name}" in found.text
    assert found.text.index("Seragamnya") < found.text.index("ulangan")
    assert "Siti Rahayu (ibu)" in found.text
    (row,) = await accesses(house)
    assert (row.action, row.pupil_id is not None, row.what) == (AccessAction.SEEN, True, "log")


async def test_words_narrow_it_down_and_are_let_go_again(house: House, teacher: Phone) -> None:
    await said(house, "Apakah besok ada ulangan?", "Seragamnya sudah jadi.", "Ulangan susulan kapan, Bu?")
    await teacher.say("catatan")
    await teacher.press("X-1")
    await teacher.press("Cari kata")
    found = await teacher.say("ULANGAN susulan")
    assert "Ulangan susulan kapan" in found.text
    assert "besok ada ulangan" not in found.text
    assert "Seragam" not in found.text
    by_name = await teacher.say("catatan")
    everywhere = await teacher.say("rahayu seragam")
    assert by_name.id != everywhere.id
    assert "Seragamnya sudah jadi" in everywhere.text
    let_go = await teacher.press("Tanpa “rahayu seragam”")
    assert "ulangan" in let_go.text
    assert AccessAction.SEARCHED in {row.action for row in await accesses(house)}


async def test_kinds_and_times_are_taps(house: House, teacher: Phone) -> None:
    await said(house, "Anak saya demam.")
    await said(house, "2026-07-20/2026-07-21 Demam", kind=LogKind.ABSENCE_NOTE)
    house.now += timedelta(days=14)
    await teacher.say("catatan")
    await teacher.press("X-1")
    shown = await teacher.press("Jenis: Semua jenis")
    assert "Pendampingan" in shown.buttons
    away = await teacher.press("Keterangan tidak masuk")
    assert "Demam" in away.text
    assert "Anak saya demam" not in away.text
    week = await teacher.press("Pekan ini")
    assert "Tidak ada catatan yang cocok" in week.text


async def test_many_are_turned_page_by_page_and_each_stands_once(house: House, teacher: Phone) -> None:
    await said(house, *(f"Pesan nomor {at:02}." for at in range(20)))
    await teacher.say("catatan")
    shown = [await teacher.press("X-1"), await teacher.press("Lebih lama"), await teacher.press("Lebih lama")]
    numbers = [int(part[:2]) for page in shown for part in page.text.split("Pesan nomor ")[1:]]
    assert numbers == sorted(range(20), reverse=True)
    assert "‹ Terbaru" in shown[-1].buttons


async def test_it_is_taken_out_exactly_as_it_is_shown(house: House, teacher: Phone) -> None:
    await sent_update(house)
    await said(house, "=HYPERLINK(1)", "Seragamnya sudah jadi.", "-1+1 seragam")
    await teacher.say("catatan")
    await teacher.press("X-1")
    await teacher.press("Cari kata")
    await teacher.say("seragam")
    sent = await teacher.press("Sebagai CSV")
    assert sent.seen.media is not None
    with newest(house, "csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[8] for row in rows[1:]] == ["'-1+1 seragam", "Seragamnya sudah jadi."]
    await teacher.press("Tanpa “seragam”")
    await teacher.press("Sebagai XLSX")
    table = CalamineWorkbook.from_path(newest(house, "xlsx")).get_sheet_by_index(0).to_python()
    assert "=HYPERLINK(1)" in {row[8] for row in table}
    assert len(table) > 4
    taken = [row for row in await accesses(house) if row.action is AccessAction.EXPORTED]
    assert [(row.details or {})["rows"] for row in taken] == [2, len(table) - 1]
    assert all(row.class_id for row in taken)


async def test_the_whole_family_is_one_tap_from_a_child(house: House, teacher: Phone) -> None:
    yanti = house.phone(YANTI.user_id)
    assert yanti
    async with house.sessions() as session:
        house.demo.session = session
        first, second = await house.demo.child(YANTI), await house.demo.child(YANTI, 1)
        guardian, admin = await house.demo.person(YANTI), await house.demo.person(ADMIN)
        for pupil in (first, second):
            log.note(
                session,
                pupil.school_id,
                LogKind.ANSWER,
                house.now,
                person_id=guardian.id,
                staff_id=admin.id,
                pupil_id=pupil.id,
                text=f"Tentang {pupil.id}.",
            )
        await session.commit()
    office = house.phone(ADMIN.user_id)
    await office.say("catatan")
    await office.say(first.name)
    alone = await office.press(first.name)
    assert (f"Tentang {first.id}." in alone.text, f"Tentang {second.id}." in alone.text) == (True, False)
    both = await office.press("Sekeluarga")
    assert f"Tentang {first.id}." in both.text
    assert f"Tentang {second.id}." in both.text
    await teacher.say("catatan")
    await teacher.say(first.name)
    await teacher.press(first.name)
    hers = await teacher.press("Sekeluarga")
    assert f"Tentang {second.id}." not in hers.text


async def test_an_administrator_sees_who_looked_and_nobody_else_does(house: House, teacher: Phone) -> None:
    await said(house, "Anak saya demam.")
    await teacher.say("catatan")
    await teacher.press("X-1")
    await teacher.press("Sebagai XLSX")
    office = house.phone(ADMIN.user_id)
    await office.say("catatan")
    shown = await office.press("Riwayat akses")
    assert "Nurmala Sari" in shown.text
    assert "mengambil sebagai berkas, kelas X-1 (1 catatan)" in shown.text
    refused = await teacher.forge("1:rc.uses:0")
    assert "Nurmala Sari" not in refused.text


async def test_another_class_shows_what_is_ones_own_alone(house: House, teacher: Phone) -> None:
    await said(house, "Hanya untuk wali kelas.")
    async with house.sessions() as session:
        house.demo.session = session
        other = await session.get_one(Person, (await house.demo.school_class("X-2")).homeroom_id)
        of = (await house.demo.school_class()).id
    colleague = await give_chat(house, other.name, 955)
    shown = await colleague.forge(f"1:rc.show:{of}:k:all:e:0:0")
    assert "Hanya untuk wali kelas" not in shown.text
    everything = await colleague.forge("1:rc.show:0:a:all:e:0:0")
    assert "Hanya untuk wali kelas" not in everything.text
    for forged in ("1:rc.xlsx:{}:k:all:e:0", "1:rc.show:{}:s:all:e:0:0"):
        assert "Hanya" not in (await colleague.forge(forged.format(of))).text
