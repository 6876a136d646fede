"""Telegram's own words for what a test orders to go wrong."""

from bot.playground import faults
from bot.playground.exchange import Answer
from bot.playground.faults import Dropped, Fault, Faults, Wrong, after
from bot.playground.telegram.answers import Refused, too_many

__all__ = ["Dropped", "Fault", "Faults", "Wrong", "after", "before"]


def before(fault: Fault | None) -> Answer | None:
    """What happens instead of the action. Raises Dropped."""
    broken = Refused(500, "Internal Server Error").answer()
    return faults.before(fault, broken, lambda seconds: too_many(seconds).answer())
