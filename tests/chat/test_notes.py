"""A teacher notes something about a pupil: a line, read by the school, and by the family once she says so."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.playground.demo import DEWI
from bot.storage.engine import Sessions
from bot.storage.models import LogEntry, LogKind, PupilNote, Role, RoleKind, Teaching
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.rows import Rows

WORDS = "Hari ini berani menjelaskan jawabannya di depan kelas."


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def child_name(house: House, number: int = 0) -> str:
    async with house.sessions() as session:
        house.demo.session = session
        return (await house.demo.child(PARENTS[number])).name


async def noted(house: House, teacher: Phone, words: str = WORDS) -> str:
    """The teacher has noted something about the first child; its name."""
    name = await child_name(house)
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(PARENTS[0])
    await teacher.forge(f"1:mk.npupil:{child.id}")
    await teacher.say(words)
    return name


async def test_a_note_is_two_taps_and_a_line_and_stays_within_the_school(
    house: House, rows: Rows, teacher: Phone
) -> None:
    name = await child_name(house)
    shown = await teacher.forge("1:mk.notes")
    if "X-1" in shown.buttons:
        shown = await teacher.press("X-1")
    while not any(face.startswith(name) for face in shown.buttons):
        shown = await teacher.press("›")
    before = teacher.taps
    shown = await teacher.press(name)
    assert "Belum ada catatan" in shown.text
    shown = await teacher.say(f"  {WORDS}\n\n Teruskan.  ")
    assert teacher.taps - before == 1
    assert "hanya untuk sekolah" in shown.text
    note = await rows.one(select(PupilNote))
    assert (note.text, note.shown) == (f"{WORDS}\nTeruskan.", False)
    assert await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.NOTED)) == []
    shown = await teacher.press("‹ Daftar murid")
    assert f"{name} (1)" in shown.buttons


async def test_the_family_reads_a_note_once_its_author_says_so_and_no_longer_when_taken_back(
    house: House, rows: Rows, teacher: Phone
) -> None:
    await noted(house, teacher)
    shown = await teacher.press("Keluarga boleh membaca")
    assert "Keluarga dapat membaca catatan ini" in shown.text
    shown = await teacher.press("Hanya untuk sekolah")
    assert "Sekarang catatan ini hanya untuk sekolah" in shown.text
    assert (await rows.one(select(PupilNote))).shown is False
    read, hidden = await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.NOTED).order_by(LogEntry.id))
    assert (read.text, read.choice) == (WORDS, None)
    assert (hidden.text, hidden.choice, hidden.replaces_id) == (None, "hidden", read.id)


async def test_taking_a_note_away_is_asked_first_and_leaves_no_words(house: House, rows: Rows, teacher: Phone) -> None:
    await noted(house, teacher)
    await teacher.press("Keluarga boleh membaca")
    shown = await teacher.press("Hapus catatan")
    assert "tidak dapat dikembalikan" in shown.text
    assert (await rows.one(select(PupilNote))).text == WORDS
    shown = await teacher.press("Ya, hapus catatan")
    assert "Catatan sudah dihapus" in shown.text
    assert "Belum ada catatan" in shown.text
    note = await rows.one(select(PupilNote))
    assert (note.text, note.shown) == ("", False)
    assert note.erased_at is not None


@pytest.mark.parametrize(("words", "said"), [("x" * 501, "terlalu panjang"), ("photo", "diketik sebagai tulisan")])
async def test_what_is_no_note_is_said_and_the_line_is_still_awaited(
    house: House, rows: Rows, teacher: Phone, words: str, said: str
) -> None:
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(PARENTS[0])
    await teacher.forge(f"1:mk.npupil:{child.id}")
    shown = await (teacher.photo() if words == "photo" else teacher.say(words))
    assert said in shown.text
    assert await rows.all(select(PupilNote)) == []
    await teacher.say(WORDS)
    assert (await rows.one(select(PupilNote))).text == WORDS


async def test_a_colleague_of_the_class_reads_only_what_the_family_reads_and_changes_nothing(
    house: House, rows: Rows, teacher: Phone
) -> None:
    await noted(house, teacher)
    note = await rows.one(select(PupilNote))
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(PARENTS[0])
        colleague = await house.demo.person(ADMIN)
        assert child.class_id is not None
    assert WORDS in (await house.phone(ADMIN.user_id).forge(f"1:mk.npupil:{child.id}")).text
    await _becomes_subject_teacher(house, colleague.id, child.class_id)
    other = house.phone(ADMIN.user_id)
    assert WORDS not in (await other.forge(f"1:mk.npupil:{child.id}")).text
    for press in (f"1:mk.nnote:{note.id}", f"1:mk.nshow:{note.id}", f"1:mk.nerase:{note.id}"):
        assert WORDS not in (await other.forge(press)).text
    await teacher.press("Keluarga boleh membaca")
    shown = await other.forge(f"1:mk.nnote:{note.id}")
    assert WORDS in shown.text
    assert "Hapus catatan" not in shown.buttons
    for press in (f"1:mk.nhide:{note.id}", f"1:mk.nerase:{note.id}"):
        await other.forge(press)
    kept = await rows.one(select(PupilNote))
    assert (kept.text, kept.shown) == (WORDS, True)


async def _becomes_subject_teacher(house: House, person_id: int, class_id: int) -> None:
    async with house.sessions() as session:
        role = (await session.scalars(select(Role).where(Role.person_id == person_id))).one()
        role.kind = RoleKind.TEACHER
        session.add(Teaching(class_id=class_id, person_id=person_id, subject="Fisika"))
        await session.commit()


@pytest.mark.parametrize("sender", [PARENTS[0].user_id, PARENTS[1].user_id, 777, DEWI.user_id])
async def test_nobody_else_reads_or_writes(house: House, rows: Rows, teacher: Phone, sender: int) -> None:
    await noted(house, teacher)
    note = await rows.one(select(PupilNote))
    other = house.phone(sender)
    for press in ("npupil", "nnote", "nshow", "nhide", "nask", "nerase"):
        subject = note.pupil_id if press == "npupil" else note.id
        assert WORDS not in (await other.forge(f"1:mk.{press}:{subject}")).text
    await other.say("Catatan dari orang lain")
    kept = await rows.one(select(PupilNote))
    assert (kept.text, kept.shown) == (WORDS, False)


async def test_a_note_that_names_a_classmate_is_not_shown_to_the_family(
    house: House, rows: Rows, teacher: Phone
) -> None:
    other = await child_name(house, 1)
    await noted(house, teacher, f"Hari ini bekerja baik bersama {other}.")
    shown = await teacher.press("Keluarga boleh membaca")
    assert "memuat milik murid lain" in shown.text
    assert other.split()[0].lower() in shown.text.lower()
    assert "Itu bukan murid, lanjutkan" not in shown.buttons
    note = await rows.one(select(PupilNote))
    await teacher.forge(f"1:mk.nsure:{note.id}")
    assert (await rows.one(select(PupilNote))).shown is False
    assert await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.NOTED)) == []
