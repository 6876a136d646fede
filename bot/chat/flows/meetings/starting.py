"""The first taps of a new meeting: which kind, and for which classes where that is not plain."""

from bot.chat import classes
from bot.chat.flows.meetings import asking, ending, sure
from bot.chat.flows.meetings.draft import Plan, drop, flow, keep, load
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import KINDS, USUAL, MeetingKind
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.meetings import hosts
from bot.storage.models import SchoolClass


@flow.press("new")
async def start(turn: Turn, kind: str) -> Shown:
    """A new meeting. A teacher's homeroom, or her only class, is meant unless she says otherwise."""
    found = await _classes(turn)
    if kind not in set(MeetingKind):
        raise StaleScreen
    if not found:
        return screen("meetings/no_class", (button(_("Menu"), "home.menu"),))
    draft = Plan(kind=kind, agenda=list(USUAL[MeetingKind(kind)]))
    own = [one for one in found if one.homeroom_id == turn.staff().id]
    meant = own if len(own) == 1 else found
    if len(meant) > 1:
        await keep(turn, draft)
        return _choose(draft, found)
    draft.class_ids = [meant[0].id]
    return await _go_on(turn, draft)


@flow.press("classes")
async def choose(turn: Turn) -> Shown:
    """For other classes than were meant."""
    draft = await _beginning(turn)
    return _choose(draft, await _classes(turn))


@flow.press("c")
async def toggle(turn: Turn, class_id: int) -> Shown:
    """Choose a class, or let go of it."""
    draft = await _beginning(turn)
    found = await _classes(turn)
    draft.class_ids = classes.toggled(draft.class_ids, found, class_id)
    await keep(turn, draft)
    return _choose(draft, found)


@flow.press("all")
async def everyone(turn: Turn) -> Shown:
    """Choose every class at once, or none."""
    draft = await _beginning(turn)
    found = await _classes(turn)
    draft.class_ids = classes.all_or_none(draft.class_ids, found)
    await keep(turn, draft)
    return _choose(draft, found)


@flow.press("go")
async def go(turn: Turn) -> Shown:
    """On to the day."""
    draft = await _beginning(turn)
    if not draft.class_ids:
        raise StaleScreen
    if draft.meeting_id is None:
        return await _go_on(turn, draft)
    return await sure.about_others(turn, draft) or await ending.finish(turn, draft)


@flow.press("discard")
async def discard(turn: Turn) -> Shown:
    """Put away what is not a meeting yet."""
    turn.staff()
    await drop(turn)
    return screen("meetings/put_away", (button(_("Meetings"), "m.list"), button(_("Menu"), "home.menu")))


async def _go_on(turn: Turn, draft: Plan) -> Shown:
    draft.hosts = await hosts.usual_hosts(turn.session, turn.staff(), draft.form, draft.class_ids)
    return await asking.ask_next(turn, draft)


async def _beginning(turn: Turn) -> Plan:
    """The draft of a meeting of which no family knows yet."""
    draft = await load(turn)
    if draft.invited:
        raise StaleScreen
    return draft


async def _classes(turn: Turn) -> list[SchoolClass]:
    return list(await turn.session.scalars(scope.classes_of(turn.staff())))


def _choose(draft: Plan, found: list[SchoolClass]) -> Screen:
    chosen = draft.class_ids
    last: Row = (button(_("Discard"), "m.discard"),)
    if draft.meeting_id is not None:
        last = (button(_("Leave it as it was"), "m.open", draft.meeting_id),)
    if chosen:
        last += (button(_("Continue ›"), "m.go", style=Style.PRIMARY),)
    rows = (*classes.rows_of(chosen, found, "m.c", "m.all"), last)
    return screen("meetings/classes", *rows, title=KINDS[draft.form], count=len(chosen))
