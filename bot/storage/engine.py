"""Engine and sessions: SQLite in WAL mode by default, PostgreSQL by its address; the same code on both."""

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

Sessions = async_sessionmaker[AsyncSession]

BUSY_TIMEOUT_MS = 15_000
"""How long a writer waits for another; every transaction of ours is far shorter."""


def async_url(url: str) -> str:
    """The address with our drivers put in: a plain `sqlite:` or `postgresql:` is what people write."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    driver = {
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    return parsed.set(drivername=driver[backend]).render_as_string(hide_password=False)


def make_engine(url: str, *, pool: int = 5) -> AsyncEngine:
    """An engine for `url`; for SQLite the folder of the file is made and every connection is set up.

    Errors never show the values of a statement: they end in logs, and names and texts do not belong there.
    """
    parsed = make_url(async_url(url))
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(parsed, pool_size=pool, max_overflow=pool, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(parsed, pool_size=pool, max_overflow=pool, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def make_sessions(engine: AsyncEngine) -> Sessions:
    """Sessions whose rows stay readable after commit; one per task."""
    return async_sessionmaker(engine, expire_on_commit=False, autoflush=False)


def make_readers(engine: AsyncEngine) -> Sessions:
    """Sessions that only read: on SQLite they do not wait for writers, nor make them wait."""
    return async_sessionmaker(engine.execution_options(read_only=True), expire_on_commit=False, autoflush=False)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # A transaction that begins by reading and then writes would fail at once when another writes in between.
    # What only reads says so (execution option `read_only`), and then keeps no writer waiting.
    reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
