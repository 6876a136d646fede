"""Taking rows of the outbox in hand: exactly what leaves now, marked and committed before its request.

A row that is marked and has no result when its process dies is *unknown*; so the fewer are marked, the better.
Core statements, for all bots of a process at once: this is the busiest path of the house.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Boolean, ColumnElement, Integer, TextualSelect, bindparam, column, exists, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Lane, Op, OutboxState
from bot.domain.policy import Weight
from bot.storage.among import among
from bot.storage.base import UTCDateTime, table_of
from bot.storage.many import rows_found
from bot.storage.models import Bot, Outgoing

_SPARE = 1
"""Candidates looked at beyond those wanted: a chat gets one message at a time."""
_LOOKS = 4
_RIPEN = 500
"""Rows whose hour has come that one transaction makes ready."""


class Claimed(NamedTuple):
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
    turn: int
    due_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """Which lanes of a bot may have something that is due. `ripe`: some of what waited is due now; `paused_until`: the
    channel asked that no bulk leaves before."""

    answers: bool = False
    bulk: bool = False
    ripe: bool = False
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Want:
    """How many answers and others of a bot may leave now; `resting` are accounts that may get nothing yet."""

    bot_id: int
    answers: int
    bulk: int
    resting: Collection[int] = ()


@dataclass(slots=True)
class _Search:
    """Rows of one lane of one bot still to be found, among so many candidates."""

    bot_id: int
    lane: Lane
    wanted: int
    limit: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows in hand, in order; `held` are bots with answers whose chats have a message under way."""

    rows: list[Claimed]
    held: Collection[int]


OUTBOX = table_of(Outgoing)
COLUMNS = tuple(OUTBOX.c[name] for name in Claimed._fields)

# The statements are built once: putting one together costs more than running it. Conditions are in the words of the
# partial indexes, so that these are used.
_QUEUED = text("outbox.state = 'queued'")
_READY = text("outbox.state = 'queued' AND NOT outbox.waits")
IN_HAND = text("outbox.state = 'sending'")
_WAITING = text("outbox.state = 'queued' AND outbox.waits")
_TAKE = (
    update(OUTBOX)
    .where(among(OUTBOX.c.id, "ids"), _QUEUED)
    .values(state=OutboxState.SENDING, owner=bindparam("me"), attempts=OUTBOX.c.attempts + 1)
)
_TAKEN = select(OUTBOX.c.id).where(among(OUTBOX.c.id, "ids"), IN_HAND, OUTBOX.c.owner == bindparam("me"))
_MAKE_READY = (
    update(OUTBOX)
    .where(
        OUTBOX.c.id.in_(
            select(OUTBOX.c.id)
            .where(among(OUTBOX.c.bot_id, "bots"), _WAITING, OUTBOX.c.due_at <= bindparam("now"))
            .limit(_RIPEN)
        ),
        _WAITING,
    )
    .values(waits=False)
)


_ACCOUNT = Claimed._fields.index("account_id")
_NAMED = ", ".join(f"outbox.{name}" for name in Claimed._fields)


