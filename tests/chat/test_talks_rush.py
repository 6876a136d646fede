"""Two hundred parents press the same twelve times at once: twelve have one, the others a kind answer each."""

from collections import Counter
from datetime import datetime

import pytest
from faker import Faker
from sqlalchemy import select

from bot.domain.delivery import OutboxState
from bot.storage.engine import Sessions
from bot.storage.models import (
    Account,
    AccountState,
    Arrival,
    Busy,
    Consent,
    Guardianship,
    GuardianState,
    InboxState,
    LogEntry,
    LogKind,
    Outgoing,
    Person,
    Pupil,
    Relation,
    SchoolClass,
    TalkSlot,
)
from tests.support.demo import TEACHER
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.rows import Rows
from tests.support.talking import hours, standing, talks

PARENTS = 200
WANTED = [f"{13 + minutes // 60}.{minutes % 60:02}" for minutes in range(0, 120, 10)]
NEXT = "Rabu, 29 Juli 2026 pukul 15.00 WIB"
FIRST_CHAT = 700_000


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    house = await open_house(sessions, now)
    await _many_families(house)
    await talks(house, (hours(ends="15:20"),), ("X-9",))
    return house


async def test_two_hundred_press_twelve_times_at_once(house: House) -> None:
    phones = [house.phone(FIRST_CHAT + number) for number in range(PARENTS)]
    times = await _all_press(house, phones, ["Pilih waktu"] * PARENTS)
    assert all(face in bubble.buttons for bubble in times for face in (*WANTED, "15.00", "15.10"))
    said = await _all_press(house, phones, [WANTED[number % len(WANTED)] for number in range(PARENTS)])

    booked = await standing(house)
    assert len({talk.starts_at for talk in booked}) == len(booked) == len(WANTED)
    answers = Counter("baru saja dipilih keluarga lain" in bubble.text for bubble in said)
    assert answers == {False: len(WANTED), True: PARENTS - len(WANTED)}
    assert Counter(NEXT in bubble.text for bubble in said) == answers
    assert all("15.00" in " ".join(bubble.buttons) for bubble in said if NEXT in bubble.text)
    await _nothing_is_lost(house, {talk.person_id for talk in booked})


async def _all_press(house: House, phones: list[Phone], faces: list[str]) -> list[Bubble]:
    """Everybody presses before anything is handled; what each then sees, which is one message more, or another."""
    before = [phone.screen().text for phone in phones]
    for phone, face in zip(phones, faces, strict=True):
        bubble = phone.screen()
        phone.chat.forge(bubble.choice(face).data, int(bubble.id))
    await house.settle()
    after = [phone.screen() for phone in phones]
    assert all(bubble.text != text for bubble, text in zip(after, before, strict=True))
    return after


async def _nothing_is_lost(house: House, winners: set[int]) -> None:
    rows = Rows(house.sessions)
    assert set(await rows.all(select(Arrival.state))) == {InboxState.DONE}
    assert set(await rows.all(select(Outgoing.state))) == {OutboxState.SENT}
    assert len(await rows.all(select(TalkSlot.slot_id))) == len(WANTED)
    assert winners < set(await rows.all(select(Busy.person_id)))
    noted = await rows.all(select(LogEntry.person_id).where(LogEntry.kind == LogKind.BOOKED))
    assert sorted(person or 0 for person in noted) == sorted(winners)


async def _many_families(house: House) -> None:
    """A class of its own, with a linked guardian for each child."""
    fake = Faker("id_ID")
    fake.seed_instance(9)
    long_ago = house.now
    async with house.sessions() as session:
        house.demo.session = session
        teacher = await house.demo.person(TEACHER)
        of = SchoolClass(school_id=teacher.school_id, year="2026/2027", name="X-9", homeroom_id=teacher.id)
        pupils = [Pupil(school_id=teacher.school_id, name=fake.name(), created_at=long_ago) for _one in range(PARENTS)]
        people = [Person(school_id=teacher.school_id, name=fake.name(), created_at=long_ago) for _one in pupils]
        session.add_all([of, *people])
        await session.flush()
        for pupil in pupils:
            pupil.class_id = of.id
        session.add_all(pupils)
        await session.flush()
        for number, (person, pupil) in enumerate(zip(people, pupils, strict=True)):
            session.add_all(_linked(house, person, pupil, FIRST_CHAT + number))
        await session.commit()


def _linked(house: House, person: Person, pupil: Pupil, chat: int) -> tuple[Account, Guardianship, Consent]:
    now = house.now
    return (
        Account(
            bot_id=house.demo.bot.id,
            person_id=person.id,
            address=str(chat),
            name=person.name,
            state=AccountState.ACTIVE,
            state_since=now,
            created_at=now,
            seen_at=now,
        ),
        Guardianship(
            pupil_id=pupil.id,
            person_id=person.id,
            relation=Relation.MOTHER,
            state=GuardianState.CONFIRMED,
            linked_at=now,
            confirmed_at=now,
        ),
        Consent(
            person_id=person.id, pupil_id=pupil.id, channel="telegram", locale="id", wording="Setuju", given_at=now
        ),
    )
