"""Empty, migrated databases to measure on: a SQLite file, and a database on a PostgreSQL that ends with it."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from bot.storage.engine import make_engine
from bot.storage.migrate import migrate
from tests.support.postgres import bundled_server, fresh_database, named_server


@contextlib.asynccontextmanager
async def fresh_databases() -> AsyncIterator[Mapping[str, str]]:
    """The address of a fresh database by the name of its engine, "SQLite" and "PostgreSQL"; all is gone afterwards.

    PostgreSQL is the server that DATABASE_URL names, where it does (a database called titian_bench there is
    replaced), else a bundled one of our own. Each use of this gives databases without rows.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/titian.db"
        engine = make_engine(url)
        await migrate(engine)
        await engine.dispose()
        async with _server(Path(folder)) as address:
            yield {"SQLite": url, "PostgreSQL": await fresh_database(address, "titian_bench")}


@contextlib.asynccontextmanager
async def _server(folder: Path) -> AsyncIterator[str]:
    if named := named_server():
        yield named
        return
    server = await asyncio.to_thread(_start, folder)
    try:
        yield server.get_uri()
    finally:
        await asyncio.to_thread(server.cleanup)


def _start(folder: Path) -> Any:
    folder.chmod(0o755)  # the server runs as a user of its own, who must be able to reach its data
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    return bundled_server(folder / "postgresql")
