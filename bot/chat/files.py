"""Files that a turn makes for somebody: kept for a few days below the data folder, where the channel finds them."""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from bot.domain.screens import FileKind, FileRef

KEEP = timedelta(days=3)
"""A message that cannot leave for longer than this goes without its file; the file can be asked for again."""

_FOLDER = "files"
_data_dir: ContextVar[Path] = ContextVar("data_dir", default=Path("var"))


def use(data_dir: Path) -> None:
    """Say where the data folder is, once, before the desk is opened."""
    _data_dir.set(data_dir)


def new(name: str) -> Path:
    """Where a document that is going to be called `name` may be written."""
    folder = _data_dir.get() / _FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{token_hex(8)}{Path(name).suffix}"


def document(path: Path, name: str) -> FileRef:
    """A document that was written to such a place, for sending."""
    return FileRef(FileKind.DOCUMENT, path=f"{_FOLDER}/{path.name}", name=name, size=path.stat().st_size)


def picture(path: Path, name: str) -> FileRef:
    """A picture that was written to such a place, for sending."""
    return replace(document(path, name), kind=FileKind.PHOTO)


def forget(paths: Iterable[str]) -> None:
    """Delete these files of ours at once, as `FileRef.path` names them; nothing outside their folder."""
    for path in paths:
        (_data_dir.get() / _FOLDER / Path(path).name).unlink(missing_ok=True)


def forget_old(now: datetime) -> int:
    """Delete the files that have been kept long enough; how many."""
    old = [path for path in (_data_dir.get() / _FOLDER).glob("*") if path.stat().st_mtime < (now - KEEP).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
