"""Bring a database to the newest shape, or say how it differs.

Alembic is only imported where there is something to do: a bot that starts on a current database does not carry it.
"""

import re
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.paths import MIGRATIONS
from bot.storage.base import Base

if TYPE_CHECKING:
    from alembic.config import Config

_ALONE = 7_484_926
"""The number of PostgreSQL's lock under which a database is migrated."""
_NAMES = re.compile(r'^(revision|down_revision) = "(\w+)"', re.MULTILINE)


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def migrate(engine: AsyncEngine) -> None:
    """Run the migrations that are still missing, all or none; of several processes that begin at once, one does."""
    if await is_current(engine):
        return
    from alembic import command

    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ALONE})
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database has the newest shape."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision) == newest()


def newest() -> str:
    """The migration that no other follows."""
    scripts: list[dict[str, str]] = [
        dict(_NAMES.findall(path.read_text())) for path in (MIGRATIONS / "versions").glob("*.py")
    ]
    followed = {script.get("down_revision") for script in scripts}
    (head,) = [script["revision"] for script in scripts if script["revision"] not in followed]
    return head


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


async def differences(engine: AsyncEngine) -> list[object]:
    """What the models have that the migrated database lacks, and the other way round."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    # SQLite keeps texts of any length, so a migration need not build a table anew to let a column hold longer ones.
    options = {"compare_type": engine.dialect.name != "sqlite"}
    async with engine.connect() as connection:
        return await connection.run_sync(
            lambda sync: list(compare_metadata(MigrationContext.configure(sync, opts=options), Base.metadata))
        )
