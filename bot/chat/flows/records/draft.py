"""What somebody looks for in words, and in what; everything else stands in the buttons."""

from dataclasses import dataclass

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.spreadsheets import looking_in
from bot.chat.turns import Turn
from bot.domain.records import Looking
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow("records", "rc")

MENU: Row = (button(_("‹ Records"), "rc.open"), button(_("Menu"), "home.menu"))


@dataclass(slots=True)
class Lookup:
    """`words` are those of the last search; `place` is what the words that are typed next are looked for in, as a
    button says it, and `words` belong to it once they have come."""

    words: str = ""
    place: list[str] | None = None


async def load(turn: Turn) -> Lookup:
    """The draft, or an empty one."""
    return await drafts.load(turn, flow.name, Lookup) or Lookup()


async def keep(turn: Turn, draft: Lookup, step: str | None = None) -> None:
    """Keep it; `step` is what typed words are for."""
    await drafts.keep(turn, flow.name, draft, step)


async def looking(turn: Turn, args: tuple[object, ...]) -> Looking:
    """What a button asks for, with the words that somebody typed; raises StaleScreen."""
    return looking_in([str(arg) for arg in args], (await load(turn)).words)
