"""What is promised of delivery holds on WhatsApp, with its windows and its bill, whatever dies.

What families write, receipts in any order and an account in trouble take longer: they are left to `make chaos`.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos import drains, windows
from tests.chaos.drains import Size
from tests.chaos.windows import ALONE

pytestmark = pytest.mark.slow
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SIZE = Size(kills=2, updates=1, vias=ALONE)


@on_postgresql
async def test_nothing_is_lost_when_the_process_is_killed_while_receipts_come(url: str, tmp_path: Path) -> None:
    told = await drains.kills(url, tmp_path, SIZE)
    assert told.broken() == []
    assert (told.kills, told.unknown) == (2, 0)


@on_postgresql
async def test_no_family_gets_two_openers_and_none_leaves_above_the_ceiling(url: str, tmp_path: Path) -> None:
    told = await windows.openers(url, tmp_path, replace(SIZE, kills=1))
    assert told.broken() == []


@on_sqlite
async def test_a_number_that_is_gone_leaves_each_message_to_telegram_once(url: str, tmp_path: Path) -> None:
    told = await windows.gone(url, tmp_path, replace(SIZE, kills=1))
    assert told.broken() == []
    assert told.unknown == 0
