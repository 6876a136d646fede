"""How the queues of every bot stand: what waits to leave, what waits to be handled, and what went wrong of late.

One place for `/metrics` and `titian status`. Everything is counted in the partial indexes of what is still open, so
that what was sent over the years costs nothing. Only reads.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, case, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Lane, OutboxState, Reason
from bot.services.queue import leases
from bot.services.queue.leases import ALIVE, BOT
from bot.storage.models import Arrival, Bot, Lease, Outgoing, School

# Conditions are in the words of the partial indexes, so that these are used.
_SENDING = text("outbox.state = 'sending'")
_TRIED = text("outbox.state = 'queued' AND outbox.attempts > 0")
_NOW = text("outbox.state = 'queued' AND NOT outbox.waits")
_LATER = text("outbox.state = 'queued' AND outbox.waits")
_TROUBLED = text("(outbox.state IN ('failed', 'unknown') OR outbox.resent)")
_OPEN = text("inbox.state IN ('new', 'working')")
_GIVEN_UP = text("inbox.state = 'failed'")

_RIPE = Outgoing.due_at <= bindparam("now")
_IN_HAND = select(Outgoing.bot_id, func.count()).where(_SENDING).group_by(Outgoing.bot_id)
_ARRIVALS = select(Arrival.bot_id, func.count(), func.min(Arrival.received_at)).where(_OPEN).group_by(Arrival.bot_id)
_BY_LANE = select(Outgoing.bot_id, Outgoing.lane, func.count()).group_by(Outgoing.bot_id, Outgoing.lane)
_READY = _BY_LANE.add_columns(func.min(Outgoing.due_at)).where(_NOW)
_AGAIN = _BY_LANE.add_columns(func.count(case((~Outgoing.waits, 1))), func.min(Outgoing.created_at)).where(_TRIED)
_WAITING = _BY_LANE.add_columns(
    func.count(case((_RIPE, 1))),
    func.min(case((_RIPE, Outgoing.due_at))),
    func.min(case((~_RIPE, Outgoing.due_at))),
).where(_LATER, Outgoing.attempts == 0)


@dataclass(frozen=True, slots=True)
class Line:
    """What waits in one lane of a bot; the three add up to all of it."""

    due: int = 0
    """Could leave now, were there a place."""
    later: int = 0
    """Waits for a better hour."""
    again: int = 0
    """Was tried already and certainly not sent; is tried again."""
    since: datetime | None = None
    """Since when the oldest waits that could leave now."""
    again_since: datetime | None = None
    """Since when the oldest waits that is tried again: since it was written, for it is due anew each time."""
    next_due: datetime | None = None
    """When the first of what waits for a better hour is due."""

    @property
    def oldest(self) -> datetime | None:
        """Since when the oldest waits that could have left, were all well."""
        return min((at for at in (self.since, self.again_since) if at is not None), default=None)


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that sends for a bot."""

    host: str
    process: str
    renewed_at: datetime
    """By the database's clock."""


@dataclass(frozen=True, slots=True)
class Queues:
    """How one bot stands."""

    bot_id: int
    school: str
    timezone: str
    username: str | None
    holder: Holder | None
    """None: nobody sends for it."""
    paused_until: datetime | None
    """No bulk leaves before this: the channel asked for a pause. None when that is over."""
    lanes: Mapping[Lane, Line]
    in_hand: int
    """Messages under way."""
    arrivals: int
    """What people sent and nobody has handled yet."""
    arrivals_since: datetime | None


@dataclass(slots=True)
class Troubles:
    """What went wrong with one bot since some time."""

    possibly_twice: int = 0
    """Were sent a second time, for nobody knows whether the first arrived; on the way, accepted or unknown."""
    unknown: int = 0
    """Of these, those of which it is not known whether the second arrived, either."""
    failed: dict[Reason | None, int] = field(default_factory=dict)
    given_up: int = 0
    """Arrivals that could not be handled."""


