"""Many rows in one statement: what goes in as one document, and comes out as one, is what rows one by one are."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Lane, Op, OutboxState, Reason
from bot.domain.policy import Weight
from bot.storage.base import table_of
from bot.storage.engine import Sessions
from bot.storage.many import alike, rows_found
from bot.storage.models import Account, Bot, Outgoing, School
from bot.storage.upsert import insert_new

OUTBOX = table_of(Outgoing)
COLUMNS = (
    "account_id",
    "lane",
    "due_at",
    "waits",
    "state",
    "op",
    "weight",
    "payload",
    "reason",
    "text",
    "dedupe",
    "turn",
)
FOUND = select(*(OUTBOX.c[name] for name in COLUMNS)).order_by(OUTBOX.c.id.desc())
WORDS = 'Yth. Bapak "Budi" \\ 100 % <b>é 🌿</b>\n\tmatur nuwun'


async def a_chat(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        session.add(School(id=1, name="SMA Titian", timezone="Asia/Jakarta", created_at=now))
        await session.flush()
        session.add(Bot(id=1, school_id=1, channel="telegram", address="1"))
        await session.flush()
        times = {"state_since": now, "created_at": now, "seen_at": now}
        session.add_all([Account(id=number, bot_id=1, address=str(number), name="Siti", **times) for number in (1, 2)])
        await session.commit()


def a_row(number: int, now: datetime) -> dict[str, object]:
    """No two alike in any column but the school's and the bot's."""
    odd = bool(number % 2)
    return {
        "school_id": 1,
        "bot_id": 1,
        "account_id": 1 if odd else 2,
        "lane": Lane.BULK if odd else Lane.INTERACTIVE,
        "due_at": now + timedelta(microseconds=number),
        "waits": odd,
        "state": OutboxState.QUEUED if odd else OutboxState.SENT,
        "op": Op.SEND if odd else Op.EDIT,
        "weight": Weight.ROUTINE if odd else Weight.ANSWER,
        "payload": {"template": WORDS, "rows": [None, number]} if odd else None,
        "reason": None if odd else Reason.NETWORK,
        "text": WORDS if odd else "",
        "dedupe": f"u:{number}" if odd else None,
        "turn": number * 10**12,
        "created_at": now,
    }


async def found(session: AsyncSession) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await rows_found(session, FOUND, {})]


async def test_values_of_all_kinds_are_the_same_afterwards_and_in_order(sessions: Sessions, now: datetime) -> None:
    await a_chat(sessions, now)
    rows = [a_row(number, now) for number in range(1, 8)]
    async with sessions() as session:
        await insert_new(session, Outgoing, rows)
        await session.commit()
        by_many = await found(session)
        one_by_one = [tuple(row) for row in await session.execute(FOUND)]
    assert by_many == [tuple(row[name] for name in COLUMNS) for row in reversed(rows)] == one_by_one
    due_at = by_many[0][COLUMNS.index("due_at")]
    assert isinstance(due_at, datetime)
    assert due_at.tzinfo is UTC


async def test_what_is_there_already_is_left_as_it_is(sessions: Sessions, now: datetime) -> None:
    await a_chat(sessions, now)
    async with sessions() as session:
        await insert_new(session, Outgoing, [a_row(1, now)])
        await insert_new(session, Outgoing, [a_row(number, now) | {"text": "anew"} for number in (1, 3, 5)])
        await insert_new(session, Outgoing, [])
        await session.commit()
        texts = await session.scalars(select(Outgoing.text).order_by(Outgoing.id))
        assert list(texts) == [WORDS, "anew", "anew"]


async def test_nothing_found_is_no_rows(sessions: Sessions) -> None:
    async with sessions() as session:
        assert await found(session) == []


def test_what_all_rows_share_is_told_apart_from_what_each_has() -> None:
    assert alike([{"a": 1, "b": 2, "c": None}, {"a": 1, "b": 3, "c": None}]) == (("a", "c"), ("b",))
    assert alike([{"a": 1}]) == (("a",), ())
