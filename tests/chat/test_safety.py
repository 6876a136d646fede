"""A message that hurts is held, a message of the school can be reported, a look into a thread has a reason both see."""

import pytest
from sqlalchemy import select

from bot.domain.answers import Words
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.services import answers
from bot.services.answers import About
from bot.storage.engine import Sessions
from bot.storage.models import Access, Complaint, Held, HeldState, LogEntry, LogKind
from tests.conftest import NOW
from tests.support.asked import answer, ask, threads
from tests.support.house import House, open_house

RUDE = "Dasar guru bodoh, tidak becus mengajar!"


@pytest.fixture
async def house(sessions: Sessions) -> House:
    return await open_house(sessions, NOW)


async def held(house: House) -> list[Held]:
    async with house.sessions() as session:
        return list(await session.scalars(select(Held).order_by(Held.entry_id)))


async def test_a_rude_message_waits_with_a_warning_and_is_read_only_by_choice(house: House) -> None:
    teacher, parent = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    said = await ask(parent, RUDE)
    assert "paling lambat" in said.text, "the family is answered as ever"
    warned = teacher.screen()
    assert "mungkin bernada keras" in warned.text
    assert "bodoh" not in warned.text
    for label in ("Jawab dengan tenang", "Serahkan ke operator", "Tetap baca"):
        assert any(face == label for face in warned.buttons)
    await teacher.say("/hariini")
    assert not any("bodoh" in bubble.text for bubble in teacher.bubbles.values())
    read = await teacher.press("Tetap baca")
    assert RUDE in read.text
    assert (await held(house))[0].state is HeldState.SHOWN
    replied = await teacher.say("Mari kita bicarakan besok, Bu.", reply_to=read)
    assert "Siti" in replied.text or "terkirim" in replied.text.lower()
    assert "Mari kita bicarakan besok" in parent.screen().text


async def test_a_calm_answer_goes_out_unread_in_two_taps(house: House) -> None:
    teacher, parent = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    await ask(parent, RUDE)
    choose = await teacher.press("Jawab dengan tenang")
    assert "Bolehkah kita berbicara langsung" in choose.text
    await teacher.press("Ajak berbicara langsung")
    assert "Bolehkah kita berbicara langsung" in parent.screen().text
    assert not any("bodoh" in bubble.text for bubble in teacher.bubbles.values())
    (thread,) = await threads(house)
    assert thread.promised_at is None


async def test_handed_over_it_is_the_administrators_and_the_teacher_is_rid_of_it(house: House) -> None:
    teacher, parent, admin = (house.phone(one.user_id) for one in (TEACHER, PARENTS[0], ADMIN))
    await ask(parent, RUDE)
    handed = await teacher.press("Serahkan ke operator")
    assert "Joko Santoso" in handed.text
    warned = admin.screen()
    assert "bodoh" not in warned.text
    read = await admin.press("Tetap baca")
    assert RUDE in read.text
    listed = await teacher.say("/hariini")
    assert not any("ditahan" in face for face in listed.buttons)
    (one,) = await held(house)
    assert one.state is HeldState.HANDED_OVER
    assert "bodoh" not in (await teacher.forge(f"1:sf.show:{one.entry_id}")).text


async def test_a_cry_for_help_is_never_held(house: House) -> None:
    teacher, parent = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    words = "Bu, anak saya bilang mau bunuh diri karena dikatai goblok oleh temannya."
    await ask(parent, words)
    assert words in teacher.screen().text
    assert await held(house) == []


async def test_a_rude_answer_outside_of_threads_is_held_too(house: House) -> None:
    teacher, admin = house.phone(TEACHER.user_id), house.phone(ADMIN.user_id)
    async with house.sessions() as session:
        house.demo.session = session
        guardian, child = await house.demo.person(PARENTS[0]), await house.demo.child(PARENTS[0])
        await answers.say(session, guardian, About([child]), Words(RUDE), NOW)
        await session.commit()
    await house.deliver()
    assert "mungkin bernada keras" in teacher.screen().text
    await teacher.say("/hariini")
    card = await teacher.press("Pesan yang ditahan")
    assert "tidak harus membacanya" in card.text
    await teacher.press("Serahkan ke operator", card)
    assert "menyerahkan satu pesan" in admin.screen().text
    await admin.say("/hariini")
    await admin.press("Pesan yang ditahan")
    assert RUDE in (await admin.press("Tetap baca")).text
    assert not any("bodoh" in bubble.text for bubble in teacher.bubbles.values())


async def test_nobody_else_decides_about_a_held_message(house: House) -> None:
    parent, other = house.phone(PARENTS[0].user_id), house.phone(PARENTS[2].user_id)
    await ask(parent, RUDE)
    (one,) = await held(house)
    for who in (other, parent):
        for action in ("show", "calm", "hand", "one"):
            assert "tidak tersedia" in (await who.forge(f"1:sf.{action}:{one.entry_id}")).text
    assert (await held(house))[0].state is HeldState.HELD


