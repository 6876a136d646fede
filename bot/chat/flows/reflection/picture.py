"""A month to look at, with the same in words."""

from bot.chat.flows.reflection.draft import asked_month, flow, told
from bot.chat.reflection_files import MadeOfMonth
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Fact, Screen, button
from bot.domain.text import _
from bot.services.reflection.seen import page_of


@flow.press("picture")
async def picture(turn: Turn, ordinal: int) -> Shown:
    """It was drawn before this turn began; raises StaleScreen where it was not."""
    month, _latest = await asked_month(turn, ordinal)
    page = await page_of(turn.session, turn.staff(), month, turn.now)
    made = turn.received.prepared
    if not isinstance(made, MadeOfMonth) or made.ordinal != ordinal:
        raise StaleScreen
    back = (button(_("‹ Back"), "rf.month", ordinal),)
    numbers = page.numbers
    values: dict[str, Fact] = {
        "month": month.first,
        "unreached": numbers.unreached,
        "unheard": numbers.unheard,
        **told(numbers),
    }
    turn.say(Screen("reflection/picture", values, (back,), file=made.file, protect=True))
    return None
