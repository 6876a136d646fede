"""A teacher answers what families ask, as she would do it on the phone: in seconds, and never the wrong family."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.channels.base import Kind, Received
from bot.domain.screens import FileKind, FileRef
from bot.domain.threads import ThreadState
from bot.services.queue import outbox
from bot.storage.engine import Sessions
from bot.storage.models import Outgoing, StockAnswer
from tests.support.asked import ask, threads
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.said import give_chat, logged, sent_update

SITI, HENDRA, YANTI, _AGUS = PARENTS
DEWI = "Dewi Anggraini, M.Pd."


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def hendra(house: House) -> Phone:
    return house.phone(HENDRA.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def ask_in_english(phone: Phone, words: str) -> None:
    await phone.say("/menu")
    await phone.press("Ask the school")
    await phone.press("Homeroom teacher: ")
    await phone.say(words)


async def opened(phone: Phone, press: str) -> Bubble:
    """What a button shows in place of the newest message."""
    return await phone.forge(f"1:{press}", phone.screen().id)


async def kept(house: House, teacher: Phone, text: str) -> None:
    """She has this answer in her stock."""
    await teacher.say("/menu")
    await opened(teacher, "st.new")
    await teacher.say(text)


async def test_a_reply_in_the_chat_is_all_it_takes(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti, "Apakah besok ada ulangan, Bu?")
    arrived, taps = teacher.screen(), teacher.taps
    sent = await teacher.say("Ada, Bu. Bab 3 dan 4.", reply_to=arrived)
    assert teacher.taps == taps
    assert "Balasan sedang kami sampaikan kepada Siti Rahayu, ibu dari Ananda" in sent.text
    answer = siti.screen().text
    assert "Jawaban dari Ibu Nurmala Sari" in answer
    assert "Ada, Bu. Bab 3 dan 4." in answer
    (thread,) = await threads(house)
    assert (thread.state, thread.promised_at) == (ThreadState.FAMILY, None)


async def test_the_two_ways_feel_like_one(house: House, siti: Phone, hendra: Phone, teacher: Phone) -> None:
    """An answer to an update and a question are told apart by nothing that she has to do."""
    await sent_update(house)
    await siti.press("Tulis jawaban")
    await siti.say("Boleh membawa adik?")
    to_answer = await teacher.say("Boleh", reply_to=teacher.screen())
    await ask_in_english(hendra, "Is there a test tomorrow?")
    to_question = await teacher.say("Ada", reply_to=teacher.screen())
    common = {"Simpan jawaban ini", "Hari ini", "Menu"}
    assert common <= set(to_answer.buttons)
    assert common <= set(to_question.buttons)
    assert to_answer.text.split("kepada")[0] == to_question.text.split("kepada")[0]


async def test_from_a_long_day_she_goes_from_one_family_to_the_next(
    house: House, siti: Phone, hendra: Phone, teacher: Phone
) -> None:
    await ask(siti, "Apakah besok ada ulangan?")
    await sent_update(house)
    await hendra.press("Write an answer")
    await hendra.say("May I bring his brother?")
    today = await teacher.say("/hariini")
    assert "2 hal menunggu" in today.text
    assert "ulangan" in today.buttons[0]
    assert "1 jawaban untuk" in today.buttons[1]
    card = await teacher.press(today.buttons[0], on=today)
    sent = await teacher.say("Ada", reply_to=card)
    next_one = await teacher.press("Berikutnya", on=sent)
    assert "May I bring his brother?" in next_one.text
    last = await teacher.say("Boleh", reply_to=next_one)
    assert not any(face.startswith("Berikutnya") for face in last.buttons)
    assert "Tidak ada yang menunggu" in (await teacher.press("Hari ini", on=last)).text


async def test_photo_document_and_voice_pass_to_the_family(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti)
    arrived = teacher.screen()
    await teacher.press("Balas", on=arrived)
    await teacher.photo("Ini PR-nya, Bu")
    assert siti.screen().seen.media is not None
    assert "Ini PR-nya, Bu" in siti.screen().text
    await teacher.press("Balas", on=arrived)
    await teacher.voice()
    assert siti.screen().seen.media is not None
    await teacher.press("Balas", on=arrived)
    sent = await teacher.document(b"%PDF-1.4", "soal.pdf")
    assert siti.screen().seen.media is not None
    assert "Simpan jawaban ini" not in sent.buttons
    assert siti.screen().seen.protected


async def test_an_album_is_one_answer_with_one_confirmation(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti)
    number = teacher.screen().id
    chat = str(TEACHER.user_id)
    for place in range(3):
        photo = FileRef(FileKind.PHOTO, remote=f"photo-{place}", size=9)
        await house.receive(
            Received(
                Kind.FILE,
                chat,
                text="",
                file=photo,
                album="7",
                message=f"8{place}",
                reply_to=number if place == 0 else None,
            )
        )
    assert len(await logged(house, "reply")) == 3
    async with house.sessions() as session:
        shown = await session.scalars(select(Outgoing).where(Outgoing.payload.is_not(None)))
        confirmed = [row for row in shown if (row.payload or {}).get("template") == "answers/reply_sent"]
    assert len(confirmed) == 1


async def test_from_the_stock_with_two_taps_and_the_greeting_around_it(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await kept(house, teacher, "Baik, {{ sapaan }}. {{ ananda }} boleh mengumpulkan besok.")
    await ask(siti, "Bolehkah tugasnya menyusul?")
    arrived, taps = teacher.screen(), teacher.taps
    shelf = await teacher.press("Jawaban simpanan", on=arrived)
    assert "Baik, Ibu Siti Rahayu." in shelf.text
    sent = await teacher.press("1. Baik", on=shelf)
    assert teacher.taps - taps == 2
    assert "Simpan jawaban ini" not in sent.buttons
    answer = siti.screen().text
    assert answer.index("Selamat pagi, Ibu.") < answer.index("boleh mengumpulkan besok") < answer.index("Salam hormat,")
    await teacher.press("Selesai", on=sent)
    card = await opened(teacher, "st.list")
    card = await teacher.press("Baik, [sapaan]", on=card)
    assert "Dipakai 1 kali; 1 percakapan selesai dengan jawaban ini." in card.text


async def test_what_was_settled_and_opened_again_did_not_end_with_it(house: House, siti: Phone, teacher: Phone) -> None:
    await kept(house, teacher, "Boleh")
    await ask(siti)
    shelf = await teacher.press("Jawaban simpanan", on=teacher.screen())
    sent = await teacher.press("1. Boleh", on=shelf)
    await teacher.press("Selesai", on=sent)
    await siti.say("Satu lagi, Bu", reply_to=siti.screen())
    (stock,) = await stocked(house)
    assert "0 percakapan" in (await opened(teacher, f"st.one:{stock.id}")).text


async def stocked(house: House) -> list[StockAnswer]:
    async with house.sessions() as session:
        return list(await session.scalars(select(StockAnswer)))


async def passed_on(house: House, siti: Phone, teacher: Phone, note: str | None = None) -> tuple[Phone, Bubble]:
    """Siti's question goes to the teacher of another class, with a note or without."""
    dewi = await give_chat(house, DEWI, 905)
    await ask(siti, "Berapa nilai Matematika anak saya?")
    chosen = await teacher.press("Teruskan", on=teacher.screen())
    face = next(face for face in chosen.buttons if "Dewi" in face)
    await teacher.press(face, on=chosen)
    done = await (teacher.say(note) if note else teacher.press("Teruskan tanpa catatan"))
    return dewi, done


