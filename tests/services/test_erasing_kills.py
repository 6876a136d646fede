"""A process that erases is killed outright: of each family all is there or nothing is, and the next run goes on.

Files that were made for its messages go first: whoever wants to, deletes them twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import exists, func, select

from bot.domain.accesses import AccessAction
from bot.jobs import privacy_ticks
from bot.playground.demo import PARENTS, Played
from bot.storage.base import Base
from bot.storage.engine import Sessions
from bot.storage.models import (
    LINKED,
    Access,
    Account,
    Guardianship,
    LogEntry,
    Outgoing,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
)
from tests.support.house import House, Phone, open_house
from tests.support.killed import killed
from tests.support.rows import Rows
from tests.support.said import father_of

SITI, HENDRA, *_OTHERS = PARENTS
WORDS: Mapping[Played, str] = {SITI: "Ananda demam sejak malam", HENDRA: "He forgot his umbrella"}
ERASED = "Tanda terimanya", "The receipt"
DAY = timedelta(days=1)


async def _house(sessions: Sessions, house: House) -> tuple[Phone, dict[Played, int]]:
    """Both have told the teacher something, have a copy of all there is, and wish it erased, one after the other, a
    day ago; the first child's father, and who they are."""
    father = await father_of(house, SITI)
    people: dict[Played, int] = {}
    for played, homeroom in ((SITI, "Wali kelas Ananda"), (HENDRA, "Homeroom teacher of")):
        phone = house.phone(played.user_id)
        await phone.say(WORDS[played])
        await phone.press(homeroom)
        await phone.forge("1:pv.take")
        await phone.forge("1:pv.sure")
        house.now += timedelta(minutes=1)
        person = await Rows(sessions).person_at(played.user_id)
        assert person is not None
        people[played] = person.id
    house.now += DAY
    return father, people


async def _killed(house: House, url: str, tick: str, when: str, number: int) -> None:
    """What is due begins to be erased, and breaks off at that commit."""
    arguments = (url, str(house.data_dir), tick, house.now.isoformat(), when, str(number))
    await killed("tests.support.ticking_process", *arguments)


async def _goes_on(house: House) -> None:
    """The bot runs again, and says what there is to say."""
    await privacy_ticks.erase_due(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()
    await privacy_ticks.follow_erasures(house.sessions, lambda: house.now)


async def _left(sessions: Sessions, person: int, words: str) -> Sequence[bool]:
    """Is the wish open, the chat theirs, the link there, are the words in the log and in messages, is nothing noted?"""
    open_wish = PrivacyRequest.kind == PrivacyKind.ERASE, PrivacyRequest.state == PrivacyState.OPEN
    noted = exists().where(Access.person_id == person, Access.action == AccessAction.ERASED)
    found = select(
        exists().where(PrivacyRequest.person_id == person, *open_wish),
        exists().where(Account.person_id == person),
        exists().where(Guardianship.person_id == person, Guardianship.state.in_(LINKED)),
        exists().where(LogEntry.text == words),
        exists().where(Outgoing.text.contains(words)),
        ~noted,
    )
    async with sessions() as session:
        return (await session.execute(found)).one()


async def _everything(sessions: Sessions) -> Mapping[str, Sequence[Any]]:
    """Every row there is."""
    async with sessions() as session:
        return {
            table.name: (await session.execute(select(table).order_by(*table.primary_key))).all()
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.slow
@pytest.mark.parametrize(("when", "number", "done"), [("before", 1, 0), ("after", 1, 1), ("before", 2, 1)])
async def test_of_each_family_all_is_erased_or_nothing_whenever_the_process_is_killed(
    sessions: Sessions, database_url: str, now: datetime, when: str, number: int, done: int
) -> None:
    house = await open_house(sessions, now)
    father, people = await _house(sessions, house)
    before = await _everything(sessions)
    await _killed(house, database_url, "erasures", when, number)
    for at, (played, person) in enumerate(people.items()):
        assert set(await _left(sessions, person, WORDS[played])) == {at >= done}, played.name
    if not done:
        assert await _everything(sessions) == before
    for _run in range(2):
        await _goes_on(house)
    for played, person in people.items():
        assert set(await _left(sessions, person, WORDS[played])) == {False}, played.name
        assert _heard(house.phone(played.user_id), *ERASED) == 1
    assert _heard(father, "tidak lagi menerima kabar") == 1
    assert list(house.data_dir.glob("files/*")) == []
    noted = select(func.count(Access.id)).where(Access.action == AccessAction.ERASED)
    assert await Rows(sessions).one(noted) == len(people)


@pytest.mark.slow
@pytest.mark.parametrize(("when", "number", "done"), [("before", 1, 0), ("before", 2, 1)])
async def test_what_an_erasure_left_for_later_goes_by_whoever_runs_next(
    sessions: Sessions, database_url: str, now: datetime, when: str, number: int, done: int
) -> None:
    house = await open_house(sessions, now)
    _father, people = await _house(sessions, house)
    await privacy_ticks.erase_due(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()
    before = await _everything(sessions)
    await _killed(house, database_url, "leftovers", when, number)
    chats = select(func.count(Account.id)).where(Account.address.in_([str(one.user_id) for one in people]))
    assert await Rows(sessions).one(chats) == len(people) - done
    if not done:
        assert await _everything(sessions) == before
    await _goes_on(house)
    assert await Rows(sessions).one(chats) == 0
    assert [_heard(house.phone(one.user_id), *ERASED) for one in people] == [1, 1]


def _heard(phone: Phone, *signs: str) -> int:
    """How many messages say one of these."""
    return sum(any(sign in bubble.text for sign in signs) for bubble in phone.bubbles.values())
