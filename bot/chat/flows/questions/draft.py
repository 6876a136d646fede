"""What is being asked: about which child, of whom, and the words, until they are in a thread."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.chat import drafts, kept_words
from bot.chat.kept_words import Kept
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow("questions", "qs")

MENU: Row = (button(_("Menu"), "home.menu"),)
LEAVE: Row = (button(_("Never mind"), "qs.drop"),)


@dataclass(slots=True)
class Asking:
    """`pupil` and `whom` (the key of an addressee) are what was tapped; `words` what was said before that.

    `thread` is the thread that was spoken in last, at `said_at`: what follows within minutes belongs to it. `album` is
    the one that was sent there: its other photos come as messages of their own.
    """

    words: list[Kept] = field(default_factory=list)
    pupil: int = 0
    whom: str = ""
    thread: int = 0
    said_at: datetime | None = None
    album: str = ""


async def load(turn: Turn) -> Asking:
    """The draft, or an empty one."""
    return await drafts.load(turn, flow.name, Asking) or Asking()


async def keep(turn: Turn, draft: Asking, step: str | None = None) -> None:
    """Keep the draft; `step` is what the next typed message is for."""
    await drafts.keep(turn, flow.name, draft, step)


async def spoken_in(turn: Turn, thread_id: int) -> None:
    """What is said within the next minutes belongs to this thread; nothing else is waited for."""
    await keep(turn, Asking(thread=thread_id, said_at=turn.now, album=turn.received.album))


async def retold(turn: Turn, words: Words) -> bool:
    """Somebody edited words that still wait for their addressee: the newest are passed on. Whether they were here."""
    draft = await load(turn)
    if not kept_words.refresh(draft.words, words):
        return False
    row = await drafts.row_of(turn, flow.name)
    await keep(turn, draft, row.step if row else None)
    return True
