"""A teacher's month, as she reads it in her own chat; what stands in it is hers alone."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.reflection import Month
from bot.jobs import ticks
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.playground.demo_progress import fill_demo
from bot.services.reflection import reckoning
from bot.storage.engine import Sessions
from bot.storage.models import Account, Person, Reflection
from tests.support.house import House, Phone, open_house
from tests.support.said import sent_update

ZONE = "Asia/Jakarta"


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    house = await open_house(sessions, now)
    async with sessions() as session:
        await fill_demo(session, await session.merge(house.demo.school), now)
        await session.commit()
    return house


async def my_month(house: House) -> Phone:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/menu")
    await teacher.press("Refleksi saya")
    return teacher


async def teacher_of(house: House) -> Person:
    async with house.sessions() as session:
        query = select(Person).join(Account, Account.person_id == Person.id)
        found = await session.scalar(query.where(Account.address == str(TEACHER.user_id)))
        assert found is not None
        return found


async def tick(house: House) -> None:
    await ticks.tell_months(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()


async def test_three_ideas_each_lead_to_a_message_that_only_wants_her_look(house: House) -> None:
    teacher = await my_month(house)
    page = teacher.screen()
    assert "hanya untuk Bapak/Ibu" in page.text
    assert "Lima pekan tanpa kabar khusus tentang Ananda" in page.text
    (unheard,) = [line for line in page.text.splitlines() if "lainnya" in line]
    assert unheard.count(" dan ") == 1
    assert len([line for line in page.text.splitlines() if line[:2] in ("1.", "2.", "3.")]) == 3
    prepared = await teacher.press("Kirim kabar baik")
    assert "Kabar baik" in prepared.text
    assert any(face.startswith("Lihat") or "contoh" in face.lower() for face in prepared.buttons), prepared.buttons


async def test_who_got_a_word_about_the_own_child_is_unthought_of_no_more(house: House, now: datetime) -> None:
    teacher = await teacher_of(house)
    async with house.sessions() as session:
        before = await reckoning.numbers_of(session, teacher, Month.at(now, ZONE), now)
    phone = await my_month(house)
    await phone.press("Kirim kabar baik")
    async with house.sessions() as session:
        still = await reckoning.numbers_of(session, teacher, Month.at(now, ZONE), now)
    assert still == before, "nothing is sent before she has looked it through"


async def test_a_month_is_told_once_in_the_first_days_of_the_next(house: House) -> None:
    phone = house.phone(TEACHER.user_id)
    await sent_update(house)
    house.now = datetime(2026, 8, 2, 3, tzinfo=UTC)  # a Sunday
    await tick(house)
    assert not phone.bubbles
    house.now = datetime(2026, 8, 3, 1, tzinfo=UTC)
    await tick(house)
    assert "Refleksi Juli 2026" in phone.screen().text
    said = len(phone.bubbles)
    await tick(house)
    house.now += timedelta(days=1)
    await tick(house)
    assert len(phone.bubbles) == said
    page = await phone.press("Lihat refleksi saya")
    assert "Refleksi Juli 2026" in page.text


async def test_a_month_without_a_word_is_kept_and_told_to_nobody(house: House) -> None:
    phone = house.phone(TEACHER.user_id)
    said = len(phone.bubbles)
    house.now = datetime(2026, 10, 1, 1, tzinfo=UTC)
    await tick(house)
    assert len(phone.bubbles) == said
    async with house.sessions() as session:
        assert (await session.scalars(select(Reflection))).first() is not None


async def test_what_was_told_stays_as_it_was_told(house: House) -> None:
    await sent_update(house)
    house.now = datetime(2026, 8, 3, 1, tzinfo=UTC)
    await tick(house)
    teacher = await teacher_of(house)
    async with house.sessions() as session:
        row = await session.get_one(Reflection, (teacher.id, date(2026, 7, 1)))
        reckoned = await reckoning.numbers_of(session, teacher, Month(row.month), datetime(2026, 8, 1, tzinfo=UTC))
        assert row.facts == asdict(reckoned)
        row.facts = {**row.facts, "reached": 7}
        await session.commit()
    page = await house.phone(TEACHER.user_id).press("Lihat refleksi saya")
    assert "Terjangkau: 7 dari" in page.text


async def test_the_picture_says_the_same_in_words(house: House) -> None:
    phone = house.phone(TEACHER.user_id)
    await sent_update(house)
    await my_month(house)
    picture = await phone.press("Lihat gambar")
    assert picture.seen.media is not None
    assert "keluarga terjangkau" in picture.text


async def test_who_leads_the_school_sees_totals_and_no_teacher(house: House) -> None:
    admin = house.phone(ADMIN.user_id)
    await admin.say("/menu")
    await admin.press("Urusan sekolah")
    page = await admin.press("Bulan sekolah kita")
    assert "bukan per guru" in page.text
    assert "Nurmala" not in page.text
    assert not [face for face in page.buttons if "Nurmala" in face]


async def test_families_have_no_such_page(house: House) -> None:
    parent = house.phone(PARENTS[0].user_id)
    await parent.say("/menu")
    assert "Refleksi saya" not in parent.screen().buttons
    shown = await parent.say("/refleksi")
    assert "Terjangkau" not in shown.text
