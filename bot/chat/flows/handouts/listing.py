"""Which letters went home, family by family: one tap each."""

from bot.chat.flows.handouts.draft import back, flow, title
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.delivery import Rung
from bot.domain.errors import StaleScreen
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase
from bot.services import updates
from bot.services.letters import handouts
from bot.services.updates.reports import FamilyLine
from bot.storage.models import ClassUpdate

PER_PAGE = 8


@flow.press("some")
async def some(turn: Turn, update_id: int, page: int) -> Shown:
    """Which of them: one tap each."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    return await list_of(turn, row, page)


@flow.press("given")
async def given(turn: Turn, update_id: int, pupil_id: int, version: int, page: int) -> Shown:
    """This child took its letter home."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    if version != row.version:
        raise StaleScreen
    await handouts.hand_out(turn.session, turn.staff(), row, [pupil_id], turn.now)
    return await list_of(turn, row, page)


@flow.press("back")
async def taken_back(turn: Turn, update_id: int, pupil_id: int, page: int) -> Shown:
    """This one did not."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    await handouts.take_back(turn.session, turn.staff(), row, [pupil_id], turn.now)
    return await list_of(turn, row, page)


async def list_of(turn: Turn, row: ClassUpdate, number: int, noted: Phrase | None = None) -> Screen:
    """The families with letters, those handed out and those not, page by page; `noted` was written down just now."""
    families = await handouts.families(turn.session, turn.staff(), row)
    lines = [line for line in families if line.needs_letter or line.letter_at is not None]
    if not lines:
        return screen("handouts/none", back(row), title=title(row))
    page = page_of(lines, number, PER_PAGE)
    several = len({line.class_id for line in lines}) > 1
    rows: list[Row] = [(_tick(row, line, page.number, several),) for line in page.shown]
    return screen(
        "handouts/families",
        *rows,
        *page.turns("ho.some", row.id),
        back(row),
        title=title(row),
        done=sum(line.letter_at is not None for line in lines),
        count=len(lines),
        asks=bool(SHELF.get(row.template).answers),
        noted=noted,
        protect=True,
    )


def _tick(row: ClassUpdate, line: FamilyLine, page: int, several: bool) -> Button:
    name = f"{line.child.name} ({line.child.class_name})" if several else line.child.name
    if line.letter_at is not None:
        asks = bool(SHELF.get(row.template).answers)
        sign = "✎" if line.rung is Rung.ANSWERED else "✓"
        return button(
            f"{sign} {name}", "ho.one" if asks else "ho.back", row.id, line.pupil_id, page, style=Style.SUCCESS
        )
    return button(f"▫ {name}", "ho.given", row.id, line.pupil_id, row.version, page)
