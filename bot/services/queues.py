"""How the queues of every bot stand: what waits to leave, what waits to be handled, and what went wrong of late.

One place for `/metrics` and `titian status`. Everything is counted in the partial indexes of what is still open, so
that what was sent over the years costs nothing. Only reads.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Lane, OutboxState, Reason
from bot.services import leases
from bot.storage.models import Arrival, Bot, Lease, Outgoing, School

_QUEUED = text("outbox.state = 'queued'")  # in words, so that the partial indexes are used
_TRIED = text("outbox.state = 'queued' AND outbox.attempts > 0")
_SENDING = text("outbox.state = 'sending'")
_TROUBLED = text("(outbox.state IN ('failed', 'unknown') OR outbox.resent)")
_OPEN = text("inbox.state IN ('new', 'working')")
_GIVEN_UP = text("inbox.state = 'failed'")

_IN_HAND = select(Outgoing.bot_id, func.count()).where(_SENDING).group_by(Outgoing.bot_id)
_ARRIVALS = select(Arrival.bot_id, func.count(), func.min(Arrival.received_at)).where(_OPEN).group_by(Arrival.bot_id)


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
    due, fresh = Outgoing.due_at <= now, Outgoing.attempts == 0
    queued = await session.execute(
        select(
            Outgoing.bot_id,
            Outgoing.lane,
            func.count(case((due & fresh, 1))),
            func.count(case((~due & fresh, 1))),
            func.min(case((due & fresh, Outgoing.due_at))),
            func.min(case((~due & fresh, Outgoing.due_at))),
        )
        .where(_QUEUED)
        .group_by(Outgoing.bot_id, Outgoing.lane)
    )
    tried = await session.execute(
        select(Outgoing.bot_id, Outgoing.lane, func.count(), func.min(Outgoing.created_at))
        .where(_TRIED)
        .group_by(Outgoing.bot_id, Outgoing.lane)
    )
    again = {(bot_id, lane): (count, since) for bot_id, lane, count, since in tried}
    lines = {}
    for bot_id, lane, count_due, later, since, next_due in queued:
        count, again_since = again.get((bot_id, lane), (0, None))
        lines[bot_id, Lane(lane)] = Line(count_due, later, count, since, again_since, next_due)
    return lines


async def _holders(session: AsyncSession) -> dict[int, Holder]:
    """By bot; one whose lease has ended is held by nobody."""
    now = await leases.clock(session)
    rows = await session.execute(
        select(Lease.name, Lease.owner, Lease.until).where(Lease.until > now, Lease.name.startswith("bot:"))
    )
    held = {}
    for name, owner, until in rows:
        host, _, rest = owner.partition(":")
        held[int(name.removeprefix("bot:"))] = Holder(host, rest.partition(":")[0], until - leases.TERM)
    return held


async def troubles(session: AsyncSession, since: datetime) -> dict[int, Troubles]:
    """By bot: what was due since then and failed or may have arrived twice; arrivals of that time given up."""
    rows = await session.execute(
        select(Outgoing.bot_id, Outgoing.state, Outgoing.resent, Outgoing.reason, func.count())
        .where(_TROUBLED, Outgoing.due_at >= since)
        .group_by(Outgoing.bot_id, Outgoing.state, Outgoing.resent, Outgoing.reason)
    )
    given_up = await session.execute(
        select(Arrival.bot_id, func.count()).where(_GIVEN_UP, Arrival.received_at >= since).group_by(Arrival.bot_id)
    )
    found: defaultdict[int, Troubles] = defaultdict(Troubles)
    for bot_id, state, resent, reason, count in rows:
        one = found[bot_id]
        if state is OutboxState.FAILED:
            one.failed[reason] = one.failed.get(reason, 0) + count
        elif resent:
            one.possibly_twice += count
            one.unknown += count if state is OutboxState.UNKNOWN else 0
    for bot_id, count in given_up:
        found[bot_id].given_up = count
    return dict(found)
