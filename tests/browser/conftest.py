"""Browser tests use the system's Chromium and a playground of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import launch_options
from tests.support.process import playground


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_options()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where a fresh playground answers."""
    with playground(tmp_path) as address:
        yield address
