"""One person, several chats: added by a code of their own, preferred, taken away; and STOP, which is the person's."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.playground.demo import PARENTS, TEACHER
from bot.services.links import invitations
from bot.storage.engine import Sessions
from bot.storage.models import (
    Account,
    AccountState,
    Consent,
    Guardianship,
    Invitation,
    LogEntry,
    LogKind,
    Outgoing,
    Recipient,
)
from tests.support.house import House, open_house
from tests.support.letters import letters_of
from tests.support.rows import Rows
from tests.support.said import FATHER, father_of, sent_update
from tests.support.second import NUMBER, SecondPhone, second_bot
from tests.support.silence import follow_up, pass_by, tick

SITI, HENDRA, YANTI, AGUS = PARENTS
NEWCOMER = 900


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
async def other(house: House) -> SecondPhone:
    """A chat of nobody yet on the school's other channel."""
    return SecondPhone(house, await second_bot(house), "628111000111")


async def code_of(house: House, user_id: int = SITI.user_id) -> str:
    """A code of a person's own, as their chat shows it."""
    phone = house.phone(user_id)
    await phone.say("/pengaturan")
    await phone.press("Obrolan saya")
    shown = await phone.press("Tambah WhatsApp")
    return next(line for line in shown.text.splitlines() if line.count("-") == 2 and " " not in line)


async def add(house: House, other: SecondPhone) -> None:
    """Siti adds her WhatsApp."""
    await other.say(f"KODE {await code_of(house)}")
    await other.press("Setuju")


async def chats(rows: Rows, user_id: int = SITI.user_id) -> list[Account]:
    person = await rows.person_at(user_id)
    assert person is not None
    return await rows.all(select(Account).where(Account.person_id == person.id).order_by(Account.id))


async def test_a_code_of_ones_own_adds_a_chat_and_the_first_one_stays(
    house: House, rows: Rows, other: SecondPhone
) -> None:
    code = await code_of(house)
    shown = house.phone(SITI.user_id).screen()
    assert shown.choice("Buka WhatsApp").url == f"https://wa.me/{NUMBER}?text=KODE%20{code}"
    assert "Persetujuan yang sudah diberikan berlaku juga" in await other.say(f"KODE {code}")
    assert "Terhubung" in await other.press("Setuju")
    assert [chat.address for chat in await chats(rows)] == [str(SITI.user_id), other.address]
    told = house.phone(SITI.user_id).screen()
    assert "Obrolan ini tetap terhubung" in told.text
    assert "Ini bukan saya" in told.buttons
    states = {tie.state.value for tie in await rows.ties_at(SITI.user_id)}
    assert states == {"confirmed"}


async def test_what_was_agreed_to_there_is_kept_beside_what_was_agreed_to_first(
    house: House, rows: Rows, other: SecondPhone
) -> None:
    await add(house, other)
    person = await rows.person_at(SITI.user_id)
    assert person is not None
    kept = await rows.all(
        select(Consent).where(Consent.person_id == person.id, Consent.withdrawn_at.is_(None)).order_by(Consent.id)
    )
    assert [one.channel for one in kept] == ["telegram", "whatsapp"]
    assert "berlaku juga" in kept[1].wording
    linked = await rows.one(select(LogEntry).where(LogEntry.kind == LogKind.LINKED))
    assert (linked.person_id, linked.channel) == (person.id, "whatsapp")


async def test_the_code_works_once_for_a_day_and_only_its_hash_is_kept(
    house: House, rows: Rows, other: SecondPhone
) -> None:
    code = await code_of(house)
    newer = await code_of(house)
    kept = await rows.all(select(Invitation).where(Invitation.adds_chat).order_by(Invitation.id))
    assert [one.voided_at is None for one in kept] == [False, True]
    queued = await rows.all(select(Outgoing.payload).where(Outgoing.payload.is_not(None)))
    assert not any(newer in str(payload) for payload in queued)
    assert "belum dapat" in await other.say(f"KODE {code}") or "kode" in (await other.words()).text.lower()
    house.now += timedelta(days=1, minutes=1)
    await other.say(f"KODE {newer}")
    assert (await other.account()).person_id is None
    fresh = await code_of(house)
    await other.say(f"KODE {fresh}")
    await other.press("Setuju")
    third = SecondPhone(house, other.bot_id, "628999")
    await third.say(f"KODE {fresh}")
    assert (await third.account()).person_id is None


async def test_that_was_not_me_takes_the_new_chat_away_and_all_that_waits_there(
    house: House, rows: Rows, other: SecondPhone
) -> None:
    await add(house, other)
    siti = house.phone(SITI.user_id)
    async with house.sessions() as session:
        account = await session.get_one(Account, (await other.account()).id)
        account.preferred = True
        await session.commit()
    await sent_update(house)
    person = await rows.person_at(SITI.user_id)
    assert person is not None
    (waiting,) = await rows.all(
        select(Outgoing).where(Outgoing.person_id == person.id, Outgoing.recipient_id.is_not(None))
    )
    assert waiting.account_id == account.id
    await siti.press("Ini bukan saya")
    assert any("dilepas" in bubble.text for bubble in siti.bubbles.values())
    assert (await other.account()).person_id is None
    assert "tidak lagi terhubung" in (await other.words()).text
    assert "Pentas seni" in siti.screen().text


