"""A chat becomes a guardian's: two taps from the letter, one kind answer to wrong codes, nothing given away."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.notices.links import GuessingStopped
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.services.links import invitations
from bot.storage.engine import Sessions
from bot.storage.models import (
    CodeGuess,
    Consent,
    Guardianship,
    GuardianState,
    Invitation,
    Outgoing,
    Person,
    Pupil,
    Relation,
    Role,
    RoleKind,
)
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.letters import Letters, child_of, letters_of
from tests.support.rows import Rows
from tests.support.said import sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS
NEWCOMER = 900


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
async def letters(house: House) -> Letters:
    return await letters_of(house)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


async def link(phone: Phone, code: str) -> Bubble:
    await phone.say(f"/start {code}")
    return await phone.press("Setuju")


async def test_a_letter_links_a_family_in_two_taps(house: House, letters: Letters, rows: Rows) -> None:
    letter = letters.of(AGUS.name)
    phone = house.phone(NEWCOMER, "Pak Agus")
    consent = await phone.say(f"/start {letter.code.replace('-', '')}")
    assert letter.pupil in consent.text
    assert "BERHENTI" in consent.text
    welcome = await phone.press("Setuju")
    assert "Terhubung" in welcome.text
    assert {"✓ Bapak", "Ibu", "Bapak/Ibu", "Ayah", "Bunda", "English"} <= set(welcome.buttons)
    (tie,) = await rows.ties_at(NEWCOMER)
    assert (tie.state, tie.relation) == (GuardianState.PROVISIONAL, Relation.FATHER)


async def test_consent_is_kept_with_the_words_that_were_read(house: House, letters: Letters, rows: Rows) -> None:
    letter = letters.of(AGUS.name)
    phone = house.phone(NEWCOMER)
    await phone.say(f"/start {letter.code}")
    read = await phone.press("English")
    await phone.press("I agree")
    (kept,) = await rows.all(select(Consent).where(Consent.pupil_id == letter.pupil_id))
    assert re.sub(r"</?b>", "", kept.wording) == read.text
    assert (kept.locale, kept.channel) == ("en", "telegram")
    assert kept.withdrawn_at is None


@pytest.mark.parametrize("spelling", ["{0}", "kode: {0}", "{1}", "{2}", "https://t.me/titian_bot?start={2}"])
async def test_a_code_is_understood_however_it_is_typed(house: House, letters: Letters, spelling: str) -> None:
    letter = letters.of(AGUS.name)
    typed = spelling.format(letter.code, letter.code.lower().replace("-", " "), letter.code.replace("-", ""))
    assert letter.pupil in (await house.phone(NEWCOMER).say(typed)).text


async def test_the_homeroom_teacher_and_the_other_guardian_hear_of_a_link(house: House, letters: Letters) -> None:
    letter = letters.of_pupil(await child_of(house, SITI))
    await link(house.phone(NEWCOMER, "Ayah Budi"), letter.code)
    told = house.phone(TEACHER.user_id).screen()
    assert all(name in told.text for name in (letter.person, letter.pupil, "Ayah Budi"))
    assert "Konfirmasi" in told.buttons
    other = house.phone(SITI.user_id).screen()
    assert letter.person in other.text
    assert TEACHER.name in other.text
    assert not house.phone(HENDRA.user_id).bubbles


async def test_confirming_from_the_notice_tells_the_guardian_once(house: House, letters: Letters, rows: Rows) -> None:
    await link(house.phone(NEWCOMER), letters.of(AGUS.name).code)
    teacher = house.phone(TEACHER.user_id)
    notice = teacher.screen()
    await teacher.press("Konfirmasi", notice)
    await teacher.forge(notice.choice("Konfirmasi").data or "", notice.id)
    house.now += timedelta(minutes=1)
    await house.deliver()
    told = [bubble for bubble in house.phone(NEWCOMER).bubbles.values() if "mengonfirmasi" in bubble.text]
    assert len(told) == 1
    (tie,) = await rows.ties_at(NEWCOMER)
    assert tie.state is GuardianState.CONFIRMED


async def test_a_second_letter_adds_the_child_with_one_tap(house: House, letters: Letters, rows: Rows) -> None:
    first, second = letters.of(AGUS.name), letters.in_class("X-2")
    phone = house.phone(NEWCOMER)
    await link(phone, first.code)
    await phone.say(second.code)
    await phone.press("Setuju")
    ties = await rows.ties_at(NEWCOMER)
    assert {tie.pupil_id for tie in ties} == {first.pupil_id, second.pupil_id}


async def test_a_second_letter_of_the_same_child_from_one_phone_stays_good(
    house: House, letters: Letters, rows: Rows
) -> None:
    father = letters.of(AGUS.name)
    mother = letters.other_guardian(father)
    phone = house.phone(NEWCOMER)
    await link(phone, father.code)
    answer = await phone.say(mother.code)
    assert mother.person in answer.text
    assert "Setuju" not in answer.buttons
    assert mother.pupil in (await house.phone(901).say(mother.code)).text


async def test_a_letter_gives_its_one_child_and_nothing_else_of_the_person(
    house: House, letters: Letters, rows: Rows
) -> None:
    """The mother is linked already for another child; a stranger finds the sibling's letter."""
    letter = letters.in_class("X-2")
    siti = await rows.person_at(SITI.user_id)
    assert siti is not None
    tie = await rows.one(select(Guardianship).where(Guardianship.id == letter.guardianship_id))
    invitation = await rows.one(select(Invitation).where(Invitation.guardianship_id == tie.id))
    tie.person_id = invitation.person_id = siti.id
    await rows.save(tie, invitation)
    await link(house.phone(NEWCOMER), letter.code)
    ties = await rows.ties_at(NEWCOMER)
    assert [tie.pupil_id for tie in ties] == [letter.pupil_id]
    still = await rows.person_at(SITI.user_id)
    assert still is not None
    assert still.id == siti.id


