"""Another day: tapped among the last school days, or typed."""

from datetime import date, timedelta

from bot.chat.apologies import apologises
from bot.chat.flows.registers import sheet
from bot.chat.flows.registers.draft import flow, keep, load
from bot.chat.flows.registers.sheet import MENU
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed import parse_date, weekday_of
from bot.domain.attendance import DayAhead, DayClosed, DayOutside
from bot.domain.errors import AppError, StaleScreen
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.attendance import overview, registers
from bot.storage.models import SchoolClass

OFFERED = 10
"""School days, today among them."""
_YESTERDAY = ("kemarin", "yesterday")


@flow.press("days")
async def days(turn: Turn, class_id: int) -> Shown:
    """Which day?"""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    return await _ask(turn, of)


@flow.step("day")
async def typed(turn: Turn) -> Shown:
    """The day that is meant; without a year the last such day, for nobody takes a register ahead."""
    draft = await load(turn)
    class_id = draft.about[0] if draft.about else None
    if not isinstance(class_id, int):
        raise StaleScreen
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    newest = registers.today(turn.school, turn.now)
    day = _past(turn.text, newest, registers.year_of(of)[0])
    if day is None:
        return await _ask(turn, of, unread=True)
    draft.about = []
    await keep(turn, draft)
    return await sheet.opened(turn, of, day)


def _past(text: str, today: date, begins: date) -> date | None:
    """A day in the school year that begins then, the latest there was; what is plainly ahead stays so."""
    words = " ".join(text.lower().split())
    if words in _YESTERDAY:
        return today - timedelta(days=1)
    day = parse_date(words, today - timedelta(days=7) if weekday_of(words) is not None else today)
    if day is None or day <= today:
        return day
    before = parse_date(words, begins)
    return before if before is not None and begins <= before <= today and before.day == day.day else day


async def _ask(turn: Turn, of: SchoolClass, *, unread: bool = False) -> Screen:
    draft = await load(turn)
    draft.about = [of.id]
    await keep(turn, draft, "day")
    found = await overview.last_days(turn.session, turn.school, of, OFFERED, turn.now)
    faces = [
        button(
            _("✓ %(day)s", day=day) if taken else _("%(day)s", day=day),
            "at.day",
            of.id,
            day.isoformat(),
            style=Style.SUCCESS if taken else Style.PLAIN,
        )
        for day, taken in found
    ]
    back: Row = (button(_("‹ Classes"), "at.open"), *MENU)
    return screen("registers/days", *grid(faces, 2), back, class_name=of.name, unread=unread)


@apologises(DayAhead)
@apologises(DayOutside)
@apologises(DayClosed)
def _refused(turn: Turn, error: AppError) -> Screen:
    assert isinstance(error, DayAhead | DayOutside | DayClosed)
    reasons = {DayAhead: "ahead", DayOutside: "outside", DayClosed: "closed"}
    return screen(
        "registers/refused", (button(_("Attendance"), "at.open"), *MENU), day=error.day, reason=reasons[type(error)]
    )
