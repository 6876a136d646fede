"""The papers of a meeting in the chat: one tap each, as a file, for who may have them."""

from datetime import datetime

import pytest
from pypdf import PdfReader

from bot.domain.meetings import MeetingKind
from bot.playground.demo import ADMIN, DEWI, PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import LogKind, Meeting
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.printed import came, meeting_of, slots_of, talk_in
from tests.support.said import give_chat, logged

SITI = PARENTS[0]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def meeting_in(house: House, kind: MeetingKind = MeetingKind.CLASS) -> int:
    async with house.sessions() as session:
        house.demo.session = session
        meeting = await meeting_of(house.demo, house.now, kind)
        await session.commit()
        return meeting.id


def newest(house: House) -> list[str]:
    path = max(house.data_dir.glob("files/*.pdf"), key=lambda path: path.stat().st_mtime_ns)
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def files(house: House) -> int:
    return len(list(house.data_dir.glob("files/*.pdf")))


async def offered(phone: Phone, meeting_id: int) -> Bubble:
    return await phone.forge(f"1:m.papers:{meeting_id}")


async def test_a_class_meeting_has_its_papers_a_tap_away(house: House, teacher: Phone) -> None:
    meeting_id = await meeting_in(house)
    shown = await offered(teacher, meeting_id)
    assert "Sabtu, 25 Juli 2026 pukul 08.00 WIB" in shown.text
    assert shown.buttons[:5] == ["Daftar hadir", "Poster untuk pintu", "Harapan keluarga", "Notulen", "Berita acara"]
    for label, words in (
        ("Daftar hadir", "DAFTAR HADIR"),
        ("Poster untuk pintu", "Selamat datang"),
        ("Notulen", "NOTULEN"),
        ("Berita acara", "BERITA ACARA"),
    ):
        sent = await teacher.press(label, on=shown)
        assert sent.seen.media is not None, label
        assert label in sent.text
        assert words in " ".join(newest(house))
    assert "Berkas lain" in sent.buttons
    entries = await logged(house, LogKind.EXPORTED.value)
    assert [(entry.meeting_id, entry.text) for entry in entries] == [
        (meeting_id, f"{name}-{meeting_id}.pdf") for name in ("daftar-hadir", "kode-pintu", "notulen", "berita-acara")
    ]


async def test_who_came_stands_on_the_next_list(house: House, teacher: Phone) -> None:
    meeting_id = await meeting_in(house)
    shown = await offered(teacher, meeting_id)
    await teacher.press("Daftar hadir", on=shown)
    assert "Sudah tercatat" not in newest(house)[0]
    async with house.sessions() as session:
        house.demo.session = session
        meeting, mother = await session.get_one(Meeting, meeting_id), await house.demo.person(SITI)
        await came(session, meeting, await house.demo.child(SITI), house.now, who=mother.id)
        await session.commit()
    await teacher.press("Daftar hadir", on=shown)
    assert "Sudah tercatat hadir: 1 keluarga" in newest(house)[0]
    assert f"Hadir {SITI.name}" in " ".join(newest(house))


async def test_talks_have_lists_and_slips_once_there_are_times(house: House, teacher: Phone) -> None:
    meeting_id = await meeting_in(house, MeetingKind.TALKS)
    shown = await offered(teacher, meeting_id)
    for label, words in (("Jadwal per guru", "Belum ada waktu"), ("Lembar jadwal", "Belum ada keluarga yang mendapat")):
        assert words in (await teacher.press(label, on=shown)).text
    assert files(house) == 0
    async with house.sessions() as session:
        house.demo.session = session
        meeting, host = await session.get_one(Meeting, meeting_id), await house.demo.person(TEACHER)
        (slot,) = await slots_of(session, meeting, host, 1)
        await talk_in(session, slot, meeting, await house.demo.child(SITI), await house.demo.person(SITI))
        await session.commit()
    await teacher.press("Jadwal per guru", on=shown)
    assert f"{SITI.name}" in newest(house)[0]
    await teacher.press("Jadwal untuk pintu", on=shown)
    assert "terisi" in newest(house)[0]
    assert SITI.name not in newest(house)[0]
    await teacher.press("Lembar jadwal keluarga", on=shown)
    assert "08.00–08.10 WIB" in newest(house)[0]


async def test_an_english_administrator_reads_the_talks_in_english_and_files_what_the_school_reads(
    house: House, teacher: Phone
) -> None:
    meeting_id = await meeting_in(house)
    async with house.sessions() as session:
        house.demo.session = session
        (await house.demo.person(ADMIN)).locale = "en"
        await session.commit()
    admin = house.phone(ADMIN.user_id)
    shown = await offered(admin, meeting_id)
    await admin.press("Attendance list", on=shown)
    assert "DAFTAR HADIR" in newest(house)[0]


@pytest.mark.parametrize("paper", ["attendance", "hopes", "record"])
async def test_others_get_nothing_and_no_file_is_made(house: House, paper: str) -> None:
    meeting_id = await meeting_in(house)
    dewi = await give_chat(house, DEWI.name, 905)
    for phone in (house.phone(SITI.user_id), dewi, house.phone(999)):
        await phone.forge(f"1:m.papers:{meeting_id}")
        await phone.forge(f"1:m.paper:{meeting_id}:{paper}")
        assert all(bubble.seen.media is None for bubble in phone.bubbles.values())
    assert files(house) == 0
    assert await logged(house, LogKind.EXPORTED.value) == []


async def test_a_forged_paper_is_a_stale_button(house: House, teacher: Phone) -> None:
    meeting_id = await meeting_in(house)
    for args in (f"{meeting_id}:poem", f"{meeting_id}:slips", f"{meeting_id}", "0:attendance"):
        said = await teacher.forge(f"1:m.paper:{args}")
        assert said.seen.media is None
    assert files(house) == 0
