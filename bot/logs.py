"""Logs: one line per event, with ids and never a name, a number, a code or a text; the token is cut out of anything.

Errors are logged by their class and where they arose, never by their message: a database quotes the row it refuses, a
parser the word it stumbled over.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")


def set_up_logs(*, quiet: bool = False) -> None:
    """Set up structlog for the terminal; `quiet` shows warnings and worse only."""
    level = logging.WARNING if quiet else logging.INFO
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter("%(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for noisy in ("httpx", "apscheduler", "telegram", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_messages,
            _without_tokens,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )


def _without_tokens(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _TOKEN.sub("(token)", value) if isinstance(value, str) else value for key, value in event.items()}


def where(error: BaseException) -> str:
    """What went wrong, without a word of what was said: `IntegrityError at base.py:1967 do_execute <- ...`."""
    return "; caused by ".join(_links(error))


def _links(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        frames = reversed(traceback.extract_tb(now.__traceback__))
        places = " <- ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
        yield f"{type(now).__name__} at {places}" if places else type(now).__name__
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)


def _without_messages(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    given = event.pop("exc_info", None)
    found = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if found is not None:
        event["where"] = where(found)
    return event


class _Formatter(logging.Formatter):
    """For what libraries log of errors by themselves."""

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return where(ei[1]) if ei[1] is not None else ""
