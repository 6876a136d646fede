"""The homeroom teacher sees to the families of her class: confirming, undoing, fresh codes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import Consent, Guardianship, GuardianState, Outgoing
from tests.support.house import House, open_house
from tests.support.letters import Letter, Letters, child_of, letters_of
from tests.support.rows import Rows
from tests.support.said import sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS
FIRST = 900


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
async def letters(house: House) -> Letters:
    return await letters_of(house)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


async def link(house: House, letter: Letter, user_id: int = FIRST) -> None:
    phone = house.phone(user_id, f"Obrolan {user_id}")
    await phone.say(letter.code)
    await phone.press("Setuju")


async def states(rows: Rows, *ids: int) -> list[GuardianState]:
    found = await rows.all(select(Guardianship).where(Guardianship.id.in_(ids)).order_by(Guardianship.id))
    return [tie.state for tie in found]


async def test_the_class_opens_by_itself_with_its_counts_on_top(house: House, letters: Letters) -> None:
    await link(house, letters.of(AGUS.name))
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/menu")
    shown = await teacher.press("Keluarga kelas")
    assert "28 dari 36 keluarga terhubung; 1 menunggu" in shown.text
    assert len(shown.buttons) <= 12
    marks = {face[0] for face in shown.buttons[1:8]}
    assert marks <= set("✓◔✉⏸✕–")


async def test_all_that_wait_are_confirmed_in_one_tap_and_taken_back_in_one(
    house: House, letters: Letters, rows: Rows
) -> None:
    waiting = [letters.in_class("X-1", number) for number in range(3)]
    for number, letter in enumerate(waiting):
        await link(house, letter, FIRST + number)
    ids = [letter.guardianship_id for letter in waiting]
    teacher = house.phone(TEACHER.user_id)
    listed = await teacher.press("Yang menunggu (3)")
    assert all(letter.pupil in listed.text and letter.person in listed.text for letter in waiting)
    assert "Obrolan 901" in listed.text
    await teacher.press("Konfirmasi semua (3)")
    assert await states(rows, *ids) == [GuardianState.CONFIRMED] * 3
    await teacher.press("Urungkan")
    assert await states(rows, *ids) == [GuardianState.PROVISIONAL] * 3
    house.now += timedelta(minutes=5)
    await house.deliver()
    assert not any("mengonfirmasi" in bubble.text for bubble in house.phone(FIRST).bubbles.values())


async def test_who_links_after_the_list_was_shown_still_waits(house: House, letters: Letters, rows: Rows) -> None:
    seen, later = letters.in_class("X-1"), letters.in_class("X-1", 1)
    await link(house, seen)
    teacher = house.phone(TEACHER.user_id)
    listed = await teacher.press("Yang menunggu")
    house.now += timedelta(milliseconds=1)
    await link(house, later, 901)
    await teacher.press("Konfirmasi semua", listed)
    assert await states(rows, seen.guardianship_id) == [GuardianState.CONFIRMED]
    assert await states(rows, later.guardianship_id) == [GuardianState.PROVISIONAL]


async def test_an_undone_link_hears_nothing_more_and_the_letter_can_be_made_anew(
    house: House, letters: Letters, rows: Rows
) -> None:
    letter = letters.of_pupil(await child_of(house, SITI))
    await link(house, letter)
    teacher = house.phone(TEACHER.user_id)
    await teacher.press("Keliru? Batalkan")
    await teacher.press("Ya, batalkan tautan")
    assert "dibatalkan" in house.phone(FIRST).screen().text
    assert letter.pupil not in house.phone(FIRST).screen().text
    assert letter.person in house.phone(SITI.user_id).screen().text
    assert await rows.person_at(FIRST) is None
    assert await states(rows, letter.guardianship_id) == [GuardianState.LISTED]
    standing = select(Consent.id).where(Consent.pupil_id == letter.pupil_id, Consent.withdrawn_at.is_(None))
    assert len(await rows.all(standing)) == 1
    before = len(house.phone(FIRST).bubbles)
    await sent_update(house)
    assert len(house.phone(FIRST).bubbles) == before
    shown = await teacher.press("Buat kode baru")
    code = next(line for line in shown.text.splitlines() if line.count("-") == 2)
    assert letter.pupil in (await house.phone(905).say(code)).text
    for row in await rows.all(select(Outgoing)):
        assert code not in f"{row.payload} {row.text}"


async def test_a_letter_that_the_wrong_family_used_goes_back_to_its_person(
    house: House, letters: Letters, rows: Rows
) -> None:
    letter = letters.in_class("X-1")
    hendra = house.phone(HENDRA.user_id)
    await hendra.say(letter.code)
    await hendra.press("I agree")
    teacher = house.phone(TEACHER.user_id)
    await teacher.press("Keliru? Batalkan")
    await teacher.press("Ya, batalkan tautan")
    tie = await rows.one(select(Guardianship).where(Guardianship.id == letter.guardianship_id))
    still = await rows.person_at(HENDRA.user_id)
    assert still is not None
    assert tie.person_id != still.id
    assert [tie.state for tie in await rows.ties_at(HENDRA.user_id)] == [GuardianState.CONFIRMED]


async def test_a_provisional_guardian_becomes_one_person_with_the_letters_when_confirmed(
    house: House, letters: Letters, rows: Rows
) -> None:
    letter = letters.in_class("X-1")
    await house.phone(SITI.user_id).say(letter.code)
    await house.phone(SITI.user_id).press("Setuju")
    await house.phone(TEACHER.user_id).press("Konfirmasi")
    assert len(await rows.ties_at(SITI.user_id)) == 2
    tied = select(func.count()).select_from(Guardianship).where(Guardianship.pupil_id == letter.pupil_id)
    assert await rows.all(tied) == [2]


async def test_a_hidden_child_is_not_seen_any_more(house: House) -> None:
    admin = house.phone(ADMIN.user_id)
    await admin.say("/menu")
    await admin.press("Keluarga kelas")
    assert {"X-1", "X-2", "X-3"} <= set(admin.screen().buttons)
    tie = (await Rows(house.sessions).ties_at(SITI.user_id))[0]
    await admin.forge(f"1:f.hide:{tie.id}", admin.screen().id)
    assert "tidak diberi kabar" in admin.screen().text
    assert "Anak saya" not in (await house.phone(SITI.user_id).say("/menu")).buttons
    await admin.press("Beri kabar anak lagi")
    assert "Anak saya" in (await house.phone(SITI.user_id).say("/menu")).buttons


async def test_links_made_at_night_are_told_in_the_morning(house: House, letters: Letters, rows: Rows) -> None:
    house.now = house.now.replace(hour=15)  # 22.00 in Jakarta
    await link(house, letters.in_class("X-1"))
    assert not house.phone(TEACHER.user_id).bubbles
    house.now += timedelta(hours=10)
    await house.deliver()
    assert "Keluarga baru" in house.phone(TEACHER.user_id).screen().text
    assert await rows.all(select(Outgoing.id).where(Outgoing.state == "failed")) == []
