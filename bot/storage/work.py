"""Whole transactions as one piece of work: `read` and `write` take a function of a session, and commit for it.

On SQLite every statement of an async session goes to another thread and back several times, which costs more than
the statement. Where that matters, a transaction goes there once: `write` runs in a thread of its own, in the queue of
the engine's other writers; `read` runs in place, for a reader of SQLite waits for nobody.

SQLite has one writer at a time, so those who write for somebody who waits go before those who have time (`patience`).
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, StaticPool, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from bot.storage.engine import BUSY_TIMEOUT_MS, Sessions, make_readers, make_sessions, prepare_sqlite
from bot.storage.turns import Turns

IMPATIENT = 50
"""Milliseconds for which a reader in place waits in the rare moment when SQLite has the whole file to itself."""

SOON = 0.1
"""Patience of those for whom a moment is nothing: messages of a broadcast, what became of them."""
LATER = 0.3
"""Patience of those who prepare what is not due yet, or tidy."""
SHIFT = 0.010
"""Seconds after which those who write by sessions of their own have their turn, too."""

T = TypeVar("T")
Task = Callable[[AsyncSession], Awaitable[T]]


class Work(Protocol):
    """A database, asked for whole transactions."""

    async def read(self, task: Task[T]) -> T:
        """What the task gives back; it only reads, little, and waits for nothing but its session."""

    async def write(self, task: Task[T], patience: float = 0.0) -> T:
        """The same, committed; where writers queue, others may go first for `patience` seconds."""


_WORK: WeakKeyDictionary[Engine, Work] = WeakKeyDictionary()


def work_of(sessions: Sessions) -> Work:
    """The way that suits the engine behind sessions; the same for all who ask."""
    engine: AsyncEngine = sessions.kw["bind"]
    if (work := _WORK.get(engine.sync_engine)) is None:
        work = _InOneGo(engine) if engine.dialect.name == "sqlite" else _StepByStep(engine)
        _WORK[engine.sync_engine] = work
    return work


class _StepByStep:
    """With a driver that is async by nature."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = make_sessions(engine)
        self._readers = make_readers(engine)

    async def read(self, task: Task[T]) -> T:
        return await _closed(self._readers, task)

    async def write(self, task: Task[T], patience: float = 0.0) -> T:
        return await _closed(self._sessions, partial(_committed, task=task))


class _InOneGo:
    """SQLite through its own blocking driver."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = _blocking(engine, "BEGIN", patience=IMPATIENT)
        self._writing = _blocking(engine, "BEGIN IMMEDIATE")
        self._thread = ThreadPoolExecutor(1, "sqlite-writer")
        self._turns = Turns()
        self._shift: asyncio.Task[None] | None = None
        self._loop = asyncio.new_event_loop()  # that thread's, which has next to nothing to wait for
        event.listen(engine.sync_engine, "engine_disposed", self._end)

    async def read(self, task: Task[T]) -> T:
        return await _closed(make_sessions(self._reading), task)

    async def write(self, task: Task[T], patience: float = 0.0) -> T:
        ours = copy_context()  # what is known here is known there
        if self._shift is None or self._shift.done():
            self._shift = asyncio.create_task(self._work())
        try:
            return await self._turns.ask(partial(ours.run, self._write, task), patience)
        finally:
            if self._turns.over:  # nobody follows, so whoever closes the engine next finds its connection given back
                await asyncio.wait([self._shift])

    async def _work(self) -> None:
        """Let the thread write until nobody waits for it any more."""
        while self._turns.wanted:
            try:
                async with self._engine.connect():  # the engine's sessions write, too
                    await asyncio.get_running_loop().run_in_executor(self._thread, self._turns.take, SHIFT)
            except Exception as error:  # there is no connection; those who wait must hear of it
                self._turns.refuse(error)

    def _write(self, task: Task[T]) -> T:
        return self._loop.run_until_complete(_closed(make_sessions(self._writing), partial(_committed, task=task)))

    def _end(self, engine: Engine) -> None:
        _WORK.pop(engine, None)
        self._thread.shutdown()
        self._loop.close()
        for blocking in (self._reading, self._writing):
            blocking.sync_engine.dispose()


async def _closed(sessions: Sessions, task: Task[T]) -> T:
    """Not `async with`, which closes a session in a task of its own."""
    session = sessions()
    try:
        return await task(session)
    finally:
        await session.close()


async def _committed(session: AsyncSession, task: Task[T]) -> T:
    done = await task(session)
    await session.commit()
    return done


class _Cursor(sqlite3.Cursor):
    async def _async_soft_close(self) -> None:
        """What an async session does with the cursor behind rows; there is nothing to wait for."""


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


class _Blocking(SQLiteDialect_pysqlite):
    """Python's own driver, of which async sessions need not know that it blocks."""

    driver = "blocking"
    is_async = True
    supports_statement_cache = True


registry.register("sqlite.blocking", __name__, "_Blocking")


def _blocking(engine: AsyncEngine, begin: str, patience: int = BUSY_TIMEOUT_MS) -> AsyncEngine:
    blocking = create_async_engine(
        engine.url.set(drivername="sqlite+blocking"),
        hide_parameters=True,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "factory": _Connection},
    )
    event.listen(blocking.sync_engine, "connect", partial(prepare_sqlite, patience=patience))
    event.listen(blocking.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return blocking
