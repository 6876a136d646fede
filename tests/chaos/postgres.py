"""A PostgreSQL of one's own, to be broken: other tests' server is not touched."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.postgres import bundled_server, fresh_database


class OwnServer:
    """A server that can be made to crash."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle

    async def fresh(self) -> str:
        """The address of an empty, migrated database."""
        return await fresh_database(self._handle.get_uri(), "titian_chaos")

    def crash(self) -> None:
        """Break everything off, without so much as a checkpoint."""
        command = [self._handle.bin_path / "pg_ctl", "-w", "-D", self._handle.pgdata, "stop", "-m", "immediate"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self._handle.system_user)

    def rise(self) -> None:
        """Start it again; returns when it has recovered and can be asked."""
        self._handle.ensure_postgres_running()


@contextmanager
def own_server(runtime: Path) -> Iterator[OwnServer]:
    """A server in a folder of its own, which goes with it; `runtime` is where the package may keep its lock."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    handle = bundled_server(Path(tempfile.gettempdir()) / f"titian-chaos-{os.getpid()}")
    try:
        yield OwnServer(handle)
    finally:
        handle.cleanup()
