"""Who has no time goes first, and whoever has time is not passed by for ever."""

import asyncio

import pytest

from bot.storage.turns import Turns


async def went(turns: Turns, *patiences: float) -> list[float]:
    """Those patiences in the order in which they had their turns; all asked while somebody had his."""
    order: list[float] = []

    async def go(patience: float) -> None:
        async with turns.turn(patience):
            order.append(patience)
            await asyncio.sleep(0)

    async with turns.turn(0.0):
        going = [asyncio.create_task(go(patience)) for patience in patiences]
        await asyncio.sleep(0)
    await asyncio.gather(*going)
    return order


async def test_the_impatient_go_first_and_equals_as_they_came() -> None:
    assert await went(Turns(), 9.0, 5.0, 0.0, 9.5, 5.5) == [0.0, 5.0, 5.5, 9.0, 9.5]


async def test_whoever_has_waited_long_enough_is_passed_by_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 7.0])  # when the patient one asked, and the other
    monkeypatch.setattr("bot.storage.turns.monotonic", lambda: next(clock))
    assert await went(Turns(), 5.0, 0.0) == [5.0, 0.0]


async def test_one_at_a_time_whatever_goes_wrong() -> None:
    turns, inside = Turns(), 0

    async def fail() -> None:
        nonlocal inside
        async with turns.turn(0.0):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            inside -= 1
            raise LookupError

    told = await asyncio.gather(*(fail() for _one in range(5)), return_exceptions=True)
    assert [type(one) for one in told] == [LookupError] * 5


@pytest.mark.parametrize("steps", range(4))
async def test_one_who_gives_up_holds_up_nobody(steps: int) -> None:
    """Before its turn, in the moment in which the turn becomes its own, and within it."""
    turns = Turns()

    async def go() -> None:
        async with turns.turn(0.0):
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(go()) for _one in range(3)]
    for _step in range(steps):
        await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(60):
        await go()


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.turns.LONGEST_WAIT", 0.0)
    turns = Turns()
    async with turns.turn(0.0):
        with pytest.raises(TimeoutError):
            async with turns.turn(0.0):
                pass
    async with turns.turn(0.0):
        pass
