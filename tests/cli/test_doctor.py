"""The doctor says what is wrong and what to do, one line per check."""

import asyncio
import threading
import time
from collections.abc import Iterator
from queue import Queue

import pytest

from bot.cli.checkups import Mark, of_clock
from bot.playground.telegram import BotApi, Floods
from bot.playground.telegram.app import telegram_app
from bot.web.server import WebServer
from tests.cli.conftest import Titian

TOKEN = "110:playground"


@pytest.fixture
def telegram(titian: Titian, monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApi]:
    """A Bot API server in a thread of its own, and the commands' settings pointing to it."""
    api = BotApi(time.time, floods=Floods.off())
    api.add_bot(TOKEN, username="tunas_bot")
    started: Queue[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Queue()

    async def serve() -> None:
        server, ended = WebServer(telegram_app(api), "127.0.0.1", 0), asyncio.Event()
        serving = server.start()
        started.put((asyncio.get_running_loop(), ended, server.port))
        await ended.wait()
        await server.stop(serving)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    loop, ended, port = started.get(timeout=60)
    monkeypatch.setenv("TELEGRAM_API_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    yield api
    loop.call_soon_threadsafe(ended.set)
    thread.join()


def test_a_fresh_machine_is_told_what_to_do_next(titian: Titian) -> None:
    said = titian.ok("doctor")
    assert "!   No school yet. Found one: titian init" in said
    assert "!   No TELEGRAM_BOT_TOKEN" in said
    assert "✗" not in said


def test_a_token_of_the_wrong_shape_is_wrong(titian: Titian, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "my token")
    outcome = titian("doctor")
    assert outcome.code == 1
    assert "✗   TELEGRAM_BOT_TOKEN does not look like a token." in outcome.out
    assert "my token" not in outcome.out


def test_a_telegram_that_cannot_be_reached_is_wrong_and_the_token_stays_secret(
    titian: Titian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    outcome = titian("doctor")
    assert outcome.code == 1
    assert "✗   Telegram cannot be reached" in outcome.out
    assert TOKEN not in outcome.out + outcome.err


def test_a_database_that_is_none_is_wrong(titian: Titian) -> None:
    (titian.folder / "titian.db").write_text("not a database")
    outcome = titian("doctor")
    assert outcome.code == 1
    assert "✗   The database cannot be used (DatabaseError)" in outcome.out


def test_a_folder_that_cannot_be_written_is_wrong(titian: Titian, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TITIAN_DATA_DIR", str(titian.folder / "titian.db"))
    monkeypatch.setenv("DATABASE_URL", titian.database)
    outcome = titian("doctor")
    assert outcome.code == 1
    assert "cannot be written" in outcome.out


def test_a_known_bot_is_kept_so_that_letters_can_be_printed(
    titian: Titian, telegram: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    titian.ok("init", "--school", "SMA Tunas", "--timezone", "Asia/Jakarta", "--admin", "Joko")
    said = titian.ok("doctor")
    for line in (
        "✓   School: SMA Tunas",
        "✓   Telegram knows the bot as @tunas_bot",
        "✓   Updates are fetched by polling",
    ):
        assert line in said
    titian.ok("invites", "issue", "--staff", "--format", "pdf", "-o", "letters.pdf")
    monkeypatch.setenv("TITIAN_PUBLIC_URL", "https://titian.example")
    assert "!   The webhook is not set yet." in titian.ok("doctor")


def test_a_token_that_telegram_does_not_know_is_wrong(
    titian: Titian, telegram: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "999:unknown")
    outcome = titian("doctor")
    assert outcome.code == 1
    assert "✗   Telegram does not know this token." in outcome.out


def test_the_token_of_another_bot_is_wrong(school: Titian, telegram: BotApi) -> None:
    outcome = school("doctor")
    assert outcome.code == 1
    assert "✗   The token is that of @tunas_bot, but the school has another bot." in outcome.out


@pytest.mark.parametrize(("seconds", "mark"), [(29, Mark.OK), (30, Mark.CARE), (300, Mark.BAD)])
def test_a_clock_that_is_off_is_told_by_how_much(seconds: float, mark: Mark) -> None:
    assert of_clock(seconds).mark is mark
