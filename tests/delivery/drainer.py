"""A process that delivers an outbox and may be killed at any moment; run by the tests of what survives that.

Its channel is a file: what stands in it has arrived, whatever becomes of the process.
"""

import asyncio
import os
import sys

from bot.channels.base import Received
from bot.channels.telegram.send import LIMITS
from bot.delivery.courier import Courier
from bot.domain.rendered import Rendered
from bot.domain.screens import FileRef
from bot.messages.render import render
from bot.services.update_screens import screens_for
from bot.storage.engine import make_engine

LATENCY = 0.01


class FileChannel:
    """A channel whose far end is a file with one line for each message: the address."""

    limits = LIMITS

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def send(self, address: str, message: Rendered) -> str:
        await asyncio.sleep(LATENCY)
        os.write(self._file, f"{address}\n".encode())
        await asyncio.sleep(LATENCY)
        return "1"

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        raise NotImplementedError

    async def delete(self, address: str, message_id: str) -> None:
        raise NotImplementedError

    async def download(self, file: FileRef, limit: int) -> bytes:
        raise NotImplementedError

    def read(self, raw: str) -> Received:
        raise NotImplementedError


async def main(url: str, bot_id: int, path: str) -> None:
    engine = make_engine(url)
    courier = Courier(engine, {bot_id: FileChannel(path)}, render, screens_for, rate=200)
    await courier.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
