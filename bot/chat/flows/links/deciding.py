"""The homeroom teacher decides on a request for access: yes for a pupil of the class, or no."""

from bot.chat.flows.links.asking import approved_screen
from bot.chat.flows.links.entry import MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.screens import Row, button, screen
from bot.domain.text import _
from bot.services.links import requests
from bot.services.queue import outbox
from bot.storage.models import Account, SchoolClass

PER_PAGE = 9


@flow.press("yes")
async def yes(turn: Turn, request_id: int, pupil_id: int) -> Shown:
    """Approve: the asker gets the consent screen, and is linked when they agree."""
    row, pupil = await requests.approve(turn.session, turn.staff(), request_id, pupil_id, turn.now)
    of = await turn.session.get_one(SchoolClass, row.class_id)
    asker = await turn.session.get_one(Account, row.account_id)
    outbox.show(turn.session, asker, of.school_id, approved_screen(turn.school.name, row, pupil, of), turn.now)
    families = (button(_("Families of the class"), "f.class", of.id, 0),)
    return screen("links/approved", families, MENU, own_name=row.own_name, child=pupil.name)


@flow.press("no")
async def no(turn: Turn, request_id: int) -> Shown:
    """Refuse; the asker is told kindly and learns nothing else."""
    row = await requests.refuse(turn.session, turn.staff(), request_id, turn.now)
    return screen("links/declined", MENU, own_name=row.own_name)


@flow.press("pick")
async def pick(turn: Turn, request_id: int, number: int) -> Shown:
    """All pupils of the class, to find the one that is meant."""
    staff = turn.staff()
    row, _of = await requests.open_for(turn.session, staff, request_id)
    pupils = await requests.pupils_of(turn.session, staff, request_id)
    shown = pupils[number * PER_PAGE : (number + 1) * PER_PAGE]
    rows: list[Row] = [(button(pupil.name, "l.yes", row.id, pupil.id),) for pupil in shown]
    turns = []
    if number > 0:
        turns.append(button(_("‹ Back"), "l.pick", row.id, number - 1))
    if len(pupils) > (number + 1) * PER_PAGE:
        turns.append(button(_("More ›"), "l.pick", row.id, number + 1))
    return screen("links/pick", *rows, *([tuple(turns)] if turns else []), own_name=row.own_name, child=row.child_name)
