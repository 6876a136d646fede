"""Composing a little ahead: what will probably leave next is put into words together with what leaves now.

At 30 messages a second each would otherwise ask all its questions alone. Only reading is done ahead: nothing is taken
in hand before its place. What is said this way is at most `FRESH` seconds old; a correction or withdrawal within them
catches up with the message as with any that is under way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random

from bot.delivery.claims import Claimed, upcoming
from bot.delivery.compose import Ready, Render, UpdateScreens, compose
from bot.delivery.outcomes import Outcome
from bot.domain.delivery import Lane
from bot.storage.engine import Sessions

FRESH = 1.0
AHEAD = 20
ENOUGH = 10
"""So many rows at once share their questions well enough."""


def utcnow() -> datetime:
    """The present, aware."""
    return datetime.now(UTC)


@dataclass(slots=True)
class House:
    """What all pumps of a process share. `readers` are sessions that only read."""

    sessions: Sessions
    readers: Sessions
    render: Render
    update_screens: UpdateScreens
    owner: str
    clock: Callable[[], datetime] = utcnow
    rng: Random = field(default_factory=Random)


class Ahead:
    """What is composed for one bot and has not left yet, by row."""

    def __init__(self, house: House, bot_id: int) -> None:
        self._house = house
        self._bot_id = bot_id
        self._kept: dict[int, tuple[float, Ready | Outcome]] = {}

    async def compose(self, rows: Sequence[Claimed], at: float) -> list[Ready | Outcome]:
        """For each claimed row, in order, what becomes of it; `at` is monotonic."""
        self._kept = {row_id: kept for row_id, kept in self._kept.items() if at - kept[0] < FRESH}
        found = {row.id: self._fitting(row) for row in rows}
        missing = [row for row in rows if found[row.id] is None]
        if missing:
            found |= await self._fresh(missing, at)
        return [one for row in rows if (one := found[row.id]) is not None]

    def _fitting(self, row: Claimed) -> Ready | Outcome | None:
        """What was composed ahead, if the row is still what it was; being claimed counts as one try more."""
        _at, kept = self._kept.pop(row.id, (0.0, None))
        if kept is None or replace(kept.row, attempts=row.attempts) != row:
            return None
        return replace(kept, row=row)

    async def _fresh(self, rows: Sequence[Claimed], at: float) -> dict[int, Ready | Outcome]:
        house, now = self._house, self._house.clock()
        async with house.readers() as session:
            ahead: list[Claimed] = []
            if len(rows) < ENOUGH and any(row.lane is Lane.BULK for row in rows):
                ahead = await upcoming(session, self._bot_id, now, AHEAD)
            together = [*rows, *ahead]
            composed = await compose(session, together, now, house.render, house.update_screens)
        for row, one in zip(ahead, composed[len(rows) :], strict=True):
            self._kept[row.id] = (at, one)
        return dict(zip([row.id for row in rows], composed, strict=False))