async def test_passed_on_with_a_note_the_colleague_answers_and_the_family_knows_who(
    house: House, siti: Phone, teacher: Phone
) -> None:
    dewi, done = await passed_on(house, siti, teacher, "Mohon dibantu, Bu Dewi")
    assert "Sudah diteruskan kepada Ibu Dewi" in done.text
    arrived = dewi.screen()
    assert "Diteruskan oleh Ibu Nurmala Sari" in arrived.text
    assert "Mohon dibantu" in arrived.text
    told = siti.screen().text
    assert "Ibu Dewi Anggraini" in told
    assert "Mohon dibantu" not in told
    await dewi.say("Nilainya 85, Bu", reply_to=arrived)
    assert "Jawaban dari Ibu Dewi" in siti.screen().text
    assert "Tidak ada yang menunggu" in (await teacher.say("/hariini")).text


async def test_without_a_note_it_takes_three_taps(house: House, siti: Phone, teacher: Phone) -> None:
    await passed_on(house, siti, teacher)
    assert teacher.taps == 3


async def test_it_goes_to_nobody_who_is_no_colleague_of_that_child(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti)
    (thread,) = await threads(house)
    for forged in ("h", "s999", "o1", "c1", "x"):
        await teacher.forge(f"1:qa.pass:{thread.id}:{forged}")
    assert await logged(house, "forwarded") == []


async def test_who_answers_after_a_colleague_is_asked_first(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti, "Berapa nilai Matematika anak saya?")
    old = teacher.screen()
    dewi = await give_chat(house, DEWI, 905)
    chosen = await teacher.press("Teruskan", on=old)
    await teacher.press(next(face for face in chosen.buttons if "Dewi" in face), on=chosen)
    await teacher.press("Teruskan tanpa catatan")
    await dewi.say("Nilainya 85, Bu", reply_to=dewi.screen())
    (thread,) = await threads(house)
    await teacher.forge(f"1:qa.re:{thread.id}:1")
    asked = await teacher.say("Nilainya 80, Bu")
    assert "Ibu Dewi Anggraini, M.Pd. sudah menjawab" in asked.text
    assert "Nilainya 80" not in siti.screen().text
    await teacher.press("Tetap kirim", on=asked)
    assert "Nilainya 80, Bu" in siti.screen().text
    assert [entry.text for entry in await logged(house, "reply")] == ["Nilainya 85, Bu", "Nilainya 80, Bu"]
    await teacher.press("Tetap kirim", on=asked)
    assert len(await logged(house, "reply")) == 2


async def test_never_mind_sends_nothing(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti)
    await teacher.press("Balas")
    await teacher.press("Batal" if "Batal" in teacher.screen().buttons else teacher.screen().buttons[0])
    await teacher.say("Ini untuk siapa?")
    assert await logged(house, "reply") == []


