"""One pupil's day: put down otherwise, or with a note."""

from datetime import date

from bot.chat import drafts
from bot.chat.flows.registers import asking
from bot.chat.flows.registers.draft import CODES, PRESENT, Tapping, flow, keep, load, state_of
from bot.chat.flows.registers.sheet import MENU
from bot.chat.flows.registers.tapping import meant
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.attendance import STATES, DayState, Source
from bot.domain.errors import StaleScreen
from bot.domain.marks import term_on
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services import attendance
from bot.services.attendance import registers
from bot.services.attendance.rows import NOTE_LIMIT
from bot.services.attendance.totals import counted_by_file
from bot.storage.models import Absence, Pupil

_ORDER = (DayState.SICK, DayState.EXCUSED, DayState.UNEXPLAINED, DayState.LATE)


@flow.press("who")
async def who(turn: Turn, pupil_id: int, day: str) -> Shown:
    """What is put down of a pupil's day, and how the half of the year adds up."""
    await drafts.stop_expecting(turn)
    return await _pupil(turn, pupil_id, meant(day))


@flow.press("mark")
async def mark(turn: Turn, pupil_id: int, day: str, state: str) -> Shown:
    """It is put down otherwise, at once."""
    await attendance.mark(turn.session, turn.staff(), pupil_id, meant(day), state_of(state), None, turn.now)
    return await _pupil(turn, pupil_id, meant(day))


@flow.press("note")
async def ask_note(turn: Turn, pupil_id: int, day: str) -> Shown:
    """What is the reason?"""
    pupil, _of = await registers.pupil_of(turn.session, turn.staff(), pupil_id)
    if await turn.session.get(Absence, (pupil.id, meant(day))) is None:
        raise StaleScreen
    draft = await load(turn)
    draft.about = [pupil.id, meant(day)]
    await keep(turn, draft, "note")
    return _ask(pupil, meant(day))


@flow.step("note")
async def noted(turn: Turn) -> Shown:
    """Kept beside the day."""
    draft = await load(turn)
    pupil_id, day = _about(draft)
    pupil, _of = await registers.pupil_of(turn.session, turn.staff(), pupil_id)
    row = await turn.session.get(Absence, (pupil.id, day))
    if row is None:
        raise StaleScreen
    if not turn.text or len(turn.text) > NOTE_LIMIT:
        return _ask(pupil, day, "too_long" if turn.text else "empty")
    await attendance.mark(turn.session, turn.staff(), pupil.id, day, row.state, turn.text, turn.now)
    draft.about = []
    await keep(turn, draft)
    return await _pupil(turn, pupil.id, day)


def _about(draft: Tapping) -> tuple[int, date]:
    match draft.about:
        case [int() as pupil_id, date() as day]:
            return pupil_id, day
    raise StaleScreen


def _ask(pupil: Pupil, day: date, problem: str = "") -> Screen:
    back: Row = (button(_("‹ Back"), "at.who", pupil.id, day.isoformat()),)
    return screen("registers/note", back, child=pupil.name, day=day, problem=problem, limit=NOTE_LIMIT, protect=True)


async def _pupil(turn: Turn, pupil_id: int, day: date) -> Screen:
    pupil, of = await registers.pupil_of(turn.session, turn.staff(), pupil_id)
    await registers.check_day(turn.session, of, day, turn.now, closed_too=True)
    row = await turn.session.get(Absence, (pupil.id, day))
    newest = registers.today(turn.school, turn.now)
    totals = (await attendance.totals_of(turn.session, [pupil.id], term_on(day), newest))[pupil.id]
    states = [_choice(pupil, day, row, state) for state in _ORDER]
    rows: list[Row] = [*grid(states, 2), (_choice(pupil, day, row, None),)]
    if row is not None:
        rows.append((button(_("Write a note"), "at.note", pupil.id, day.isoformat()),))
    return screen(
        "registers/pupil",
        *rows,
        (button(_("‹ Attendance"), "at.day", of.id, day.isoformat()), *MENU),
        child=pupil.name,
        class_name=of.name,
        day=day,
        state=STATES[row.state] if row else "",
        note=row.note if row else "",
        by_family=row is not None and row.source is Source.NOTE,
        sick=totals.sick,
        excused=totals.excused,
        unexplained=totals.unexplained,
        late=totals.late,
        through=await counted_by_file(turn.session, [pupil.id], day),
        numbers=await asking.numbers(turn, pupil.id) if row and row.state is DayState.UNEXPLAINED else [],
        protect=True,
    )


def _choice(pupil: Pupil, day: date, row: Absence | None, state: DayState | None) -> Button:
    chosen = (row.state if row else None) is state
    face = STATES[state] if state else _("present")
    code = CODES[state] if state else PRESENT
    label = _("● %(state)s", state=face) if chosen else _("○ %(state)s", state=face)
    style = Style.SUCCESS if chosen else Style.PLAIN
    return button(label, "at.mark", pupil.id, day.isoformat(), code, style=style)
