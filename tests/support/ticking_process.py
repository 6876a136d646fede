"""A process that does what is due by one tick of the live bot and stops for whoever kills it, just before or just
after one of its commits: `python -m tests.support.ticking_process DATABASE_URL FOLDER TICK NOW before|after NUMBER`.

A tick is several transactions. With fewer of them than NUMBER it ends by itself, and whoever waits to kill it fails.
FOLDER is where files lie that were made for sending.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Event

from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.chat import files
from bot.jobs import privacy_ticks, ticks
from bot.storage.engine import Sessions, make_engine, make_sessions

Clock = Callable[[], datetime]
TICKS: Mapping[str, Callable[[Sessions, Clock], Awaitable[None]]] = {
    "promises": lambda sessions, clock: ticks.keep_promises(sessions, clock, _nobody_waits),
    "erasures": lambda sessions, clock: privacy_ticks.erase_due(sessions, clock, _nobody_waits),
    "leftovers": privacy_ticks.follow_erasures,
}


def _nobody_waits() -> None:
    """What was queued leaves with another process."""


def _stop_at(when: str, number: int) -> None:
    """Stand still in the midst of the commit; a savepoint's is none."""
    numbers = count(1)

    def reached(session: Session) -> None:
        if not session.in_nested_transaction() and next(numbers) == number:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            Event().wait()

    event.listen(Session, f"{when}_commit", reached)


async def _main(url: str, folder: str, tick: str, now: str, when: str, number: str) -> None:
    _stop_at(when, int(number))
    files.use(Path(folder))
    engine = make_engine(url)
    await TICKS[tick](make_sessions(engine), lambda: datetime.fromisoformat(now))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
