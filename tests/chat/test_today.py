"""A teacher opens *Hari ini*: what waits for her, nothing that waits for others, and where each line leads."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.attendance import Source
from bot.domain.meetings import TalkState
from bot.storage.engine import Sessions
from bot.storage.models import Pupil, Register, SchoolClass, Talk
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.said import sent_update
from tests.support.talking import talks

SITI = PARENTS[0]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def answered(house: House, siti: Phone, text: str = "Boleh membawa adik?") -> None:
    await sent_update(house)
    await siti.press("Tulis jawaban")
    await siti.say(text)


async def register(house: House, days_ago: int) -> None:
    """Her homeroom's register of a day was taken."""
    async with house.sessions() as session:
        house.demo.session = session
        of = await house.demo.school_class("X-1")
        day = (house.now - timedelta(days=days_ago)).date()
        session.add(Register(class_id=of.id, day=day, source=Source.TAP, taken_at=house.now))
        await session.commit()


async def test_a_kind_word_when_nothing_waits(teacher: Phone) -> None:
    shown = await teacher.say("/hariini")
    assert "Tidak ada yang menunggu" in shown.text
    assert shown.buttons == ["Menu"]


async def test_an_unanswered_answer_waits_and_is_one_tap_away(house: House, siti: Phone, teacher: Phone) -> None:
    await answered(house, siti)
    shown = await teacher.forge("1:td.open")
    assert "1 hal menunggu" in shown.text
    assert shown.buttons[0].startswith("1 jawaban untuk")
    card = await teacher.press("1 jawaban untuk", on=shown)
    assert "Boleh membawa adik?" in card.text
    await teacher.press("Balas", on=card)
    await teacher.say("Tentu boleh, Bu")
    assert "Tidak ada yang menunggu" in (await teacher.forge("1:td.open")).text


async def test_what_waits_for_her_does_not_wait_for_the_administrator(
    house: House, siti: Phone, teacher: Phone
) -> None:
    await answered(house, siti)
    assert "Tidak ada yang menunggu" in (await house.phone(ADMIN.user_id).forge("1:td.open")).text


async def test_answers_of_long_ago_are_left_to_the_answers(house: House, siti: Phone, teacher: Phone) -> None:
    await answered(house, siti)
    house.now += timedelta(days=15)
    assert "Tidak ada yang menunggu" in (await teacher.forge("1:td.open")).text
    assert "1 belum dibalas" in (await teacher.forge("1:a.inbox")).buttons[0]


async def test_a_register_that_is_not_taken_waits_until_it_is(house: House, teacher: Phone) -> None:
    await register(house, 3)
    shown = await teacher.forge("1:td.open")
    assert shown.buttons[0] == "Absensi X-1"
    opened = await teacher.press("Absensi X-1", on=shown)
    assert "X-1" in opened.text
    await register(house, 0)
    assert "Absensi X-1" not in (await teacher.forge("1:td.open")).buttons


async def test_on_a_sunday_no_register_is_due(house: House, teacher: Phone) -> None:
    await register(house, 3)
    house.now -= timedelta(days=1)
    assert "Absensi X-1" not in (await teacher.forge("1:td.open")).buttons


async def test_where_no_register_was_ever_taken_none_is_due(house: House, teacher: Phone) -> None:
    assert (await teacher.forge("1:td.open")).buttons == ["Menu"]


async def test_a_talk_to_look_at_again_waits_on_its_day(house: House, teacher: Phone) -> None:
    meeting = await talks(house)
    async with house.sessions() as session:
        of = await session.scalar(select(SchoolClass).where(SchoolClass.name == "X-1"))
        assert of is not None
        pupil = (await session.scalars(select(Pupil).where(Pupil.class_id == of.id))).first()
        assert pupil is not None
        house.demo.session = session
        host, parent = await house.demo.person(TEACHER), await house.demo.person(SITI)
        session.add(
            Talk(
                school_id=of.school_id,
                meeting_id=meeting.id,
                host_id=host.id,
                pupil_id=pupil.id,
                person_id=parent.id,
                starts_at=house.now - timedelta(days=7),
                ends_at=house.now - timedelta(days=7),
                state=TalkState.DONE,
                follow_up=house.now.date(),
                created_at=house.now,
                changed_at=house.now,
            )
        )
        await session.commit()
        name = pupil.name
    shown = await teacher.forge("1:td.open")
    assert f"{name}: tinjau lagi hasil pertemuan" in shown.buttons
    opened = await teacher.press(name, on=shown)
    assert name in opened.text
    house.now += timedelta(days=1)
    late = await teacher.forge("1:td.open")
    assert late.buttons[0].startswith("⏰ ")
    assert "waktunya sudah lewat" in late.text
    await teacher.forge(f"1:md.ahead:{await talk_id(house)}:0")
    assert (await teacher.forge("1:td.open")).buttons == ["Menu"]


async def talk_id(house: House) -> int:
    async with house.sessions() as session:
        return (await session.scalars(select(Talk.id))).one()


async def test_a_parent_is_told_that_it_is_not_hers(siti: Phone) -> None:
    assert "Hari ini" not in (await siti.forge("1:td.open")).text
