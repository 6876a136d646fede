"""Where somebody stands in it: a span that is being typed, a note to which a letter may be added, a question back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.chat import drafts
from bot.chat.flows.talks.family import as_day
from bot.chat.kept_words import Kept
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.attendance import DayState
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow("absences", "ab")

MENU: Row = (button(_("Menu"), "home.menu"),)
LETTERS: Mapping[str, DayState] = {"s": DayState.SICK, "i": DayState.EXCUSED}
"""How a button names the reason."""
CODES = {state: letter for letter, state in LETTERS.items()}


TOLD, SPAN = "told", "span"
"""The steps at which a family types: the day and the reason in a sentence; until when."""


@dataclass(slots=True)
class Absent:
    """`pupil`, `why`, `first` and `through` are what is known so far of a note that is being written; `words` are the
    family's own that go with it. `note` is the one to which words and photos that come soon after `noted_at` are added;
    `asking` is the one that a teacher asks back about."""

    pupil: int = 0
    why: str = ""
    first: date | None = None
    through: date | None = None
    words: list[Kept] = field(default_factory=list)
    note: int = 0
    noted_at: datetime | None = None
    asking: int = 0


async def load(turn: Turn) -> Absent:
    """The draft, or an empty one."""
    return await drafts.load(turn, flow.name, Absent) or Absent()


async def keep(turn: Turn, draft: Absent, step: str | None = None) -> None:
    """Keep it; `step` is what typed words are for."""
    await drafts.keep(turn, flow.name, draft, step)


async def waiting(turn: Turn) -> Absent:
    """What was said of a note that is still being written; nothing once something else is being talked about."""
    row = await drafts.row_of(turn, flow.name)
    draft = await load(turn)
    if row is None or row.step not in (TOLD, SPAN):
        return Absent()
    return draft if row.step == TOLD else Absent(pupil=draft.pupil, words=draft.words)


def of_child(draft: Absent, pupil_id: int) -> Absent:
    """The same about this child."""
    return replace(draft, pupil=pupil_id)


def reason_of(letter: str) -> DayState:
    """The reason that a button names; raises StaleScreen for anything else."""
    if letter not in LETTERS:
        raise StaleScreen
    return LETTERS[letter]


def meant(day: str) -> date:
    """The day that a button carries; raises StaleScreen for anything else."""
    found = as_day(day)
    if found is None:
        raise StaleScreen
    return found
