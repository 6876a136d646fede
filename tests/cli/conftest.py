"""Commands run in process, on a database of their own."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.storage.engine import make_engine, make_sessions
from tests.support.demo import Demo, demo_school


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Titian:
    """Runs `titian …`; `folder` is where it stands."""

    folder: Path

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'titian.db'}"

    def __call__(self, *arguments: str | Path) -> Outcome:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        return Outcome(result.exit_code, result.stdout, result.stderr)

    def ok(self, *arguments: str | Path) -> str:
        outcome = self(*arguments)
        assert outcome.code == 0, outcome
        return outcome.out

    def fails(self, *arguments: str | Path) -> str:
        """Runs what must fail with code 1 and one clear line, and gives the line."""
        outcome = self(*arguments)
        assert (outcome.code, outcome.out) == (1, ""), outcome
        (line,) = outcome.err.splitlines()
        return line


@pytest.fixture
def titian(tmp_path: Path, empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Titian:
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "TELEGRAM_BOT_TOKEN", "DATABASE_URL", "TITIAN_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TITIAN_DATA_DIR", str(tmp_path))
    shutil.copy(empty_sqlite, tmp_path / "titian.db")
    return Titian(tmp_path)


@pytest.fixture
def school(titian: Titian) -> Titian:
    """The demo school, with three classes."""

    async def found(demo: Demo) -> None:
        demo.school.locale = "id"

    in_database(titian, found)
    return titian


def in_database(titian: Titian, work: Callable[[Demo], object]) -> None:
    """Do something to the demo school's rows."""

    async def run() -> None:
        engine = make_engine(titian.database)
        async with make_sessions(engine)() as session:
            demo = await demo_school(session, datetime.now(UTC))
            if asyncio.iscoroutine(done := work(demo)):
                await done
            await session.commit()
        await engine.dispose()

    asyncio.run(run())
