"""SQLite without a thread between: forged presses ask one connection very much, one thing after the other."""

from typing import Any

import aiosqlite
import pytest


@pytest.fixture
def straight(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the test runs, SQLite is asked where the test runs, which takes two thirds of the time.

    Its driver hands each call to a thread and waits for it. Two connections that wait for each other would wait for
    ever here: nothing that tries what happens at once may use this.
    """

    async def execute(self: aiosqlite.Connection, call: Any, *args: Any, **named: Any) -> Any:
        if not self._running or not self._connection:
            raise ValueError("Connection closed")
        return call(*args, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", execute)
