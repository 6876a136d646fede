"""All talks of a meeting assigned at once: as many as can be, fairly, and with little waiting.

Each child's family gets a talk before any gets two, one that a host has asked for before others, and what it wants
most before the rest. Nobody is ever in two talks at once.
"""

from collections.abc import Callable
from random import Random
from time import monotonic

from bot.domain.assigning.placing import place_all, share
from bot.domain.assigning.settling import Idle, Settling
from bot.domain.assigning.table import NOWHERE, Table
from bot.domain.assigning.values import Assignment, Offer, Problem, Request, Spans, Whose

__all__ = ["Assignment", "Offer", "Problem", "Request", "Spans", "Whose", "assign"]


def assign(problem: Problem, seconds: float, clock: Callable[[], float] = monotonic) -> Assignment:
    """Assign what can be assigned; stops after so many seconds with what it has by then.

    With time enough, the same problem always has the same answer.
    """
    until = clock() + seconds
    table, random = Table(problem), Random(problem.lot)  # noqa: S311  # nothing to guess

    def late() -> bool:
        return clock() >= until

    place_all(table, random, late)
    Settling(table, random).run(late)
    while share(table, late):
        Settling(table, random).run(late)
    return _found(table)


def _found(table: Table) -> Assignment:
    placed = {
        table.requests[index].id: tuple(table.offers[slot].slot for slot in table.option(index).slots)
        for index, place in enumerate(table.place)
        if place != NOWHERE
    }
    missing = [index for index, place in enumerate(table.place) if place == NOWHERE]
    return Assignment(
        placed,
        tuple(table.requests[index].id for index in sorted(missing, key=lambda index: _claim(table, index))),
        waits=sum(table.waits(family) for family in table.of_family),
        idle=Idle(table).all(),
    )


def _claim(table: Table, index: int) -> tuple[int, bool, int, float, int]:
    """Who comes first when a time becomes free: whoever has the fewest talks; then as talks were given."""
    request = table.requests[index]
    return table.count(request.whose), not request.needed, request.wanted, table.lots[request.whose], request.id
