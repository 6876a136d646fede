"""Each test has an engine of its own; what SQLAlchemy has compiled is kept for all of them.

A statement costs as much to compile as to run, and is found again by its dialect. So engines of one kind share theirs.
"""

from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import readers_of

_KEPT: dict[str, tuple[Dialect, MutableMapping[Any, Any]]] = {}


def compiled_once(engine: AsyncEngine) -> None:
    """Let this engine, and the one of its readers, use what was compiled before."""
    for one in dict.fromkeys((engine.sync_engine, readers_of(engine).sync_engine)):
        _share(one)  # the engine itself first: its dialect is the one that meets a database


def _share(engine: Engine) -> None:
    dialect, kept = _KEPT.setdefault(engine.dialect.name, (engine.dialect, {}))
    engine.dialect = dialect
    engine.update_execution_options(compiled_cache=kept)
