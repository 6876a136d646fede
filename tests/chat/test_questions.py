"""A family asks the school, as a parent would do it on the phone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.channels.base import Kind, Received
from bot.domain.delivery import Via
from bot.domain.screens import FileKind, FileRef
from bot.domain.threads import Addressed, ThreadState
from bot.playground.demo import COUNSELLOR
from bot.services.queue import outbox
from bot.storage.engine import Sessions
from bot.storage.models import LogEntry, Person, Role, RoleKind
from tests.support.asked import answer, ask, threads
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.said import father_of, give_chat, logged, sent_update

SITI, HENDRA, YANTI, _AGUS = PARENTS
EVENING = timedelta(hours=12)
"""From nine in the morning to nine at night."""
URGENT = "Bila ada yang mendesak, silakan menelepon sekolah."


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def test_a_question_is_asked_in_four_taps_and_at_once_there_is_a_promise(
    house: House, siti: Phone, teacher: Phone
) -> None:
    asked = await ask(siti, "Apakah besok ada ulangan, Bu?")
    assert "sudah sampai di sekolah" in asked.text
    assert "paling lambat Selasa, 21 Juli 2026 pukul 09.00 WIB" in asked.text
    assert "di luar jam layanan" not in asked.text
    assert URGENT not in asked.text
    arrived = teacher.screen().text
    assert "Pertanyaan orang tua" in arrived
    assert "Apakah besok ada ulangan, Bu?" in arrived
    assert "Siti Rahayu, ibu dari Ananda" in arrived
    (thread,) = await threads(house)
    assert (thread.state, thread.addressed, thread.messages) == (ThreadState.NEW, Addressed.HOMEROOM, 1)


async def test_at_night_the_family_is_told_kindly_and_the_teacher_sleeps(
    house: House, siti: Phone, teacher: Phone
) -> None:
    house.now += EVENING
    asked = await ask(siti)
    assert "di luar jam layanan" in asked.text
    assert URGENT in asked.text
    assert "paling lambat Rabu, 22 Juli 2026" not in asked.text
    assert teacher.bubbles == {}
    house.now += timedelta(hours=10, minutes=31)
    await house.deliver()
    assert "Apa PR hari ini, Bu?" in teacher.screen().text


async def test_what_is_urgent_and_added_at_night_is_told_that_one_may_phone(house: House, siti: Phone) -> None:
    assert URGENT not in (await ask(siti)).text
    house.now += EVENING
    asked = siti.screen()
    added = await siti.say("Ada yang mendesak, Bagas masuk rumah sakit", reply_to=asked)
    assert "Jawaban tetap paling lambat" in added.text
    assert URGENT in added.text
    assert URGENT not in (await siti.say("Terima kasih, Bu", reply_to=asked)).text


async def test_the_school_is_asked_in_the_words_of_who_can_answer(house: House, siti: Phone) -> None:
    await siti.say("/tanya")
    assert [face.split(":")[0] for face in siti.screen().buttons[:1]] == ["Wali kelas"]
    assert any(face.startswith("Guru BK: Ibu Ratna") for face in siti.screen().buttons)
    assert any(face.startswith("Tata usaha: ") for face in siti.screen().buttons)


async def test_the_homeroom_teacher_does_not_hear_what_the_counsellor_is_asked(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await ask(siti, "Anak saya sulit tidur, Bu", "Guru BK")
    assert "sulit tidur" in house.phone(COUNSELLOR.user_id).screen().text
    assert teacher.bubbles == {}
    (thread,) = await threads(house)
    assert thread.addressed is Addressed.COUNSELLOR


async def test_of_two_counsellors_the_one_who_was_named_is_asked(house: House, siti: Phone) -> None:
    maya = await _counsellor(house)
    await ask(siti, "Anak saya sulit tidur, Bu", "Guru BK: Ibu Maya")
    assert "sulit tidur" in maya.screen().text
    assert house.phone(COUNSELLOR.user_id).bubbles == {}


async def test_with_several_children_it_is_asked_first_about_which(house: House, teacher: Phone) -> None:
    yanti = house.phone(YANTI.user_id)
    await yanti.say("/menu")
    which = await yanti.press("Tanya sekolah")
    await yanti.press(which.buttons[0])
    await yanti.press("Wali kelas: ")
    await yanti.say("Jam berapa pulang?")
    (thread,) = await threads(house)
    async with house.sessions() as session:
        house.demo.session = session
        assert thread.pupil_id in {(await house.demo.child(YANTI, number)).id for number in (0, 1)}


async def test_loose_words_go_to_somebody_else_at_school_with_two_taps(house: House, siti: Phone) -> None:
    asked = await siti.say("Bagaimana cara membayar buku?")
    assert any(face.startswith("Wali kelas Ananda") for face in asked.buttons)
    await siti.press("Orang lain di sekolah")
    shown = await siti.press("Tata usaha")
    assert "sudah sampai di sekolah" in shown.text
    assert "Bagaimana cara membayar buku?" in house.phone(ADMIN.user_id).screen().text


async def test_what_follows_within_minutes_belongs_to_the_same_matter(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await ask(siti)
    house.now += timedelta(minutes=2)
    added = await siti.say("Soalnya kemarin dia sakit")
    assert "di percakapan yang sama" in added.text
    assert "tetap paling lambat Selasa, 21 Juli 2026 pukul 09.00 WIB" in added.text
    assert "Pesan lanjutan" in teacher.screen().text
    house.now += timedelta(hours=1)
    assert "Untuk siapa" in (await siti.say("Oh ya, satu lagi")).text
    (thread,) = await threads(house)
    assert thread.messages == 2


def sounds(phone: Phone, many: int) -> list[bool]:
    """Whether the phone sounded for each of the newest messages."""
    return [not bubble.seen.silent for bubble in list(phone.bubbles.values())[-many:]]


async def test_one_thought_in_three_messages_sounds_once(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti, "Bu,")
    for words in ("besok ada ulangan", "atau tidak?"):
        house.now += timedelta(seconds=40)
        await siti.say(words)
    assert "atau tidak?" in teacher.screen().text
    assert sounds(teacher, 3) == [True, False, False]
    house.now += timedelta(seconds=61)
    await siti.say("Satu lagi, Bu")
    assert sounds(teacher, 1) == [True]


async def test_words_of_the_night_sound_once_in_the_morning(house: House, siti: Phone, teacher: Phone) -> None:
    house.now += timedelta(hours=12)
    await ask(siti, "Bu,")
    await siti.say("besok ada ulangan atau tidak?")
    house.now += timedelta(hours=12)
    await house.settle()
    assert "ulangan atau tidak?" in teacher.screen().text
    assert sounds(teacher, 2) == [True, False]


async def test_what_follows_the_teachers_answer_sounds_again(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti)
    await answer(house, "Halaman 12, Bu.", TEACHER)
    await siti.say("Nomor berapa saja?", reply_to=siti.screen())
    assert "Nomor berapa saja?" in teacher.screen().text
    assert sounds(teacher, 1) == [True]


async def test_words_that_follow_an_answer_to_an_update_stay_with_the_update(house: House, siti: Phone) -> None:
    await ask(siti)
    house.now += timedelta(minutes=1)
    await sent_update(house)
    await siti.press("Tulis jawaban")
    await siti.say("Kami datang")
    house.now += timedelta(minutes=1)
    await siti.say("berdua dengan nenek")
    assert [entry.text for entry in await logged(house, "answer")] == ["Kami datang", "berdua dengan nenek"]


async def test_a_photo_and_a_recording_reach_the_teacher(house: House, siti: Phone, teacher: Phone) -> None:
    await siti.say("/menu")
    await siti.press("Tanya sekolah")
    await siti.press("Wali kelas: ")
    await siti.photo("Ini soalnya, Bu")
    assert "Ini soalnya, Bu" in teacher.screen().text
    await siti.voice()
    assert "Mengirim pesan suara" in teacher.screen().text
    files = [(entry.file or {}).get("kind") for entry in await logged(house, "question")]
    assert files == ["photo", "voice"]


async def test_twenty_megabytes_arrive_and_nothing_at_all_is_explained(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await siti.say("/menu")
    await siti.press("Tanya sekolah")
    await siti.press("Wali kelas: ")
    refused = await siti.document(b"", "surat.pdf", "Ini suratnya, Bu")
    assert "berkas ini kosong" in refused.text
    assert await threads(house) == []
    asked = await siti.document(b"x" * 20 * 1024 * 1024, "surat.pdf", "Ini suratnya, Bu")
    assert "sudah sampai di sekolah" in asked.text
    media = teacher.screen().seen.media
    assert media is not None
    assert (media.name, len(media.content), "Ini suratnya, Bu" in teacher.screen().text) == (
        "surat.pdf",
        20 * 1024 * 1024,
        True,
    )


async def test_an_album_is_one_question_and_is_confirmed_once(house: House, siti: Phone, teacher: Phone) -> None:
    await siti.say("/menu")
    await siti.press("Tanya sekolah")
    await siti.press("Wali kelas: ")
    for number in range(3):
        photo = FileRef(FileKind.PHOTO, remote=f"p{number}", via=Via.TELEGRAM)
        words = "Tiga halaman, Bu" if number == 0 else ""
        await house.receive(
            Received(Kind.FILE, str(SITI.user_id), text=words, message=str(900 + number), file=photo, album="a1")
        )
    (thread,) = await threads(house)
    assert thread.messages == 3
    assert sum("percakapan yang sama" in bubble.text for bubble in siti.bubbles.values()) == 0


async def test_a_sticker_is_kindly_declined_and_the_question_still_waited_for(house: House, siti: Phone) -> None:
    await siti.say("/menu")
    await siti.press("Tanya sekolah")
    await siti.press("Wali kelas: ")
    await house.receive(Received(Kind.OTHER, str(SITI.user_id), message="88"))
    assert "belum dapat kami teruskan" in siti.screen().text
    assert "sudah sampai" in (await siti.say("Halo, Bu")).text


async def test_the_answer_comes_and_a_reply_in_the_chat_goes_on_with_the_same_matter(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await ask(siti, "Apakah besok ada ulangan?")
    await answer(house, "Tidak ada, Bu. Silakan istirahat.", TEACHER)
    came = siti.screen()
    assert "Jawaban dari Ibu Nurmala Sari" in came.text
    assert "Apakah besok ada ulangan?" in came.text
    (thread,) = await threads(house)
    assert (thread.state, thread.promised_at) == (ThreadState.FAMILY, None)
    house.now += timedelta(hours=2)
    await siti.say("Lalu lusa?", reply_to=came)
    assert "Menanggapi: Tidak ada, Bu." in teacher.screen().text
    (thread,) = await threads(house)
    assert (thread.state, thread.messages) == (ThreadState.SCHOOL, 3)


async def test_a_word_of_thanks_reaches_the_teacher_and_owes_no_answer(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await ask(siti)
    await answer(house, "Halaman 12.", TEACHER)
    thanked = await siti.say("Terima kasih banyak, Bu 🙏", reply_to=siti.screen())
    assert "paling lambat" not in thanked.text
    assert "Terima kasih banyak, Bu" in teacher.screen().text
    (thread,) = await threads(house)
    assert (thread.state, thread.promised_at) == (ThreadState.FAMILY, None)


async def test_settled_with_one_tap_and_open_again_with_another(house: House, siti: Phone, teacher: Phone) -> None:
    await ask(siti)
    await answer(house, "Halaman 12.", TEACHER)
    assert "kami tandai selesai" in (await siti.press("Sudah jelas, terima kasih")).text
    await siti.press("Sudah jelas, terima kasih")
    assert len(await logged(house, "settled")) == 1
    again = await siti.press("Buka lagi")
    assert "paling lambat" in again.text
    (thread,) = await threads(house)
    assert (thread.state, thread.promised_at is not None) == (ThreadState.SCHOOL, True)
    assert "Apa PR hari ini" in teacher.screen().text


async def test_an_edited_question_is_a_new_version_and_the_teacher_gets_it(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await ask(siti, "Kapan ulagan?")
    await siti.change("Kapan ulangan?")
    assert "Pesan diubah" in teacher.screen().text
    await siti.change("Kapan ulangan?")
    first, second = await logged(house, "question")
    assert (second.replaces_id, second.text) == (first.id, "Kapan ulangan?")
    shown = await siti.forge(f"1:qs.show:{first.thread_id}")
    assert "ulagan" not in shown.text


async def test_my_questions_say_how_each_stands(house: House, siti: Phone) -> None:
    assert "Belum ada pertanyaan" in (await siti.say("/pertanyaan")).text
    await ask(siti, "Yang pertama")
    house.now += timedelta(hours=1)
    await ask(siti, "Yang kedua")
    await answer(house, "Sudah", TEACHER)
    listed = (await siti.say("/pertanyaan")).buttons
    assert [face[0] for face in listed[:2]] == ["💬", "🕓"]
    shown = await siti.press(listed[1])
    assert "Yang pertama" in shown.text
    assert "Jawaban paling lambat" in shown.text
    assert "menunggu sekolah" in shown.text
    await siti.press("‹ Pertanyaan saya")
    assert "sudah dijawab" in (await siti.press(listed[0])).text


async def test_nobody_elses_questions_are_shown_moved_or_added_to(house: House, siti: Phone) -> None:
    await ask(siti, "Rahasia keluarga kami")
    (thread,) = await threads(house)
    (entry,) = await logged(house, "question")
    father = await father_of(house, SITI)
    for phone in (house.phone(HENDRA.user_id), father, house.phone(ADMIN.user_id)):
        for press in ("show", "page", "more", "done", "again"):
            tail = ":0" if press == "page" else ""
            assert "Rahasia" not in (await phone.forge(f"1:qs.{press}:{thread.id}{tail}")).text
        assert "Rahasia" not in (await phone.forge(f"1:qs.one:{entry.id}")).text
        assert "Rahasia" not in (await phone.forge(f"1:a.thr:{thread.id}")).text
    (after,) = await threads(house)
    assert (after.state, after.messages) == (ThreadState.NEW, 1)


async def test_an_addressee_that_was_never_offered_is_refused(house: House, siti: Phone) -> None:
    async with house.sessions() as session:
        house.demo.session = session
        own, foreign = await house.demo.child(SITI), await house.demo.child(HENDRA)
    for press in (f"{foreign.id}:h", f"{own.id}:s999", f"{own.id}:c1", f"{own.id}:"):
        await siti.forge(f"1:qs.to:{press}")
        await siti.say("Halo")
    assert await threads(house) == []


async def test_a_reply_to_a_message_that_is_known_no_more_is_explained(house: House, siti: Phone) -> None:
    await ask(siti)
    await answer(house, "Halaman 12.", TEACHER)
    came = siti.screen()
    house.now += timedelta(days=400)
    async with house.sessions() as session:
        await outbox.prune(session, house.now - timedelta(days=30), 0)
        await session.commit()
    shown = await siti.say("Saya mau tanya lagi soal ini", reply_to=came)
    assert "sudah tidak kami temukan" in shown.text
    assert "Saya mau tanya lagi soal ini" in shown.text
    await siti.press("💬")
    (thread,) = await threads(house)
    assert (thread.state, thread.messages) == (ThreadState.SCHOOL, 3)


async def test_a_reply_to_ones_own_words_of_last_year_still_finds_the_matter(house: House, siti: Phone) -> None:
    await ask(siti)
    mine = siti.said
    house.now += timedelta(days=400)
    siti.said = siti.chat.say("Ini masih belum jelas, Bu", mine)
    await house.settle()
    (thread,) = await threads(house)
    assert thread.messages == 2


async def test_five_hundred_messages_are_paged_from_the_newest_back(house: House, siti: Phone) -> None:
    await ask(siti, "Nomor 1")
    (thread,) = await threads(house)
    async with house.sessions() as session:
        (first,) = await session.scalars(select(LogEntry).where(LogEntry.thread_id == thread.id))
        kept = ("school_id", "kind", "at", "channel", "person_id", "staff_id", "pupil_id", "class_id", "thread_id")
        same = {name: getattr(first, name) for name in kept}
        session.add_all(LogEntry(**same, text=f"Nomor {number} {'x' * 300}") for number in range(2, 501))
        await session.commit()
    shown = await siti.forge(f"1:qs.show:{thread.id}")
    assert "Halaman 84 dari 84" in shown.text
    assert "500. " in shown.text
    seen = [shown.text]
    while "‹" in shown.buttons:
        shown = await siti.press("‹", on=shown)
        seen.append(shown.text)
    assert len(seen) == 84
    assert "Nomor 1\n" in seen[-1]
    last = await siti.forge(f"1:qs.page:{thread.id}:9999")
    whole = await siti.press("Buka nomor 500", on=last)
    assert "x" * 300 in whole.text


async def _counsellor(house: House) -> Phone:
    async with house.sessions() as session:
        person = Person(school_id=house.demo.school.id, name="Maya Lestari, S.Psi.", sex="P", created_at=house.now)
        session.add(person)
        await session.flush()
        session.add(Role(school_id=person.school_id, person_id=person.id, kind=RoleKind.COUNSELLOR, since=house.now))
        await session.commit()
    return await give_chat(house, "Maya Lestari, S.Psi.", 905)
