"""Each test has an engine of its own; what SQLAlchemy has compiled is kept for all of them.

A statement costs as much to compile as to run, and is found again by its dialect. So engines of one kind share theirs.
"""

from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

from bot.storage.engine import readers_of

MOST = 1_500
"""Statements kept; all that flows ask for, and room for what tests do."""
_KEPT: dict[str, tuple[Dialect, MutableMapping[Any, Any]]] = {}


def compiled_once(engine: AsyncEngine) -> None:
    """Let this engine, and the one of its readers, use what was compiled before.

    A dialect knows its server from its engine's first connection on; before, it is not shared.
    """
    own = engine.sync_engine.dialect
    dialect, kept = _KEPT.setdefault(own.name, (own, LRUCache(MOST)))
    if getattr(dialect, "server_version_info", None) is None:
        _KEPT[own.name] = own, LRUCache(MOST)
        return
    for one in (engine, readers_of(engine)):
        one.sync_engine.dialect = dialect
        one.sync_engine.update_execution_options(compiled_cache=kept)
