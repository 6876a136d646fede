"""Families that have not answered: one line each, and one tap to end it for a family or for all."""

from datetime import datetime

from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _
from bot.services import updates
from bot.services.escalations import views
from bot.services.escalations.views import Call, Callee, SilentFamily

flow = Flow("escalations", "e")
MENU: Row = (button(_("Menu"), "home.menu"),)
PAGE = 6
LIST = 0
"""In place of an update's id: the button stood on the list to call."""


@flow.press("open")
async def opened(turn: Turn, update_id: int, page: int) -> Shown:
    """The families of one update that have not answered yet."""
    return await _silent(turn, update_id, page)


@flow.press("calls")
async def calls(turn: Turn, page: int) -> Shown:
    """Whom to call, over all updates."""
    return await _calls(turn, page)


@flow.press("done")
async def done(turn: Turn, escalation_id: int, update_id: int) -> Shown:
    """She has spoken with this family: nothing more follows."""
    await views.settle(turn.session, turn.staff(), escalation_id, turn.now)
    return await _calls(turn, 0) if update_id == LIST else await _silent(turn, update_id, 0)


@flow.press("all")
async def all_of_them(turn: Turn, update_id: int) -> Shown:
    """Ask once more before ending it for everybody."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    return screen(
        "escalations/stop_all",
        (button(_("Yes, no more reminders"), "e.end", row.id, style=Style.DANGER),),
        (button(_("‹ Back"), "e.open", row.id, 0),),
        title=SHELF.get(row.template).title,
    )


@flow.press("end")
async def end(turn: Turn, update_id: int) -> Shown:
    """No reminders about this update any more."""
    row = await views.settle_all(turn.session, turn.staff(), update_id, turn.now)
    back = (button(_("‹ Back"), "u.open", row.id), *MENU)
    return screen("escalations/stopped", back, title=SHELF.get(row.template).title)


async def _silent(turn: Turn, update_id: int, page: int) -> Screen:
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    found = await views.silent(turn.session, turn.staff(), row.id, turn.now)
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows: list[Row] = [
        (button(_("I have spoken with them: %(child)s", child=line.child.name), "e.done", line.escalation_id, row.id),)
        for line in shown
    ]
    ways = turns("e.open", page, len(found), row.id)
    if found:
        rows.append((button(_("No more reminders for this update"), "e.all", row.id),))
    return screen(
        "escalations/silent",
        *rows,
        *ways,
        (button(_("‹ Back"), "u.open", row.id), *MENU),
        title=SHELF.get(row.template).title,
        count=len(found),
        reminds=row.escalation is not None,
        families=[_line(line) for line in shown],
    )


async def _calls(turn: Turn, page: int) -> Screen:
    staff = turn.staff()
    count = await views.count_calls(turn.session, staff, turn.now)
    found = await views.calls(turn.session, staff, turn.now, page * PAGE, PAGE)
    rows: list[Row] = [
        (button(_("I have spoken with them: %(child)s", child=call.child.name), "e.done", call.escalation_id, LIST),)
        for call in found
    ]
    return screen(
        "escalations/calls",
        *rows,
        *turns("e.calls", page, count),
        (button(_("Phone list"), "cl.list", 0), *MENU),
        protect=True,
        count=count,
        lines=[line for call in found for line in _call(call)],
    )


def turns(key: str, page: int, count: int, *args: int) -> tuple[Row, ...]:
    """The way to the pages before and after."""
    ways: Row = ()
    if page:
        ways += (button(_("‹ Back"), key, *args, page - 1),)
    if count > (page + 1) * PAGE:
        ways += (button(_("More ›"), key, *args, page + 1),)
    return (ways,) if ways else ()


Line = dict[str, str | int | bool | datetime | Phrase | None]


def _line(line: SilentFamily) -> Line:
    last = line.told[-1] if line.told else None
    return {
        "name": line.child.name,
        "class_name": line.child.class_name,
        "listed": line.listed,
        "pending": line.pending,
        "told": RELATIONS[last.relation.value] if last else None,
        "told_at": last.at if last else None,
        "next": line.next_kind.value if line.next_kind else None,
        "next_at": line.next_at,
    }


def _call(call: Call) -> list[Line]:
    """The child first, then a line for everybody who may be called."""
    head: Line = {
        "child": call.child.name,
        "class_name": call.child.class_name,
        "title": SHELF.get(call.update.template).title,
        "sent_at": call.update.send_at,
        "people": len(call.people),
    }
    return [head, *map(person_line, call.people)]


def person_line(person: Callee) -> Line:
    """A grown-up with the number, as the list to call has it."""
    return {
        "child": None,
        "name": person.name,
        "relation": RELATIONS[person.relation.value] if person.relation else None,
        "phone": person.phone,
        "confirmed": person.confirmed,
    }
