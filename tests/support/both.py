"""Which tests run on both databases: all that are near the rows, and of those that talk to the bot one in five.

What a person is shown does not depend on the database; what is kept does, and the tests of services, storage and
delivery say so on both. `pytest --everywhere` (`make test EVERYWHERE=yes`) runs all of them on both.
"""

from collections.abc import Iterable
from zlib import crc32

import pytest

FAR = ("chat", "cli", "messages", "playground", "screens", "web")
"""Folders of tests that look at what people see."""
ONE_IN = 5


def on_both(item: pytest.Item) -> bool:
    """Whether a test stays; the same ones each time, whatever else is there."""
    far = item.path.relative_to(item.config.rootpath / "tests").parts[0] in FAR
    callspec = getattr(item, "callspec", None)
    on_postgres = callspec is not None and callspec.params.get("database_url") == "postgresql"
    return not (far and on_postgres) or crc32(item.nodeid.encode()) % ONE_IN == 0


def kept(items: Iterable[pytest.Item], config: pytest.Config) -> list[pytest.Item]:
    """The tests that stay; the others are counted as deselected."""
    found = list(items)
    if config.getoption("--everywhere"):
        return found
    config.hook.pytest_deselected(items=[item for item in found if not on_both(item)])
    return [item for item in found if on_both(item)]
