"""Who gets a talk: in rounds, so that each has one before any has two, and as many as can be.

Where a wish fits nowhere, others make room: a talk is moved to another time, which may push on one more, and so on.
A talk once given is never taken away again: its child keeps as many as it has. Were hosts the only ones who can be in
one place at a time, no choice of talks could serve more families, nor hold more talks; families make it a hard problem,
and the rest is tried by chance.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from random import Random

from bot.domain.assigning.table import NOWHERE, Option, Table
from bot.domain.assigning.values import Whose

STEPS = 4_000
"""Requests that are moved in looking for one more place; then it is given up."""
DEPTH = 150
TRIES = 1_000
"""How often chance makes room for one more talk before it is given up."""
CHANCE = 30
"""Requests that are moved for one that chance took out."""
CROWD = 3
"""Talks that chance takes out at once, at most."""

Late = Callable[[], bool]
"""Whether there is no time left."""


def place_all(table: Table, random: Random, late: Late) -> None:
    """Place as many requests as can be, fairly."""
    rounds = max((table.count(whose) + len(wishes) for whose, wishes in table.of_child.items()), default=0)
    for number in range(1, rounds + 1):
        for whose in _in_turn(table):
            if table.count(whose) == number - 1 and not late():
                _one_more(table, whose)
    _by_chance(table, random, late)
    _better_wishes(table, late)
    share(table, late)


def _in_turn(table: Table) -> list[Whose]:
    """All children: those for whom a host has asked first, then as the lot says."""

    def turn(whose: Whose) -> tuple[bool, float, Whose]:
        asked = any(table.requests[index].needed for index in open_wishes(table, whose))
        return not asked, table.lots[whose], whose

    return sorted(table.of_child, key=turn)


def open_wishes(table: Table, whose: Whose) -> list[int]:
    """A child's requests without a place, in the order in which they are to be met."""
    missing = [index for index in table.of_child[whose] if table.place[index] == NOWHERE]
    return sorted(missing, key=lambda index: table.requests[index].rank)


def _one_more(table: Table, whose: Whose) -> bool:
    seating = Seating(table)
    return any(seating.seat(index) for index in open_wishes(table, whose))


class Seating:
    """One search for more places; what it has tried in vain it does not try again.

    `swap`: a talk that has to give way may become another wish for the same child. `homeless` are requests that were
    taken out and will be seated afterwards.
    """

    def __init__(self, table: Table, *, swap: bool = True, steps: int = STEPS, homeless: Collection[int] = ()) -> None:
        self._table = table
        self._swap = swap
        self._steps = steps
        self._tried: set[tuple[int, int]] = set()
        self._homeless = Counter(homeless)

    def seat(self, index: int) -> bool:
        """Place a request that is nowhere; False leaves all as it was."""
        self._homeless[index] += 1
        seated = self._seat(index, DEPTH)
        self._homeless[index] -= 1
        return seated

    def again(self, index: int) -> bool:
        """A place for a talk that was taken out, or for another wish for its child; False leaves all as it was."""
        self._homeless[index] += 1
        seated = any(self._seat(instead, DEPTH) for instead in self._instead(index))
        self._homeless[index] -= 1
        return seated

    def _seat(self, index: int, depth: int) -> bool:
        table = self._table
        if (free := _nearest(table, index)) is not None:
            table.put(index, free)
            return True
        if not depth:
            return False
        for choice, option in enumerate(table.options[index]):
            if (index, choice) in self._tried or not self._steps:
                continue
            others = table.in_the_way(index, option)
            if len(others) == 1:
                self._tried.add((index, choice))
                self._steps -= 1
                if self._push(index, choice, others.pop(), depth - 1):
                    return True
        return False

    def _push(self, index: int, choice: int, other: int, depth: int) -> bool:
        """Take the other's place, when a place is found for the other."""
        was = self._table.lift(other)
        self._table.put(index, choice)
        self._homeless[other] += 1
        seated = any(self._seat(instead, depth) for instead in self._instead(other))
        self._homeless[other] -= 1
        if not seated:
            self._table.lift(index)
            self._table.put(other, was)
        return seated

    def _instead(self, other: int) -> Iterator[int]:
        """The talk that gave way, then what could be had in its stead: none that a host asked for is lost."""
        yield other
        if self._swap:
            asked = self._table.requests[other].needed
            for index in open_wishes(self._table, self._table.requests[other].whose):
                if not self._homeless[index] and (self._table.requests[index].needed or not asked):
                    yield index


