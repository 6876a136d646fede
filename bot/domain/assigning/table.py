"""The table of talks while it is filled: who is where, and whether somebody can be somewhere."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from bot.domain.assigning.values import Offer, Problem, Spans, Whose

NOWHERE = -1
FAR = 120
"""Minutes: a family that has to wait as long goes home between two talks and comes again; longer is no worse."""


@dataclass(frozen=True, slots=True)
class Option:
    """A time at which a request could be met: a slot of each of its hosts, by their places in the table.

    `mask` has a bit for every stretch of time that it covers.
    """

    slots: tuple[int, ...]
    at: int
    ends: int
    mask: int


class Table:
    """Requests by their place in the problem, each at one of its options or nowhere; never anybody twice at once."""

    def __init__(self, problem: Problem) -> None:
        self.requests = problem.requests
        self.offers = sorted(problem.offers, key=lambda offer: (offer.host, offer.at, offer.slot))
        self._marks = _marks(self.offers, problem.busy.values())
        self._choices = {hosts: self._common(hosts) for hosts in {request.hosts for request in problem.requests}}
        self._bars = {family: self._mask(spans) for family, spans in problem.busy.items()}
        self.fixed = {family: tuple(spans) for family, spans in problem.busy.items()}
        self.options = [self._open(index) for index in range(len(self.requests))]
        self.place = [NOWHERE] * len(self.requests)
        """Which of its options a request is at."""
        self.holder = [NOWHERE] * len(self.offers)
        """Which request holds a slot."""
        self.of_family: dict[int, list[int]] = defaultdict(list)
        self.of_child: dict[Whose, list[int]] = defaultdict(list)
        for index, request in enumerate(self.requests):
            self.of_family[request.family].append(index)
            self.of_child[request.whose].append(index)
        self._taken: defaultdict[int, int] = defaultdict(int)
        self.lots = _lots(self.of_child, problem.lot)
        self.had = dict(problem.had)

    def _common(self, hosts: tuple[int, ...]) -> list[Option]:
        """When all of these hosts offer the same time, earliest first."""
        at: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
        for index, offer in enumerate(self.offers):
            if offer.host in hosts:
                at[offer.at, offer.ends].setdefault(offer.host, index)
        return [
            Option(tuple(found[host] for host in hosts), *span, self._mask([span]))
            for span, found in sorted(at.items())
            if len(found) == len(set(hosts))
        ]

    def _open(self, index: int) -> list[Option]:
        request = self.requests[index]
        bars = self._bars.get(request.family, 0)
        return [option for option in self._choices[request.hosts] if not option.mask & bars]

    def _mask(self, spans: Spans) -> int:
        mask = 0
        for begins, ends in spans:
            if ends > begins:
                mask |= (1 << self._marks[ends]) - (1 << self._marks[begins])
        return mask

    def option(self, index: int) -> Option:
        """Where a placed request is."""
        return self.options[index][self.place[index]]

    def put(self, index: int, choice: int) -> None:
        """Place a request that is nowhere at a choice that is free for it."""
        option = self.options[index][choice]
        self.place[index] = choice
        for slot in option.slots:
            self.holder[slot] = index
        self._taken[self.requests[index].family] |= option.mask

    def lift(self, index: int) -> int:
        """Take a placed request out again; the choice it was at."""
        choice, option = self.place[index], self.option(index)
        self.place[index] = NOWHERE
        for slot in option.slots:
            self.holder[slot] = NOWHERE
        self._taken[self.requests[index].family] ^= option.mask
        return choice

    def in_the_way(self, index: int, option: Option) -> set[int]:
        """Which placed requests would have to give way to one that is nowhere."""
        found = {self.holder[slot] for slot in option.slots} - {NOWHERE}
        family = self.requests[index].family
        if self._taken[family] & option.mask:
            for other in self.of_family[family]:
                if self.place[other] != NOWHERE and self.option(other).mask & option.mask:
                    found.add(other)
        return found

    def count(self, whose: Whose) -> int:
        """How many talks a child's family has about it."""
        return self.had.get(whose, 0) + sum(self.place[index] != NOWHERE for index in self.of_child[whose])

    def waits(self, family: int) -> int:
        """Minutes that a family spends between its talks."""
        spans = [(one.at, one.ends) for one in map(self.option, self.placed_of(family))]
        if len(spans) + len(self.fixed.get(family, ())) < 2:
            return 0
        spans += self.fixed.get(family, ())
        spans.sort()
        return sum(min(later[0] - sooner[1], FAR) for sooner, later in pairwise(spans) if later[0] > sooner[1])

    def placed_of(self, family: int) -> list[int]:
        """The requests of a family that have a place."""
        return [index for index in self.of_family[family] if self.place[index] != NOWHERE]

    def snapshot(self) -> list[int]:
        """How all stand, for `restore`."""
        return list(self.place)

    def restore(self, places: Sequence[int]) -> None:
        """Put everything back as it stood."""
        moved = [index for index, choice in enumerate(places) if choice != self.place[index]]
        for index in moved:
            if self.place[index] != NOWHERE:
                self.lift(index)
        for index in moved:
            if places[index] != NOWHERE:
                self.put(index, places[index])


def _marks(offers: Sequence[Offer], busy: Iterable[Spans]) -> dict[int, int]:
    """Every minute at which something begins or ends, numbered in order."""
    minutes = {minute for offer in offers for minute in (offer.at, offer.ends)}
    minutes |= {minute for spans in busy for span in spans for minute in span}
    return {minute: number for number, minute in enumerate(sorted(minutes))}


def _lots(children: Iterable[Whose], lot: int) -> dict[Whose, float]:
    """A number drawn for each child; the same ones for the same lot."""
    drawn = {(family, child): Random(f"{lot}:{family}:{child}") for family, child in children}  # noqa: S311
    return {whose: random.random() for whose, random in drawn.items()}
