"""A person's own settings, and STOP: as easy as starting, and as easy to take back."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.delivery import Reason, Rung
from bot.playground.demo import PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import Account, AccountState, Consent, LogEntry, LogKind, Person
from tests.support.house import House, open_house
from tests.support.rows import Rows
from tests.support.said import recipient_of, sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


async def state_of(rows: Rows, address: int) -> AccountState:
    return (await rows.one(select(Account).where(Account.address == str(address)))).state


@pytest.mark.parametrize("word", ["BERHENTI", "berhenti.", "Stop", "/stop", "STOP!"])
async def test_stop_in_any_spelling_stops_everything_unasked(house: House, rows: Rows, word: str) -> None:
    siti = house.phone(SITI.user_id)
    answer = await siti.say(word)
    assert "Mulai lagi" in answer.buttons
    assert await state_of(rows, SITI.user_id) is AccountState.STOPPED
    before = len(siti.bubbles)
    await sent_update(house)
    assert len(siti.bubbles) == before


async def test_stopping_keeps_the_consent_that_was_given_and_starting_again_gives_a_new_one(
    house: House, rows: Rows
) -> None:
    siti = house.phone(SITI.user_id)
    person = await rows.person_at(SITI.user_id)
    assert person is not None
    await siti.say("BERHENTI")
    asked = await siti.press("Mulai lagi")
    assert "menyetujui" in asked.text
    await siti.press("Setuju")
    kept = await rows.all(select(Consent).where(Consent.person_id == person.id).order_by(Consent.id))
    assert [consent.withdrawn_at is None for consent in kept] == [False, True]
    assert await state_of(rows, SITI.user_id) is AccountState.ACTIVE
    await sent_update(house)
    assert "Pentas seni" in siti.screen().text


async def test_a_stranger_may_stop_and_start_too(house: House) -> None:
    phone = house.phone(900)
    assert "dihentikan" in (await phone.say("stop")).text
    assert "kode dari surat" in (await phone.say("mulai")).text


async def test_blocking_and_unblocking_are_noted_and_stop_stays_stop(house: House, rows: Rows) -> None:
    siti = house.phone(SITI.user_id)
    await siti.say("BERHENTI")
    await siti.block()
    assert await state_of(rows, SITI.user_id) is AccountState.BLOCKED
    await siti.unblock()
    assert await state_of(rows, SITI.user_id) is AccountState.STOPPED
    kinds = await rows.all(select(LogEntry.kind).order_by(LogEntry.id))
    assert kinds == [LogKind.STOPPED, LogKind.BLOCKED, LogKind.UNBLOCKED]


async def test_address_greeting_and_language_are_one_tap_each(house: House, rows: Rows) -> None:
    siti = house.phone(SITI.user_id)
    await siti.say("/pengaturan")
    await siti.press("Sapaan dan salam")
    await siti.press("Bunda")
    shown = await siti.press("Assalamu'alaikum")
    assert {"✓ Bunda", "✓ Assalamu'alaikum"} <= set(shown.buttons)
    await siti.press("‹ Pengaturan")
    assert "Settings" in (await siti.press("English")).text
    person = await rows.one(select(Person).where(Person.name == SITI.name))
    assert (person.address.value, person.greeting.value, person.locale) == ("bunda", "assalamualaikum", "en")


async def test_my_data_says_which_children_and_since_when(house: House) -> None:
    yanti = house.phone(YANTI.user_id)
    await yanti.say("/menu")
    shown = await yanti.press("Anak saya")
    assert shown.text.count("Persetujuan diberikan") == 2
    assert "(X-1)" in shown.text
    assert "(X-2)" in shown.text


async def test_settings_without_a_child_are_for_staff_too(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    assert "Pengaturan" in (await teacher.say("/pengaturan")).text
    await teacher.say("STOP")
    assert "Nurmala" in (await teacher.press("Mulai lagi")).text


async def test_what_came_while_stopped_is_missed_no_longer_after_starting_again(house: House) -> None:
    siti = house.phone(SITI.user_id)
    await siti.say("BERHENTI")
    row = await sent_update(house)
    assert (await recipient_of(house, SITI, row.id)).rung is Rung.FAILED
    await siti.press("Mulai lagi")
    await siti.press("Setuju")
    assert [True for bubble in siti.bubbles.values() if "Pentas seni" in bubble.text] == [True]
    found = await recipient_of(house, SITI, row.id)
    assert (found.rung, found.reason) == (Rung.ACCEPTED, None)


async def test_what_came_while_blocked_arrives_after_unblocking_each_time(house: House) -> None:
    siti = house.phone(SITI.user_id)
    for _time in range(2):
        before = len(siti.bubbles)
        await siti.block()
        row = await sent_update(house)
        assert (await recipient_of(house, SITI, row.id)).reason is Reason.BLOCKED
        await siti.unblock()
        assert len(siti.bubbles) == before + 1
        assert (await recipient_of(house, SITI, row.id)).rung is Rung.ACCEPTED
