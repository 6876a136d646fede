"""Thousands of forged presses change nothing and tell nothing: every press is authorised anew."""

import json
from datetime import datetime
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Kind, Received
from bot.chat.handle import handle
from bot.playground.demo import PARENTS, Played
from bot.storage.engine import Sessions
from bot.storage.models import (
    AccessRequest,
    Base,
    ClassUpdate,
    Guardianship,
    Outgoing,
    Person,
    Pupil,
    Recipient,
    Relation,
    RequestState,
    SchoolClass,
)
from tests.support.house import House, open_house
from tests.support.letters import letters_of
from tests.support.said import give_chat, sent_update

SITI = PARENTS[0]
STRANGER = 999
OTHER_TEACHER = 998
PRESSES = 1000
OWN = ("s.", "l.ask", "l.lang", "u.")
"""What these change is the forger's own: settings, a request or an update in the making."""
BESIDE = {"outbox", "code_guesses", "drafts"}
GARBAGE = ("", "0", "-1", "x", "9" * 18, "9" * 25, "id", "w", "é")


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    house = await open_house(sessions, now)
    await letters_of(house)
    await sent_update(house)
    await give_chat(house, "Rahmat Hidayat, S.Si.", OTHER_TEACHER)
    return house


async def test_a_stranger_forges_in_vain(house: House) -> None:
    await _forge(house, STRANGER, {"children": set(), "people": set()}, OWN)


async def test_a_parent_of_another_child_forges_in_vain(house: House) -> None:
    await _forge(house, SITI.user_id, await _own(house, SITI), OWN)


async def test_a_teacher_of_another_class_forges_in_vain(house: House) -> None:
    # She may write to every class that she teaches, but looks after the families of her own class only.
    await _forge(house, OTHER_TEACHER, {"children": set(), "people": set()}, (*OWN, "a."))


async def _forge(house: House, address: int, own: dict[str, set[str]], left_out: tuple[str, ...]) -> None:
    random = Random(2607)
    keys = sorted(key for key in house.router.presses if not key.startswith(left_out))
    async with house.sessions() as session:
        ids = await _foreign_ids(session, own)
        await _say(session, house, address, Kind.TEXT, "/menu")
        before = await _dump(session)
        last = await session.scalar(select(Outgoing.id).order_by(Outgoing.id.desc()).limit(1)) or 0
        for _press in range(PRESSES):
            args = [random.choice((*ids, *GARBAGE)) for _arg in range(random.randrange(4))]
            await _say(session, house, address, Kind.PRESS, ":".join(("1", random.choice(keys), *args)))
        assert await _dump(session) == before
        told = await session.scalars(select(Outgoing).where(Outgoing.id > last))
        answers = "\n".join(json.dumps(row.payload, ensure_ascii=False) for row in told)
        secret = await _names(session, own)
        await session.rollback()
    assert answers
    assert {name for name in secret if f'"{name}"' in answers} == set()


async def _say(session: AsyncSession, house: House, address: int, kind: Kind, what: str) -> None:
    text, press = (what, "") if kind is Kind.TEXT else ("", what)
    received = Received(kind, str(address), "Pemalsu", "id", text=text, press=press, message="1")
    await handle(session, house.router, house.demo.bot.id, received, house.now)


async def _own(house: House, played: Played) -> dict[str, set[str]]:
    async with house.sessions() as session:
        children = await session.scalars(
            select(Pupil.name)
            .join(Guardianship, Guardianship.pupil_id == Pupil.id)
            .join(Person, Person.id == Guardianship.person_id)
            .where(Person.name == played.name)
        )
        return {"children": set(children), "people": {played.name}}


async def _foreign_ids(session: AsyncSession, own: dict[str, set[str]]) -> list[str]:
    """Ids of one class that the forger has nothing to do with: its class, families, requests and messages."""
    of = (await session.scalars(select(SchoolClass).where(SchoolClass.name == "X-1"))).one()
    session.add(
        AccessRequest(
            account_id=1,
            class_id=of.id,
            child_name="Ananda Rahasia",
            own_name="Bunda Rahasia",
            relation=Relation.MOTHER,
            state=RequestState.OPEN,
            created_at=of_moment(),
        )
    )
    await session.flush()
    pupils = list(
        await session.scalars(select(Pupil.id).where(Pupil.class_id == of.id, Pupil.name.not_in(own["children"])))
    )
    ties = await session.scalars(select(Guardianship.id).where(Guardianship.pupil_id.in_(pupils)))
    recipients = await session.scalars(
        select(Recipient.id).join(Person, Person.id == Recipient.person_id).where(Person.name.not_in(own["people"]))
    )
    requests = await session.scalars(select(AccessRequest.id))
    updates = await session.scalars(select(ClassUpdate.id))
    mine = set(
        await session.scalars(
            select(Recipient.id).join(Person, Person.id == Recipient.person_id).where(Person.name.in_(own["people"]))
        )
    )
    few = [
        [number for number in found if number not in mine][:12]
        for found in (pupils, ties, recipients, requests, updates)
    ]
    return [str(number) for found in (*few, [of.id]) for number in found]


def of_moment() -> datetime:
    return datetime.fromisoformat("2026-07-20T02:00:00+00:00")


async def _dump(session: AsyncSession) -> dict[str, list[tuple[object, ...]]]:
    await session.flush()
    return {
        table.name: [tuple(map(str, row)) for row in await session.execute(select(table).order_by(*table.primary_key))]
        for table in Base.metadata.sorted_tables
        if table.name not in BESIDE
    }


async def _names(session: AsyncSession, own: dict[str, set[str]]) -> set[str]:
    children = await session.scalars(select(Pupil.name))
    guardians = await session.scalars(select(Person.name).join(Guardianship, Guardianship.person_id == Person.id))
    return {*children, *guardians, "Ananda Rahasia", "Bunda Rahasia"} - own["children"] - own["people"]
