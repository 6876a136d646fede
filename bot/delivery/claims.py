"""Taking rows of the outbox in hand: exactly what leaves now, marked and committed before its request.

A row that is marked and has no result when its process dies is *unknown*; so the fewer are marked, the better.
Core statements: this is the busiest path of the house.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, exists, select, text, update
from sqlalchemy import Row as SqlRow
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Lane, Op, OutboxState
from bot.domain.policy import Weight
from bot.storage.models import Bot, Outgoing

_PER_CHAT = 4
"""Candidates looked at for each row wanted: a chat gets one at a time."""
_LOOKS = 4


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in hand, as the columns say."""

    id: int
    school_id: int
    bot_id: int
    account_id: int
    person_id: int | None
    lane: Lane
    op: Op
    target: str | None
    weight: Weight
    personal: bool
    payload: dict[str, Any] | None
    update_id: int | None
    recipient_id: int | None
    attempts: int
    resent: bool
    created_at: datetime


OUTBOX: Table = Outgoing.__table__  # type: ignore[assignment]
COLUMNS = tuple(OUTBOX.c[name] for name in Claimed.__slots__)
_QUEUED = text("outbox.state = 'queued'")  # in words, so that the partial index is used


async def claim(
    session: AsyncSession,
    bot_id: int,
    owner: str,
    now: datetime,
    *,
    answers: int,
    bulk: int,
    resting: Collection[int] = (),
) -> list[Claimed]:
    """Take up to `answers` rows of those who wait and up to `bulk` others, of different chats.

    In order of lane, priority, due time and id. A chat with a message under way gets no second, and none overtakes an
    earlier one of its lane that is being tried again. `resting` are accounts that may get nothing at this moment.
    The caller commits before anything is sent.
    """
    ids = await _of_lane(session, bot_id, Lane.INTERACTIVE, now, answers, set(resting)) if answers else {}
    if bulk and not await _is_paused(session, bot_id, now):
        ids |= await _of_lane(session, bot_id, Lane.BULK, now, bulk, {*resting, *ids.values()})
    if not ids:
        return []
    rows = await session.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id.in_(ids), OUTBOX.c.state == OutboxState.QUEUED)
        .values(state=OutboxState.SENDING, owner=owner, attempts=OUTBOX.c.attempts + 1)
        .returning(*COLUMNS)
    )
    claimed = {row.id: in_hand(row) for row in rows}
    return [claimed[row_id] for row_id in ids if row_id in claimed]


def in_hand(row: SqlRow[*tuple[Any, ...]]) -> Claimed:
    """A row of the table's `COLUMNS`."""
    values: dict[str, Any] = dict(row._mapping)
    return Claimed(**{**values, "lane": Lane(values["lane"])})


async def anything_due(session: AsyncSession, bot_id: int, now: datetime) -> bool:
    """Whether a claim might find something; only reads."""
    found = await session.scalar(
        select(OUTBOX.c.id).where(OUTBOX.c.bot_id == bot_id, _QUEUED, OUTBOX.c.due_at <= now).limit(1)
    )
    return found is not None


async def _is_paused(session: AsyncSession, bot_id: int, now: datetime) -> bool:
    until = await session.scalar(select(Bot.paused_until).where(Bot.id == bot_id))
    return until is not None and until > now


async def _of_lane(
    session: AsyncSession, bot_id: int, lane: Lane, now: datetime, wanted: int, skipped: set[int]
) -> dict[int, int]:
    """Ids of rows by order, each with its account; one row of an account."""
    found: dict[int, int] = {}
    for _look in range(_LOOKS):
        limit = (wanted - len(found)) * _PER_CHAT
        rows = (await session.execute(_candidates(bot_id, lane, now, skipped).limit(limit))).all()
        for row_id, account_id in rows:
            if account_id not in skipped and len(found) < wanted:
                found[row_id] = account_id
                skipped.add(account_id)
        if len(found) == wanted or len(rows) < limit:
            break
    return found


def _candidates(bot_id: int, lane: Lane, now: datetime, skipped: Collection[int]) -> Select[int, int]:
    return (
        select(OUTBOX.c.id, OUTBOX.c.account_id)
        .where(
            OUTBOX.c.bot_id == bot_id,
            OUTBOX.c.lane == lane,
            _QUEUED,
            OUTBOX.c.due_at <= now,
            OUTBOX.c.account_id.not_in(skipped),
            ~_under_way(),
            ~_tried_before(),
        )
        .order_by(OUTBOX.c.priority, OUTBOX.c.due_at, OUTBOX.c.id)
        .with_for_update(of=OUTBOX, skip_locked=True)
    )


def _under_way() -> ColumnElement[bool]:
    other = OUTBOX.alias("flying")
    return exists().where(other.c.account_id == OUTBOX.c.account_id, text("flying.state = 'sending'"))


def _tried_before() -> ColumnElement[bool]:
    other = OUTBOX.alias("earlier")
    return exists().where(
        other.c.account_id == OUTBOX.c.account_id,
        other.c.lane == OUTBOX.c.lane,
        text("earlier.state = 'queued' AND earlier.attempts > 0"),
        other.c.id < OUTBOX.c.id,
    )
