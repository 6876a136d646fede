"""Who answers in her place: always, or during one leave. Colleagues of her classes stand first."""

from collections.abc import Sequence

from bot.chat.flows.hours import page as pages
from bot.chat.flows.hours.draft import back, choice, flow, page_of, whose
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import NotAllowed
from bot.domain.paging import Page
from bot.domain.paging import page_of as cut
from bot.domain.screens import Row, Screen, button, grid, screen
from bot.domain.text import _
from bot.services.hours import covering, leaves, rights, setting
from bot.storage.models import Leave, Person

PAGE = 10
OFFICE = 0
"""In place of a colleague's id: nobody in particular, the office."""


@flow.press("cover")
async def asked(turn: Turn, person_id: int, page: int) -> Shown:
    """Who answers when she cannot?"""
    staff = await whose(turn, person_id)
    cover = await covering.usual_cover(turn.session, staff)
    part = cut(await rights.colleagues(turn.session, staff), page, PAGE)
    buttons = [choice(one.name, one.id == cover, "oh.covers", staff.id, one.id) for one in part.shown]
    office = choice(_("The office"), cover is None, "oh.covers", staff.id, OFFICE)
    rows = [*grid(buttons, 2), *part.turns("oh.cover", staff.id), (office,), back(turn, staff)]
    return screen("hours/cover", *rows, name=staff.name, mine=staff.id == turn.staff().id)


@flow.press("covers")
async def chosen(turn: Turn, person_id: int, cover_id: int) -> Shown:
    """A colleague, or the office."""
    staff = await whose(turn, person_id)
    cover = await _colleague(turn, cover_id) if cover_id != OFFICE else None
    await setting.set_cover(turn.session, turn.staff(), staff, cover)
    return await pages.show(turn, staff, _("It is noted who covers."))


@flow.press("leave")
async def of_leave(turn: Turn, leave_id: int, page: int) -> Shown:
    """Who answers during this leave?"""
    leave, staff = await leaves.named(turn.session, turn.staff(), leave_id, turn.now)
    return await during(turn, staff, leave, page)


@flow.press("instead")
async def chosen_for_leave(turn: Turn, leave_id: int, cover_id: int) -> Shown:
    """This colleague does."""
    leave, staff = await leaves.named(turn.session, turn.staff(), leave_id, turn.now)
    cover = await _colleague(turn, cover_id)
    await leaves.cover_with(turn.session, turn.staff(), leave, cover, turn.now)
    return await pages.show(turn, staff, _("It is noted who covers."))


async def during(turn: Turn, staff: Person, leave: Leave, page: int, *, just_taken: bool = False) -> Screen:
    """A leave, who answers meanwhile, and who could."""
    cover = await covering.cover_of(turn.session, staff, turn.now)
    part = cut(await rights.colleagues(turn.session, staff), page, PAGE)
    return screen(
        "hours/leave",
        *_colleagues(part, leave, cover),
        (
            button(_("Back after all"), "oh.back", leave.id),
            button(_("Done"), *page_of(turn, staff)),
        ),
        name=staff.name,
        mine=staff.id == turn.staff().id,
        taken=just_taken,
        first=leave.first,
        through=leave.through,
        one=leave.first == leave.through,
        cover=cover.name if cover else None,
    )


def _colleagues(part: Page[Person], leave: Leave, cover: Person | None) -> Sequence[Row]:
    chosen = cover.id if cover else None
    buttons = [choice(one.name, one.id == chosen, "oh.instead", leave.id, one.id) for one in part.shown]
    return [*grid(buttons, 2), *part.turns("oh.leave", leave.id)]


async def _colleague(turn: Turn, person_id: int) -> Person:
    found = await turn.session.get(Person, person_id)
    if found is None or found.school_id != turn.school.id:
        raise NotAllowed
    return found
