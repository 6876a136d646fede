"""Who has no time goes first, whoever has time is not passed by for ever, and one at a time."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any, TypeVar

import pytest

from bot.storage.turns import Turns

T = TypeVar("T")


async def went(turns: Turns, *patiences: float) -> list[float]:
    """Those patiences in the order in which they had their turns; all asked before the first began."""
    order: list[float] = []

    def note(patience: float) -> Callable[[], None]:
        return lambda: order.append(patience)

    asked = await queued(*(turns.ask(note(patience), patience) for patience in patiences))
    await in_a_thread(turns)
    await asyncio.gather(*asked)
    return order


async def queued(*asking: Coroutine[Any, Any, T]) -> list[asyncio.Task[T]]:
    """All of them waiting, in this order."""
    asked = [asyncio.create_task(one) for one in asking]
    await asyncio.sleep(0)
    return asked


async def in_a_thread(turns: Turns, seconds: float = 60.0) -> None:
    await asyncio.to_thread(turns.take, seconds)


async def test_the_impatient_go_first_and_equals_as_they_came() -> None:
    assert await went(Turns(), 9.0, 5.0, 0.0, 9.5, 5.5) == [0.0, 5.0, 5.5, 9.0, 9.5]


async def test_whoever_has_waited_long_enough_is_passed_by_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 7.0, *[8.0] * 9])  # when the patient one asked, and the other
    monkeypatch.setattr("bot.storage.turns.monotonic", lambda: next(clock))
    assert await went(Turns(), 5.0, 0.0) == [5.0, 0.0]


async def test_what_goes_wrong_is_heard_by_who_asked_and_holds_up_nobody() -> None:
    turns = Turns()

    def fail() -> None:
        raise LookupError

    asked = await queued(turns.ask(fail, 0.0), turns.ask(lambda: "done", 0.0))
    await in_a_thread(turns)
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(told[0], LookupError)
    assert told[1] == "done"


async def test_after_its_time_the_thread_makes_way_for_others() -> None:
    turns = Turns()
    asked = await queued(*(turns.ask(lambda: None, 0.0) for _one in range(2)))
    await in_a_thread(turns, 0.0)
    assert turns.wanted
    await in_a_thread(turns, 0.0)
    await asyncio.gather(*asked)


async def test_one_who_gives_up_is_not_served_and_holds_up_nobody() -> None:
    assert await went_but_for(0) == ["second"]


async def went_but_for(place: int) -> list[str]:
    turns, done = Turns(), list[str]()
    asked = await queued(*(turns.ask(partial(done.append, word), 0.0) for word in ("first", "second")))
    asked[place].cancel()
    await asyncio.sleep(0)
    await in_a_thread(turns)
    await asyncio.gather(*asked, return_exceptions=True)
    return done


async def test_one_who_gives_up_in_its_turn_hears_of_that_when_it_is_served() -> None:
    turns, begun, go_on, done = Turns(), Event(), Event(), list[str]()

    def work() -> None:
        begun.set()
        go_on.wait(60)
        done.append("first")

    asked = await queued(turns.ask(work, 0.0), turns.ask(lambda: done.append("second"), 0.0))
    with ThreadPoolExecutor(1) as thread:
        taking = asyncio.get_running_loop().run_in_executor(thread, turns.take, 60.0)
        await asyncio.to_thread(begun.wait, 60)
        asked[0].cancel()
        await asyncio.sleep(0)
        assert not asked[0].done()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await asked[0]
        assert done[:1] == ["first"]
        await taking
    await asked[1]
    assert done == ["first", "second"]


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.turns.LONGEST_WAIT", 0.0)
    turns = Turns()
    with pytest.raises(TimeoutError):
        await turns.ask(lambda: None, 0.0)
    await in_a_thread(turns)
    assert turns.over


async def test_where_there_are_no_turns_all_hear_why() -> None:
    turns = Turns()
    asked = await queued(*(turns.ask(lambda: None, 0.0) for _one in range(3)))
    asked[1].cancel()
    await asyncio.sleep(0)
    turns.refuse(OSError())
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in told] == [OSError, asyncio.CancelledError, OSError]
