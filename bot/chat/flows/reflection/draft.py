"""What the screens of a month share: its numbers as they are told, and the way from month to month."""

from collections.abc import Mapping

from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.reflection import EARLIER, Month, Numbers, SchoolNumbers, duration
from bot.domain.screens import Button, Fact, Row, button
from bot.domain.text import _
from bot.services.reflection.seen import latest_month

flow = Flow("reflection", "rf")


async def asked_month(turn: Turn, ordinal: int) -> tuple[Month, Month]:
    """The month that a button names, and the running one; raises StaleScreen for one that cannot be looked at."""
    latest = await latest_month(turn.session, turn.staff(), turn.now)
    return Month.read(ordinal, latest), latest


def told(numbers: Numbers | SchoolNumbers) -> Mapping[str, Fact]:
    """What the words and the picture say alike."""
    time = numbers.answer_time
    return {
        "families": numbers.families,
        "reached": numbers.reached,
        "updates": numbers.updates,
        "about_pupils": numbers.about_pupils,
        "good": numbers.good,
        "concerns": numbers.concerns,
        "asked": numbers.asked,
        "answered": numbers.answered,
        "answer_time": None if time is None else duration(time),
    }


def turns(key: str, month: Month, latest: Month) -> list[Row]:
    """To the month before and after."""
    row: list[Button] = []
    if month.ordinal > latest.ordinal - EARLIER:
        row.append(button(_("‹ The month before"), key, month.ordinal - 1))
    if month.ordinal < latest.ordinal:
        row.append(button(_("The month after ›"), key, month.ordinal + 1))
    return [tuple(row)] if row else []