async def test_a_teacher_who_is_a_parent_keeps_her_roles(house: House, letters: Letters, rows: Rows) -> None:
    letter = letters.of(AGUS.name)
    teacher = house.phone(TEACHER.user_id)
    await link(teacher, letter.code)
    menu = await teacher.say("/menu")
    assert {"Kirim kabar kelas", "Kabar terbaru"} <= set(menu.buttons)
    (tie,) = await rows.ties_at(TEACHER.user_id)
    assert tie.pupil_id == letter.pupil_id


async def test_a_guardian_who_redeems_a_staff_code_becomes_staff_too(
    house: House, letters: Letters, rows: Rows
) -> None:
    async with house.sessions() as session:
        issued = await invitations.issue(session, house.demo.school, staff=True, now=house.now)
        await session.commit()
    code = next(one for one in issued if one.person.startswith("Rahmat"))
    phone = house.phone(SITI.user_id)
    await phone.say(f"/start {code.code}")
    await phone.press("Ya, ini saya")
    menu = await phone.say("/menu")
    assert {"Kirim kabar kelas", "Kabar terbaru"} <= set(menu.buttons)
    person = await rows.person_at(SITI.user_id)
    assert person is not None
    assert person.name == code.person
    assert await rows.all(select(Person.id).where(Person.name == code.person)) == [person.id]
    assert await rows.all(select(Role.kind).where(Role.person_id == person.id)) == [RoleKind.TEACHER]


async def test_used_voided_expired_and_guessed_codes_get_one_answer(house: House, letters: Letters) -> None:
    used, voided, expired = (letters.in_class("X-1", number) for number in (0, 1, 2))
    await link(house.phone(NEWCOMER), used.code)
    async with house.sessions() as session:
        await invitations.issue_for(session, house.demo.school, voided.guardianship_id, now=house.now)
        await session.commit()
    answers = [(await house.phone(901).say(code)).text for code in (used.code, voided.code, "7K3M-9QXA-2BCD")]
    house.now += timedelta(days=400)
    answers.append((await house.phone(902).say(expired.code)).text)
    assert len(set(answers)) == 1


async def test_the_own_used_code_says_that_all_is_well(house: House, letters: Letters) -> None:
    letter = letters.of(AGUS.name)
    phone = house.phone(NEWCOMER)
    await link(phone, letter.code)
    assert "sudah terhubung" in (await phone.say(letter.code)).text


