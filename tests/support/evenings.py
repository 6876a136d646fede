"""Made-up school evenings to assign, and what a solver proves to be the most that one of them allows."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random

import highspy

from bot.domain.assigning.table import Option, Table
from bot.domain.assignment import Offer, Problem, Request, Whose

TEACHERS, SLOTS, FAMILIES, REQUESTS = 30, 20, 210, 550
PATIENCE = 60.0
"""Seconds after which a proof that has not come is a failure."""


def school_evening(
    seed: int,
    *,
    teachers: int = TEACHERS,
    slots: int = SLOTS,
    families: int = FAMILIES,
    requests: int = REQUESTS,
    lengths: Sequence[int] = (10,),
    late: Sequence[int] = (0,),
    crowded: bool = False,
) -> Problem:
    """Teachers with their slots, and families that each wish for some of them.

    `lengths` are minutes of a talk and `late` minutes after the beginning at which a teacher comes; each has one of
    each. `crowded`: all families wish as they like, so that some teachers are asked for more talks than they have time
    for; else nobody is.
    """
    random = Random(seed)
    offers: list[Offer] = []
    for teacher in range(teachers):
        length, begins = random.choice(lengths), random.choice(late)
        offers += [Offer(teacher * 1000 + number, teacher, begins + number * length, length) for number in range(slots)]
    wishes: dict[tuple[int, int], None] = {}
    asked: defaultdict[int, int] = defaultdict(int)
    popular = [1 + 2 * random.random() for _teacher in range(teachers)]
    while len(wishes) < requests:
        family = len(wishes) if len(wishes) < families else random.randrange(families)
        teacher = random.choices(range(teachers), popular)[0]
        if (crowded or asked[teacher] < slots) and (family, teacher) not in wishes:
            wishes[family, teacher] = None
            asked[teacher] += 1
    return Problem(
        [Request(number, family, (teacher,), number) for number, (family, teacher) in enumerate(wishes)],
        offers,
        lot=seed,
    )


class Optimum:
    """A problem as a solver sees it: a yes or no for each wish and each time it could be met."""

    def __init__(self, problem: Problem) -> None:
        self._table = Table(problem)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        self._solver.setOptionValue("time_limit", PATIENCE)
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        self._taken = [
            (index, option, self._solver.addBinary())
            for index, options in enumerate(self._table.options)
            for option in options
        ]
        self._once_each()

    def _once_each(self) -> None:
        """A wish is met once, a slot is held once, a family is in one place."""
        sums: defaultdict[tuple[str, int, int], list[highspy.highs.highs_var]] = defaultdict(list)
        for index, option, taken in self._taken:
            sums["wish", index, 0].append(taken)
            for slot in option.slots:
                sums["slot", slot, 0].append(taken)
            for stretch in _stretches(option):
                sums["family", self._table.requests[index].family, stretch].append(taken)
        for each in sums.values():
            if len(each) > 1:
                self._solver.addConstr(self._solver.qsum(each) <= 1)

    def talks(self) -> int:
        """The most talks there can be."""
        return self._most([taken for _index, _option, taken in self._taken])

    def families(self) -> int:
        """The most families that can have a talk."""
        own: defaultdict[Whose, list[highspy.highs.highs_var]] = defaultdict(list)
        for index, _option, taken in self._taken:
            own[self._table.requests[index].whose].append(taken)
        served = []
        for each in own.values():
            served.append(self._solver.addBinary())
            self._solver.addConstr(self._solver.qsum(each) - served[-1] >= 0)
        return self._most(served)

    def _most(self, wanted: Sequence[highspy.highs.highs_var]) -> int:
        if not wanted:
            return 0
        self._solver.maximize(self._solver.qsum(wanted))
        status = self._solver.getModelStatus()
        assert status == highspy.HighsModelStatus.kOptimal, f"not proven: {status}"
        return round(self._solver.getObjectiveValue())


def _stretches(option: Option) -> list[int]:
    return [bit for bit in range(option.mask.bit_length()) if option.mask >> bit & 1]
