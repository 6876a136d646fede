"""A teacher keeps an answer, uses it for another family with two taps, and shares it with colleagues."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.storage.engine import Sessions
from bot.storage.models import OwnTemplate, Person, StockAnswer
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.said import logged, sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def yanti(house: House) -> Phone:
    return house.phone(YANTI.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def answer(phone: Phone, text: str) -> None:
    await phone.press("Tulis jawaban")
    await phone.say(text)


async def kept(house: House, siti: Phone, teacher: Phone, text: str = "Tentu boleh, Bu Siti") -> Bubble:
    """She answered a family and kept the words."""
    await sent_update(house)
    await answer(siti, "Boleh membawa adik?")
    sent = await teacher.say(text, reply_to=teacher.screen())
    return await teacher.press("Simpan jawaban ini", on=sent)


async def rows(house: House) -> list[StockAnswer]:
    async with house.sessions() as session:
        return list(await session.scalars(select(StockAnswer).order_by(StockAnswer.id)))


async def test_kept_with_one_tap_and_sent_to_another_family_with_two(
    house: House, siti: Phone, yanti: Phone, teacher: Phone
) -> None:
    card = await kept(house, siti, teacher)
    assert "Tentu boleh, {{ sapaan }}" in card.text
    await answer(yanti, "Boleh saya datang bersama nenek?")
    arrived, taps = teacher.screen(), teacher.taps
    shelf = await teacher.press("Jawaban simpanan", on=arrived)
    assert "Tentu boleh, Ibu Yanti" in shelf.text
    sent = await teacher.press("1. Tentu boleh", on=shelf)
    assert teacher.taps - taps == 2
    assert "Balasan sedang kami sampaikan kepada Yanti" in sent.text
    assert "Simpan jawaban ini" not in sent.buttons
    reply = yanti.screen().text
    assert "Selamat pagi" in reply
    assert "Tentu boleh, Ibu Yanti" in reply
    assert "Siti" not in reply
    (row,) = await rows(house)
    assert row.uses == 1


async def test_keeping_twice_is_keeping_once(house: House, siti: Phone, teacher: Phone) -> None:
    await kept(house, siti, teacher)
    (entry,) = await logged(house, "reply")
    await teacher.forge(f"1:st.keep:{entry.id}")
    assert len(await rows(house)) == 1


async def test_only_the_own_words_can_be_kept(house: House, siti: Phone, teacher: Phone) -> None:
    await sent_update(house)
    await answer(siti, "Boleh membawa adik?")
    await teacher.say("Tentu boleh", reply_to=teacher.screen())
    said, reply = await logged(house, "answer", "reply")
    await teacher.forge(f"1:st.keep:{said.id}")
    await house.phone(ADMIN.user_id).forge(f"1:st.keep:{reply.id}")
    await siti.forge(f"1:st.keep:{reply.id}")
    assert await rows(house) == []


async def test_words_that_name_another_child_are_not_kept(house: House, siti: Phone, teacher: Phone) -> None:
    async with house.sessions() as session:
        house.demo.session = session
        other = (await house.demo.child(YANTI)).name
    asked = await kept(house, siti, teacher, f"Boleh, seperti {other} kemarin")
    assert "belum kami simpan" in asked.text
    assert await rows(house) == []
    card = await teacher.say("Boleh, seperti biasa")
    assert "Tersimpan" in card.text
    assert [row.text for row in await rows(house)] == ["Boleh, seperti biasa"]


async def test_a_new_one_is_typed_changed_and_dropped(house: House, teacher: Phone) -> None:
    listed = await teacher.forge("1:st.list")
    assert "Belum ada" in listed.text
    await teacher.press("Tulis yang baru", on=listed)
    assert "isian yang dikenal" in (await teacher.say("Halo {{ rahasia }}")).text
    card = await teacher.say("Terima kasih, [Sapaan]. Sudah kami catat.")
    listed = await teacher.press("‹ Jawaban simpanan", on=card)
    card = await teacher.press("Terima kasih, [sapaan]. Sudah kami catat.", on=listed)
    await teacher.press("Ubah", on=card)
    card = await teacher.say("Terima kasih, {{ sapaan }}. Sudah kami terima.")
    assert "Sudah kami terima" in card.text
    await teacher.press("Hapus", on=card)
    assert "Belum ada" in (await teacher.press("‹ Jawaban simpanan")).text


async def test_a_colleague_takes_it_over_with_one_tap_and_both_see_how_often_it_helped(
    house: House, siti: Phone, yanti: Phone, teacher: Phone
) -> None:
    card = await kept(house, siti, teacher)
    admin = house.phone(ADMIN.user_id)
    assert "Belum ada" in (await admin.forge("1:st.list")).text
    await teacher.press("Bagikan kepada rekan guru", on=card)
    listed = await admin.forge("1:st.list")
    shown = await admin.press("Dari rekan guru: 1", on=listed)
    look = await admin.press("Tentu boleh", on=shown)
    assert "Dari Ibu Nurmala Sari" in look.text
    taken = await admin.press("Ambil untuk saya", on=look)
    assert "Sudah diambil" in taken.text
    await admin.press("Ambil untuk saya", on=look)
    first, copy = await rows(house)
    assert (copy.taken_from_id, copy.text, copy.shared) == (first.id, first.text, False)
    await answer(yanti, "Boleh bersama nenek?")
    entry = (await logged(house, "answer"))[-1]
    await admin.forge(f"1:a.su:{entry.id}:{copy.id}")
    assert [row.uses for row in await rows(house)] == [1, 1]


async def test_what_is_not_shared_is_nobody_elses(house: House, siti: Phone, yanti: Phone, teacher: Phone) -> None:
    await kept(house, siti, teacher)
    (row,) = await rows(house)
    await answer(yanti, "Boleh bersama nenek?")
    entry = (await logged(house, "answer"))[-1]
    admin = house.phone(ADMIN.user_id)
    for forged in (
        f"1:st.one:{row.id}",
        f"1:st.look:{row.id}",
        f"1:st.take:{row.id}",
        f"1:st.drop:{row.id}",
        f"1:st.share:{row.id}:on",
        f"1:a.su:{entry.id}:{row.id}",
    ):
        assert "Tentu boleh" not in (await admin.forge(forged)).text
    (row,) = await rows(house)
    assert (row.uses, row.shared, row.dropped_at) == (0, False, None)


async def test_a_template_of_a_colleague_shows_what_came_of_it_and_is_taken_over(
    house: House, siti: Phone, teacher: Phone
) -> None:
    update = await sent_update(house)
    await siti.press("Kami akan hadir")
    async with house.sessions() as session:
        house.demo.session = session
        author = await house.demo.person(TEACHER)
        row = OwnTemplate(
            school_id=author.school_id,
            author_id=author.id,
            name="Pentas tahunan",
            template=update.template,
            values={"event": "Pentas seni"},
            shared_at=house.now,
            used=1,
            created_at=house.now,
        )
        session.add(row)
        await session.flush()
        (await session.merge(update)).own_template_id = row.id
        await session.commit()
    admin = house.phone(ADMIN.user_id)
    listed = await admin.forge("1:st.tpl")
    card = await admin.press("Pentas tahunan ↗", on=listed)
    assert "Dipakai 1 kali. Sampai kepada 27 orang tua, 1 menjawab." in card.text
    taken = await admin.press("Ambil untuk saya", on=card)
    assert "Sudah diambil" in taken.text
    await admin.press("Ambil untuk saya", on=card)
    again = await admin.forge("1:st.tpl")
    assert [face for face in again.buttons if face.startswith("Pentas")] == ["Pentas tahunan"]


async def test_the_list_pages(house: House, teacher: Phone) -> None:
    async with house.sessions() as session:
        author = (await session.scalars(select(Person).where(Person.name.startswith("Nurmala")))).one()
        session.add_all(
            StockAnswer(school_id=author.school_id, author_id=author.id, text=f"Jawaban {number}", made_at=house.now)
            for number in range(20)
        )
        await session.commit()
    listed = await teacher.forge("1:st.list")
    assert "20 jawaban siap dipakai" in listed.text
    assert "Jawaban 0" not in listed.buttons
    await teacher.press("›", on=listed)
    last = await teacher.press("›", on=teacher.screen())
    assert "Jawaban 0" in last.buttons
