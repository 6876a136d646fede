"""One bot's way out: its channel, its pace, and what is in hand."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil

from bot.channels.base import Channel
from bot.delivery.claims import Claimed, Due, Want
from bot.delivery.pace import ChatPace, Pace
from bot.domain.delivery import Lane

_FEWEST_AT_ONCE = 32
_LONG_ROUND_TRIP = 0.128
"""Seconds; twice what is usual, so that a slow moment of the network does not become a slow broadcast."""
_FAR = 0.02
"""Seconds of a round trip from which on claims of many rows cost more than they spare."""
_KEPT_PLACES = 8
"""While people talk, bulk leaves every eighth place to them: all may be taken when the far end is slow."""
_BUSY = 0.1
"""Seconds after which bulk looks again although too few places are free; mostly a result wakes it before."""
_UNWRITTEN = 512
"""Rows in hand at most: a database that is slow to record holds the sending up, lest a crash leave too much unknown."""


def enough_at_once(rate: int) -> int:
    """How many requests may be under way so that `rate` a second can leave."""
    return max(_FEWEST_AT_ONCE, min(ceil(rate * _LONG_ROUND_TRIP), 128))


@dataclass(slots=True)
class Line:
    """What the pump knows of one bot. `places` is how many requests may be under way; times are monotonic.

    A row is in hand until its result is on record, which is a little after its request has ended.
    """

    bot_id: int
    channel: Channel
    pace: Pace
    chats: ChatPace = field(default_factory=ChatPace)
    places: int = _FEWEST_AT_ONCE
    due: Due = field(default_factory=Due)
    looked: float = float("-inf")
    under_way: int = 0
    in_hand: int = 0
    held_until: float = 0.0
    """No bulk before this: the channel asked for a pause, and it may not be on record yet."""
    ending: bool = False
    _leave_at: dict[int, float] = field(default_factory=dict)
    """By row: when its place is free. It may be in hand a moment before."""
    _asked: dict[Lane, int] = field(default_factory=dict)
    """How many places the claims under way may fill."""
    _blocked: bool = False
    _unpaced: bool = False
    """The places alone hold bulk back, and not the pace."""
    _empty: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Something was queued; what exactly, a claim will tell."""
        self.due = replace(self.due, answers=True, bulk=True)

    def learn(self, due: Due, now: float, clock: datetime) -> None:
        """What a look into the database has shown; `clock` is when that was."""
        # What a wake told meanwhile is newer than the look; a claim finds out what is true.
        self.due = Due(self.due.answers or due.answers, self.due.bulk or due.bulk)
        self.looked = now
        if due.paused_until is not None and due.paused_until > clock:
            self.hold(now + (due.paused_until - clock).total_seconds())

    def hold(self, until: float) -> None:
        """Let no bulk leave before a moment."""
        self.held_until = max(self.held_until, until)

    def want(self, lane: Lane, now: float) -> Want | None:
        """What may leave now in a lane, if anything may and is due; asked for until `took`."""
        if self.ending or not (self.due.answers if lane is Lane.INTERACTIVE else self._bulk_may(now)):
            return None
        other = self._asked.get(lane.other, 0)
        kept = self.places // _KEPT_PLACES if lane is Lane.BULK and self.pace.attentive(now) else 0
        room = min(self.places - kept - self.under_way, _UNWRITTEN - self.in_hand) - other
        free = self.pace.free(lane, now, other)
        if lane is Lane.BULK:
            self._unpaced = free >= self.places
        many = min(free, room)
        if lane is Lane.INTERACTIVE and self._bulk_may(now):
            # Half the room at most for answers that may be due, lest bulk starve while many people talk.
            many = (many + 1) // 2
        if many <= 0:
            return None
        self._asked[lane] = many
        answers, bulk = (many, 0) if lane is Lane.INTERACTIVE else (0, many)
        return Want(self.bot_id, answers, bulk, self.chats.hot(now))

    def _bulk_may(self, now: float) -> bool:
        return self.due.bulk and now >= self.held_until

    def pause(self, lane: Lane, now: float, tick: float) -> float | None:
        """Seconds until there may be something to claim in a lane, at least `tick`; None when only news would tell."""
        waits = [self.chats.until_cooler(now)]
        if lane is Lane.INTERACTIVE and self.due.answers:
            waits.append(max(self.pace.until(lane, now), tick))
        if lane is Lane.BULK and self.due.bulk:
            least = _BUSY if self.under_way > self._enough_taken() else tick
            waits.append(max(self.pace.until(lane, now), self.held_until - now, least))
        return min((wait for wait in waits if wait is not None), default=None)

    def took(self, rows: Collection[Claimed], want: Want, now: float, *, held: bool) -> None:
        """These rows are about to leave; `held`: answers wait for another message to their chat, and a result tells."""
        for row in rows:
            self._leave_at[row.id] = self.pace.take(row.lane, now)
            self.chats.take(row.account_id, now)
        self.under_way += len(rows)
        self.in_hand += len(rows)
        self._empty.clear()
        if want.answers:
            self.asked_no_more(Lane.INTERACTIVE)
            self._blocked = held
            self.due = replace(self.due, answers=self.due.answers and len(rows) == want.answers)
        else:
            self.asked_no_more(Lane.BULK)
            self.due = replace(self.due, bulk=self.due.bulk and len(rows) == want.bulk)

    def until_free(self, row_id: int, now: float) -> float:
        """Seconds until the place of a row in hand is free; 0 where it is."""
        return max(self._leave_at[row_id] - now, 0.0)

    def asked_no_more(self, lane: Lane) -> None:
        """A claim in this lane has come to its end, or to none."""
        self._asked.pop(lane, None)

    def ended(self, row_id: int) -> bool:
        """A row's request has come to its end, or it did not leave; whether it is time to fill the places again.

        Not at the first that is free: many rows share a claim and its questions as cheaply as one.
        """
        self.under_way -= 1
        del self._leave_at[row_id]
        return self.under_way == self._enough_taken()

    def _enough_taken(self) -> int:
        # Where the pace holds bulk back, half of the places may be too few for it; where the places do and the far end
        # is far, those that are free stand idle for longer than a claim takes.
        if not self._unpaced:
            return self.places - self.places // 8
        return self.places // 2 if self.pace.trips.least < _FAR else self.places - self.places // 4

    def written(self, count: int) -> bool:
        """The results of so many rows are on record; whether something may leave now that could not before."""
        was_full = self.in_hand >= _UNWRITTEN
        blocked, self._blocked = self._blocked, False
        self.in_hand -= count
        if self.in_hand == 0:
            self._empty.set()
        if blocked:
            self.due = replace(self.due, answers=True)
        return blocked or was_full

    async def finish(self) -> None:
        """Take nothing more; return when the results of all that is in hand are on record."""
        self.ending = True
        if self.in_hand:
            await self._empty.wait()
