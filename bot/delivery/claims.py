"""Taking rows of the outbox in hand: exactly what leaves now, marked and committed before its request.

A row that is marked and has no result when its process dies is *unknown*; so the fewer are marked, the better.
Core statements: this is the busiest path of the house.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, bindparam, exists, select, text, update
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


@dataclass(frozen=True, slots=True)
class Due:
    """Which lanes may have something that is due; `bulk` is False while the channel asked for a pause."""

    answers: bool = False
    bulk: bool = False


OUTBOX: Table = Outgoing.__table__  # type: ignore[assignment]
COLUMNS = tuple(OUTBOX.c[name] for name in Claimed.__slots__)

# The statements are built once: putting one together costs more than running it. States are written in words where a
# partial index is to be used.
_QUEUED = text("outbox.state = 'queued'")
_FLYING = OUTBOX.alias("flying")
_UNDER_WAY = exists().where(_FLYING.c.account_id == OUTBOX.c.account_id, text("flying.state = 'sending'"))
_EARLIER = OUTBOX.alias("earlier")
_TRIED_BEFORE = exists().where(
    _EARLIER.c.account_id == OUTBOX.c.account_id,
    _EARLIER.c.lane == OUTBOX.c.lane,
    text("earlier.state = 'queued' AND earlier.attempts > 0"),
    _EARLIER.c.id < OUTBOX.c.id,
)
_CANDIDATES = (
    select(OUTBOX.c.id, OUTBOX.c.account_id)
    .where(
        OUTBOX.c.bot_id == bindparam("bot"),
        OUTBOX.c.lane == bindparam("lane"),
        _QUEUED,
        OUTBOX.c.due_at <= bindparam("now"),
        ~_UNDER_WAY,
        ~_TRIED_BEFORE,
    )
    .order_by(OUTBOX.c.priority, OUTBOX.c.due_at, OUTBOX.c.id)
    .limit(bindparam("many", type_=Integer))
)
_UPCOMING = _CANDIDATES.with_only_columns(*COLUMNS)
_LOCKED = _CANDIDATES.with_for_update(of=OUTBOX, skip_locked=True)
_LOCKED_BUT = _LOCKED.where(OUTBOX.c.account_id.not_in(bindparam("skipped", expanding=True)))
_TAKE = (
    update(OUTBOX)
    .where(OUTBOX.c.id.in_(bindparam("ids", expanding=True)), _QUEUED)
    .values(state=OutboxState.SENDING, owner=bindparam("me"), attempts=OUTBOX.c.attempts + 1)
    .returning(*COLUMNS)
)


def _any_due(lane: Lane) -> ColumnElement[bool]:
    due = OUTBOX.c.due_at <= bindparam("now")
    return exists().where(OUTBOX.c.bot_id == Bot.id, OUTBOX.c.lane == lane, _QUEUED, due)


_LOOK = select(_any_due(Lane.INTERACTIVE), _any_due(Lane.BULK), Bot.paused_until).where(Bot.id == bindparam("bot"))


async def look(session: AsyncSession, bot_id: int, now: datetime) -> Due:
    """What a claim might find; only reads."""
    found = await session.execute(_LOOK, {"bot": bot_id, "now": now})
    answers, bulk, paused_until = found.one()
    return Due(bool(answers), bool(bulk) and (paused_until is None or paused_until <= now))


async def upcoming(session: AsyncSession, bot_id: int, now: datetime, limit: int) -> list[Claimed]:
    """The bulk rows that are probably next, not taken in hand; only reads."""
    found = await session.execute(_UPCOMING, {"bot": bot_id, "lane": Lane.BULK, "now": now, "many": limit})
    return [in_hand(row) for row in found]


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
    Whether bulk may leave at all is for `look` to say. The caller commits before anything is sent.
    """
    given = {"bot": bot_id, "now": now}
    ids = await _of_lane(session, {**given, "lane": Lane.INTERACTIVE}, answers, set(resting))
    ids |= await _of_lane(session, {**given, "lane": Lane.BULK}, bulk, {*resting, *ids.values()})
    if not ids:
        return []
    rows = await session.execute(_TAKE, {"ids": list(ids), "me": owner})
    claimed = {row.id: in_hand(row) for row in rows}
    return [claimed[row_id] for row_id in ids if row_id in claimed]


def in_hand(row: SqlRow[*tuple[Any, ...]]) -> Claimed:
    """A row of the table's `COLUMNS`."""
    values: dict[str, Any] = dict(row._mapping)
    return Claimed(**{**values, "lane": Lane(values["lane"])})


async def _of_lane(
    session: AsyncSession, given: Mapping[str, object], wanted: int, skipped: set[int]
) -> dict[int, int]:
    """Ids of rows by order, each with its account; one row of an account."""
    found: dict[int, int] = {}
    looks = _LOOKS if wanted else 0
    for _look in range(looks):
        limit = (wanted - len(found)) * _PER_CHAT
        statement = _LOCKED_BUT if skipped else _LOCKED
        values = {**given, "many": limit, **({"skipped": list(skipped)} if skipped else {})}
        rows = (await session.execute(statement, values)).all()
        for row_id, account_id in rows:
            if account_id not in skipped and len(found) < wanted:
                found[row_id] = account_id
                skipped.add(account_id)
        if len(found) == wanted or len(rows) < limit:
            break
    return found
