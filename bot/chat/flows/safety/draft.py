"""What is being typed: the words of a report, its answer, the reason for a look."""

from dataclasses import dataclass

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow("safety", "sf")

MENU: Row = (button(_("Menu"), "home.menu"),)


@dataclass(slots=True)
class Typing:
    """`what` and `number` are the message that is reported; else the complaint to answer, or the thread to open."""

    what: str = ""
    number: int = 0


async def keep(turn: Turn, draft: Typing, step: str) -> None:
    """The next typed message fills this step."""
    await drafts.keep(turn, flow.name, draft, step)
