"""Which bots this process serves: each is held by one process at a time, and each process holds its fair part.

A holder renews its leases; one that is killed is followed within seconds. Whether a process lives is another matter
with more patience: only when it certainly lives no more is what it had in hand seen as unknown.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.queue import leases
from bot.services.queue.leases import ALIVE, BOT, SHARES


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How long a bot is held without being renewed, and seconds between renewals.

    On SQLite all processes share a machine, where a dead one is noticed at once, and each renewal costs a write to the
    disk. On PostgreSQL they may be anywhere, and only silence tells.
    """

    term: timedelta
    renew: float


_JUST_AFTER = 0.02
"""Seconds after the end of a silent process's lease at which to ask for it."""
_RHYTHMS = {
    "sqlite": Rhythm(timedelta(seconds=15), 2.0),
    "postgresql": Rhythm(timedelta(seconds=3.5), 1.0),
}


def rhythm_of(dialect: str) -> Rhythm:
    """The rhythm that suits a database."""
    return _RHYTHMS[dialect]


@dataclass(slots=True)
class Tenure:
    """The part of the bots that one process holds."""

    bots: Collection[int]
    owner: str
    rhythm: Rhythm
    holding: set[int] = field(default_factory=set)
    others: int = 0
    """How many other processes are there."""
    pause: float = 0.0
    """Seconds after which to renew again: sooner than usual where another's lease is about to end unrenewed."""

    async def renew(self, session: AsyncSession) -> Collection[str]:
        """Say that this process lives, and hold its part of the bots; the owners that live. The caller commits."""
        self.pause = self.rhythm.renew
        await leases.bury(session)
        now = await leases.clock(session)
        await leases.hold(session, f"{ALIVE}{self.owner}", self.owner, now)
        # Who shares the bots is another question than who certainly lives no more, and has a quick answer.
        await leases.hold_all(session, [f"{SHARES}{self.owner}"], self.owner, now, self.rhythm.term)
        sharing = await leases.held(session, now, SHARES)
        taken = await leases.held(session, now, BOT)
        self.others = len(sharing) - 1
        wanted = self._wanted({int(name.removeprefix(BOT)): owner for name, owner in taken.items()}, len(sharing))
        names = {f"{BOT}{bot}" for bot in wanted}
        if given_up := {f"{BOT}{bot}" for bot in self.holding - wanted}:
            await leases.let_go(session, self.owner, given_up)
        held = await leases.hold_all(session, names, self.owner, now, self.rhythm.term)
        self.holding = {int(name.removeprefix(BOT)) for name in held}
        ends = await leases.next_end(session, now, self.owner, BOT)
        if ends is not None:
            self.pause = min(self.pause, (ends - now).total_seconds() + _JUST_AFTER)
        return await leases.living(session, now) | {self.owner}

    def _wanted(self, taken: dict[int, str], processes: int) -> set[int]:
        """The bots to hold: what we have, and what nobody has, up to our part."""
        part = ceil(len(self.bots) / max(processes, 1))
        ours = [bot for bot in self.bots if taken.get(bot) == self.owner]
        free = [bot for bot in self.bots if bot not in taken]
        return set([*ours, *free][:part])
