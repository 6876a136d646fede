"""Where the teacher stands in her round; the round itself is rows."""

from dataclasses import dataclass

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.sentences import Part

flow = Flow("rounds", "wr")


@dataclass(slots=True)
class Walk:
    """Of whom she is being asked, and for which part a typed line would be taken. `doubtful` is what was typed and
    waits for a second look, because it may name another child."""

    round_id: int
    pupil_id: int
    part: str = ""
    doubtful: str = ""


async def await_typed(turn: Turn, walk: Walk) -> None:
    """A typed line fills the part that is asked for; none where nothing is asked."""
    await drafts.keep(turn, flow.name, walk, "typed" if walk.part else None)


async def awaited(turn: Turn) -> tuple[Walk, Part]:
    """What a typed line is for; raises StaleScreen where nothing was asked."""
    turn.staff()
    walk = await drafts.load(turn, flow.name, Walk)
    if walk is None or walk.part not in set(Part):
        raise StaleScreen
    return walk, Part(walk.part)