async def standing(session: AsyncSession, now: datetime) -> list[Queues]:
    """Every bot, the oldest first."""
    bots = await session.execute(
        select(Bot.id, School.name, School.timezone, Bot.username, Bot.paused_until)
        .join(School, Bot.school_id == School.id)
        .order_by(Bot.id)
    )
    held = await _holders(session)
    lines = await _lines(session, now)
    in_hand = dict(iter(await session.execute(_IN_HAND)))
    arrivals = {bot_id: (count, since) for bot_id, count, since in await session.execute(_ARRIVALS)}
    return [
        Queues(
            bot_id,
            school,
            timezone,
            username,
            held.get(bot_id),
            paused_until if paused_until is not None and paused_until > now else None,
            {lane: lines.get((bot_id, lane), Line()) for lane in Lane},
            in_hand.get(bot_id, 0),
            *arrivals.get(bot_id, (0, None)),
        )
        for bot_id, school, timezone, username, paused_until in bots
    ]


async def _lines(session: AsyncSession, now: datetime) -> dict[tuple[int, Lane], Line]:
    """In three questions, each of a partial index: what may leave, what was tried, what waits for its time."""
    ready = {(bot_id, lane): (count, since) for bot_id, lane, count, since in await session.execute(_READY)}
    tried = {(bot_id, lane): (*counts,) for bot_id, lane, *counts in await session.execute(_AGAIN)}
    waiting = {(bot_id, lane): (*counts,) for bot_id, lane, *counts in await session.execute(_WAITING, {"now": now})}
    lines = {}
    for key in {*ready, *tried, *waiting}:
        count, since = ready.get(key, (0, None))
        again, of_ready, again_since = tried.get(key, (0, 0, None))
        waits, ripe, ripe_since, next_due = waiting.get(key, (0, 0, None, None))
        oldest = min((at for at in (since, ripe_since) if at is not None), default=None)
        due, later = count - of_ready + ripe, waits - ripe
        lines[key[0], Lane(key[1])] = Line(due, later, again, oldest, again_since, next_due)
    return lines


async def _holders(session: AsyncSession) -> dict[int, Holder]:
    """By bot; one whose lease has ended is held by nobody."""
    now = await leases.clock(session)
    alive = dict(iter(await session.execute(select(Lease.owner, Lease.until).where(Lease.name.startswith(ALIVE)))))
    held = {}
    for name, owner in (await leases.held(session, now, BOT)).items():
        host, _, rest = owner.partition(":")
        renewed = alive[owner] - leases.TERM if owner in alive else now
        held[int(name.removeprefix(BOT))] = Holder(host, rest.partition(":")[0], renewed)
    return held


async def troubles(session: AsyncSession, since: datetime) -> dict[int, Troubles]:
    """By bot: what was due since then and failed or may have arrived twice; arrivals of that time given up."""
    rows = await session.execute(
        select(Outgoing.bot_id, Outgoing.state, Outgoing.resent, Outgoing.reason, func.count())
        .where(_TROUBLED, Outgoing.due_at >= since)
        .group_by(Outgoing.bot_id, Outgoing.state, Outgoing.resent, Outgoing.reason)
    )
    # Not grouped: SQLite would rather read all of a table in order than sort the few it is asked for.
    given_up = await session.scalars(select(Arrival.bot_id).where(_GIVEN_UP, Arrival.received_at >= since))
    found: defaultdict[int, Troubles] = defaultdict(Troubles)
    for bot_id, state, resent, reason, count in rows:
        one = found[bot_id]
        if state is OutboxState.FAILED:
            one.failed[reason] = one.failed.get(reason, 0) + count
        elif resent:
            one.possibly_twice += count
            one.unknown += count if state is OutboxState.UNKNOWN else 0
    for bot_id in given_up:
        found[bot_id].given_up += 1
    return dict(found)
