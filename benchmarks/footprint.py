"""How much memory an idle bot holds, and how soon the commands answer, each beside a bare interpreter."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, time

from benchmarks.figure import Figure
from bot.paths import ROOT
from bot.playground.telegram import BotApi
from bot.playground.telegram.app import telegram_app
from bot.web.server import WebServer

TOKEN = "4242:a-bot-that-only-waits-for-its-first-message"
MEGABYTES = 120
SECONDS = 0.5
IDLE = 5.0
"""Seconds after which everything a start brings with it has settled."""
_FOUND = (sys.executable, "-m", "bot", "init", "--school", "SMA", "--timezone", "Asia/Jakarta", "--admin", "Joko")
_BARE = "import sys; sys.stdout.write('serving\\n'); sys.stdout.flush(); sys.stdin.read()"


async def figures() -> AsyncIterator[Figure]:
    """The live bot at rest against a local Bot API server, `--help`, and the floor of each."""
    with TemporaryDirectory() as folder:
        memory = await _live(Path(folder))
        bare = await _resting([sys.executable, "-c", _BARE], Path(folder), os.environ, 0)
    yield Figure("footprint: memory of the live bot at rest", memory, "MB", f"<= {MEGABYTES}", memory <= MEGABYTES)
    yield Figure("footprint: memory of a bare interpreter", bare, "MB", "floor", True)
    helped = min(_seconds("-m", "bot", "--help") for _turn in range(5))
    yield Figure("footprint: titian --help", helped, "s", f"<= {SECONDS:g}", helped <= SECONDS)
    nothing = min(_seconds("-c", "pass") for _turn in range(5))
    yield Figure("footprint: a bare interpreter starts and ends", nothing, "s", "floor", True)


async def _live(folder: Path) -> float:
    api = BotApi(time)
    api.add_bot(TOKEN)
    server = WebServer(telegram_app(api), "127.0.0.1", 0)
    serving = server.start()
    settings = {
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": f"http://127.0.0.1:{server.port}",
        "TITIAN_DATA_DIR": str(folder),
        "TITIAN_PORT": "0",
    }
    environment = os.environ | settings
    await asyncio.to_thread(_run, *_FOUND, cwd=folder, env=environment)
    try:
        return await _resting([sys.executable, "-m", "bot", "run"], folder, environment, IDLE)
    finally:
        await api.aclose()
        await server.stop(serving)


async def _resting(command: list[str], folder: Path, environment: Mapping[str, str], idle: float) -> float:
    """Resident megabytes of a process, `idle` seconds after it said that it serves."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    while b"serving" not in (line := await process.stdout.readline()):
        assert line, "it ended before it served"
    await asyncio.sleep(idle)
    kilobytes = await asyncio.to_thread(_run, "ps", "-o", "rss=", "-p", str(process.pid))
    process.terminate()
    await process.communicate()
    return int(kilobytes) / 1024


def _seconds(*arguments: str) -> float:
    begun = perf_counter()
    _run(sys.executable, *arguments, cwd=ROOT)
    return perf_counter() - begun


def _run(*command: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> bytes:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=True).stdout
