"""What a host is about to do: offer times that were typed or tapped, or take a time back with a word of her own."""

from dataclasses import dataclass, field
from datetime import date, time

from bot.chat import drafts
from bot.chat.flows.talks.desk import desk
from bot.chat.turns import Turn


@dataclass(slots=True)
class Work:
    """`text` is the availability as a message that means exactly that (`typed_spans.spelled`); the days and hours are
    what is being tapped. `stamp` grows with every change, so that a button of an older screen is recognised."""

    meeting_id: int = 0
    host_id: int = 0
    text: str = ""
    days: list[date] = field(default_factory=list)
    starts: time | None = None
    ends: time | None = None
    talk_id: int = 0
    stamp: int = 0


async def load(turn: Turn) -> Work:
    """Her draft; raises NotAllowed for who is not of the staff, and StaleScreen where there is none."""
    turn.staff()
    return await drafts.needed(turn, desk.name, Work)


async def keep(turn: Turn, draft: Work, step: str | None = None) -> None:
    """Keep it; older screens go stale, and so do those of earlier drafts: stamps go on from the clock."""
    draft.stamp = max(draft.stamp + 1, int(turn.now.timestamp()))
    await drafts.keep(turn, desk.name, draft, step)
