"""An empty database by its address, as processes are given it."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine


@pytest.fixture
def url(engine: AsyncEngine, database_url: str) -> str:
    """The address; `engine` empties the database once the test is over."""
    return database_url
