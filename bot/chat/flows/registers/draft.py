"""What is tapped on registers and not saved yet, and for whose day typed words are."""

from dataclasses import dataclass, field
from datetime import date

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.attendance import DayState
from bot.domain.errors import StaleScreen

flow = Flow("registers", "at")

PRESENT = "p"
LETTERS = {"u": DayState.UNEXPLAINED, "s": DayState.SICK, "i": DayState.EXCUSED, "l": DayState.LATE}
"""How a button names what a pupil's day becomes; its usual meaning first."""
CODES = {state: letter for letter, state in LETTERS.items()}
KEPT = 12
"""Registers with taps that are not saved; of more, the oldest is given up."""


@dataclass(slots=True)
class Tapping:
    """`taps` are, by register, what each tapped pupil's day becomes; `brush` is what the next tap means. `sure` are
    registers of closed days that she means all the same. `about` is the register, or the register and the pupil, that
    typed words are for."""

    taps: dict[str, dict[str, str]] = field(default_factory=dict)
    brush: str = CODES[DayState.UNEXPLAINED]
    sure: list[str] = field(default_factory=list)
    about: list[int | date] = field(default_factory=list)


def name_of(class_id: int, day: date) -> str:
    """How a draft names a register."""
    return f"{class_id}/{day.isoformat()}"


def state_of(letter: str) -> DayState | None:
    """What a letter stands for; None is present. Raises StaleScreen for another one."""
    if letter == PRESENT:
        return None
    if letter not in LETTERS:
        raise StaleScreen
    return LETTERS[letter]


async def load(turn: Turn) -> Tapping:
    """Her draft; an empty one where there is none. Raises NotAllowed for who is not of the staff."""
    turn.staff()
    return await drafts.load(turn, flow.name, Tapping) or Tapping()


async def put(turn: Turn, draft: Tapping, name: str, taps: dict[str, str], step: str | None = None) -> None:
    """Keep the taps on one register; it is the newest then."""
    draft.taps.pop(name, None)
    draft.taps[name] = taps
    await keep(turn, draft, step)


async def keep(turn: Turn, draft: Tapping, step: str | None = None) -> None:
    """Keep it; `step` is what typed words are for."""
    draft.taps = dict([(name, taps) for name, taps in draft.taps.items() if taps][-KEPT:])
    draft.sure = draft.sure[-KEPT:]
    await drafts.keep(turn, flow.name, draft, step)