def _any(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(OUTBOX.c.bot_id == Bot.id, OUTBOX.c.due_at <= bindparam("now"), *conditions)


_LOOK = select(
    Bot.id,
    _any(OUTBOX.c.lane == Lane.INTERACTIVE, _READY),
    _any(OUTBOX.c.lane == Lane.BULK, _READY),
    _any(_WAITING),
    Bot.paused_until,
).where(among(Bot.id, "bots"))


async def look(session: AsyncSession, bots: Collection[int], now: datetime) -> dict[int, Due]:
    """By bot: what a claim might find; only reads."""
    found = await session.execute(_LOOK, {"bots": bots, "now": now})
    return {
        bot: Due(bool(answers), bool(bulk), bool(ripe), paused_until)
        for bot, answers, bulk, ripe, paused_until in found
    }


async def ripen(session: AsyncSession, bots: Collection[int], now: datetime) -> None:
    """Make ready what waited for an hour that has come, a bounded number; the caller commits."""
    await session.execute(_MAKE_READY, {"bots": bots, "now": now}, execution_options={"synchronize_session": False})


async def claim(session: AsyncSession, owner: str, now: datetime, wants: Sequence[Want]) -> Taken:
    """Take in hand what may leave now, each message to another chat.

    In order of lane, priority, turn, due time and id. A chat with a message under way gets no second, and none
    overtakes an earlier one of its lane that is being tried again. Whether bulk may leave at all is for `look` to say.
    Of two processes that want the same row one gets it, for the update is conditional. The caller commits before
    anything is sent.
    """
    found, held = await _find(session, now, wants)
    if not found:
        return Taken([], held)
    given = {"ids": [row.id for row in found], "me": owner}
    taken: Any = await session.execute(_TAKE, given)
    if taken.rowcount < len(found):  # another process was first
        ours = set(await session.scalars(_TAKEN, given))
        found = [row for row in found if row.id in ours]
    return Taken(found, held)


def in_hand(values: Sequence[Any], *, tries: int = 0) -> Claimed:
    """A row of the table's `COLUMNS`, with so many more tries."""
    row = Claimed(*values)
    return row._replace(lane=Lane(row.lane), attempts=row.attempts + tries)


async def _find(session: AsyncSession, now: datetime, wants: Sequence[Want]) -> tuple[list[Claimed], set[int]]:
    """Rows as they will be once they are taken, and the bots with answers that wait for others."""
    found: list[Claimed] = []
    held: set[int] = set()
    skipped = {account for want in wants for account in want.resting}
    searches = [
        _Search(want.bot_id, lane, wanted, wanted + _SPARE + len(want.resting))
        for want in wants
        for lane, wanted in ((Lane.INTERACTIVE, want.answers), (Lane.BULK, want.bulk))
        if wanted
    ]
    for _look in range(_LOOKS):
        if not searches:
            break
        rows = await rows_found(session, _candidates(len(searches)), _given(searches, now))
        seen = [0] * len(searches)
        for part, busy, *values in rows:
            account = values[_ACCOUNT]
            search = searches[part]
            seen[part] += 1
            if busy and search.lane is Lane.INTERACTIVE:
                held.add(search.bot_id)
            if search.wanted and not busy and account not in skipped:
                skipped.add(account)
                found.append(in_hand(values, tries=1))
                search.wanted -= 1
        full = [search for search, count in zip(searches, seen, strict=True) if search.wanted and count == search.limit]
        for search in full:
            search.limit *= 4
        searches = full
    return found, held


def _given(searches: Sequence[_Search], now: datetime) -> dict[str, object]:
    given: dict[str, object] = {"now": now}
    for part, search in enumerate(searches):
        given |= {f"bot{part}": search.bot_id, f"lane{part}": int(search.lane), f"limit{part}": search.limit}
    return given


@cache
def _candidates(parts: int) -> TextualSelect:
    """The next rows of so many lanes, each with the number of its lane; in words, for `UNION` costs most to build."""
    lanes = (
        f"""SELECT {part} AS part, * FROM (
          SELECT (
            EXISTS (SELECT 1 FROM outbox AS flying
              WHERE flying.account_id = outbox.account_id AND flying.state = 'sending')
            OR EXISTS (SELECT 1 FROM outbox AS earlier
              WHERE earlier.account_id = outbox.account_id AND earlier.lane = outbox.lane
                AND earlier.state = 'queued' AND earlier.attempts > 0 AND earlier.id < outbox.id)) AS busy, {_NAMED}
          FROM outbox
          WHERE outbox.bot_id = :bot{part} AND outbox.lane = :lane{part}
            AND outbox.state = 'queued' AND NOT outbox.waits AND outbox.due_at <= :now
          ORDER BY outbox.priority, outbox.turn, outbox.due_at, outbox.id LIMIT :limit{part}) AS lane{part}"""  # noqa: S608  # numbers of ours alone
        for part in range(parts)
    )
    numbers = [f"{name}{part}" for part in range(parts) for name in ("bot", "lane", "limit")]
    statement = text(" UNION ALL ".join(lanes)).bindparams(
        bindparam("now", type_=UTCDateTime()), *(bindparam(name, type_=Integer()) for name in numbers)
    )
    return statement.columns(column("part", Integer), column("busy", Boolean), *COLUMNS)
