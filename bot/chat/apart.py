"""An assignment in a process of its own: it takes seconds of a processor, and the bot goes on meanwhile.

The process is given the problem as JSON and gives back what it found; it knows no database, no network and no names,
and loads nothing but the rules. Whoever stops waiting ends it.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from typing import Any

import orjson

from bot.domain.assignment import Assignment, Offer, Problem, Request, assign
from bot.paths import ROOT

SECONDS = 10.0
"""How long the search may take; a school evening needs a third of it."""
GRACE = 10.0
"""Seconds more for the process to begin and to end, on a machine with much to do."""
NICE = 5
"""By how much it stands back behind the bot where there is one processor for both."""


class AssignmentFailed(Exception):
    """The process ended without an answer, or did not end."""


async def assign_apart(problem: Problem, seconds: float = SECONDS) -> Assignment:
    """Assign in a process of its own; raises AssignmentFailed. When cancelled, the process is ended at once."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.chat.apart", str(seconds), stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    try:
        async with asyncio.timeout(seconds + GRACE):
            answer, _nothing = await process.communicate(orjson.dumps(_packed(problem)))
    except TimeoutError:
        raise AssignmentFailed from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise AssignmentFailed
    return _found(orjson.loads(answer))


def main() -> None:
    """Read a problem, assign, write what was found."""
    if hasattr(os, "nice"):  # Windows has no such thing
        os.nice(NICE)
    problem = _unpacked(orjson.loads(sys.stdin.buffer.read()))
    found = assign(problem, float(sys.argv[1]))
    placed = list(found.placed.items())
    sys.stdout.buffer.write(orjson.dumps([placed, found.waiting, found.waits, found.idle]))


def _packed(problem: Problem) -> Mapping[str, Any]:
    return {
        "requests": [(one.id, one.family, one.hosts, one.wanted, one.needed, one.child) for one in problem.requests],
        "offers": [(one.slot, one.host, one.at, one.length) for one in problem.offers],
        "busy": list(problem.busy.items()),
        "had": list(problem.had.items()),
        "lot": problem.lot,
    }


def _unpacked(raw: Mapping[str, Any]) -> Problem:
    return Problem(
        [Request(number, family, tuple(hosts), *rest) for number, family, hosts, *rest in raw["requests"]],
        [Offer(*one) for one in raw["offers"]],
        {family: [(begins, ends) for begins, ends in spans] for family, spans in raw["busy"]},
        {(family, child): number for (family, child), number in raw["had"]},
        raw["lot"],
    )


def _found(raw: Any) -> Assignment:
    placed, waiting, waits, idle = raw
    return Assignment({request: tuple(slots) for request, slots in placed}, tuple(waiting), waits, idle)


if __name__ == "__main__":
    main()
