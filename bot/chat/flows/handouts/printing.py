"""One file with all the letters, and one tap that says that they went home."""

from datetime import UTC, datetime, timedelta

from bot.chat import drafts, taken_out
from bot.chat.flows.handouts.draft import Letters, back, draft_of, flow, title
from bot.chat.flows.handouts.listing import list_of
from bot.chat.printing import PRINT, Printed
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, Style, button, screen
from bot.domain.text import _
from bot.services import updates
from bot.services.letters import handouts

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@flow.press("print")
async def print_letters(turn: Turn, update_id: int) -> Shown:
    """The letters as one file."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    needed = [line for line in await handouts.families(turn.session, turn.staff(), row) if line.needs_letter]
    if not needed:
        return screen("handouts/none", back(row), title=title(row))
    printed = turn.received.prepared
    if not isinstance(printed, Printed) or (printed.update_id, printed.version) != (row.id, row.version):
        raise StaleScreen
    taken_out.note(turn, printed.file, update_id=row.id)
    await drafts.keep(turn, draft_of(row), Letters(printed.version, list(printed.pupils)))
    turn.say(
        screen(
            "handouts/letters",
            (button(_("All handed out"), "ho.all", row.id, row.version, style=Style.SUCCESS),),
            (button(_("Some of them"), "ho.some", row.id, 0), button(_("‹ Report"), "u.report", row.id)),
            file=printed.file,
            title=title(row),
            count=len(printed.pupils),
        )
    )
    return None


@flow.press("all")
async def all_handed_out(turn: Turn, update_id: int, version: int) -> Shown:
    """Every letter of that file went home."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    printed = await drafts.load(turn, draft_of(row), Letters)
    if version != row.version:
        anew = button(_("New letters"), PRINT, row.id)
        return screen("handouts/changed", (anew,), back(row), title=title(row))
    if printed is None or printed.version != version:  # forgotten after a week: whose letters they were is not known
        return await list_of(turn, row, 0)
    await handouts.hand_out(turn.session, turn.staff(), row, printed.pupils, turn.now)
    marked = await handouts.marked_at(turn.session, turn.staff(), row, turn.now)
    undo = button(_("Undo"), "ho.undo", row.id, (turn.now - EPOCH) // TICK)
    one_by_one = button(_("Family by family"), "ho.some", row.id, 0)
    rows: tuple[Row, ...] = ((undo, one_by_one), back(row)) if marked else ((one_by_one,), back(row))
    return screen("handouts/marked", *rows, title=title(row), count=len(marked))


@flow.press("undo")
async def undo(turn: Turn, update_id: int, at: int) -> Shown:
    """They did not, after all."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    marked = await handouts.marked_at(turn.session, turn.staff(), row, _moment(at))
    if not marked:
        raise StaleScreen
    await handouts.take_back(turn.session, turn.staff(), row, marked, turn.now)
    return await list_of(turn, row, 0)


def _moment(ticks: int) -> datetime:
    try:
        return EPOCH + ticks * TICK
    except OverflowError:
        raise StaleScreen from None
