"""Of whom there is no word, the bot asks the family; where no chat reaches it, the teacher reads whom to phone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.alerts import AlertKind, AlertRule, dump_rule
from bot.domain.attendance import Totals
from bot.playground.demo import LINKED_FAMILIES, TEACHER
from bot.services import attendance, scope
from bot.storage.engine import Sessions
from bot.storage.models import Guardianship, GuardianState, Person, Pupil, School
from tests.support.house import House, Phone, open_house


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    house = await open_house(sessions, now)
    async with house.sessions() as session:
        school = await session.get_one(School, house.demo.school.id)
        school.alerts = dump_rule(AlertRule({AlertKind.NOT_YET: timedelta(minutes=45)}))
        await session.commit()
    return house


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def first_with_chat_and_first_without(house: House) -> tuple[Pupil, Pupil]:
    """Two pupils of X-1: the first families have a chat, the last ones hold a letter still."""
    async with house.sessions() as session:
        house.demo.session = session
        listed = scope.pupils_of(await house.demo.school_class("X-1")).order_by(None).order_by(Pupil.id)
        pupils = list(await session.scalars(listed))
        mother = await session.scalar(
            select(Person)
            .join(Guardianship, Guardianship.person_id == Person.id)
            .where(Guardianship.pupil_id == pupils[LINKED_FAMILIES].id, Guardianship.state == GuardianState.LISTED)
            .order_by(Person.id.desc())
            .limit(1)
        )
        assert mother is not None
        mother.phone = "+6281234567890"
        await session.commit()
        return pupils[0], pupils[LINKED_FAMILIES]


async def no_word_of(teacher: Phone, *pupils: Pupil) -> str:
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    await teacher.say(", ".join(pupil.name for pupil in pupils))
    return (await teacher.press("Simpan")).text


async def test_a_family_without_a_chat_is_named_to_be_phoned(house: House, teacher: Phone) -> None:
    with_chat, without = await first_with_chat_and_first_without(house)
    saved = await no_word_of(teacher, with_chat, without)
    assert "ditanya dengan sopan 45 menit lagi" in saved
    to_phone = saved.partition("📞")[2]
    assert without.name in to_phone
    assert with_chat.name not in to_phone
    card = await teacher.press(without.name)
    assert "mohon ditelepon" in card.text
    assert "812-3456-7890" in card.text


async def test_where_nobody_can_be_asked_nothing_is_promised(house: House, teacher: Phone) -> None:
    _with_chat, without = await first_with_chat_and_first_without(house)
    saved = await no_word_of(teacher, without)
    assert "ditanya dengan sopan" not in saved
    assert without.name in saved.partition("📞")[2]


async def test_a_family_with_a_chat_needs_no_phone_call(house: House, teacher: Phone) -> None:
    with_chat, _without = await first_with_chat_and_first_without(house)
    assert "📞" not in await no_word_of(teacher, with_chat)
    assert "ditelepon" not in (await teacher.press(with_chat.name)).text


async def test_a_day_that_a_file_has_added_up_says_that_the_totals_stay(house: House, teacher: Phone) -> None:
    with_chat, without = await first_with_chat_and_first_without(house)
    async with house.sessions() as session:
        sums = {with_chat.id: Totals(sick=2)}
        await attendance.import_totals(session, "20261", sums, house.now.date(), house.now)
        await session.commit()
    assert "berasal dari berkas sampai" in await no_word_of(teacher, with_chat, without)
    assert "berasal dari berkas sampai" in (await teacher.press(with_chat.name)).text
    await teacher.press("‹ Absensi")
    await teacher.press("Simpan")
    assert "berasal dari berkas" not in (await teacher.press(without.name)).text
