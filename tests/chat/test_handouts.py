"""Letters for the families that no chat reaches: printed from the report, and noted as handed out."""

from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from bot.domain.delivery import Rung, Via
from bot.messages.names import tidy_name
from bot.services.updates import corrections
from bot.storage.engine import Sessions
from bot.storage.models import Guardianship, LogEntry, LogKind, Pupil, Relation, SchoolClass, Teaching
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.said import EVENT, give_chat, logged, recipient_of, sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS
UNREACHED = 9
"""Of the 36 families of X-1."""


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def pupils(house: House, class_name: str = "X-1") -> list[str]:
    """The pupils of a class, by their own numbers."""
    async with house.sessions() as session:
        rows = await session.scalars(
            select(Pupil.name)
            .join(SchoolClass, SchoolClass.id == Pupil.class_id)
            .where(SchoolClass.name == class_name)
            .order_by(Pupil.id)
        )
        return [tidy_name(name) for name in rows]


async def without_chat(house: House) -> set[str]:
    """The pupils of X-1 whose families nothing reaches: as the demo school has it, Agus's child and the last eight."""
    names = await pupils(house)
    return {names[3], *names[28:]}


def letters(house: House) -> list[str]:
    """The pages of the newest letters."""
    newest = max(house.data_dir.glob("files/*.pdf"), key=lambda path: path.stat().st_mtime_ns)
    return [" ".join(page.extract_text().split()) for page in PdfReader(newest).pages]


def made(house: House) -> int:
    return len(list(house.data_dir.glob("files/*.pdf")))


async def handed_out(house: House) -> list[LogEntry]:
    return await logged(house, LogKind.HANDED_OUT.value)


async def report(teacher: Phone, update_id: int) -> Bubble:
    return await teacher.forge(f"1:u.report:{update_id}")


async def test_two_taps_print_the_letters_of_exactly_those_whom_nothing_reaches_and_one_marks_them_all(
    house: House, teacher: Phone
) -> None:
    row = await sent_update(house)
    card = await teacher.forge(f"1:u.open:{row.id}")
    before = teacher.taps
    await teacher.press("Per keluarga", on=card)
    sent = await teacher.press(f"Surat untuk {UNREACHED} keluarga")
    assert teacher.taps - before == 2
    assert sent.seen.media is not None
    assert f"{UNREACHED} keluarga" in sent.text

    pages, wanted = letters(house), await without_chat(house)
    assert len(pages) == UNREACHED
    for name in await pupils(house):
        assert sum(f"Ananda {name} (X-1)" in page for page in pages) == (name in wanted), name
    assert all("Pentas seni" in page and "Lembar balasan" in page and "Kami akan hadir" in page for page in pages)

    marked = await teacher.press("Sudah dibagikan semua")
    assert teacher.taps - before == 3
    assert f"{UNREACHED} keluarga" in marked.text
    entries = await handed_out(house)
    assert len(entries) == UNREACHED
    assert {(entry.update_id, entry.channel, entry.class_id is not None) for entry in entries} == {
        (row.id, "paper", True)
    }
    shown = await report(teacher, row.id)
    assert f"Surat dibagikan: {UNREACHED}" in shown.buttons
    assert not any(face.startswith(("Belum terjangkau", "Surat untuk")) for face in shown.buttons)
    names = await teacher.press("Surat dibagikan:")
    assert all(name in tidy_name(names.text) or name.upper() in names.text.upper() for name in wanted)
    (entry,) = await logged(house, LogKind.EXPORTED.value)
    assert (entry.update_id, entry.text) == (row.id, f"surat-kabar-{row.id}.pdf")


async def test_marking_twice_adds_nothing_and_undoing_brings_the_letters_back(house: House, teacher: Phone) -> None:
    row = await sent_update(house)
    await teacher.press(f"Surat untuk {UNREACHED} keluarga", on=await report(teacher, row.id))
    marked = await teacher.press("Sudah dibagikan semua")
    undo = marked.choice("Urungkan").data
    await teacher.forge(f"1:ho.all:{row.id}:1", marked.id)
    assert len(await handed_out(house)) == UNREACHED
    listed = await teacher.forge(undo, marked.id)
    assert f"0 dari {UNREACHED}" in listed.text
    assert f"Surat untuk {UNREACHED} keluarga" in (await report(teacher, row.id)).buttons
    await teacher.forge(undo, marked.id)
    assert len(await handed_out(house)) == 2 * UNREACHED


