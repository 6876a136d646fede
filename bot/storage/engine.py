"""Engine and sessions: SQLite in WAL mode by default, PostgreSQL by its address; the same code on both."""

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

Sessions = async_sessionmaker[AsyncSession]

AWAY = (OperationalError, InterfaceError, TimeoutError, OSError)
"""What is raised where a database does not answer, is locked or full; most else is about what it was asked."""
LONGEST_WAIT = 30
"""Seconds for which a writer waits for others of its process."""
BUSY_TIMEOUT_MS = 15_000
"""How long it waits for another process; every transaction of ours is far shorter."""
SYNCHRONOUS = "FULL"
"""What SQLite does so that a commit survives: even a power cut."""
STATEMENTS = 500
"""Statements that a connection to PostgreSQL keeps prepared; a busy house asks some two hundred."""
_READING: WeakKeyDictionary[Engine, AsyncEngine] = WeakKeyDictionary()


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


def make_engine(url: str, *, pool: int = 10) -> AsyncEngine:
    """An engine for `url`; for SQLite the folder of the file is made and every connection is set up.

    SQLite has one writer at a time, and whoever finds it busy looks again and again. So an engine has one connection,
    for which the writers of a process queue, and a second engine for its readers (`make_readers`). Errors never show
    the values of a statement: they end in logs, and names and texts do not belong there.
    """
    parsed = make_url(async_url(url))
    if parsed.get_backend_name() != "sqlite":
        engine = create_async_engine(
            parsed,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"prepared_statement_cache_size": STATEMENTS},
            **_kept(pool),
        )
        event.listen(engine.sync_engine, "connect", _prepare_postgresql)
        # Each question sees what is committed by then, within a transaction or without: so readers begin none.
        _READING[engine.sync_engine] = engine.execution_options(isolation_level="AUTOCOMMIT")
        return engine
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # Nothing is begun but by a session or `begin()`, which end what they began: there is nothing to reset.
    writing = _sqlite_engine(
        parsed, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0, pool_timeout=LONGEST_WAIT, pool_reset_on_return=None
    )
    reading = _sqlite_engine(parsed, "BEGIN", **_kept(pool))
    _READING[writing.sync_engine] = reading
    event.listen(writing.sync_engine, "engine_disposed", lambda _engine: reading.sync_engine.dispose())
    return writing


def make_sessions(engine: AsyncEngine) -> Sessions:
    """Sessions whose rows stay readable after commit; one per task."""
    return async_sessionmaker(engine, expire_on_commit=False, autoflush=False)


def make_readers(engine: AsyncEngine) -> Sessions:
    """Sessions that only read: on SQLite they do not wait for writers, nor make them wait."""
    return make_sessions(readers_of(engine))


def readers_of(engine: AsyncEngine) -> AsyncEngine:
    """The engine for those who only read; it ends with the other."""
    return _READING.get(engine.sync_engine, engine)


def _kept(pool: int) -> dict[str, Any]:
    """Connections at most, all of them kept once they are there: a new one costs milliseconds, and on PostgreSQL has to
    prepare each statement anew. The one used last comes first, for it has the most prepared."""
    return {"pool_size": pool, "max_overflow": 0, "pool_use_lifo": True}


def _sqlite_engine(url: URL, begin: str, **pool: Any) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True, **pool)
    event.listen(engine.sync_engine, "connect", prepare_sqlite)
    # A transaction that begins by reading and then writes would fail at once when another writes in between.
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:
    """Let a new connection plan for what we ask: a few rows by their keys, of tables that are in memory or on a disk
    without moving parts. PostgreSQL's own assumption would have it read whole tables."""
    cursor = connection.cursor()
    for setting in ("random_page_cost = 1.1", "jit = off"):
        cursor.execute(f"SET {setting}")
    cursor.close()


def prepare_sqlite(connection: Any, _record: object, *, patience: int = BUSY_TIMEOUT_MS) -> None:
    """Set up a new connection; `patience` is how many milliseconds it waits for others."""
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        f"synchronous={SYNCHRONOUS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={patience}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
