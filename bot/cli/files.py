"""Files that commands write: whole or not at all, readable by their owner only, never over another by accident."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import AppError


@dataclass
class FileExists(AppError):
    """The file to be written is there already."""

    path: str


@dataclass
class FileRefused(AppError):
    """A file to be read was refused for `cause`; `name` says which of several it was."""

    name: str
    cause: Exception


@contextmanager
def whole_file(path: Path, *, force: bool) -> Iterator[Path]:
    """A file beside `path` to write into; it takes the place of `path` when the block ends well, else it is gone.

    Raises FileExists unless `force`, and OSError for a folder that is not there or not ours.
    """
    if path.is_dir() or (path.exists() and not force):
        raise FileExists(str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    os.close(handle)
    made = Path(name)
    try:
        yield made
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
