"""The inbox: what arrived is kept at once, then handled in order per chat and in parallel over chats.

Several processes may claim: whoever changes the row first has it, and a chat with an arrival in hand gets no second.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Integer, Select, bindparam, case, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.domain.arrivals import RawArrival
from bot.storage.among import among
from bot.storage.models import Arrival, InboxState, ReceivedKey
from bot.storage.upsert import insert_new

logger = structlog.get_logger(__name__)

RETRIES = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1))
"""Pauses before an arrival that failed is tried again; after the last one it is given up and its chat goes on."""

REMEMBERED = timedelta(days=30)
"""WhatsApp brings an arrival again for up to seven days."""

WINDOW = 500
"""Open arrivals looked at first: each claim costs the same however many wait behind them."""

_OPEN = text("inbox.state IN ('new', 'working')")  # in words, so that the partial indexes are used


class LostClaim(Exception):
    """The arrival is no longer this owner's: another process took it over, so nothing may be committed for it."""


async def store(
    session: AsyncSession, bot_id: int, arrivals: Sequence[RawArrival], now: datetime, *, remember: bool = False
) -> None:
    """Keep arrivals, in their order; one that is there already is left as it is.

    `remember` their keys for `REMEMBERED`, for a channel that may bring one again when it is long handled and gone.
    """
    if remember:
        arrivals = await _new(session, bot_id, arrivals, now)
    await insert_new(
        session,
        Arrival,
        [
            {
                "bot_id": bot_id,
                "key": arrival.key,
                "chat": arrival.chat,
                "raw": arrival.raw,
                "state": InboxState.NEW,
                "attempts": 0,
                "received_at": now,
            }
            for arrival in arrivals
        ],
    )


async def _new(
    session: AsyncSession, bot_id: int, arrivals: Sequence[RawArrival], now: datetime
) -> Sequence[RawArrival]:
    """Those whose keys are seen for the first time, each once."""
    by_key = {arrival.key: arrival for arrival in reversed(arrivals)}
    seen = set(
        await session.scalars(
            select(ReceivedKey.key).where(ReceivedKey.bot_id == bot_id, ReceivedKey.key.in_(list(by_key)))
        )
    )
    rows = [{"bot_id": bot_id, "key": key, "at": now} for key in by_key if key not in seen]
    await insert_new(session, ReceivedKey, rows)
    return [arrival for arrival in arrivals if arrival.key not in seen and by_key[arrival.key] is arrival]


async def claim(session: AsyncSession, bot_id: int, owner: str, now: datetime, limit: int = 16) -> list[Arrival]:
    """Take the first waiting arrival of up to `limit` chats; the caller commits before it handles them.

    An arrival that waits for its next try keeps its chat waiting, for what was written later may build on it.
    """
    wanted = {"bot": bot_id, "now": now, "limit": limit, "window": WINDOW}
    candidates = list(await session.scalars(_FIRST_IN_WINDOW, wanted))
    # Nearly all are in hand, or one chat fills the window: others may stand behind it.
    if len(candidates) < limit and await session.scalar(_BEYOND, wanted) is not None:
        candidates = list(await session.scalars(_FIRST, wanted))
    if not candidates:
        return []
    claimed = await session.scalars(_TAKE, {"ids": candidates, "me": owner})
    return sorted(claimed, key=lambda arrival: arrival.id)


async def done(session: AsyncSession, arrival_id: int, owner: str, now: datetime) -> None:
    """Close an arrival, in the transaction of its effects; raises LostClaim when it is another's by now."""
    await _close(session, arrival_id, owner, state=InboxState.DONE, done_at=now, error=None)


async def failed(
    session: AsyncSession, arrival: Arrival, owner: str, error: str, now: datetime, *, final: bool = False
) -> bool:
    """Note a failure by its class name; whether it will be tried again.

    `final` gives up at once: what cannot be read will not become readable.
    """
    attempts = arrival.attempts + 1
    again = not final and attempts <= len(RETRIES)
    if again:
        await _close(
            session,
            arrival.id,
            owner,
            state=InboxState.NEW,
            owner_after=None,
            attempts=attempts,
            error=error[:200],
            not_before=now + RETRIES[attempts - 1],
        )
    else:
        await _close(
            session, arrival.id, owner, state=InboxState.FAILED, attempts=attempts, error=error[:200], done_at=now
        )
        logger.error("arrival_given_up", arrival=arrival.id, bot=arrival.bot_id, error=error, attempts=attempts)
    return again


