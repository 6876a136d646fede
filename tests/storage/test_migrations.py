"""The migrations and the models tell the same story."""

from pathlib import Path

import pytest

from bot.storage.engine import make_engine
from bot.storage.migrate import differences, is_current, migrate

pytestmark = pytest.mark.structure


async def test_a_migrated_database_has_what_the_models_say(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'titian.db'}")
    await migrate(engine)
    assert await differences(engine) == []
    assert await is_current(engine)
    await engine.dispose()


async def test_a_fresh_database_is_not_current(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'titian.db'}")
    assert not await is_current(engine)
    await engine.dispose()
