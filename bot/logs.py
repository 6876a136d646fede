"""Logs: one line per event, with ids and never a name, a number, a code or a text; the token is cut out of anything.

As plain words, or as one JSON object a line for whatever collects the logs of containers.
Errors are logged by their class and where they arose, never by their message: a database quotes the row it refuses, a
parser the word it stumbled over.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import structlog

LogFormat = Literal["plain", "json"]

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
_RENDERERS: Mapping[LogFormat, structlog.typing.Processor] = {
    "plain": structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
    "json": structlog.processors.JSONRenderer(default=str),
}


def set_up_logs(form: LogFormat = "plain", *, quiet: bool = False) -> None:
    """Set up structlog, and what libraries log, in one form; `quiet` shows warnings and worse only."""
    level = logging.WARNING if quiet else logging.INFO
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonFormatter() if form == "json" else _Formatter("%(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for noisy in ("httpx", "httpcore", "apscheduler", "telegram", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_messages,
            _without_tokens,
            _RENDERERS[form],
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
    """For what libraries log by themselves."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("(token)", super().format(record))

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return where(ei[1]) if ei[1] is not None else ""


class _JsonFormatter(_Formatter):
    """The same, with the keys that our own lines have."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        line = {"event": record.getMessage(), "logger": record.name, "level": record.levelname.lower(), "timestamp": at}
        if record.exc_info:
            line["where"] = self.formatException(record.exc_info)
        return json.dumps({key: _TOKEN.sub("(token)", value) for key, value in line.items()})
