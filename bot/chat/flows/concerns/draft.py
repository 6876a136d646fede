"""Where somebody stands in a concern: what is being raised, written or told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.concerns import ConcernArea
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.screens import Button, Row, Screen, button, screen
from bot.domain.text import Label, _
from bot.services.concerns.wording import WordsHoldAnothers, WordsJudge

flow = Flow("concerns", "cn")
MENU: Row = (button(_("Menu"), "home.menu"),)
BACK = _("‹ Back")
PER_PAGE = 8
Flawed = (InvalidValue, WordsJudge, WordsHoldAnothers)
"""What typed words can be refused for."""


@dataclass(slots=True)
class Case:
    """What is being put together. `concern` 0: it is being raised. `waits` is the kind of words that were refused and
    may be sent all the same; `to` whom a guardian tells."""

    pupil: int = 0
    area: str = ""
    seen: str = ""
    certain: bool = False
    step: str = ""
    on: date | None = None
    beside: list[int] = field(default_factory=list)
    concern: int = 0
    to: int = 0
    text: str = ""
    times: list[datetime] = field(default_factory=list)


async def load(turn: Turn) -> Case:
    """The draft; raises StaleScreen when there is none."""
    return await drafts.needed(turn, flow.name, Case)


async def keep(turn: Turn, draft: Case, step: str | None = None) -> None:
    """Keep the draft; `step` is what the next typed message is."""
    await drafts.keep(turn, flow.name, draft, step)


async def done(turn: Turn) -> None:
    """Nothing is being written any more."""
    await drafts.drop(turn, flow.name)


def area_of(key: str) -> ConcernArea:
    """The area that a button names; raises StaleScreen."""
    try:
        return ConcernArea(key)
    except ValueError:
        raise StaleScreen from None


def refused(error: Exception, child: str, again: Button, back: Sequence[Button]) -> Screen:
    """Why these words cannot go to a family; `again` says that what may be another child's is not."""
    rows: list[Row] = [tuple(back)]
    found: list[dict[str, Label]] = []
    words: list[str] = []
    limit = ""
    match error:
        case WordsHoldAnothers():
            found = [{"leak": one.leak.value, "words": one.words} for one in error.found]
            if not error.sure:
                rows.insert(0, (again,))
        case WordsJudge():
            words = list(error.words)
        case InvalidValue():
            limit = error.reason
    return screen(
        "concerns/refused",
        *rows,
        protect=True,
        child=child,
        judging=words,
        found=found,
        sure=isinstance(error, WordsHoldAnothers) and error.sure,
        reason=limit,
    )
