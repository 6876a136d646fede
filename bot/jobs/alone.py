"""Trouble with one thing keeps nothing else waiting."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger(__name__)


@contextmanager
def alone(number: int, what: str = "update") -> Iterator[None]:
    """One update's trouble (a template that is no more, say) is logged and keeps no other waiting."""
    try:
        yield
    except Exception as error:
        log.exception(f"{what}_in_trouble", error=type(error).__name__, **{what: number})
