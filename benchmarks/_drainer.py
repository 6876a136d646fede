"""A process that delivers an outbox, as a second bot process would; it may be killed at any moment.

`python -m benchmarks._drainer DATABASE FAR_END RATE AT_ONCE OWNER BOT…` prints a line once it is at work. To each line
that it is told it answers with the processor seconds it has used, and ends in good order when its input does.
"""

import asyncio
import sys
from time import process_time

import structlog

from benchmarks._courier import delivering
from bot.messages.render import preload
from bot.storage.engine import make_engine


async def main(database: str, far_end: str, rate: int, at_once: int, owner: str, *bots: str) -> None:
    """Deliver for these bots until the input ends."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    preload()
    engine = make_engine(database)
    named = range(int(bots[0]), int(bots[-1]) + 1)
    async with delivering(engine, named, far_end, rate=rate, at_once=at_once, owner=owner or None):
        _say("at work")
        while await asyncio.to_thread(sys.stdin.readline):
            _say(str(process_time()))
    await engine.dispose()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _database, _far_end, _rate, _at_once, *_rest = sys.argv[1:]
    asyncio.run(main(_database, _far_end, int(_rate), int(_at_once), *_rest))
