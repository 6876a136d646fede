"""The bot as an operator starts it: a process of its own, in an empty folder, with nothing but its settings."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.paths import ROOT

_OURS = ("TITIAN_", "TELEGRAM_", "WHATSAPP_", "DATABASE_URL")
LONG = 60
"""Seconds after which a process is given up; nothing here takes a fraction of it on an idle machine."""


def start(folder: Path, settings: Mapping[str, str] | None = None, module: str = "bot") -> subprocess.Popen[str]:
    """`python -m bot run` with these settings over a free port and data in `folder`; `module` may stand for it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    given = {"TITIAN_PORT": "0", "TITIAN_DATA_DIR": str(folder / "data"), **(settings or {})}
    return subprocess.Popen(
        [sys.executable, "-m", module, "run"],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address_of(process: subprocess.Popen[str]) -> str:
    """The address a playground prints once it can be used."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://" in line, process.communicate(timeout=LONG)
    return "http://" + line.partition("http://")[2].split()[0]


def end(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
    """Tell the process to stop: its exit code, and all it complained about."""
    process.send_signal(how)
    _out, complaints = process.communicate(timeout=LONG)
    return process.returncode, complaints


@contextmanager
def playground(folder: Path) -> Iterator[str]:
    """A playground that runs, by its address; it has nothing to complain about."""
    process = start(folder)
    try:
        yield address_of(process)
    finally:
        ended = end(process)
        assert ended == (0, ""), ended
