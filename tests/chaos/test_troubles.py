"""Every way in which a message may go wrong between the house and the far end."""

from pathlib import Path

import pytest

from tests.chaos import troubles
from tests.chaos.drains import Size
from tests.chaos.troubles import GONE, HARMLESS, SLOW, TWICE

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def test_each_kind_of_trouble_costs_what_it_must_and_no_more(url: str, tmp_path: Path) -> None:
    told, got = await troubles.each_once(url, tmp_path, Size())
    assert got == {kind: {2 if kind in TWICE + SLOW else 1} for kind in HARMLESS + GONE + TWICE + SLOW}
    assert told.broken() == []
    assert (told.counted, told.unknown) == (told.window, 0)


async def test_connections_break_off_and_new_ones_are_refused(url: str, tmp_path: Path) -> None:
    told = await troubles.shut_out(url, tmp_path, Size(kills=1, updates=1))
    assert told.broken() == []
    assert told.unknown == 0


async def test_bulk_waits_as_long_as_it_is_told_and_an_answer_does_not(url: str, tmp_path: Path) -> None:
    told, answered = await troubles.told_to_wait(url, tmp_path, Size())
    assert answered
    assert told.broken() == []
    assert (told.copies, told.counted) == (0, 0)