async def test_some_are_ticked_one_by_one_over_the_pages_of_a_list(house: House, teacher: Phone) -> None:
    row = await sent_update(house)
    await teacher.press(f"Surat untuk {UNREACHED} keluarga", on=await report(teacher, row.id))
    listed = await teacher.press("Sebagian")
    first = next(face for face in listed.buttons if face.startswith("▫"))
    listed = await teacher.press(first)
    assert f"1 dari {UNREACHED}" in listed.text
    again = await teacher.press("›")
    last = next(face for face in again.buttons if face.startswith("▫"))
    listed = await teacher.press(last)
    assert f"2 dari {UNREACHED}" in listed.text
    (one, two) = await handed_out(house)
    assert one.pupil_id != two.pupil_id
    shown = await report(teacher, row.id)
    assert {f"Surat untuk {UNREACHED - 2} keluarga", "Surat dibagikan: 2"} <= set(shown.buttons)
    await teacher.press(f"Surat untuk {UNREACHED - 2} keluarga", on=shown)
    pages = letters(house)
    assert len(pages) == UNREACHED - 2
    for face in (first, last):
        assert not any(tidy_name(face.removeprefix("▫ ")) in page for page in pages)
    await teacher.press("Sebagian")
    await teacher.press("✓")
    listed = await teacher.press("Ternyata belum dibagikan")
    assert f"1 dari {UNREACHED}" in listed.text


async def test_the_answer_on_a_slip_is_noted_for_who_signed_it_with_two_taps_and_counts_like_any_other(
    house: House, teacher: Phone
) -> None:
    row = await sent_update(house)
    await teacher.press("Surat untuk", on=await report(teacher, row.id))
    await teacher.press("Sudah dibagikan semua")
    listed = await teacher.press("Per keluarga")
    before, face = teacher.taps, next(face for face in listed.buttons if face.startswith("✓"))
    opened = await teacher.press(face)
    assert [one for one in opened.buttons if one.startswith("Ibu: ")] == [
        "Ibu: Kami akan hadir",
        "Ibu: Kami berhalangan",
    ]
    listed = await teacher.press("Ibu: Kami akan hadir")
    assert teacher.taps - before == 2
    assert "sudah dicatat" in listed.text
    assert face.replace("✓", "✎") in listed.buttons
    (entry,) = await logged(house, LogKind.ANSWER.value)
    async with house.sessions() as session:
        house.demo.session = session
        nurmala = await house.demo.person(TEACHER)
        mother = await session.scalar(
            select(Guardianship.person_id).where(
                Guardianship.pupil_id == entry.pupil_id, Guardianship.relation == Relation.MOTHER
            )
        )
    assert (entry.choice, entry.channel, entry.staff_id, entry.person_id) == ("coming", "paper", nurmala.id, mother)
    answers = await teacher.forge(f"1:a.update:{row.id}")
    group = await teacher.press("Kami akan hadir: 1", on=answers)
    assert "dicatat guru" in group.text
    await teacher.forge(f"1:ho.back:{row.id}:{entry.pupil_id}:0")
    shown = await report(teacher, row.id)
    assert {f"Surat dibagikan: {UNREACHED - 1}", "Sudah menjawab: 1"} <= set(shown.buttons)


async def test_a_slip_that_was_noted_wrongly_is_noted_again(house: House, teacher: Phone) -> None:
    row = await sent_update(house)
    await teacher.press("Surat untuk", on=await report(teacher, row.id))
    await teacher.press("Sudah dibagikan semua")
    listed = await teacher.press("Per keluarga")
    face = next(face for face in listed.buttons if face.startswith("✓"))
    await teacher.press(face)
    await teacher.press("Ibu: Kami akan hadir")
    await teacher.press(face.replace("✓", "✎"))
    await teacher.press("Ibu: Kami berhalangan")
    first, second = await logged(house, LogKind.ANSWER.value, LogKind.EDITED.value)
    assert (first.choice, second.choice, second.replaces_id) == ("coming", "not_coming", first.id)


async def test_a_guardian_whose_chat_failed_has_it_by_letter_until_that_is_undone(house: House, teacher: Phone) -> None:
    siti = house.phone(SITI.user_id)
    siti.chat.block()
    row = await sent_update(house)
    recipient = await recipient_of(house, SITI, row.id)
    failed = (recipient.rung, recipient.reason)
    assert recipient.rung in (Rung.FAILED, Rung.UNREACHED)
    await teacher.press(f"Surat untuk {UNREACHED + 1} keluarga", on=await report(teacher, row.id))
    blocked = [page for page in letters(house) if (await pupils(house))[0] in page]
    assert len(blocked) == 1
    assert "Pindai kode ini" not in blocked[0]
    marked = await teacher.press("Sudah dibagikan semua")
    recipient = await recipient_of(house, SITI, row.id)
    assert (recipient.rung, recipient.via, recipient.reason) == (Rung.ACCEPTED, Via.PAPER, None)
    assert recipient.accepted_at == house.now
    await teacher.press("Urungkan", on=marked)
    recipient = await recipient_of(house, SITI, row.id)
    assert (recipient.rung, recipient.reason, recipient.via) == (*failed, None)


async def test_siblings_in_two_classes_have_a_letter_each(house: House, teacher: Phone) -> None:
    house.phone(YANTI.user_id).chat.block()
    row = await sent_update(house, ("X-1", "X-2"))
    shown = await report(teacher, row.id)
    await teacher.press("Surat untuk", on=shown)
    pages = letters(house)
    older, younger = (await pupils(house))[2], (await pupils(house, "X-2"))[0]
    assert [older in page for page in pages].count(True) == 1
    assert [younger in page for page in pages].count(True) == 1
    async with house.sessions() as session:
        child = (await session.scalars(select(Pupil.id).where(Pupil.name == older))).first() or await _id(house, older)
    await teacher.forge(f"1:ho.given:{row.id}:{child}:1:0")
    assert (await recipient_of(house, YANTI, row.id)).via is Via.PAPER
    await teacher.press("Surat untuk", on=await report(teacher, row.id))
    pages = letters(house)
    assert not any(older in page for page in pages)
    assert [younger in page for page in pages].count(True) == 1


