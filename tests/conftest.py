"""Real databases for every test, the network blocked, and in CI a skipped test is a failed one."""

import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.storage import engine as engines
from bot.storage.engine import Sessions, make_engine, make_sessions
from bot.storage.migrate import migrate
from tests.support.both import kept
from tests.support.compiled import compiled_once
from tests.support.postgres import emptied, postgres_server

settings.load_profile("ci")  # the same examples everywhere; `--hypothesis-profile=default` looks for new ones

NOW = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
"""A Monday, 09.00 in Jakarta: school is open."""


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session", autouse=True)
def no_power_cuts() -> Iterator[str]:
    """What tests commit need not be on the disk: waiting for it takes longer than all the rest of a commit.

    Processes that tests start wait for it, as everywhere. Gives back what else holds.
    """
    everywhere = engines.SYNCHRONOUS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "SYNCHRONOUS", "OFF")
        yield everywhere


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory, no_power_cuts: str) -> Path:
    """A migrated, empty SQLite file to copy from."""
    import asyncio

    path = tmp_path_factory.mktemp("sqlite") / "empty.db"

    async def make() -> None:
        engine = make_engine(f"sqlite:///{path}")
        await migrate(engine)
        async with engine.connect() as connection:
            await connection.exec_driver_sql("COMMIT")
            await connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        await engine.dispose()

    asyncio.run(make())
    return path


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """A migrated PostgreSQL database of this test process."""
    return postgres_server(tmp_path_factory, worker_id)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty, migrated database; each test that asks for it runs on both engines."""
    if request.param == "sqlite":
        copy = tmp_path / "titian.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), copy)
        return f"sqlite:///{copy}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(database_url)
    compiled_once(engine)
    yield engine
    if engine.dialect.name == "postgresql":
        await emptied(engine)
    await engine.dispose()


@pytest.fixture
def sessions(engine: AsyncEngine) -> Sessions:
    return make_sessions(engine)


@pytest.fixture
async def session(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this test process; pytest-xdist gives each of its workers one."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is there to run (CI), a test that is skipped is a test that is missing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("CI"):
        return
    if skipped := reporter.stats.get("skipped", []):
        reporter.write_line(f"{len(skipped)} skipped tests: in CI that is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: the garbage collector need not look through them again."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--everywhere", action="store_true", help="run all tests on both databases, not a part of some")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items[:] = kept(items, config)
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.enable_socket)
