"""The weekly round: whose turn it is and why.

Who moved comes first, and nobody is forgotten: with rounds of `size` in a class of `n`, a pupil waits at most
`circle(n, size) + 1` rounds from one sentence to the next, whoever else moves meanwhile.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.text import Phrase, _

SIZES = (6, 8)
"""Pupils in a round: as many as two minutes hold."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pupil of the class. `waited` counts the rounds of the class since the own turn (0: it was in the newest one, or
    there was none yet); `last` is the day of the last sentence, None where there never was one. `news` is what moved
    since then, `weight` how much."""

    pupil_id: int
    waited: int = 0
    last: date | None = None
    news: Phrase | None = None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A pupil whose turn it is, and why."""

    pupil_id: int
    why: Phrase


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def circle(pupils: int, size: int) -> int:
    """Rounds until everybody of a class has had a turn."""
    return -(-pupils // size)


def due(candidates: Sequence[Candidate], size: int) -> list[Due]:
    """The next round: who moved, the heaviest first, as far as nobody else is kept waiting too long by it; then who
    waited longest. Those of one standing keep the order in which they were given."""
    slack = {one.pupil_id: _slack(one, len(candidates), size) for one in candidates}
    chosen: list[Candidate] = []
    for one in sorted((one for one in candidates if one.news), key=lambda one: -one.weight):
        if len(chosen) < size and _leaves_room(slack, {*_ids(chosen), one.pupil_id}, size):
            chosen.append(one)
    for one in sorted(candidates, key=lambda one: slack[one.pupil_id]):
        if len(chosen) < size and one not in chosen:
            chosen.append(one)
    return [Due(one.pupil_id, _why(one)) for one in chosen]


def _slack(one: Candidate, pupils: int, size: int) -> int:
    """How many rounds are left in which it may still be this pupil's turn; 1: this one."""
    return max(1, circle(pupils, size) + 1 - one.waited)


def _leaves_room(slack: dict[int, int], chosen: Collection[int], size: int) -> bool:
    """Whether those not chosen can all still have their turn in time, this round's free places included.

    Of the pupils who must have theirs within the next j rounds, there may be no more than places in these.
    """
    waiting = sorted(left for pupil, left in slack.items() if pupil not in chosen)
    free = size - len(chosen)
    return all(place < free + (left - 1) * size for place, left in enumerate(waiting))


def _ids(chosen: Collection[Candidate]) -> set[int]:
    return {one.pupil_id for one in chosen}


def _why(one: Candidate) -> Phrase:
    if one.news is not None:
        return one.news
    if one.last is None:
        return _("no sentence yet")
    return _("the last sentence was on %(day)s", day=one.last)
