"""What conversations about marks keep: the file that is being looked at, and what a typed line is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, button
from bot.domain.text import Phrase, _
from bot.storage.models import Pupil

flow = Flow("marks", "mk")
by_hand = Flow("marks_by_hand", "mk")
"""Typed notes and marks: they stand beside a file that is being looked at, and do not push it out."""
MENU: Row = (button(_("Menu"), "home.menu"),)
PER_PAGE = 12
"""Pupils of a class shown at once."""
News = Phrase | None
"""What was written down just now, in a line."""
T = TypeVar("T")


@dataclass(slots=True)
class Writing:
    """What a typed line is for: a note about a pupil, a pupil's mark, or what is new about an assessment."""

    pupil_id: int = 0
    assessment_id: int = 0
    class_id: int = 0
    subject: str = ""
    kind: str = ""


async def writing(turn: Turn) -> Writing:
    """What is being written; raises NotAllowed for who is not of the staff, and StaleScreen when nothing is."""
    turn.staff()
    draft = await drafts.load(turn, by_hand.name, Writing)
    if draft is None:
        raise StaleScreen
    return draft


async def expect(turn: Turn, what: Writing, step: str | None) -> None:
    """From now on, what is typed is for that."""
    await drafts.keep(turn, by_hand.name, what, step)


async def done_writing(turn: Turn) -> None:
    """Nothing is being written any more."""
    await drafts.drop(turn, by_hand.name)


def page_of(pupils: Sequence[Pupil], pupil_id: int) -> int:
    """The page of a class's list on which a pupil stands."""
    return next((at // PER_PAGE for at, pupil in enumerate(pupils) if pupil.id == pupil_id), 0)


def paged(items: Sequence[T], page: int, size: int = PER_PAGE) -> tuple[Sequence[T], int, int]:
    """What stands on a page, the page that there is, and how many there are."""
    pages = max(1, -(-len(items) // size))
    page = min(page, pages - 1)
    return items[page * size : (page + 1) * size], page, pages


def turns(key: str, page: int, pages: int, *before: object) -> tuple[Row, ...]:
    """The buttons that turn the pages of a list; the page comes after the other arguments."""
    row: Row = ()
    if page:
        row += (button(_("‹ Back"), key, *before, page - 1),)
    if page + 1 < pages:
        row += (button(_("More ›"), key, *before, page + 1),)
    return (row,) if row else ()
