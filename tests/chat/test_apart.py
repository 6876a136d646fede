"""An assignment in a process of its own: the same answer, a loop that goes on, an end when nobody waits any more."""

import asyncio
import os
import signal

import pytest

from bot.chat import apart
from bot.chat.apart import AssignmentFailed, assign_apart
from bot.domain.assignment import Offer, Problem, Request, assign
from tests.support.evenings import school_evening

SECONDS = 600.0
SMALL = Problem(
    [Request(1, 1, (1, 2)), Request(2, 2, (1,), needed=True), Request(3, 3, (2,), wanted=4, child=5)],
    [Offer(1, 1, 0, 10), Offer(2, 1, 10, 10), Offer(3, 2, 10, 10), Offer(4, 2, 20, 10)],
    {3: [(0, 5)]},
    {(2, 0): 1},
    7,
)


async def started() -> list[int]:
    """The processes that we have begun."""
    pid = os.getpid()
    with open(f"/proc/{pid}/task/{pid}/children") as children:  # noqa: ASYNC230  # no real file
        return [int(child) for child in children.read().split()]


async def begun() -> int:
    """The process of an assignment, once it is there."""
    before = set(KNOWN)
    while not (new := set(await started()) - before):  # noqa: ASYNC110  # nobody tells of it
        await asyncio.sleep(0.01)
    return new.pop()


KNOWN: set[int] = set()


@pytest.fixture(autouse=True)
async def known() -> None:
    KNOWN.clear()
    KNOWN.update(await started())


async def test_the_answer_is_the_same_as_here() -> None:
    assert await assign_apart(SMALL, SECONDS) == assign(SMALL, SECONDS)


@pytest.mark.slow
async def test_the_loop_goes_on_meanwhile() -> None:
    evening = school_evening(1, teachers=10, families=60, requests=150)
    assigning = asyncio.create_task(assign_apart(evening, SECONDS))
    turns = 0
    while not assigning.done():
        await asyncio.sleep(0)
        turns += 1
    assert len((await assigning).placed) > 140
    assert turns > 1000


async def test_who_stops_waiting_ends_the_process() -> None:
    assigning = asyncio.create_task(assign_apart(school_evening(1), SECONDS))
    pid = await begun()
    assigning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await assigning
    assert pid not in await started()


async def test_a_killed_process_is_a_failure_and_the_next_one_works() -> None:
    assigning = asyncio.create_task(assign_apart(school_evening(1), SECONDS))
    os.kill(await begun(), signal.SIGKILL)
    with pytest.raises(AssignmentFailed):
        await assigning
    assert len((await assign_apart(SMALL, SECONDS)).placed) == 3


async def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "GRACE", -SECONDS)
    with pytest.raises(AssignmentFailed):
        await assign_apart(SMALL, SECONDS)
    assert set(await started()) <= KNOWN