async def test_after_a_correction_everybody_gets_a_new_letter_that_says_so(house: House, teacher: Phone) -> None:
    row = await sent_update(house)
    sent = await teacher.press(f"Surat untuk {UNREACHED} keluarga", on=await report(teacher, row.id))
    stale = sent.choice("Sudah dibagikan semua").data
    await teacher.press("Sudah dibagikan semua")
    house.now += timedelta(minutes=1)
    async with house.sessions() as session:
        house.demo.session = session
        author = await house.demo.person(TEACHER)
        await corrections.correct(session, author, row.id, {**EVENT, "place": "Lapangan"}, house.now)
        await session.commit()
    changed = await teacher.forge(stale, sent.id)
    assert "diralat" in changed.text
    assert len(await handed_out(house)) == UNREACHED
    await teacher.press("Cetak surat baru", on=changed)
    pages = letters(house)
    assert len(pages) == UNREACHED
    assert all("Lapangan" in page and "Ralat:" in page for page in pages)


async def test_nobody_prints_or_marks_what_is_not_theirs(house: House, teacher: Phone) -> None:
    row = await sent_update(house)
    admin, siti = house.phone(ADMIN.user_id), house.phone(SITI.user_id)
    rahmat = await give_chat(house, "Rahmat Hidayat, S.Si.", 903)
    child = await _id(house, (await pupils(house))[3])
    other = await _id(house, (await pupils(house, "X-2"))[5])
    async with house.sessions() as session:
        tie = (await session.scalars(select(Guardianship.id).where(Guardianship.pupil_id == child))).first()
    for phone in (rahmat, siti, house.phone(777)):
        for press in ("print", "all", "some", "given", "back", "undo", "one", "ans"):
            await phone.forge(f"1:ho.{press}:{row.id}")
        await phone.forge(f"1:ho.all:{row.id}:1")
        await phone.forge(f"1:ho.some:{row.id}:0")
        await phone.forge(f"1:ho.given:{row.id}:{child}:1:0")
        await phone.forge(f"1:ho.back:{row.id}:{child}:0")
        await phone.forge(f"1:ho.undo:{row.id}:0")
        await phone.forge(f"1:ho.one:{row.id}:{child}:0")
        await phone.forge(f"1:ho.ans:{row.id}:{tie}:coming:0")
    await teacher.forge(f"1:ho.given:{row.id}:{other}:1:0")
    for odd in ("print:0", "print:999999", "undo:1:9999999999999999999", "given:1:1:2:0", "print:9999999999999999999"):
        await teacher.forge(f"1:ho.{odd}")
    assert made(house) == 0
    assert await handed_out(house) == []
    await admin.press(f"Surat untuk {UNREACHED} keluarga", on=await report(admin, row.id))
    assert len(letters(house)) == UNREACHED


async def test_a_homeroom_teacher_prints_only_her_class_of_a_colleagues_update(house: House) -> None:
    rahmat = await give_chat(house, "Rahmat Hidayat, S.Si.", 903)
    row = await sent_update(house, ("X-1", "X-2"))
    await rahmat.press("Surat untuk", on=await report(rahmat, row.id))
    pages = letters(house)
    assert pages
    assert all("(X-2)" in page and "(X-1)" not in page for page in pages)


async def test_a_teacher_who_lost_the_class_prints_nothing(house: House, teacher: Phone) -> None:
    row = await sent_update(house, ("X-2",))
    async with house.sessions() as session:
        for teaching in await session.scalars(select(Teaching)):
            await session.delete(teaching)
        await session.commit()
    await teacher.forge(f"1:ho.print:{row.id}")
    assert made(house) == 0


async def test_a_family_that_reads_english_gets_an_english_letter(house: House, teacher: Phone) -> None:
    house.phone(HENDRA.user_id).chat.block()
    row = await sent_update(house)
    await teacher.press("Surat untuk", on=await report(teacher, row.id))
    english = [page for page in letters(house) if "To the parents or guardians" in page]
    assert len(english) == 1
    assert (await pupils(house))[1] in english[0]
    assert "Reply slip: " in english[0]


async def test_a_withdrawn_update_has_no_letters(house: House, teacher: Phone) -> None:
    row = await sent_update(house)
    await teacher.forge(f"1:u.withdrawn:{row.id}")
    await teacher.forge(f"1:ho.print:{row.id}")
    assert made(house) == 0


async def _id(house: House, name: str) -> int:
    async with house.sessions() as session:
        for pupil in await session.scalars(select(Pupil)):
            if tidy_name(pupil.name) == name:
                return pupil.id
    raise AssertionError(name)
