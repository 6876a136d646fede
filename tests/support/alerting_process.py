"""A process that asks families what is due and stops for whoever kills it, before or after it commits:
`python -m tests.support.alerting_process DATABASE_URL SCHOOL NOW before|after`."""

import asyncio
import sys
from datetime import datetime

from bot.services.alerts import finding, telling
from bot.storage.engine import make_engine, make_sessions


async def _main(url: str, school_id: int, now: datetime, when: str) -> None:
    engine = make_engine(url)
    async with make_sessions(engine)() as session:
        await finding.find(session, school_id, now)
        await telling.tell(session, school_id, await telling.due(session, school_id, now), now)
        if when == "after":
            await session.commit()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]), sys.argv[4]))
