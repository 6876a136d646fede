"""Where somebody stands in it: which answer is being typed, a new one or a kept one."""

from dataclasses import dataclass

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow("stock", "st")

MENU: Row = (button(_("Menu"), "home.menu"),)
BACK: Row = (button(_("‹ Stock answers"), "st.list"), *MENU)
NEW = 0
"""In place of an answer's id: one that is not kept yet."""


@dataclass(slots=True)
class Typing:
    """`stock_id` is the answer whose words are typed anew, `NEW` for another one."""

    stock_id: int = NEW


async def expect(turn: Turn, stock_id: int) -> None:
    """What is typed next are the words of this answer."""
    await drafts.keep(turn, flow.name, Typing(stock_id), "text")


async def typing(turn: Turn) -> Typing:
    """What is typed; raises StaleScreen when nothing is."""
    return await drafts.needed(turn, flow.name, Typing)


async def done(turn: Turn) -> None:
    """Nothing is typed any more."""
    await drafts.drop(turn, flow.name)
