"""Without a code: someone asks, the homeroom teacher decides, and nobody learns who is in the class."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.playground.demo import PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import AccessRequest, GuardianState, Origin, Pupil
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.letters import child_of
from tests.support.rows import Rows

AGUS = PARENTS[3]
ASKER = 900


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


async def child_name(house: House, rows: Rows) -> str:
    return await rows.one(select(Pupil.name).where(Pupil.id == await child_of(house, AGUS)))


async def ask(phone: Phone, child: str, own: str = "Bu Agus") -> Bubble:
    await phone.say("/start")
    await phone.press("Saya belum punya kode")
    await phone.press("Ibu")
    await phone.say(own)
    await phone.say(child)
    return await phone.press("X-1")


async def test_who_asks_is_approved_for_a_pupil_and_linked_after_consent(house: House, rows: Rows) -> None:
    child = await child_name(house, rows)
    phone = house.phone(ASKER, "Mama A")
    await ask(phone, child.lower())
    teacher = house.phone(TEACHER.user_id)
    told = teacher.screen()
    assert all(word in told.text for word in ("Bu Agus", "Mama A", child.lower(), "ibu"))
    await teacher.press(f"Ya: {child}")
    assert child in phone.screen().text
    assert await rows.ties_at(ASKER) == []
    await phone.press("Setuju")
    (tie,) = await rows.ties_at(ASKER)
    assert (tie.state, tie.origin) == (GuardianState.CONFIRMED, Origin.REQUEST)


@pytest.mark.parametrize(("typed", "relation"), [("Ibunya", "mother"), ("ayah", "father"), ("saya wali", "guardian")])
async def test_what_one_is_to_the_child_may_be_typed(house: House, rows: Rows, typed: str, relation: str) -> None:
    phone = house.phone(ASKER)
    await phone.say("/start")
    asked = await phone.press("Saya belum punya kode")
    assert asked.buttons[:3] == ["Ayah", "Ibu", "Wali"]
    again = await phone.say("Halo, saya mau gabung")
    assert "atau tulis ayah, ibu, atau wali" in again.text
    assert again.buttons == asked.buttons
    assert "nama" in (await phone.say(typed)).text
    await phone.say("Agus Salim")
    await phone.say("Budi")
    await phone.press("X-1")
    assert (await rows.one(select(AccessRequest))).relation == relation


async def test_a_code_is_still_one_where_the_relation_is_asked(house: House) -> None:
    phone = house.phone(ASKER)
    await phone.say("/start")
    await phone.press("Saya belum punya kode")
    shown = await phone.say("7K3M-9QXA-2BCD")
    assert "atau tulis ayah" not in shown.text
    assert "kode" in shown.text.lower()


async def test_who_has_asked_and_writes_again_is_told_that_it_is_looked_at(house: House, rows: Rows) -> None:
    phone = house.phone(ASKER)
    assert "sedang diperiksa" not in (await phone.say("Halo")).text
    await ask(phone, "Tidak Ada")
    shown = await phone.say("Halo, Bu?")
    assert "sedang diperiksa wali kelas" in shown.text
    (request,) = await rows.all(select(AccessRequest.id))
    await house.phone(TEACHER.user_id).forge(f"1:l.no:{request}")
    assert "sedang diperiksa" not in (await phone.say("Halo")).text


async def test_the_asker_learns_nothing_of_who_is_in_the_class(house: House, rows: Rows) -> None:
    phone = house.phone(ASKER)
    answers = {(await ask(phone, child)).text.replace(child, "…") for child in ("Tidak Ada", "Budi")}
    await ask(phone, await child_name(house, rows))
    assert len(answers) == 1
    seen = " ".join(bubble.text for bubble in phone.bubbles.values())
    others = set(await rows.all(select(Pupil.name))) - {await child_name(house, rows)}
    assert not any(name in seen for name in others)


async def test_a_refusal_is_kind_and_final(house: House, rows: Rows) -> None:
    phone = house.phone(ASKER)
    await ask(phone, await child_name(house, rows))
    teacher = house.phone(TEACHER.user_id)
    told = teacher.screen()
    await teacher.press("Tolak")
    assert "Mohon maaf" in phone.screen().text
    stale = await teacher.forge(told.choice("Ya: ").data, told.id)
    assert "sudah tidak berlaku" in stale.text
    assert await rows.ties_at(ASKER) == []


async def test_an_undone_request_cannot_be_accepted_again(house: House, rows: Rows) -> None:
    phone = house.phone(ASKER)
    await ask(phone, await child_name(house, rows))
    await house.phone(TEACHER.user_id).press("Ya: ")
    consent = phone.screen()
    agree = consent.choice("Setuju").data
    await phone.press("Setuju")
    (tie,) = await rows.ties_at(ASKER)
    teacher = house.phone(TEACHER.user_id)
    await teacher.forge(f"1:f.gone:{tie.id}", teacher.screen().id)
    await phone.forge(agree, consent.id)
    assert await rows.person_at(ASKER) is None


async def test_at_most_three_requests_wait_for_one_chat(house: House, rows: Rows) -> None:
    phone = house.phone(ASKER)
    for child in ("Satu", "Dua", "Tiga"):
        await ask(phone, child)
    await phone.say("/start")
    assert "tiga permintaan" in (await phone.press("Saya belum punya kode")).text
    assert len(await rows.all(select(AccessRequest.id))) == 3
