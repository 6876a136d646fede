"""A proposal changed by hand: where one talk could be instead, alone or by changing places with another."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.assigning.table import NOWHERE, Table
from bot.domain.assigning.values import Problem


@dataclass(frozen=True, slots=True)
class Way:
    """A time that a request could have, by the slot of its first host.

    `other` is the request whose time that is: it goes where this one was, or `waits` where it cannot.
    """

    slot: int
    at: int
    other: int | None = None
    waits: bool = False


def ways(problem: Problem, placed: Mapping[int, int], request_id: int) -> list[Way]:
    """By time: all ways in which nobody is in two places. `placed` is the first slot of each request that has one."""
    table = _laid_out(problem, placed)
    index = next((number for number, one in enumerate(table.requests) if one.id == request_id), None)
    if index is None:
        return []
    here = None if table.place[index] == NOWHERE else table.option(index)
    if here is not None:
        table.lift(index)
    found: list[Way] = []
    for choice, option in enumerate(table.options[index]):
        if option == here:
            continue
        others = table.in_the_way(index, option)
        slot = table.offers[option.slots[0]].slot
        if not others:
            found.append(Way(slot, option.at))
        elif others == {holder := table.holder[option.slots[0]]} and _same_hosts(table, index, holder):
            changes = here is not None and _can_change(table, index, choice, holder, here.at)
            found.append(Way(slot, option.at, table.requests[holder].id, waits=not changes))
    return found


def _laid_out(problem: Problem, placed: Mapping[int, int]) -> Table:
    """The table with what is placed; what does not fit any more is left out."""
    table = Table(problem)
    for index, request in enumerate(table.requests):
        for choice, option in enumerate(table.options[index]):
            if table.offers[option.slots[0]].slot == placed.get(request.id) and not table.in_the_way(index, option):
                table.put(index, choice)
                break
    return table


def _same_hosts(table: Table, index: int, other: int) -> bool:
    return table.requests[index].hosts == table.requests[other].hosts


def _can_change(table: Table, index: int, choice: int, other: int, at: int) -> bool:
    """Whether the other, of the same hosts, could go where this one was (`at`)."""
    was = table.lift(other)
    table.put(index, choice)
    back = next((option for option in table.options[other] if option.at == at), None)
    can = back is not None and not table.in_the_way(other, back)
    table.lift(index)
    table.put(other, was)
    return can
