"""Empty, migrated databases to measure on: a SQLite file, and PostgreSQL from the package index or by DATABASE_URL."""

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from functools import cache
from itertools import count
from pathlib import Path

from bot.storage.engine import make_engine
from bot.storage.migrate import migrate
from tests.support.postgres import bundled_server, execute, fresh_database, named_server

KINDS = ("SQLite", "PostgreSQL")
_NUMBERS = count(1)


@contextlib.asynccontextmanager
async def database(kind: str) -> AsyncIterator[str]:
    """The address of an empty, migrated database of this kind; it is gone afterwards."""
    async with _postgres() if kind == "PostgreSQL" else _sqlite() as url:
        yield url


@contextlib.asynccontextmanager
async def _sqlite() -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="titian-bench-") as folder:
        url = f"sqlite:///{folder}/titian.db"
        engine = make_engine(url)
        await migrate(engine)
        await engine.dispose()
        yield url


@contextlib.asynccontextmanager
async def _postgres() -> AsyncIterator[str]:
    server, name = _server(), f"titian_bench_{os.getpid()}_{next(_NUMBERS)}"
    try:
        yield await fresh_database(server, name)
    finally:
        await execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@cache
def _server() -> str:
    """The address of a running server; a bundled one ends with this process, and its data with it."""
    if named := named_server():
        return named
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = runtime = tempfile.mkdtemp(prefix="titian-bench-runtime-")
        atexit.register(shutil.rmtree, runtime, ignore_errors=True)
    address: str = bundled_server(Path(tempfile.mkdtemp(prefix="titian-bench-postgres-"))).get_uri()
    return address
