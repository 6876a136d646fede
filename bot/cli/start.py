"""`titian run` and `titian playground`."""

import sys
from types import ModuleType
from typing import cast

from bot.cli import work

_FOR_SHOW = ("pygments", "rich")
"""httpx and structlog import these where they are, for coloured output that nothing here shows; 10 MB of memory."""


def run() -> None:
    """Serve until told to stop."""
    _lean()
    from bot.main import run as serve

    serve(work.settings())


def playground() -> None:
    """The playground, whether or not there is a token."""
    _lean()
    from bot.main import run as serve

    serve(work.settings().for_show())


def _lean() -> None:
    modules = cast(dict[str, ModuleType | None], sys.modules)
    for name in _FOR_SHOW:
        modules.setdefault(name, None)  # importing it now fails, as if it were not installed
