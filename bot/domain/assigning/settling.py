"""When each talk is: those who have a talk keep it, and times are changed until few wait between two of theirs.

Simulated annealing: a talk is moved to a free time of its hosts, or two talks of the same hosts change places. A
change for the worse is sometimes made, too, ever more rarely, so that the search does not stop at the first hollow.
"""

from collections import defaultdict
from math import exp
from random import Random

from bot.domain.assigning.placing import Late
from bot.domain.assigning.table import NOWHERE, Option, Table

ROUNDS = 800
"""Changes tried for each talk."""
HOT, COLD = 40.0, 1.5
"""How much worse, in weighed minutes, a change may be that is still made now and then: at first, and at last."""
NEAR = 0.7
"""How often a time beside another talk of the family is tried; else any."""
FAMILY, HOST = 2, 1
"""What a minute of a family's waiting weighs, and one of a host's."""


class Settling:
    """The table while times are changed, with what waiting costs whom."""

    def __init__(self, table: Table, random: Random) -> None:
        self._table = table
        self._random = random
        self._placed = [index for index, place in enumerate(table.place) if place != NOWHERE]
        self._starts = [{option.at: choice for choice, option in enumerate(each)} for each in table.options]
        self._ends = [{option.ends: choice for choice, option in enumerate(each)} for each in table.options]
        self._idle = Idle(table)
        self._waits = {family: table.waits(family) for family in table.of_family}

    def cost(self) -> int:
        """All waiting, weighed."""
        return FAMILY * sum(self._waits.values()) + HOST * self._idle.all()

    def run(self, late: Late) -> None:
        """Change times for a while; what was best is kept."""
        changes = ROUNDS * len(self._placed)
        cost = best = self.cost()
        kept = self._table.snapshot()
        for number in range(changes):
            if number % 256 == 0 and (late() or not best):
                break
            heat = HOT * (COLD / HOT) ** (number / changes)
            if change := self._change(heat):
                cost += change
                if cost < best:
                    best, kept = cost, self._table.snapshot()
        self._table.restore(kept)

    def _change(self, heat: float) -> int:
        """Try one change; by how much it has changed the cost, 0 where it was not made."""
        index = self._placed[int(self._random.random() * len(self._placed))]
        choice = self._aim(index)
        if choice is None or choice == self._table.place[index]:
            return 0
        option, here = self._table.options[index][choice], self._table.option(index)
        holders = {self._table.holder[slot] for slot in option.slots} - {NOWHERE, index}
        if not holders:
            return self._move([(index, choice)], heat)
        if len(holders) > 1:
            return 0
        other = holders.pop()
        if self._table.requests[other].hosts != self._table.requests[index].hosts:
            return 0
        back = self._starts[other].get(here.at)
        if back is None or self._table.options[other][back].slots != here.slots:
            return 0
        return self._move([(index, choice), (other, back)], heat)

    def _aim(self, index: int) -> int | None:
        """A choice to try: mostly one right beside another talk of the family."""
        options, family = self._table.options[index], self._table.requests[index].family
        if self._random.random() < NEAR:
            beside = [other for other in self._table.placed_of(family) if other != index]
            spans = [(one.at, one.ends) for one in map(self._table.option, beside)]
            spans += self._table.fixed.get(family, ())
            if spans:
                begins, ends = spans[int(self._random.random() * len(spans))]
                if self._random.random() < 0.5:
                    return self._ends[index].get(begins)
                return self._starts[index].get(ends)
        return int(self._random.random() * len(options))

    def _move(self, moves: list[tuple[int, int]], heat: float) -> int:
        """Make the moves, unless somebody would be in two places, or it costs too much; the change in cost."""
        table = self._table
        was = [(index, table.lift(index)) for index, _choice in moves]
        families = {table.requests[index].family for index, _choice in moves}
        for done, (index, choice) in enumerate(moves):
            if table.in_the_way(index, table.options[index][choice]):
                for undone, _choice in moves[:done]:
                    table.lift(undone)
                return self._put_back(was)
            table.put(index, choice)
        waits = {family: table.waits(family) for family in families}
        change = FAMILY * sum(waits[family] - self._waits[family] for family in families)
        there = [table.options[index][choice] for index, choice in moves]
        change += HOST * self._idle.change([table.options[index][choice] for index, choice in was], there)
        if change > 0 and self._random.random() >= exp(-change / heat):
            for index, _choice in moves:
                table.lift(index)
            return self._put_back(was)
        self._waits.update(waits)
        self._idle.keep()
        return change

    def _put_back(self, was: list[tuple[int, int]]) -> int:
        for index, choice in was:
            self._table.put(index, choice)
        return 0


class Idle:
    """Minutes of their offer that hosts spend alone between their first talk and their last."""

    def __init__(self, table: Table) -> None:
        self._length = [offer.length for offer in table.offers]
        self._host = [offer.host for offer in table.offers]
        self._taken: defaultdict[int, int] = defaultdict(int)
        """By host, a bit for each taken slot of the whole table, which lists a host's slots by time."""
        for slot, holder in enumerate(table.holder):
            if holder != NOWHERE:
                self._taken[self._host[slot]] |= 1 << slot
        self._offered = [0]
        for length in self._length:
            self._offered.append(self._offered[-1] + length)
        self._minutes = {host: self._of(taken) for host, taken in self._taken.items()}
        self._next: dict[int, int] = {}

    def all(self) -> int:
        """Of all hosts together."""
        return sum(self._minutes.values())

    def change(self, gone: list[Option], come: list[Option]) -> int:
        """By how much it would change; `keep` makes it so."""
        left = {slot for option in gone for slot in option.slots}
        taken = {slot for option in come for slot in option.slots}
        self._next = {}
        for slot in left ^ taken:
            host = self._host[slot]
            self._next[host] = self._next.get(host, self._taken[host]) ^ (1 << slot)
        return sum(self._of(taken) - self._minutes.get(host, 0) for host, taken in self._next.items())

    def keep(self) -> None:
        """What `change` looked at last has come about."""
        for host, taken in self._next.items():
            self._taken[host], self._minutes[host] = taken, self._of(taken)

    def _of(self, taken: int) -> int:
        if not taken:
            return 0
        first, last = (taken & -taken).bit_length() - 1, taken.bit_length() - 1
        busy = sum(self._length[slot] for slot in range(first, last + 1) if taken >> slot & 1)
        return self._offered[last + 1] - self._offered[first] - busy
