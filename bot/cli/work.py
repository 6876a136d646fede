"""What every command needs: the settings, a database of the newest shape, a session that is committed at the end."""

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

    from bot.settings import Settings

T = TypeVar("T")


def do(work: Coroutine[None, None, T]) -> T:
    """Run a command's work to its end."""
    import asyncio

    return asyncio.run(work)


def now() -> datetime:
    """The instant at which a command runs."""
    return datetime.now(UTC)


def settings() -> "Settings":
    """What the operator set; raises pydantic's ValidationError."""
    from bot.settings import Settings

    return Settings()


@asynccontextmanager
async def database() -> "AsyncIterator[AsyncEngine]":
    """The configured database, brought to the newest shape."""
    from bot.storage.engine import make_engine
    from bot.storage.migrate import migrate

    engine = make_engine(settings().database)
    try:
        await migrate(engine)
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def session(*, keep: bool = True) -> "AsyncIterator[AsyncSession]":
    """A session whose work is committed when the block ends well, and undone when it does not, or unless `keep`."""
    from bot.storage.engine import make_sessions

    async with database() as engine, make_sessions(engine)() as opened:
        yield opened
        await (opened.commit() if keep else opened.rollback())