async def test_guessing_is_slowed_then_stopped_and_told_to_the_administrators_once(
    house: House, letters: Letters, rows: Rows
) -> None:
    phone = house.phone(NEWCOMER, "Penebak")
    for _round in range(3):
        for _guess in range(5):
            assert "tidak dapat dipakai" in (await phone.say("7K3M-9QXA-2BCD")).text
        assert "beberapa kali" in (await phone.say(letters.of(AGUS.name).code)).text
        house.now += timedelta(minutes=11)
    held = await phone.say(letters.of(AGUS.name).code)
    assert "besok" in held.text
    assert len(await rows.all(select(CodeGuess.id))) == 15
    told = [bubble for bubble in house.phone(ADMIN.user_id).bubbles.values() if "Banyak kode keliru" in bubble.text]
    assert len(told) == 1
    assert "Penebak" not in told[0].text
    assert GuessingStopped.template == "links/guessing"
    house.now += timedelta(days=1)
    assert letters.of(AGUS.name).pupil in (await phone.say(letters.of(AGUS.name).code)).text


async def test_agreeing_needs_the_code_and_not_just_its_number(house: House, letters: Letters, rows: Rows) -> None:
    stranger = house.phone(NEWCOMER)
    for invitation in await rows.all(select(Invitation.id)):
        await stranger.forge(f"1:l.agree:{invitation}")
    assert await rows.person_at(NEWCOMER) is None


async def test_of_two_chats_with_one_letter_the_first_to_agree_is_linked(
    house: House, letters: Letters, rows: Rows
) -> None:
    letter = letters.of(AGUS.name)
    one, two = house.phone(901), house.phone(902)
    await one.say(letter.code)
    await two.say(letter.code)
    await one.press("Setuju")
    await two.press("Setuju")
    assert [tie.pupil_id for tie in await rows.ties_at(901)] == [letter.pupil_id]
    assert await rows.person_at(902) is None


async def test_a_new_phone_takes_the_place_of_the_old_one(house: House, letters: Letters, rows: Rows) -> None:
    siti = await rows.person_at(SITI.user_id)
    assert siti is not None
    tie = await rows.one(select(Guardianship).where(Guardianship.person_id == siti.id))
    async with house.sessions() as session:
        issued = await invitations.issue_for(session, house.demo.school, tie.id, now=house.now)
        await session.commit()
    await link(house.phone(NEWCOMER), issued.code)
    assert "tidak terhubung lagi" in house.phone(SITI.user_id).screen().text
    assert await rows.person_at(SITI.user_id) is None
    now_hers = await rows.person_at(NEWCOMER)
    assert now_hers is not None
    assert now_hers.id == siti.id
    assert "kode dari surat" in (await house.phone(SITI.user_id).say("/menu")).text


async def test_a_new_phone_gets_what_the_old_one_could_not(house: House, letters: Letters, rows: Rows) -> None:
    siti = await rows.person_at(SITI.user_id)
    assert siti is not None
    await house.phone(SITI.user_id).block()
    await sent_update(house)
    house.now += timedelta(hours=13)  # at night
    await sent_update(house)
    tie = await rows.one(select(Guardianship).where(Guardianship.person_id == siti.id))
    async with house.sessions() as session:
        issued = await invitations.issue_for(session, house.demo.school, tie.id, now=house.now)
        await session.commit()
    phone = house.phone(NEWCOMER)
    await link(phone, issued.code)
    house.now += timedelta(hours=12)
    await house.deliver()
    assert len([bubble for bubble in phone.bubbles.values() if "Pentas seni" in bubble.text]) == 2


async def test_linking_says_nothing_of_the_child_before_the_code_is_right(house: House) -> None:
    answer = await house.phone(NEWCOMER).say("/start")
    async with house.sessions() as session:
        names = list(await session.scalars(select(Pupil.name)))
    assert house.demo.school.name in answer.text
    assert not any(name in answer.text for name in names)
    assert "Anda" not in answer.text.replace("Ananda", "")


async def test_no_code_stands_in_the_outbox_of_the_one_who_typed_it(house: House, letters: Letters, rows: Rows) -> None:
    letter = letters.of(AGUS.name)
    await link(house.phone(NEWCOMER), letter.code)
    payloads = [str(row.payload) for row in await rows.all(select(Outgoing))]
    assert not any(letter.code in payload or letter.code.replace("-", "") in payload for payload in payloads)
