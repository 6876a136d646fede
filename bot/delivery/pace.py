"""The pace of one bot: never more than `rate` messages in any second, as the server counts, and answers first.

Telegram's limits are guidance (https://core.telegram.org/bots/faq): about 30 messages a second over a bot, one a second
in a chat, short bursts pass. A server that counts any sliding second is stricter than a token bucket: a place is free
again one second after the latest moment at which the server can have counted its message. Seconds of `time.monotonic`.
"""

from bisect import bisect_right, insort
from dataclasses import dataclass, field

from bot.domain.delivery import Lane

SECOND = 1.001
"""A sliding second and a thousandth, for clocks that do not quite agree."""
MARGIN = 0.0005
"""Bulk is spaced a little wider than the rate."""
ATTENTIVE = 10.0
"""Seconds after an answer for which bulk keeps places free for the next ones; nobody else pays for them."""
AHEAD = 0.010
"""A message may be taken so much before its place is free: it is put into words meanwhile, and leaves when it is."""
CATCHING_UP = 0.250
"""After a stall, bulk may make up for this much of it."""
OURS = 0.003
"""Of the smallest round trip, what may be this machine's doing and not the network's while it is busy: an answer lies
there unread. Another message may have been as late on its way out, and was then counted later than it seems."""
MEMORY = 60.0
"""How long the smallest round trip is believed."""
SLOWER = 0.75
"""What is left of the bulk's rate each time the server says that it was too much."""
SLOWEST = 0.2
RECOVERY = 0.01
"""How much of the full rate bulk gets back in each second without complaint."""


@dataclass(slots=True)
class RoundTrips:
    """The smallest round trip of the last one to two minutes, and by how much the others exceed it on average."""

    least: float = 0.0
    excess: float = 0.0
    _now: list[float] = field(default_factory=list)
    _before: float | None = None
    _since: float = 0.0

    def add(self, seconds: float, now: float) -> None:
        """Take one round trip into account."""
        if not self._now or now - self._since > MEMORY:
            self._before = min(self._now, default=None)
            self._now, self._since = [seconds], now
        else:
            self._now = [min(self._now[0], seconds)]
        self.least = min(self._now[0], self._now[0] if self._before is None else self._before)
        self.excess += 0.05 * (seconds - self.least - self.excess)


