"""The database goes away under a house that sends, is locked, or is full: all is kept, and nothing leaves twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import databases
from tests.chaos.drains import Size
from tests.chaos.judge import Tally
from tests.chaos.postgres import OwnServer, own_server

pytestmark = pytest.mark.slow
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SIZE = Size(kills=1, updates=1)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    with own_server(tmp_path_factory.getbasetemp()) as server:
        yield server


def all_is_well(told: Tally) -> None:
    """Results are kept for as long as the database is away: so nothing becomes unknown."""
    assert told.broken() == []
    assert (told.copies, told.counted, told.unknown) == (0, 0, 0)


async def test_postgresql_breaks_off_under_load_and_comes_back(server: OwnServer, tmp_path: Path) -> None:
    all_is_well(await databases.gone_and_back(server, tmp_path, SIZE))


@on_sqlite
async def test_a_foreign_program_locks_the_file_for_longer_than_anybody_waits(url: str, tmp_path: Path) -> None:
    all_is_well(await databases.locked(url, tmp_path, SIZE))


@on_sqlite
async def test_the_disk_is_full_for_a_while(url: str, tmp_path: Path) -> None:
    all_is_well(await databases.full(url, tmp_path, SIZE))
