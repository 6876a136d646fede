"""A process that says what is due about a meeting and stops for whoever kills it, before or after it commits:
`python -m tests.support.reminding_process DATABASE_URL MEETING NOW before|after`."""

import asyncio
import sys
from datetime import datetime

from bot.services.meetings import reminding
from bot.storage.engine import make_engine, make_sessions


async def _main(url: str, meeting_id: int, now: datetime, when: str) -> None:
    engine = make_engine(url)
    async with make_sessions(engine)() as session:
        while await reminding.remind(session, meeting_id, now):
            pass
        if when == "after":
            await session.commit()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]), sys.argv[4]))