async def test_a_chat_that_is_somebody_elses_is_not_added(house: House, rows: Rows, other: SecondPhone) -> None:
    await other.say(f"KODE {await code_of(house, YANTI.user_id)}")
    await other.press("Setuju")
    assert "atas nama lain" in await other.say(f"KODE {await code_of(house)}")
    assert len(await chats(rows)) == 1


async def test_the_preferred_chat_gets_the_next_message_and_only_that_one(
    house: House, rows: Rows, other: SecondPhone
) -> None:
    await add(house, other)
    await house.phone(SITI.user_id).say("halo")
    await other.press("Obrolan saya")
    shown = await other.press("WhatsApp")
    assert "obrolan ini" in shown
    row = await sent_update(house)
    person = await rows.person_at(SITI.user_id)
    assert person is not None
    sent = await rows.all(select(Outgoing.bot_id).where(Outgoing.update_id == row.id, Outgoing.person_id == person.id))
    assert sent == [other.bot_id]


async def test_stop_in_one_chat_is_stop_in_all_of_them(house: House, rows: Rows, other: SecondPhone) -> None:
    await add(house, other)
    await other.say("BERHENTI")
    assert {chat.state for chat in await chats(rows)} == {AccountState.STOPPED}
    siti = house.phone(SITI.user_id)
    before = len(siti.bubbles)
    await sent_update(house)
    assert len(siti.bubbles) == before
    await siti.say("MULAI")
    await siti.press("Setuju")
    assert {chat.state for chat in await chats(rows)} == {AccountState.ACTIVE}


async def test_stop_holds_in_a_chat_that_was_blocked_meanwhile_and_in_one_added_later(
    house: House, rows: Rows, other: SecondPhone
) -> None:
    code = await code_of(house)
    siti = house.phone(SITI.user_id)
    await siti.say("BERHENTI")
    await other.say(f"KODE {code}")
    await other.press("Setuju")
    assert (await other.account()).state is AccountState.STOPPED
    async with house.sessions() as session:
        (await session.get_one(Account, (await other.account()).id)).state = AccountState.BLOCKED
        await session.commit()
    await other.say("halo")
    assert (await other.account()).state is AccountState.STOPPED


async def test_a_letter_in_another_channel_adds_a_chat_that_waits_to_be_confirmed(
    house: House, rows: Rows, other: SecondPhone
) -> None:
    letter = (await letters_of(house)).of(AGUS.name)
    agus = house.phone(NEWCOMER, "Pak Agus")
    await agus.say(f"/start {letter.code}")
    await agus.press("Setuju")
    await house.phone(TEACHER.user_id).press("Konfirmasi")
    async with house.sessions() as session:
        again = await invitations.issue_for(session, house.demo.school, letter.guardianship_id or 0, now=house.now)
        await session.commit()
    await other.say(f"KODE {again.code}")
    await other.press("Setuju")
    assert {chat.address for chat in await chats(rows, NEWCOMER)} == {str(NEWCOMER), other.address}
    assert "Ini bukan saya" in agus.screen().buttons
    assert {tie.state.value for tie in await rows.ties_at(NEWCOMER)} == {"provisional"}
    teacher = house.phone(TEACHER.user_id)
    await teacher.press("Keliru? Batalkan", teacher.screen())
    await teacher.press("Ya, batalkan tautan")
    assert (await other.account()).person_id is None
    assert await rows.person_at(NEWCOMER) is None


async def test_a_letter_does_not_take_back_a_stop_said_in_another_chat(
    house: House, rows: Rows, other: SecondPhone
) -> None:
    async with house.sessions() as session:
        person = await rows.person_at(SITI.user_id)
        assert person is not None
        (tie,) = await session.scalars(select(Guardianship).where(Guardianship.person_id == person.id))
        letter = await invitations.issue_for(session, house.demo.school, tie.id, now=house.now)
        await session.commit()
    await house.phone(SITI.user_id).say("BERHENTI")
    await other.say(f"KODE {letter.code}")
    await other.press("Setuju")
    assert await rows.person_at(SITI.user_id) is None
    assert (await other.account()).person_id == person.id
    assert (await other.account()).state is AccountState.ACTIVE


async def test_a_silent_guardian_is_reminded_in_the_other_chat_and_opens_the_message_there(
    house: House, rows: Rows, other: SecondPhone
) -> None:
    await follow_up(house)
    await add(house, other)
    await house.phone(SITI.user_id).say("/menu")
    house.now += timedelta(minutes=1)
    await house.phone(SITI.user_id).say("/menu")
    row = await sent_update(house)
    await tick(house)
    await pass_by(house, 49)
    await pass_by(house, 24)
    (reminder,) = await rows.all(select(Outgoing).where(Outgoing.dedupe.startswith("esc:")))
    assert reminder.bot_id == other.bot_id
    assert "belum kami terima" in (await other.words()).text
    await other.press("Kami akan hadir")
    recipient = await rows.one(
        select(Recipient).where(Recipient.update_id == row.id, Recipient.person_id == reminder.person_id)
    )
    assert recipient.answer == "coming"
    assert "✓ Kami akan hadir" in house.phone(SITI.user_id).screen().buttons


async def test_nobody_touches_a_chat_of_somebody_else(house: House, rows: Rows, other: SecondPhone) -> None:
    await add(house, other)
    account = await other.account()
    father = await father_of(house, SITI)
    for action in ("off", "prefer"):
        await father.forge(f"1:c.{action}:{account.id}")
    assert (await other.account()).person_id == account.person_id
    assert [chat.address for chat in await chats(rows, FATHER)] == [str(FATHER)]
