"""What may go wrong on the way to the far end, and back."""

from collections import Counter
from pathlib import Path
from random import Random

from tests.chaos import judge
from tests.chaos.drains import Size, a_house, the_end
from tests.chaos.house import House
from tests.chaos.judge import Tally
from tests.chaos.weather import PATIENCE

HARMLESS = ("server_error", "too_many")
"""Certainly not sent: tried again, and nothing to count."""
GONE = ("bare_error", "drop_before", "gateway_before")
"""Did not arrive, which nobody can know."""
TWICE = ("drop_after", "gateway_after")
"""Arrived, which nobody can know."""
SLOW = ("hold", "delay")
"""Arrived, later than anybody waits."""
FAMILIES = 3
"""For each kind of trouble."""


async def each_once(url: str, folder: Path, size: Size) -> tuple[Tally, dict[str, set[int]]]:
    """Each kind of trouble comes down once on a few families, the slow ones for longer than the bot waits.

    By kind: how many messages those families got.
    """
    kinds = (*HARMLESS, *GONE, *TWICE, *SLOW)
    async with a_house(url, folder, size) as house:
        chats = iter(sorted(await judge.chats(house)))
        met = {kind: [next(chats) for _family in range(FAMILIES)] for kind in kinds}
        for kind, families in met.items():
            for chat in families:
                seconds = PATIENCE + 4.0 if kind in SLOW else 1.0
                house.far.ask("order", wrong=kind, chat_id=int(chat), method="sendMessage", seconds=seconds)
        house.start()
        await house.say()
        told = await the_end(house)
        got = Counter(one.chat for one in house.far.accepted())
        return told, {kind: {got[chat] for chat in families} for kind, families in met.items()}


async def shut_out(url: str, folder: Path, size: Size) -> Tally:
    """Connections break off, and new ones are refused for a while."""
    rng = Random(size.seed)
    async with a_house(url, folder, size) as house:
        house.start()
        await house.say(size.updates)
        for _shut in range(size.kills):
            await house.far.took(len(house.far.accepted()) + rng.randint(1, 30))
            house.far.ask("shut", seconds=rng.uniform(0.5, 2.0))
            await house.lose_sight()  # what stood at the door is not known to the far end, either
        return await the_end(house)


async def bad_weather(url: str, folder: Path, size: Size) -> Tally:
    """Everything at once, by chance, until the day's messages are through."""
    async with a_house(url, folder, size) as house:
        chances = {"server_error": 0.06, "too_many": 0.01, "delay": 0.04, "hold": 0.04}
        chances |= dict.fromkeys((*GONE, *TWICE), 0.02)
        house.far.ask("weather", chances=chances, seconds=[0.05, 30.0])
        house.start()
        await house.say(size.updates)
        return await the_end(house)


async def told_to_wait(url: str, folder: Path, size: Size) -> tuple[Tally, bool]:
    """The far end asks for a pause in mid-drain, and somebody writes meanwhile; whether the answer came first."""
    pause = 12
    async with a_house(url, folder, size) as house:
        house.start()
        await house.say()
        await house.far.took(10)
        house.far.ask("order", wrong="too_many", method="sendMessage", seconds=pause)
        await house.far.until(lambda: bool(house.far.lines("fault")))
        await house.nothing_in_hand()  # what was under way has arrived
        before = len(house.far.accepted())
        assert before < await judge.recipients(house), "nothing is left that could have paused"
        chat = await _somebody(house)
        house.far.ask("say", chat=chat, text="/start")
        await house.far.took(before + 1)
        first = house.far.accepted()[before]
        return await the_end(house), first.chat == chat and "Aula" not in first.words


async def _somebody(house: House) -> str:
    return sorted(await judge.chats(house))[0]
