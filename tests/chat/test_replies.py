"""The teacher reads what families said and replies, as she would do it on the phone."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.channels.base import Kind, Received
from bot.chat.handle import handle
from bot.domain.screens import FileKind, FileRef
from bot.storage.engine import Sessions
from bot.storage.models import Guardianship, GuardianState, Teaching
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.said import father_of, give_chat, logged, sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def answer(phone: Phone, text: str) -> None:
    """Answer the newest update in one's own words."""
    await phone.press("Tulis jawaban")
    await phone.say(text)


async def test_a_reply_by_button_reaches_the_parent_with_what_it_answers(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await sent_update(house)
    await answer(siti, "Boleh membawa adik?")
    await teacher.press("Balas")
    sent = await teacher.say("Tentu boleh, Bu")
    assert "Siti Rahayu, ibu dari Ananda" in sent.text
    reply = siti.screen()
    assert "Balasan dari Ibu Nurmala Sari, S.Pd." in reply.text
    assert "Boleh membawa adik?" in reply.text
    assert "Tentu boleh, Bu" in reply.text
    assert reply.rows == [["Balas", "⚐ Laporkan"]], "beside the reply, and no louder than it"
    said, replied = await logged(house, "answer", "reply")
    assert replied.replies_to_id == said.id


async def test_a_reply_in_the_chat_goes_the_same_way_and_the_talk_goes_on(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await sent_update(house)
    await answer(siti, "Boleh membawa adik?")
    await teacher.say("Tentu boleh, Bu", reply_to=teacher.screen())
    await siti.say("Terima kasih banyak", reply_to=siti.screen())
    again = teacher.screen()
    assert "Menjawab: Tentu boleh, Bu" in again.text
    assert "Terima kasih banyak" in again.text
    entries = await logged(house, "answer", "reply")
    assert [entry.replies_to_id for entry in entries] == [None, entries[0].id, entries[1].id]
    assert len({entry.update_id for entry in entries}) == 1


async def test_thanking_takes_one_tap_and_a_second_tap_adds_nothing(house: House, siti: Phone, teacher: Phone) -> None:
    await sent_update(house)
    await answer(siti, "Kami hadir bertiga")
    arrived = teacher.screen()
    await teacher.press("Terima kasih", on=arrived)
    await teacher.press("Terima kasih", on=arrived)
    assert "Terima kasih atas kabar dari Ibu" in siti.screen().text
    assert [entry.choice for entry in await logged(house, "reply")] == ["thanks"]


async def test_a_spoken_reply_goes_on_as_it_is(house: House, siti: Phone, teacher: Phone) -> None:
    await sent_update(house)
    await answer(siti, "Boleh membawa adik?")
    await teacher.press("Balas")
    await teacher.voice()
    assert siti.screen().seen.media is not None
    assert siti.screen().seen.protected


async def test_an_edited_reply_is_told_to_the_parent_and_both_versions_stay(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await sent_update(house)
    await answer(siti, "Jam berapa?")
    await teacher.say("Pukul 9", reply_to=teacher.screen())
    (first,) = await logged(house, "reply")
    await house.receive(Received(Kind.EDITED, str(TEACHER.user_id), text="Pukul 8", message=first.message))
    assert "Balasan diubah" in siti.screen().text
    assert [entry.text for entry in await logged(house, "reply")] == ["Pukul 9", "Pukul 8"]


async def test_the_inbox_counts_families_by_what_they_answered(house: House, siti: Phone, teacher: Phone) -> None:
    father = await father_of(house, SITI)
    hendra, yanti = house.phone(HENDRA.user_id), house.phone(YANTI.user_id)
    row = await sent_update(house)
    await siti.press("Kami akan hadir")
    await father.press("Kami berhalangan")
    await hendra.press("We will come")
    await answer(yanti, "Masih kami bicarakan")
    listed = await teacher.forge("1:a.inbox")
    assert listed.buttons[0].startswith("● ")
    opened = await teacher.press("● ", on=listed)
    assert [label for label in opened.buttons if ":" in label] == [
        "Kami akan hadir: 1",
        "Kami berhalangan: 1",
        "Menulis: 1",
        "Belum menjawab: 24",
    ]
    group = await teacher.press("Kami berhalangan", on=opened)
    assert "Siti Rahayu, ibu: Kami akan hadir" in group.text
    assert "Bambang Wijaya, ayah: Kami berhalangan" in group.text
    assert "Hendra" not in group.text
    assert row.id


async def test_words_that_wait_are_answered_one_after_the_other(house: House, siti: Phone, teacher: Phone) -> None:
    hendra = house.phone(HENDRA.user_id)
    await sent_update(house)
    await siti.say("Pertanyaan pertama", reply_to=siti.screen())
    await hendra.say("Second question", reply_to=hendra.screen())
    first = await teacher.forge("1:a.next:0:0")
    assert "Pertanyaan pertama" in first.text
    await teacher.press("Balas", on=first)
    sent = await teacher.say("Jawaban pertama")
    second = await teacher.press("Berikutnya", on=sent)
    assert "Second question" in second.text
    await teacher.say("Second reply", reply_to=second)
    done = await teacher.forge("1:a.next:0:0", "2")
    assert "Semua pesan sudah dibalas" in done.text
    assert "Jawaban pertama" in siti.screen().text
    assert "Second reply" in hendra.screen().text


async def test_an_edited_answer_waits_again_and_shows_as_changed(house: House, siti: Phone, teacher: Phone) -> None:
    row = await sent_update(house)
    await answer(siti, "Kami datang bertiga")
    await teacher.press("Terima kasih")
    (first,) = await logged(house, "answer")
    await house.receive(Received(Kind.EDITED, str(SITI.user_id), text="Kami datang berdua", message=first.message))
    group = await teacher.forge(f"1:a.grp:{row.id}:-wrote:0")
    assert "Kami datang berdua (diubah) ●" in group.text
    assert "bertiga" not in group.text


async def test_a_question_of_its_own_is_no_answer_to_an_update(house: House, siti: Phone, teacher: Phone) -> None:
    await siti.say("Ananda sakit hari ini")
    await siti.press("Wali kelas Ananda")
    hers = await teacher.forge("1:a.inbox")
    assert [face for face in hers.buttons if face.startswith("●")] == ["● Percakapan: 1 belum dijawab"]
    assert "Belum ada jawaban" in (await house.phone(ADMIN.user_id).forge("1:a.inbox")).text


async def test_a_colleague_of_the_same_class_sees_no_answers_to_others(
    house: House, siti: Phone, teacher: Phone
) -> None:
    rahmat = await give_chat(house, "Rahmat Hidayat, S.Si.", 903)
    row = await sent_update(house, ("X-1", "X-2"))
    await answer(siti, "Rahasia keluarga kami")
    (entry,) = await logged(house, "answer")
    for press in (f"1:a.one:{entry.id}", f"1:a.re:{entry.id}", f"1:a.ty:{entry.id}"):
        assert "Rahasia" not in (await rahmat.forge(press)).text
    # The homeroom teacher of X-2 sees the families of X-2, and not those of X-1.
    group = await rahmat.forge(f"1:a.grp:{row.id}:-none:0")
    assert "X-2" in group.text
    assert "X-1" not in group.text
    assert "Belum ada jawaban" in (await rahmat.forge("1:a.inbox")).text


async def test_a_teacher_who_lost_the_class_can_no_longer_read_or_reply(house: House, teacher: Phone) -> None:
    yanti = house.phone(YANTI.user_id)
    row = await sent_update(house, ("X-2",))
    await answer(yanti, "Rahasia keluarga kami")
    arrived = teacher.screen()
    (entry,) = await logged(house, "answer")
    async with house.sessions() as session:
        found = await session.scalars(select(Teaching).where(Teaching.class_id == entry.class_id))
        for teaching in found:
            await session.delete(teaching)
        await session.commit()
    for press in (f"1:a.one:{entry.id}", f"1:a.grp:{row.id}:-wrote:0", "1:a.next:0:0", "1:a.inbox"):
        assert "Rahasia" not in (await teacher.forge(press)).text
    await teacher.say("Halo Bu", reply_to=arrived)
    assert await logged(house, "reply") == []


async def test_no_reply_goes_to_a_guardian_whose_link_was_undone(house: House, siti: Phone, teacher: Phone) -> None:
    await sent_update(house)
    await answer(siti, "Jam berapa?")
    async with house.sessions() as session:
        house.demo.session = session
        person = await house.demo.person(SITI)
        for link in await session.scalars(select(Guardianship).where(Guardianship.person_id == person.id)):
            link.state = GuardianState.ENDED
        await session.commit()
    await teacher.say("Pukul 8", reply_to=teacher.screen())
    assert "Pukul 8" not in siti.screen().text
    assert await logged(house, "reply") == []


async def test_a_provisional_guardian_is_pointed_out_to_the_teacher(house: House, siti: Phone, teacher: Phone) -> None:
    await sent_update(house)
    async with house.sessions() as session:
        house.demo.session = session
        person = await house.demo.person(SITI)
        for link in await session.scalars(select(Guardianship).where(Guardianship.person_id == person.id)):
            link.state = GuardianState.PROVISIONAL
        await session.commit()
    await answer(siti, "Jam berapa?")
    assert "belum dikonfirmasi" in teacher.screen().text


async def test_another_parent_cannot_read_or_answer_a_reply(house: House, siti: Phone, teacher: Phone) -> None:
    hendra = house.phone(HENDRA.user_id)
    await sent_update(house)
    await answer(siti, "Boleh membawa adik?")
    await teacher.say("Tentu boleh", reply_to=teacher.screen())
    said, replied = await logged(house, "answer", "reply")
    for press in (f"1:a.re:{replied.id}", f"1:a.re:{said.id}", f"1:a.one:{said.id}", f"1:a.ty:{said.id}"):
        assert "adik" not in (await hendra.forge(press)).text
    await hendra.say("Ini untuk siapa?")
    assert len(await logged(house, "answer", "reply")) == 2


async def test_an_album_of_photos_goes_along_with_its_first_one(house: House, siti: Phone, teacher: Phone) -> None:
    await sent_update(house)
    await answer(siti, "Boleh minta denahnya?")
    await teacher.press("Balas")
    photos = [FileRef(FileKind.PHOTO, remote=f"photo-{number}") for number in range(3)]
    async with house.sessions() as session:
        for number, photo in enumerate(photos):
            received = Received(Kind.FILE, str(TEACHER.user_id), file=photo, message=str(800 + number), album="denah")
            await handle(session, house.router, house.demo.bot.id, received, house.now)
        await session.commit()
    assert [(entry.file or {})["remote"] for entry in await logged(house, "reply")] == [
        "photo-0",
        "photo-1",
        "photo-2",
    ]
