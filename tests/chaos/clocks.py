"""A machine whose clock is put an hour forward and back while its house sends."""

import signal
from datetime import timedelta
from pathlib import Path

from tests.chaos import judge
from tests.chaos.drains import Size, a_house, the_end
from tests.chaos.house import CLOCKED, House, Process
from tests.chaos.judge import Tally

HOUR = timedelta(hours=1)


async def put(url: str, folder: Path, size: Size) -> Tally:
    """Back, right again and forward in the middle of updates, and right again: whatever is said then leaves.

    What was due by the clock before it was put back is due by that clock still, and leaves when that hour comes.
    """
    async with a_house(url, folder, size) as house:
        running = house.start(CLOCKED)
        await _one_more(house)
        for hour in (-HOUR, HOUR, HOUR):
            _put(house, running, hour)
            await _one_more(house)
        await house.settle(await judge.recipients(house))
        _put(house, running, -HOUR)
        await _one_more(house)
        return await the_end(house)


async def _one_more(house: House) -> None:
    await house.say()
    await house.far.until(lambda: any(number == house.said for _chat, number in judge.arrived(house)))


def _put(house: House, running: Process, hour: timedelta) -> None:
    running.popen.send_signal(signal.SIGUSR1 if hour > timedelta(0) else signal.SIGUSR2)
    house.ahead += hour
