"""Letters for the families of an update that nothing else reaches: printing them, and noting that they went home."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.chat import drafts
from bot.chat.printing import PRINT, Printed
from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _, n_
from bot.services import handouts, log, updates
from bot.services.reports import FamilyLine
from bot.storage.models import ClassUpdate, LogKind

flow = Flow("handouts", "ho")
PER_PAGE = 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class Letters:
    """The letters of an update that were printed last: of which version, for which children."""

    version: int = 0
    pupils: list[int] = field(default_factory=list)


def letters_rows(update_id: int, lines: Sequence[FamilyLine]) -> list[Row]:
    """What the report offers: the letters that are still needed, or those that were handed out."""
    if needed := sum(line.needs_letter for line in lines):
        label = n_("Letters for %(count)s family", "Letters for %(count)s families", needed)
        return [(button(label, PRINT, update_id),)]
    if any(line.letter_at is not None for line in lines):
        return [(button(_("Letters handed out"), "ho.some", update_id, 0),)]
    return []


@flow.press("print")
async def print_letters(turn: Turn, update_id: int) -> Shown:
    """The letters as one file."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    needed = [line for line in await handouts.families(turn.session, turn.staff(), row) if line.needs_letter]
    if not needed:
        return screen("handouts/none", _back(row), title=_title(row))
    printed = turn.received.prepared
    if not isinstance(printed, Printed) or (printed.update_id, printed.version) != (row.id, row.version):
        raise StaleScreen
    log.note(
        turn.session,
        row.school_id,
        LogKind.EXPORTED,
        turn.now,
        staff_id=turn.staff().id,
        channel=turn.bot.channel,
        update_id=row.id,
        text=printed.file.name,
    )
    await drafts.keep(turn, _draft(row), Letters(printed.version, list(printed.pupils)))
    turn.say(
        screen(
            "handouts/letters",
            (button(_("All handed out"), "ho.all", row.id, row.version, style=Style.SUCCESS),),
            (button(_("Some of them"), "ho.some", row.id, 0), button(_("‹ Report"), "u.report", row.id)),
            file=printed.file,
            title=_title(row),
            count=len(printed.pupils),
        )
    )
    return None


@flow.press("all")
async def all_handed_out(turn: Turn, update_id: int, version: int) -> Shown:
    """Every letter of that file went home."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    printed = await drafts.load(turn, _draft(row), Letters)
    if version != row.version:
        anew = button(_("New letters"), PRINT, row.id)
        return screen("handouts/changed", (anew,), _back(row), title=_title(row))
    if printed is None or printed.version != version:  # forgotten after a week: whose letters they were is not known
        return await _list(turn, row, 0)
    await handouts.hand_out(turn.session, turn.staff(), row, printed.pupils, turn.now)
    marked = await handouts.marked_at(turn.session, turn.staff(), row, turn.now)
    undo = button(_("Undo"), "ho.undo", row.id, (turn.now - EPOCH) // TICK)
    one_by_one = button(_("Family by family"), "ho.some", row.id, 0)
    rows: tuple[Row, ...] = ((undo, one_by_one), _back(row)) if marked else ((one_by_one,), _back(row))
    return screen("handouts/marked", *rows, title=_title(row), count=len(marked))


@flow.press("undo")
async def undo(turn: Turn, update_id: int, at: int) -> Shown:
    """They did not, after all."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    marked = await handouts.marked_at(turn.session, turn.staff(), row, _moment(at))
    if not marked:
        raise StaleScreen
    await handouts.take_back(turn.session, turn.staff(), row, marked, turn.now)
    return await _list(turn, row, 0)


@flow.press("some")
async def some(turn: Turn, update_id: int, page: int) -> Shown:
    """Which of them: one tap each."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    return await _list(turn, row, page)


@flow.press("given")
async def given(turn: Turn, update_id: int, pupil_id: int, version: int, page: int) -> Shown:
    """This child took its letter home."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    if version != row.version:
        raise StaleScreen
    await handouts.hand_out(turn.session, turn.staff(), row, [pupil_id], turn.now)
    return await _list(turn, row, page)


@flow.press("back")
async def taken_back(turn: Turn, update_id: int, pupil_id: int, page: int) -> Shown:
    """This one did not."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    await handouts.take_back(turn.session, turn.staff(), row, [pupil_id], turn.now)
    return await _list(turn, row, page)


async def _list(turn: Turn, row: ClassUpdate, page: int) -> Screen:
    lines = [
        line
        for line in await handouts.families(turn.session, turn.staff(), row)
        if line.needs_letter or line.letter_at is not None
    ]
    if not lines:
        return screen("handouts/none", _back(row), title=_title(row))
    page = min(page, (len(lines) - 1) // PER_PAGE)
    shown = lines[page * PER_PAGE : (page + 1) * PER_PAGE]
    several = len({line.class_id for line in lines}) > 1
    rows: list[Row] = [(_tick(row, line, page, several),) for line in shown]
    turns: Row = (button("‹", "ho.some", row.id, page - 1),) if page else ()
    if len(lines) > (page + 1) * PER_PAGE:
        turns += (button("›", "ho.some", row.id, page + 1),)
    return screen(
        "handouts/families",
        *rows,
        *([turns] if turns else []),
        _back(row),
        title=_title(row),
        done=sum(line.letter_at is not None for line in lines),
        count=len(lines),
        protect=True,
    )


def _tick(row: ClassUpdate, line: FamilyLine, page: int, several: bool) -> Button:
    name = f"{line.child.name} ({line.child.class_name})" if several else line.child.name
    if line.letter_at is not None:
        return button(f"✓ {name}", "ho.back", row.id, line.pupil_id, page, style=Style.SUCCESS)
    return button(f"▫ {name}", "ho.given", row.id, line.pupil_id, row.version, page)


def _back(row: ClassUpdate) -> Row:
    return (button(_("‹ Report"), "u.report", row.id),)


def _title(row: ClassUpdate) -> Phrase:
    return SHELF.get(row.template).title


def _draft(row: ClassUpdate) -> str:
    return f"{flow.name}:{row.id}"


def _moment(ticks: int) -> datetime:
    try:
        return EPOCH + ticks * TICK
    except OverflowError:
        raise StaleScreen from None
