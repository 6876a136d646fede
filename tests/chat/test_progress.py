"""A parent asks how the child is doing: one tap for one child, two for one of several, and only the own child's."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from bot.domain.attendance import DayState
from bot.domain.marks import MarkKind
from bot.playground.demo import PARENTS, TEACHER, Played
from bot.storage.engine import Sessions
from bot.storage.models import Guardianship, GuardianState, LogKind, Pupil
from tests.support.coursework import assessed, missed, noted, registered
from tests.support.house import House, Phone, open_house
from tests.support.said import logged

SITI, YANTI = PARENTS[0], next(one for one in PARENTS if len(one.children) > 1)
MONDAY = date(2026, 7, 20)


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


async def taught(house: House, played: Played = SITI, number: int = 0, *, scores: Mapping[str, float]) -> int:
    """Marks, a day and notes of one child; her id."""
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(played, number)
        of = await house.demo.school_class(played.children[number][0])
        (await session.get_one(type(house.demo.school), house.demo.school.id)).pass_line = 75.0
        for subject, score in scores.items():
            await assessed(session, of, subject, {child.id: score}, house.now, title=f"TP {number + 2}")
        await session.commit()
        return child.id


async def more_of(house: House, pupil_id: int) -> None:
    """Earlier marks, a missing task, days, a note that is shown and one that is not."""
    async with house.sessions() as session:
        house.demo.session = session
        child = await session.get_one(Pupil, pupil_id)
        of, teacher = await house.demo.school_class(SITI.children[0][0]), await house.demo.person(TEACHER)
        before = house.now - timedelta(days=20)
        await assessed(session, of, "Matematika", {child.id: 72.0}, before, title="TP 1")
        await assessed(session, of, "Kimia", {child.id: None}, house.now, kind=MarkKind.TASK, title="Laporan")
        await assessed(session, of, "Fisika", {child.id: 99.0}, house.now, published=False)
        await registered(session, of, MONDAY, house.now)
        session.add(missed(child.id, of, MONDAY - timedelta(days=3), DayState.SICK, house.now, "demam"))
        session.add(noted(child, teacher, "Rajin bertanya di kelas.", house.now))
        session.add(noted(child, teacher, "Hanya untuk guru.", house.now, shown=False))
        await session.commit()


def parent(house: House, played: Played = SITI) -> Phone:
    return house.phone(played.user_id)


async def test_one_child_is_one_tap_away(house: House) -> None:
    child = await taught(house, scores={"Matematika": 81.0, "Kimia": 60.0})
    await more_of(house, child)
    phone = parent(house)
    await phone.say("menu")
    shown = await phone.press("Perkembangan Ananda")
    assert phone.taps == 1
    for words in (
        "semester ganjil 2026/2027",
        "Nilai Matematika naik dari 72 menjadi 81.",
        "Perlu perhatian: tugas Kimia “Laporan” belum diserahkan.",
        "Tercatat sakit 1 hari.",
        "sakit (demam)",
        "(harapan sekolah: 75)",
        "Matematika: 81, naik dari 72",
        "Kimia: 60, belum mencapai 75; 1 belum dikerjakan",
        "“Rajin bertanya di kelas.”",
        "Langkah berikutnya\nMohon tanyakan kepada Ananda apa yang belum selesai di Kimia",
    ):
        assert words in shown.text
    assert "Fisika" not in shown.text
    assert "Hanya untuk guru" not in shown.text
    assert shown.text.rstrip().endswith("menyelesaikannya.")


async def test_one_of_several_children_is_two_taps_away(house: House) -> None:
    await taught(house, YANTI, 0, scores={"Matematika": 81.0})
    await taught(house, YANTI, 1, scores={"Biologi": 67.0})
    phone = parent(house, YANTI)
    await phone.say("menu")
    shown = await phone.press("Perkembangan Ananda")
    assert "Perkembangan siapa" in shown.text
    async with house.sessions() as session:
        house.demo.session = session
        first, second = [(await house.demo.child(YANTI, number)).name for number in (0, 1)]
    assert shown.buttons[:-1] == sorted([first, second])
    shown = await phone.press(second)
    assert "Biologi: 67" in shown.text
    assert "Matematika" not in shown.text
    await phone.press("Anak lain")
    assert "Matematika: 81" in (await phone.press(first)).text


async def test_nothing_yet_is_said_kindly_and_still_ends_in_a_next_step(house: House) -> None:
    phone = parent(house)
    await phone.say("menu")
    shown = await phone.press("Perkembangan Ananda")
    assert "Belum ada nilai atau catatan" in shown.text
    assert "Langkah berikutnya\nSilakan tanyakan" in shown.text
    assert "belum dapat dibuat" in (await phone.press("Lihat gambar", on=shown)).text
    assert "Belum ada nilai" in (await phone.press("Semester ini", on=shown)).text
    assert "Belum ada nilai" in (await phone.press("Semester lalu", on=shown)).text
    assert list(house.data_dir.glob("files/*")) == []


async def test_all_marks_stand_on_pages(house: House) -> None:
    await taught(house, scores={f"Pelajaran {letter}": 80.0 for letter in "ABCDEFG"})
    phone = parent(house)
    await phone.say("menu")
    await phone.press("Perkembangan Ananda")
    shown = await phone.press("Semua nilai")
    assert "Pelajaran E\n• Tes materi (TP 2): 80" in shown.text
    assert "Pelajaran F" not in shown.text
    assert "Pelajaran G" in (await phone.press("›")).text
    assert "Pelajaran A" in (await phone.press("‹")).text
    assert "Langkah berikutnya" in (await phone.press("‹ Perkembangan")).text


async def test_the_picture_comes_with_the_same_in_words(house: House) -> None:
    child = await taught(house, scores={"Matematika": 81.0, "Kimia": 60.0})
    await more_of(house, child)
    phone = parent(house)
    await phone.say("menu")
    await phone.press("Perkembangan Ananda")
    shown = await phone.press("Lihat gambar")
    assert shown.seen.media is not None
    assert "Matematika: 81, naik dari 72" in shown.text
    assert "Kehadiran: sakit 1" in shown.text
    (made,) = house.data_dir.glob("files/*.png")
    assert made.read_bytes().startswith(b"\x89PNG")
    (entry,) = await logged(house, LogKind.EXPORTED.value)
    assert (entry.pupil_id, entry.staff_id, entry.text) == (child, None, f"perkembangan-{child}.png")


async def test_the_half_year_is_a_file_to_keep(house: House) -> None:
    child = await taught(house, scores={"Matematika": 81.0, "Kimia": 60.0})
    await more_of(house, child)
    phone = parent(house)
    await phone.say("menu")
    await phone.press("Perkembangan Ananda")
    shown = await phone.press("Semester ini (PDF)")
    assert shown.seen.media is not None
    assert "bukan rapor" in shown.text
    (made,) = house.data_dir.glob("files/*.pdf")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(made).pages).split())
    for words in ("Semester ganjil 2026/2027", "Matematika", "81", "belum dikerjakan", "demam", "Rajin bertanya"):
        assert words in text
    assert "Fisika" not in text
    assert "Hanya untuk guru" not in text


async def test_who_is_not_confirmed_yet_is_told_why(house: House) -> None:
    child = await taught(house, scores={"Matematika": 81.0})
    async with house.sessions() as session:
        house.demo.session = session
        mother = await house.demo.person(SITI)
        provisional = update(Guardianship).where(Guardianship.person_id == mother.id)
        await session.execute(provisional.values(state=GuardianState.PROVISIONAL))
        await session.commit()
    phone = parent(house)
    await phone.say("menu")
    shown = await phone.press("Perkembangan Ananda")
    assert "wali kelas memastikan dulu" in shown.text
    await nothing_is_told(house, phone, child)


@pytest.mark.parametrize("how", ["another", "stranger", "teacher", "left", "unseen"])
async def test_nobody_else_is_told_anything(house: House, how: str) -> None:
    child = await taught(house, scores={"Matematika": 81.0})
    phone = {"another": parent(house, YANTI), "stranger": house.phone(999), "teacher": parent(house, TEACHER)}.get(
        how, parent(house)
    )
    async with house.sessions() as session:
        if how == "left":
            await session.execute(update(Pupil).where(Pupil.id == child).values(left_at=house.now))
        if how == "unseen":
            await session.execute(update(Guardianship).where(Guardianship.pupil_id == child).values(sees_child=False))
        await session.commit()
    await nothing_is_told(house, phone, child)


async def nothing_is_told(house: House, phone: Phone, child: int) -> None:
    for press in (f"child:{child}", f"marks:{child}:0", f"picture:{child}", f"paper:{child}:20261"):
        shown = await phone.forge(f"1:pg.{press}")
        assert "Matematika" not in shown.text
        assert shown.seen.media is None
    assert list(house.data_dir.glob("files/*")) == []
    assert await logged(house, LogKind.EXPORTED.value) == []


@pytest.mark.parametrize("term", ["20251", "20262", "99991", "x", "", "2026"])
async def test_another_half_than_the_two_newest_is_a_stale_button(house: House, term: str) -> None:
    child = await taught(house, scores={"Matematika": 81.0})
    shown = await parent(house).forge(f"1:pg.paper:{child}:{term}")
    assert shown.seen.media is None
    assert list(house.data_dir.glob("files/*")) == []


async def test_the_half_before_has_its_own_marks(house: House) -> None:
    child = await taught(house, scores={"Matematika": 81.0})
    async with house.sessions() as session:
        house.demo.session = session
        of = await house.demo.school_class(SITI.children[0][0])
        await assessed(session, of, "Sejarah", {child: 88.0}, house.now, term="20252", kind=MarkKind.FINAL)
        await session.commit()
    phone = parent(house)
    await phone.say("menu")
    await phone.press("Perkembangan Ananda")
    shown = await phone.press("Semester lalu")
    assert "semester genap 2025/2026" in shown.text
    (made,) = house.data_dir.glob("files/*.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(made).pages)
    assert "Sejarah" in text
    assert "Matematika" not in text


async def test_a_child_without_a_class_is_shown_all_the_same(house: House) -> None:
    child = await taught(house, scores={"Matematika": 81.0})
    async with house.sessions() as session:
        await session.execute(update(Pupil).where(Pupil.id == child).values(class_id=None))
        await session.commit()
        assert await session.scalar(select(Pupil.class_id).where(Pupil.id == child)) is None
    shown = await parent(house).forge(f"1:pg.child:{child}")
    assert "Matematika: 81" in shown.text
