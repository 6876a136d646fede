"""The bot as an operator starts it, on a machine whose clock can be put: `python -m tests.chaos.bot run`.

It begins CHAOS_AHEAD seconds forward. SIGUSR1 puts it an hour forward, SIGUSR2 an hour back. What counts seconds
(`time.monotonic`) runs on, as on a real one.
"""

import os
import signal
from datetime import UTC, datetime, timedelta

import time_machine

from bot.cli import main

HOUR = 3600.0


def _with_a_clock() -> None:
    ahead = timedelta(seconds=int(os.environ.get("CHAOS_AHEAD", "0")))
    clock = time_machine.travel(datetime.now(UTC) + ahead, tick=True).start()
    signal.signal(signal.SIGUSR1, lambda _number, _frame: clock.shift(HOUR))
    signal.signal(signal.SIGUSR2, lambda _number, _frame: clock.shift(-HOUR))
    main()


if __name__ == "__main__":
    _with_a_clock()
