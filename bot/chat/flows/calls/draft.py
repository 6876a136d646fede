"""Where somebody stands in it."""

from dataclasses import dataclass

from bot.chat.router import Flow
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow("calls", "cl")
MENU: Row = (button(_("Menu"), "home.menu"),)
BACK = _("‹ Back")
SHOWN = 6


@dataclass(slots=True)
class Calling:
    """The call that a note is added to, or the child whose family is put on the list."""

    entry: int = 0
    pupil: int = 0
