"""The flow's handlers, and what is being typed in it: nothing has to be remembered for that."""

from dataclasses import dataclass

from bot.chat.router import Flow
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow("alerts", "al")
MENU: Row = (button(_("Menu"), "home.menu"),)


@dataclass(slots=True)
class Typing:
    """The school's line is being typed; `switch`: to switch on what needs it."""

    switch: bool = False