def _nearest(table: Table, index: int) -> int | None:
    """The free choice that leaves the family the fewest minutes to wait; the earliest of those."""
    best, least = None, 0
    family = table.requests[index].family
    others = [table.option(other) for other in table.placed_of(family)]
    spans = [(other.at, other.ends) for other in others] + list(table.fixed.get(family, ()))
    for choice, option in enumerate(table.options[index]):
        if table.in_the_way(index, option):
            continue
        away = min((_apart(option, span) for span in spans), default=0)
        if best is None or away < least:
            best, least = choice, away
        if not least:
            break
    return best


def _apart(option: Option, span: tuple[int, int]) -> int:
    return max(option.at - span[1], span[0] - option.ends)


def bound(table: Table) -> int:
    """How many talks there can be at most, were nobody but the hosts in two places at once."""
    free: dict[int, int] = {}
    for offer in table.offers:
        free[offer.host] = free.get(offer.host, 0) + 1
    wished = dict.fromkeys(free, 0)
    total = 0
    for request in table.requests:
        if any(free.get(host, 0) <= wished.get(host, 0) for host in request.hosts):
            continue
        for host in request.hosts:
            wished[host] += 1
        total += 1
    return total


def _by_chance(table: Table, random: Random, late: Late) -> None:
    """Throw some talks out for one more, and find places for them again; what does not succeed is undone."""
    most, tries = bound(table), TRIES
    while tries and not late():
        placed = sum(place != NOWHERE for place in table.place)
        missing = [index for index, place in enumerate(table.place) if place == NOWHERE and table.options[index]]
        if placed >= most or not missing:
            return
        fewest = min(table.count(table.requests[index].whose) for index in missing)
        turn = [index for index in missing if table.count(table.requests[index].whose) == fewest]
        tries = TRIES if _crowd_in(table, random.choice(turn if tries % 2 else missing), random) else tries - 1


def _crowd_in(table: Table, index: int, random: Random) -> bool:
    before = table.snapshot()
    choice = random.randrange(len(table.options[index]))
    others = list(table.in_the_way(index, table.options[index][choice]))
    if len(others) <= CROWD:
        for other in others:
            table.lift(other)
        table.put(index, choice)
        random.shuffle(others)
        seated = 0
        while seated < len(others) and Seating(table, steps=CHANCE, homeless=others[seated + 1 :]).again(
            others[seated]
        ):
            seated += 1
        if seated == len(others):
            return True
    table.restore(before)
    return False


def _better_wishes(table: Table, late: Late) -> None:
    """Give each child, as the lot says, what is wished more in place of what it has, where others lose nothing."""
    for whose in _in_turn(table):
        for wish in open_wishes(table, whose):
            rank = table.requests[wish].rank
            worse = [index for index in _placed(table, whose) if table.requests[index].rank > rank]
            for index in sorted(worse, key=lambda one: table.requests[one].rank, reverse=True):
                if late() or _instead_of(table, wish, index):
                    break


def _placed(table: Table, whose: Whose) -> list[int]:
    return [index for index in table.of_child[whose] if table.place[index] != NOWHERE]


def _instead_of(table: Table, wish: int, index: int) -> bool:
    was = table.lift(index)
    if Seating(table, swap=False).seat(wish):
        return True
    table.put(index, was)
    return False


def share(table: Table, late: Late) -> bool:
    """Let whoever has two talks more than a child without its own give one up for it; whether anybody had to.

    Rounds leave this to be done only where they had overlooked a way, which wishes with several hosts make likely.
    """
    changed = False
    for whose in _in_turn(table):
        while not late() and any(_given_up(table, wish) for wish in open_wishes(table, whose)):
            changed = True
    return changed


def _given_up(table: Table, wish: int) -> bool:
    least = table.count(table.requests[wish].whose)
    for choice, option in enumerate(table.options[wish]):
        others = table.in_the_way(wish, option)
        losing = Counter(table.requests[other].whose for other in others)
        if any(table.count(one) - lost <= least for one, lost in losing.items()):
            continue
        for other in others:
            table.lift(other)
        table.put(wish, choice)
        for other in sorted(others):
            Seating(table).seat(other)
        return True
    return False
