"""Processes that send are killed, stopped and doubled: nothing is lost, and what may have come twice is counted."""

from pathlib import Path

import pytest

from tests.chaos import clocks, drains
from tests.chaos.drains import Size

pytestmark = pytest.mark.slow
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_nothing_is_lost_when_the_process_is_killed_again_and_again(url: str, tmp_path: Path) -> None:
    told = await drains.kills(url, tmp_path, Size(kills=2, updates=1))
    assert told.broken() == []
    assert (told.kills, told.unknown) == (2, 0)


async def test_of_two_processes_the_one_that_sends_is_killed_and_the_other_takes_over(url: str, tmp_path: Path) -> None:
    told = await drains.one_of_many_killed(url, tmp_path, Size(kills=1, updates=1))
    assert told.broken() == []
    assert (told.kills, told.unknown) == (1, 0)


@on_sqlite
async def test_a_process_that_is_told_to_stop_leaves_nothing_unknown(url: str, tmp_path: Path) -> None:
    told = await drains.told_to_stop(url, tmp_path, Size(kills=1, updates=1))
    assert told.broken() == []
    assert (told.copies, told.counted, told.unknown) == (0, 0, 0)


@on_sqlite
async def test_whatever_the_clock_says_what_is_said_leaves_once(url: str, tmp_path: Path) -> None:
    told = await clocks.put(url, tmp_path, Size(kills=1))
    assert told.broken() == []
    assert (told.copies, told.counted, told.unknown) == (0, 0, 0)