async def test_words_that_reply_to_nothing_ask_for_whom_they_are(
    house: House, siti: Phone, hendra: Phone, teacher: Phone
) -> None:
    await ask(siti, "Apakah besok ada ulangan?")
    await ask_in_english(hendra, "When is the meeting?")
    asked = await teacher.say("Besok pukul 9")
    assert "untuk keluarga siapa" in asked.text
    await teacher.say("di aula")
    await teacher.press(next(face for face in asked.buttons if "meeting" in face))
    assert "di aula" in hendra.screen().text
    assert [entry.text for entry in await logged(house, "reply")] == ["Besok pukul 9", "di aula"]
    assert "Besok pukul 9" not in siti.screen().text


async def test_thanks_are_answered_with_one_tap_and_nothing_is_owed(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti)
    await siti.say("Halaman berapa, Bu?")
    assert "Sama-sama" not in teacher.screen().buttons, "a question is not answered so by mistake"
    await teacher.say("Halaman 12, Bu", reply_to=teacher.screen())
    await siti.say("Terima kasih banyak, Bu", reply_to=siti.screen())
    (thread,) = await threads(house)
    assert (thread.state, thread.promised_at) == (ThreadState.FAMILY, None)
    arrived = teacher.screen()
    await teacher.press("Sama-sama", on=arrived)
    await teacher.press("Sama-sama", on=arrived)
    (thread,) = await threads(house)
    assert thread.state is ThreadState.FAMILY
    assert "Sama-sama" in siti.screen().text
    assert len(await logged(house, "reply")) == 2


async def test_settled_and_opened_again(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti)
    done = await teacher.press("Selesai", on=teacher.screen())
    assert "sudah selesai" in done.text
    assert "menganggap hal ini sudah selesai" in siti.screen().text
    opened = await teacher.press("Buka lagi", on=done)
    assert "menunggu sekolah" in opened.text
    assert "melihat kembali hal ini" in siti.screen().text


async def test_an_edited_answer_is_a_new_version(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti)
    await teacher.say("Halaman 12", reply_to=teacher.screen())
    await teacher.change("Halaman 21")
    assert "Halaman 21" in siti.screen().text
    assert "diubah" in siti.screen().text


async def test_a_long_conversation_is_read_page_by_page(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti, "Pertanyaan 0")
    for number in range(1, 9):
        await siti.say(f"Pertanyaan {number}" + " panjang sekali" * (20 if number == 8 else 0), reply_to=siti.screen())
    (thread,) = await threads(house)
    page = await opened(teacher, f"qa.open:{thread.id}")
    assert "Halaman 2 dari 2" in page.text
    first = await teacher.press("‹", on=page)
    assert "Pertanyaan 0" in first.text
    again = await opened(teacher, f"qa.page:{thread.id}:9999")
    assert "Halaman 2 dari 2" in again.text
    whole = await teacher.press("Buka nomor 9", on=again)
    assert whole.text.count("panjang sekali") == 20


async def test_what_is_on_its_way_in_the_list_leads_to_the_conversation(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await ask(siti, "Apakah besok ada ulangan?")
    inbox = await opened(teacher, "a.inbox")
    listed = await teacher.press("● Percakapan: 1 belum dijawab", on=inbox)
    card = await teacher.press("● ", on=listed)
    assert "Apakah besok ada ulangan?" in card.text


async def test_nobody_else_of_the_school_reads_or_answers_it(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti, "Rahasia kami")
    (thread,) = await threads(house)
    (entry,) = await logged(house, "question")
    admin = house.phone(ADMIN.user_id)
    for forged in (
        f"1:qa.open:{thread.id}",
        f"1:qa.show:{thread.id}",
        f"1:qa.page:{thread.id}:0",
        f"1:qa.one:{entry.id}",
        f"1:qa.re:{thread.id}:1",
        f"1:qa.ty:{thread.id}:1",
        f"1:qa.done:{thread.id}",
        f"1:qa.again:{thread.id}",
        f"1:qa.to:{thread.id}",
        f"1:qa.st:{thread.id}:1",
    ):
        for other in (admin, house.phone(HENDRA.user_id), siti):
            shown = await other.forge(forged)
            assert "Rahasia kami" not in shown.text or other is siti
    assert await logged(house, "reply", "settled", "reopened") == []
    assert "● " not in " ".join((await admin.forge("1:qa.list")).buttons)


async def test_a_reply_to_a_message_of_last_year_still_finds_its_family(
    house: House, siti: Phone, teacher: Phone
) -> None:
    """Its row is forgotten by then: she is asked, and nothing is lost or guessed."""
    await ask(siti, "Apakah besok ada ulangan?")
    arrived = teacher.screen()
    async with house.sessions() as session:
        await outbox.prune(session, house.now + timedelta(days=1), 0)
        await session.commit()
    asked = await teacher.say("Ada, Bu", reply_to=arrived)
    assert "untuk keluarga siapa" in asked.text
    await teacher.press(asked.buttons[0], on=asked)
    assert "Ada, Bu" in siti.screen().text