class Pace:
    """Places of one bot. `kept` places are left free by bulk while people talk with the bot, so that none of them waits
    for a place; the first of them after a silence waits for the next one at most."""

    def __init__(self, rate: int = 30, kept: int | None = None, *, start: float = 0.0) -> None:
        self.rate = rate
        self.kept = max(1, rate // 500) if kept is None else kept
        self.trips = RoundTrips()
        self._leaving: list[float] = []
        self._outstanding = 0
        self._next_bulk = start
        self._share = 1.0
        self._slowed = float("-inf")
        self._answered = float("-inf")

    def free(self, lane: Lane, now: float, promised: int = 0) -> int:
        """How many messages of a lane may be taken now, were there none of the other but `promised` ones."""
        room = self.rate - self._occupied(now + AHEAD) - promised
        if lane is Lane.INTERACTIVE:
            return max(room, 0)
        due = int((now - self._next_bulk) / self._interval(now)) + 1 if now >= self._next_bulk else 0
        within_catching_up = int(CATCHING_UP / self._interval(now)) + 1
        return max(min(room - self._kept(now), due, within_catching_up), 0)

    def until(self, lane: Lane, now: float) -> float:
        """Seconds until a message of a lane may be taken; 0 when one may now, or when only a return will tell."""
        occupied, limit = self._occupied(now + AHEAD), self.rate - (self._kept(now) if lane is Lane.BULK else 0)
        until_place = 0.0
        if occupied >= limit:
            if not self._leaving:
                return SECOND
            over = min(self._free_by(now + AHEAD) + occupied - limit, len(self._leaving) - 1)
            until_place = self._leaving[over] + self._hold() - AHEAD - now
        spacing = self._next_bulk - now if lane is Lane.BULK else 0.0
        return max(until_place, spacing, 0.0)

    def take(self, lane: Lane, now: float) -> float:
        """A message is about to leave; the moment before which it must not."""
        self._outstanding += 1
        if lane is Lane.BULK:
            self._next_bulk = max(self._next_bulk, now - CATCHING_UP)
        else:
            self._answered = now
        self._next_bulk += self._interval(now)
        del self._leaving[: self._free_by(now)]
        ahead = min(self._outstanding + len(self._leaving) - self.rate, len(self._leaving))
        return self._leaving[ahead - 1] + self._hold() if ahead > 0 else now

    def came_back(self, now: float, round_trip: float) -> None:
        """Its answer came: the server counted it at the latest a way back ago."""
        self.trips.add(round_trip, now)
        self._outstanding -= 1
        insort(self._leaving, now)

    def lost(self, now: float) -> None:
        """No answer came: the server may count it as late as this."""
        self._outstanding -= 1
        insort(self._leaving, now + self.trips.least)

    def give_back(self, now: float) -> None:
        """It did not leave after all."""
        self._outstanding -= 1
        self._next_bulk -= self._interval(now)

    def slow_down(self, now: float) -> None:
        """The server said that it was too much: bulk goes slower, and gets faster again as time passes quietly.

        Complaints about messages that left together are one.
        """
        if now - self._slowed > SECOND:
            self._share = max(self.share(now) * SLOWER, SLOWEST)
            self._slowed = now

    def share(self, now: float) -> float:
        """Which part of its full rate bulk has at this moment, from `SLOWEST` to 1."""
        return min(self._share + max(now - self._slowed, 0.0) * RECOVERY, 1.0) if self._share < 1.0 else 1.0

    def seed(self, round_trip: float, now: float) -> None:
        """Tell a round trip that was no message (getMe), so that the first ones are judged rightly."""
        self.trips.add(round_trip, now)

    def rest(self, until: float) -> None:
        """Let no bulk leave before `until`: another process may have used the last second's places."""
        self._next_bulk = max(self._next_bulk, until)

    def attentive(self, now: float) -> bool:
        """Whether people talk with the bot, so that places are kept for them."""
        return now - self._answered < ATTENTIVE

    def _kept(self, now: float) -> int:
        return self.kept if self.attentive(now) else 0

    def _hold(self) -> float:
        # Reckoned late, with the smallest round trip known by now.
        return SECOND - max(self.trips.least - OURS, 0.0)

    def _free_by(self, moment: float) -> int:
        """How many of the places that messages leave behind are free again at a moment."""
        return bisect_right(self._leaving, moment - self._hold())

    def _occupied(self, moment: float) -> int:
        return self._outstanding + len(self._leaving) - self._free_by(moment)

    def _interval(self, now: float) -> float:
        return (SECOND + MARGIN + self.trips.excess) / max(self.rate - self._kept(now), 1) / self.share(now)


class ChatPace:
    """One message a second in each chat, a few at once now and then."""

    def __init__(self, burst: int = 3, rate: float = 1.0) -> None:
        self._burst = burst
        self._rate = rate
        self._full_at: dict[int, float] = {}
        """When each chat may have a whole burst again, the chats written to last at the end."""
        self._hot: set[int] = set()

    def take(self, chat: int, now: float) -> None:
        """A message leaves for this chat."""
        self._full_at[chat] = max(self._full_at.pop(chat, now), now) + 1.0 / self._rate
        if self._wait(chat, now) > 0:
            self._hot.add(chat)
        while self._full_at and self._full_at[first := next(iter(self._full_at))] <= now:
            del self._full_at[first]

    def hot(self, now: float) -> list[int]:
        """The chats that may get nothing at this moment."""
        self._hot = {chat for chat in self._hot if self._wait(chat, now) > 0}
        return sorted(self._hot)

    def until_cooler(self, now: float) -> float | None:
        """Seconds until the next of them may; None when all may now."""
        return min((self._wait(chat, now) for chat in self.hot(now)), default=None)

    def _wait(self, chat: int, now: float) -> float:
        """Seconds until one more message fits into the burst."""
        return self._full_at.get(chat, now) - now - (self._burst - 1) / self._rate
