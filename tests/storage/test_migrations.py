"""The migrations and the models tell the same story."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.paths import MIGRATIONS
from bot.storage.engine import make_engine
from bot.storage.migrate import differences, is_current, newest

pytestmark = pytest.mark.structure


async def test_a_migrated_database_has_what_the_models_say(engine: AsyncEngine) -> None:
    assert await differences(engine) == []
    assert await is_current(engine)


async def test_a_fresh_database_is_not_current(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'titian.db'}")
    assert not await is_current(engine)
    await engine.dispose()


def test_the_newest_migration_is_the_one_alembic_would_run_to() -> None:
    assert newest() == ScriptDirectory(str(MIGRATIONS)).get_current_head()
