"""A copy of a SQLite database, taken while others write."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import AppError


@dataclass
class DamagedBackup(AppError):
    """The copy did not pass the database's own check; `found` is what the check said."""

    found: str


def copy_database(source: Path, target: Path) -> None:
    """Copy the database file `source` into `target` (a new file) through SQLite's online backup, and check the copy.

    The copy is one whole file without a journal beside it. Raises DamagedBackup; sqlite3.Error when `source` cannot be
    read.
    """
    address = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        strays = copy.execute("PRAGMA foreign_key_check").fetchone()
    if found != "ok" or strays is not None:
        raise DamagedBackup(str(found) if found != "ok" else "foreign keys")
