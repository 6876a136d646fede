"""A class's month: who missed how many days, and the same as a sheet to keep."""

from collections.abc import Mapping
from datetime import date

from bot.chat import drafts, taken_out
from bot.chat.flows.registers.draft import flow
from bot.chat.flows.registers.sheet import MENU
from bot.chat.recaps import SHEET, MadeRecap, month_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.accesses import ABSENCES
from bot.domain.errors import StaleScreen
from bot.domain.paging import page_of
from bot.domain.screens import Row, button, screen
from bot.domain.text import Phrase, Value, _
from bot.services import scope
from bot.services.attendance.recaps import Line, recap_of
from bot.services.attendance.registers import today, year_of
from bot.storage.models import SchoolClass

PER_PAGE = 12


@flow.press("recap")
async def recap(turn: Turn, class_id: int, month: str, page: int = 0) -> Shown:
    """The month on screen: only who missed something or was late; of the others, how many they are."""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    await drafts.stop_expecting(turn)
    first = _first(turn, of, month)
    found = await recap_of(turn.session, of, first, today(turn.school, turn.now))
    lines = [line for line in found.lines if line.days]
    part = page_of(lines, page, PER_PAGE)
    return screen(
        "registers/recap",
        *part.turns("at.recap", of.id, month),
        *_months(turn, of, first),
        (button(_("As a spreadsheet"), SHEET, of.id, month),),
        (button(_("‹ Attendance"), "at.day", of.id, today(turn.school, turn.now).isoformat()), *MENU),
        class_name=of.name,
        month=first,
        taken=len(found.taken),
        lines=[_line(line) for line in part.shown],
        always=len(found.lines) - len(lines),
        protect=True,
    )


@flow.press("xlsx")
async def as_sheet(turn: Turn, class_id: int, month: str) -> Shown:
    """The same as a file, a column a day."""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    _first(turn, of, month)
    made = turn.received.prepared
    if not isinstance(made, MadeRecap) or (made.class_id, made.month) != (of.id, month):
        raise StaleScreen
    taken_out.note(turn, made.file, class_id=of.id)
    taken_out.register(turn, ABSENCES, class_id=of.id)
    turn.say(screen("registers/recap_file", MENU, file=made.file, class_name=of.name, month=month_of(month)))
    return None


def _first(turn: Turn, of: SchoolClass, month: str) -> date:
    """The first day of a month that a class can have a recap of; raises StaleScreen for another one."""
    first = month_of(month)
    begins, ends = year_of(of)
    if first is None or not begins <= first <= min(ends, today(turn.school, turn.now)):
        raise StaleScreen
    return first


def _line(line: Line) -> Mapping[str, Value | Phrase]:
    totals = line.totals
    return {
        "name": line.name,
        "sick": totals.sick,
        "excused": totals.excused,
        "unexplained": totals.unexplained,
        "late": totals.late,
    }


def _months(turn: Turn, of: SchoolClass, first: date) -> tuple[Row, ...]:
    begins, ends = year_of(of)
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    after = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    row: Row = ()
    if before >= begins:
        row += (button(_("‹ Month before"), "at.recap", of.id, f"{before:%Y-%m}"),)
    if after <= min(ends, today(turn.school, turn.now)):
        row += (button(_("Month after ›"), "at.recap", of.id, f"{after:%Y-%m}"),)
    return (row,) if row else ()
