"""All that concerns single pupils, from one place in the menu."""

from bot.chat.flows.rounds.draft import flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.screens import Style, button, screen
from bot.domain.text import _


@flow.press("hub")
async def hub(turn: Turn) -> Shown:
    """The round of this week first; the rest stands in flows of its own."""
    turn.staff()
    return screen(
        "rounds/hub",
        (button(_("This week's round"), "wr.list", style=Style.PRIMARY),),
        (button(_("Today's attendance"), "at.open"), button(_("Marks"), "mk.list")),
        (button(_("Updates about pupils"), "iu.new"), button(_("Notes about pupils"), "mk.notes")),
        (button(_("‹ Menu"), "home.menu"),),
    )
