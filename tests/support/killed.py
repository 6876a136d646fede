"""A process of its own that does one thing and is killed in the midst of it."""

import asyncio
import sys


async def killed(module: str, *arguments: str) -> None:
    """Run a module until it says that it is ready, and kill it then."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    process.kill()
    assert await process.wait() != 0