async def release(session: AsyncSession, bot_id: int, living: Collection[str]) -> int:
    """Give back what processes that live no longer had in hand; how many.

    It counts as a try: an arrival that brings the process down each time is given up like any other.
    """
    tried_often = Arrival.attempts >= len(RETRIES)
    released = await session.execute(
        update(Arrival)
        .where(Arrival.bot_id == bot_id, Arrival.state == InboxState.WORKING, Arrival.owner.not_in(living))
        .values(
            state=case((tried_often, InboxState.FAILED.value), else_=InboxState.NEW.value),
            error=case((tried_often, "ProcessDied"), else_=Arrival.error),
            attempts=Arrival.attempts + 1,
            owner=None,
        )
        .returning(Arrival.id, Arrival.state)
        .execution_options(synchronize_session=False)
    )
    rows = released.all()
    for arrival_id, state in rows:
        if state is InboxState.FAILED:
            logger.error("arrival_given_up", arrival=arrival_id, bot=bot_id, error="ProcessDied")
            metrics.arrivals(bot_id, "given_up")
    return len(rows)


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget what was handled before that time; of what was given up, the fact remains and the content goes."""
    await session.execute(delete(Arrival).where(Arrival.state == InboxState.DONE, Arrival.done_at < before))
    await session.execute(
        update(Arrival).where(Arrival.state == InboxState.FAILED, Arrival.received_at < before).values(raw=None)
    )


async def forget_keys(session: AsyncSession, now: datetime) -> None:
    """Forget keys of arrivals that no channel brings again any more."""
    await session.execute(delete(ReceivedKey).where(ReceivedKey.at < now - REMEMBERED))


def _candidates(oldest: Select[int, str]) -> Select[int]:
    """The first of each chat among these that may be taken; what is in hand stands first, too."""
    seen = oldest.subquery("oldest")
    first = select(func.min(seen.c.id)).group_by(seen.c.chat).scalar_subquery()
    ready = or_(Arrival.not_before.is_(None), Arrival.not_before <= bindparam("now"))
    return (
        select(Arrival.id)
        .where(Arrival.id.in_(first), Arrival.state == InboxState.NEW, ready)
        .order_by(Arrival.id)
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(skip_locked=True)
    )


# Each tap asks these: they are put together once, for that costs more than running them.
_OLDEST = select(Arrival.id, Arrival.chat).where(Arrival.bot_id == bindparam("bot"), _OPEN)
_FIRST = _candidates(_OLDEST)
_FIRST_IN_WINDOW = _candidates(_OLDEST.order_by(Arrival.id).limit(bindparam("window", type_=Integer())))
_BEYOND = (
    select(Arrival.id)
    .where(Arrival.bot_id == bindparam("bot"), _OPEN)
    .order_by(Arrival.id)
    .offset(bindparam("window", type_=Integer()))
    .limit(1)
)
_TAKE = (
    update(Arrival)
    .where(among(Arrival.id, "ids"), Arrival.state == InboxState.NEW)
    .values(state=InboxState.WORKING, owner=bindparam("me"))
    .returning(Arrival)
    .execution_options(populate_existing=True, synchronize_session=False)
)


async def _close(session: AsyncSession, arrival_id: int, owner: str, **values: object) -> None:
    if "owner_after" in values:
        values["owner"] = values.pop("owner_after")
    closed = await session.scalar(
        update(Arrival)
        .where(Arrival.id == arrival_id, Arrival.owner == owner, Arrival.state == InboxState.WORKING)
        .values(**values)
        .returning(Arrival.id)
        .execution_options(synchronize_session=False)
    )
    if closed is None:
        raise LostClaim
