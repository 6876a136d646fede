"""Where somebody stands in it: which thread is answered or passed on, and words that wait for a decision."""

from dataclasses import dataclass, field

from bot.chat import drafts, kept_words
from bot.chat.kept_words import Kept
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow("answering", "qa")

MENU: Row = (button(_("Menu"), "home.menu"),)
LEAVE: Row = (button(_("Never mind"), "qa.drop"),)


@dataclass(slots=True)
class Answering:
    """`thread` is what the next words answer (or, with `whom`, the key of a colleague, whom they note something for);
    `seen` is how much of it she had seen.

    `words` wait until it is clear for whom they are, or whether they are sent although a colleague has answered;
    `stock` is the answer of her stock that they are. `last` is the thread she spoke in last, `album` the album with
    which she did: its other photos come as messages of their own.
    """

    thread: int = 0
    seen: int = 0
    whom: str = ""
    words: list[Kept] = field(default_factory=list)
    stock: int = 0
    last: int = 0
    album: str = ""

    def pieces(self, turn: Turn) -> list[Words]:
        """The words that wait."""
        return kept_words.pieces(turn, self.words)


async def load(turn: Turn) -> Answering:
    """The draft, or an empty one."""
    return await drafts.load(turn, flow.name, Answering) or Answering()


async def keep(turn: Turn, draft: Answering, step: str | None = None) -> None:
    """Keep the draft; `step` is what the next typed message is for."""
    await drafts.keep(turn, flow.name, draft, step)


async def retold(turn: Turn, words: Words) -> bool:
    """She edited words that still wait: the newest are passed on. Whether they were here."""
    draft = await load(turn)
    if not kept_words.refresh(draft.words, words):
        return False
    row = await drafts.row_of(turn, flow.name)
    await keep(turn, draft, row.step if row else None)
    return True
