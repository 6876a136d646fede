"""The way in: today's register of her only class, or her classes and how far each has come."""

from collections.abc import Sequence
from datetime import date
from math import ceil

from bot.chat import drafts
from bot.chat.flows.registers import sheet
from bot.chat.flows.registers.draft import flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.screens import Button, Row, Style, button, grid, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.attendance import overview
from bot.services.attendance.overview import Standing
from bot.services.attendance.registers import today
from bot.storage.models import SchoolClass

MENU: Row = (button(_("Menu"), "home.menu"),)
PER_PAGE = 12
LATE_ONES = 4
"""Open days that are named; the rest is found by way of *Another day*."""


@flow.command("absensi", "!absensi")
async def by_command(turn: Turn) -> Shown:
    """`/absensi`, or the word."""
    return await opened(turn)


@flow.press("open")
async def opened(turn: Turn, page: int = 0) -> Shown:
    """Her classes, the own homeroom first; with one class alone its register at once."""
    staff = turn.staff()
    await drafts.stop_expecting(turn)
    classes = list(await turn.session.scalars(scope.classes_of(staff)))
    classes.sort(key=lambda of: of.homeroom_id != staff.id)
    day = today(turn.school, turn.now)
    if len(classes) == 1:
        return await sheet.opened(turn, classes[0], day)
    pages = max(1, ceil(len(classes) / PER_PAGE))
    page = min(page, pages - 1)
    shown = classes[page * PER_PAGE : (page + 1) * PER_PAGE]
    found = await overview.standing(turn.session, shown, day)
    faces = [_face(one, day) for one in found]
    return screen(
        "registers/classes",
        *grid(faces, 1),
        *await _open_rows(turn, [of for of in classes if of.homeroom_id == staff.id] or classes),
        *_turns(page, pages),
        MENU,
        day=day,
        count=len(classes),
        taken=sum(one.taken for one in found),
        shown=len(found),
    )


def _face(one: Standing, day: date) -> Button:
    at = ("at.day", one.class_id, day.isoformat())
    if not one.taken:
        return button(f"▫ {one.name}", *at)
    here = one.pupils - one.away
    face = _("✓ %(name)s: %(present)s of %(pupils)s present", name=one.name, present=here, pupils=one.pupils)
    return button(face, *at, style=Style.SUCCESS)


async def _open_rows(turn: Turn, classes: Sequence[SchoolClass]) -> list[Row]:
    """Days that nobody has filled in yet: the own class's, or of all where there is none."""
    due = await overview.open_days(turn.session, turn.school, classes, turn.now)
    names = {of.id: of.name for of in classes}
    days = sorted(((day, class_id) for class_id, open_ in due.items() for day in open_), reverse=True)
    return [
        (button(_("Still open: %(name)s, %(day)s", name=names[of], day=day), "at.day", of, day.isoformat()),)
        for day, of in days[:LATE_ONES]
    ]


def _turns(page: int, pages: int) -> tuple[Row, ...]:
    row: Row = ()
    if page:
        row += (button("‹", "at.open", page - 1),)
    if page + 1 < pages:
        row += (button("›", "at.open", page + 1),)
    return (row,) if row else ()
