"""A process that handles what has arrived and may be killed at any moment; run by the tests of what survives that."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.telegram.send import TelegramChannel
from bot.chat.desk import Desk
from bot.chat.flows import all_flows
from bot.chat.router import Router
from bot.services import inbox
from bot.storage.engine import make_engine, make_sessions


async def main(url: str, bot_id: int, now: str, path: str) -> None:
    """Handle until killed; one line in the file for each arrival handled, from which the killer sees how far it is."""
    sessions = make_sessions(make_engine(url))
    owner = f"handler-{os.getpid()}"
    moment = datetime.fromisoformat(now).astimezone(UTC)
    async with sessions() as session:
        await inbox.release(session, bot_id, [owner])
        await session.commit()
    told = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    channel = TelegramChannel("4242:nobody", "http://127.0.0.1:9", Path(path).parent)
    desk = Desk(sessions, {bot_id: channel}, Router(all_flows()), owner, lambda: moment, lambda _bot: _tell(told))
    await desk.run()


def _tell(file: int) -> None:
    os.write(file, b".")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]))
