"""How long it takes to assign a school evening, how good it is, and whether the bot notices."""

import asyncio
from collections.abc import AsyncIterator
from time import perf_counter

from benchmarks.figure import Figure, at_least, at_most, few_runs
from bot.chat.apart import assign_apart
from bot.domain.assignment import Assignment, Problem
from tests.support.evenings import FAMILIES, REQUESTS, SLOTS, TEACHERS, Optimum, school_evening

GOAL = 15.0
"""Seconds, on two processors."""
SHARE = 0.99
"""Of the talks that the solver proves possible."""
STEP = 0.002
"""Seconds between looks at how late the loop is."""
LATE = 0.05
"""Seconds by which an answer may be later because somebody assigns meanwhile."""


async def figures() -> AsyncIterator[Figure]:
    """An evening where nobody is asked for too much, one where some are, and one of many hours and lengths."""
    name = f"assigning: {TEACHERS} teachers x {SLOTS} slots, {REQUESTS} wishes of {FAMILIES} families"
    seconds, lags, shares, waits, idle, served = [], [], [], [], [], []
    for seed in range(few_runs()):
        problem = school_evening(seed)
        took, lag, found = await _measured(problem)
        seconds.append(took)
        lags.append(lag)
        shares.append(len(found.placed) / Optimum(problem).talks())
        waits.append(found.waits / FAMILIES)
        idle.append(found.idle / TEACHERS)
        served.append(_served(problem, found))
    yield at_most(GOAL, f"{name}, process and all", seconds, "s")
    yield at_least(SHARE, "assigning: talks, share of what a solver proves possible", shares, "")
    yield at_least(FAMILIES, "assigning: families with a talk", served, "families")
    yield at_most(1, "assigning: a family waits between its talks, on average", waits, "min")
    yield at_most(10, "assigning: a teacher is alone between talks, on average", idle, "min")
    yield at_most(LATE, "assigning: the bot's loop is late meanwhile, p99", lags, "s")
    for what, odd in _odd_evenings():
        took, _lag, found = await _measured(odd)
        share = len(found.placed) / Optimum(odd).talks()
        yield at_most(GOAL, f"assigning: {what}", [took], "s")
        yield at_least(SHARE, f"assigning: {what}, share of what a solver proves possible", [share], "")
        yield at_most(10, f"assigning: {what}, a family waits on average", [found.waits / FAMILIES], "min")


def _odd_evenings() -> list[tuple[str, Problem]]:
    return [
        ("teachers asked for more than they have time for", school_evening(11, crowded=True)),
        (
            "talks of 8, 10 and 15 minutes, teachers come later",
            school_evening(12, lengths=(8, 10, 15), late=(0, 20, 45)),
        ),
    ]


def _served(problem: Problem, found: Assignment) -> int:
    return len({request.family for request in problem.requests if request.id in found.placed})


async def _measured(problem: Problem) -> tuple[float, float, Assignment]:
    """Seconds it took, by how many seconds the loop was late in one of a hundred looks, and what was found."""
    late: list[float] = []
    watching = asyncio.create_task(_watch(late))
    begun = perf_counter()
    found = await assign_apart(problem, GOAL)
    took = perf_counter() - begun
    watching.cancel()
    return took, sorted(late)[len(late) * 99 // 100], found


async def _watch(late: list[float]) -> None:
    while True:
        begun = perf_counter()
        await asyncio.sleep(STEP)
        late.append(perf_counter() - begun - STEP)
