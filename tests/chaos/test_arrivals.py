"""Whatever becomes of the processes that receive: every line is handled once, in the order of its chat."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos import arrivals
from tests.chaos.drains import Size

pytestmark = pytest.mark.slow
SIZE = Size(kills=2, updates=4, flood=0)


async def test_every_line_is_handled_once_however_often_the_process_is_killed(url: str, tmp_path: Path) -> None:
    heard = await arrivals.kills(url, tmp_path, SIZE)
    assert heard.broken() == []
    assert heard.messages == arrivals.CHATS * SIZE.updates


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_so_it_is_when_the_lines_are_brought(url: str, tmp_path: Path) -> None:
    heard = await arrivals.kills(url, tmp_path, replace(SIZE, kills=1), webhook=True)
    assert heard.broken() == []