async def test_a_guardian_reports_an_answer_and_the_administrator_replies_not_the_teacher(house: House) -> None:
    teacher, parent, admin = (house.phone(one.user_id) for one in (TEACHER, PARENTS[0], ADMIN))
    await ask(parent)
    await answer(house, "Itu urusan Ibu sendiri.", TEACHER)
    assert parent.screen().rows == [["Balas", "⚐ Laporkan"], ["Sudah jelas, terima kasih"]]
    why = await parent.press("⚐ Laporkan")
    assert "pesan dari Ibu Nurmala Sari" in why.text
    assert "tidak ikut menanganinya" in why.text
    reported = await parent.say("Kata-katanya membuat saya sedih.")
    assert "Operator sekolah menanganinya" in reported.text
    assert "paling lambat" in reported.text
    case = await admin.press("Lihat laporannya")
    assert "Itu urusan Ibu sendiri" in case.text
    assert "membuat saya sedih" in case.text
    assert not any("melaporkan" in bubble.text for bubble in teacher.bubbles.values())
    async with house.sessions() as session:
        complaint = (await session.scalars(select(Complaint))).one()
    assert "tidak tersedia" in (await teacher.forge(f"1:sf.case:{complaint.id}")).text
    await admin.press("Jawab keluarga")
    await admin.say("Kami sudah berbicara dengan Ibu Nurmala. Mohon maaf, Bu.")
    assert "Mohon maaf, Bu" in parent.screen().text
    listed = await admin.say("/hariini")
    assert not any("Laporan" in face for face in listed.buttons)


async def test_one_tap_is_reason_enough_and_twice_is_one_report(house: House) -> None:
    parent, admin = house.phone(PARENTS[0].user_id), house.phone(ADMIN.user_id)
    await ask(parent)
    await answer(house, "Baik.", TEACHER)
    for _again in range(2):
        await parent.press("⚐ Laporkan")
        await parent.press("Isinya tidak benar")
    async with house.sessions() as session:
        assert len(list(await session.scalars(select(Complaint)))) == 1
    listed = await admin.say("/hariini")
    assert sum("Laporan keluarga" in face for face in listed.buttons) == 1


async def test_another_familys_message_cannot_be_reported(house: House) -> None:
    parent, other = house.phone(PARENTS[0].user_id), house.phone(PARENTS[1].user_id)
    await ask(parent)
    answered = await answer(house, "Baik.", TEACHER)
    await other.forge(f"1:sf.why:r:{answered.entry.id}:words")
    async with house.sessions() as session:
        assert list(await session.scalars(select(Complaint))) == []


async def test_an_administrator_reads_a_thread_only_with_a_reason_that_both_sides_see(house: House) -> None:
    teacher, parent, admin = (house.phone(one.user_id) for one in (TEACHER, PARENTS[0], ADMIN))
    await ask(parent, "Apakah nilai anak saya sudah diperbaiki?")
    await answer(house, "Sudah, Bu.", TEACHER)
    (thread,) = await threads(house)
    assert "nilai anak saya" not in (await admin.forge(f"1:sf.read:{thread.id}:0")).text
    await admin.say("/menu")
    await admin.press("Urusan sekolah")
    await admin.press("Laporan")
    await admin.press("Lihat percakapan")
    await admin.press("X-1")
    asked = await admin.press(next(face for face in admin.screen().buttons if "Permana" in face))
    assert "nilai anak saya" not in asked.text
    assert "lebih jelas" in (await admin.say("perlu")).text
    shown = await admin.say("Keluarga menelepon karena merasa belum dijawab.")
    assert "Apakah nilai anak saya sudah diperbaiki?" in shown.text
    for phone in (parent, teacher):
        assert "Keluarga menelepon karena merasa belum dijawab" in phone.screen().text
        assert "Joko Santoso" in phone.screen().text
    page = await parent.press("Lihat percakapan")
    assert "Keluarga menelepon" in page.text, "it stands in the thread, too"
    async with house.sessions() as session:
        access = (await session.scalars(select(Access))).one()
        assert access.thread_id == thread.id
        assert (await session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.OPENED))).one().text


async def test_nobody_else_looks_into_a_thread(house: House) -> None:
    parent, other, teacher = (house.phone(one.user_id) for one in (PARENTS[0], PARENTS[2], TEACHER))
    await ask(parent)
    (thread,) = await threads(house)
    for phone in (other, teacher):
        for packed in (f"1:sf.ask:{thread.id}", f"1:sf.read:{thread.id}:0", "1:sf.cases:0", "1:sf.look:0"):
            assert "tidak tersedia" in (await phone.forge(packed)).text
