"""What arrives may be broken, repeated or a flood: all is handled once, in order, and nobody waits for poison."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.channels.base import Kind, Received
from bot.channels.telegram import updates
from bot.chat.desk import Desk
from bot.chat.flows.updates.draft import Compose
from bot.chat.handle import handle
from bot.chat.router import Flow, Router, Shown
from bot.chat.turns import Turn
from bot.domain.codec import dump_value
from bot.domain.delivery import Rung
from bot.domain.screens import screen
from bot.playground.demo import PARENTS, TEACHER
from bot.services.queue import inbox
from bot.storage.engine import Sessions
from bot.storage.models import Account, Arrival, ClassUpdate, Draft, InboxState, LogKind, Outgoing
from tests.support.house import House, open_house
from tests.support.rows import Rows
from tests.support.said import EVENT, logged, recipient_of, sent_update

SITI = PARENTS[0]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


def written(number: int, chat: int, text: str, **more: Any) -> dict[str, Any]:
    """A message as Telegram brings it."""
    who = {"id": chat, "is_bot": False, "first_name": "Siti"}
    message = {"message_id": number, "date": 1_784_512_800, "chat": {"id": chat, "type": "private"}, "from": who}
    return {"update_id": number, "message": message | {"text": text} | more}


def pressed(number: int, chat: int, data: str, message: int = 50) -> dict[str, Any]:
    """A press as Telegram brings it."""
    who = {"id": chat, "is_bot": False, "first_name": "Siti"}
    shown = {"message_id": message, "date": 1_784_512_800, "chat": {"id": chat, "type": "private"}}
    return {"update_id": number, "callback_query": {"id": str(number), "from": who, "message": shown, "data": data}}


async def keep(house: House, *found: object) -> None:
    """What arrived, as the poller keeps it."""
    async with house.sessions() as session:
        arrivals = [updates.arrival(update) for update in found]
        await inbox.store(session, house.demo.bot.id, arrivals, house.now)
        await session.commit()


POISON: tuple[object, ...] = (
    "no object",
    17,
    None,
    [],
    {},
    {"update_id": 1},
    {"update_id": "one"},
    {"update_id": 2, "message": 5},
    {"update_id": 3, "message": {}},
    {"update_id": 4, "message": {"chat": {"id": SITI.user_id}}},
    {"update_id": 5, "message": {"chat": {"id": SITI.user_id}, "message_id": 1, "date": "yesterday"}},
    {"update_id": 6, "message": {"chat": {"id": SITI.user_id, "type": "private"}, "message_id": 1, "date": 10**30}},
    {"update_id": 7, "callback_query": {"id": "7", "from": {"id": SITI.user_id}, "data": {"no": "text"}}},
    {"update_id": 8, "message": {"chat": {"id": "9" * 100, "type": "private"}, "message_id": 1, "date": 1}},
    {"update_id": 10**200, "poll": {}},
    written(20, SITI.user_id, "\x00"),
    written(21, SITI.user_id, "half \ud83d of one"),
    written(22, SITI.user_id, "Selamat\x00 pagi"),
    written(23, SITI.user_id, "a", photo=[]),
    written(24, SITI.user_id, "a", photo=[{"file_id": 1}]),
    written(25, SITI.user_id, "a", document={"file_id": None, "file_size": -1, "file_name": "\x00\ud800"}),
)


async def test_no_malformed_update_blocks_the_next_message_of_its_chat(house: House, rows: Rows) -> None:
    await keep(house, *POISON, written(99, SITI.user_id, "/menu"))
    await house.desk.clear()
    states = await rows.all(select(Arrival.state))
    assert set(states) <= {InboxState.DONE, InboxState.FAILED}
    assert await rows.one(select(Arrival.state).where(Arrival.key == "99")) is InboxState.DONE
    shown = await rows.all(select(Outgoing.payload).order_by(Outgoing.id.desc()).limit(1))
    assert shown[0] is not None
    assert shown[0]["template"] == "home/menu"


async def test_what_cannot_even_be_apologised_for_is_given_up_and_the_chat_goes_on(
    house: House, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_anything: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bot.chat.desk.handle", broken)
    monkeypatch.setattr("bot.chat.desk.apologise", broken)
    await keep(house, written(1, SITI.user_id, "/menu"))
    for pause in (*inbox.RETRIES, inbox.RETRIES[-1]):
        await house.desk.clear()
        house.now += pause
    monkeypatch.undo()
    await keep(house, written(2, SITI.user_id, "/menu"))
    await house.desk.clear()
    assert await rows.one(select(Arrival.state).where(Arrival.key == "1")) is InboxState.FAILED
    assert await rows.one(select(Arrival.state).where(Arrival.key == "2")) is InboxState.DONE


async def test_a_tap_that_comes_again_under_another_number_has_no_second_effect(house: House, rows: Rows) -> None:
    sent = await sent_update(house)
    siti = await recipient_of(house, SITI, sent.id)
    data = f"1:a.q:{siti.id}:coming"
    await keep(house, pressed(1, SITI.user_id, data), pressed(1, SITI.user_id, data))
    await keep(house, pressed(2, SITI.user_id, data), pressed(1, SITI.user_id, data))
    await house.desk.clear()
    (answer,) = await logged(house, LogKind.ANSWER, LogKind.EDITED)
    assert answer.choice == "coming"
    assert len(await rows.all(select(Arrival.id))) == 2


async def test_a_message_that_comes_again_under_its_number_is_handled_once(house: House) -> None:
    await sent_update(house)
    for _again in range(3):
        await keep(house, written(5, SITI.user_id, "STOP"))
        await house.desk.clear()
    assert len(await logged(house, LogKind.STOPPED)) == 1


async def test_two_taps_handled_at_the_same_time_count_once(house: House, rows: Rows) -> None:
    sent = await sent_update(house)
    siti = await recipient_of(house, SITI, sent.id)
    presses = (f"1:a.q:{siti.id}:coming", f"1:a.read:{siti.id}")

    async def tap(data: str) -> None:
        async with house.sessions() as session:
            received = Received(Kind.PRESS, str(SITI.user_id), press=data, message="50")
            await handle(session, house.router, house.demo.bot.id, received, house.now)
            await session.commit()

    await asyncio.gather(*(tap(data) for data in presses * 4))
    assert len(await logged(house, LogKind.ANSWER, LogKind.EDITED)) == 1
    assert (await recipient_of(house, SITI, sent.id)).rung is Rung.ANSWERED


async def test_send_tapped_twice_at_the_same_time_sends_one_update(house: House, rows: Rows) -> None:
    account = await rows.one(select(Account).where(Account.address == str(TEACHER.user_id)))
    await filled_draft(house, account.id)

    async def tap() -> None:
        async with house.sessions() as session:
            received = Received(Kind.PRESS, str(TEACHER.user_id), press="1:u.send:7", message="50")
            await handle(session, house.router, house.demo.bot.id, received, house.now)
            await session.commit()

    await asyncio.gather(*(tap() for _ in range(6)))
    assert len(await rows.all(select(ClassUpdate.id))) == 1


async def filled_draft(house: House, account_id: int) -> None:
    """A filled draft of the teacher's, ready to be sent."""
    async with house.sessions() as session:
        house.demo.session = session
        of = await house.demo.school_class()
        filled = Compose(class_ids=[of.id], template="event_invitation", values=dict(EVENT), stamp=7)
        data = {name: dump_value(getattr(filled, name)) for name in filled.__dataclass_fields__}
        await session.execute(delete(Draft).where(Draft.account_id == account_id))
        session.add(
            Draft(
                account_id=account_id,
                flow="updates",
                data=data,
                step="extra",
                updated_at=house.now,
                expires_at=house.now + timedelta(days=1),
            )
        )
        await session.commit()


async def test_two_hundred_messages_of_one_chat_keep_their_order_while_other_chats_go_on(
    house: House, rows: Rows
) -> None:
    heard: list[tuple[str, str]] = []
    flow = Flow("echo", "e")

    @flow.otherwise
    async def echo(turn: Turn) -> Shown:
        heard.append((turn.account.address, turn.text))
        return screen("home/group")

    desk = Desk(house.sessions, {house.demo.bot.id: house.channel}, Router((flow,)), "desk", lambda: house.now)
    flood = [written(number, SITI.user_id, str(number)) for number in range(1, 201)]
    others = [written(300 + number, 7000 + number, "halo") for number in range(20)]
    await keep(house, *flood, *others)
    await desk.clear()
    assert [text for chat, text in heard if chat == str(SITI.user_id)] == [str(number) for number in range(1, 201)]
    others_at = [at for at, (chat, _text) in enumerate(heard) if chat != str(SITI.user_id)]
    assert len(others_at) == 20
    assert others_at[-1] < 100
    assert await rows.all(select(Arrival.id).where(Arrival.state != InboxState.DONE)) == []
