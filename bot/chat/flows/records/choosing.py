"""About whom? A class, a child by its name, a member of staff, or everything one may see."""

from bot.chat import drafts
from bot.chat.flows.records.draft import Lookup, flow, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.paging import page_of
from bot.domain.records import About, Looking
from bot.domain.screens import Row, button, grid, screen
from bot.domain.text import _
from bot.services import scope, staff
from bot.storage.models import RoleKind

PER_PAGE = 12
CLASSES_SHOWN = 6


@flow.command("catatan", "!catatan")
async def by_command(turn: Turn) -> Shown:
    """`/catatan`, or the word."""
    return await opened(turn)


@flow.press("open")
async def opened(turn: Turn) -> Shown:
    """Typed here, a name or some words are looked for in everything; the rest is a tap away."""
    person = turn.staff()
    await keep(turn, Lookup(place=[str(arg) for arg in Looking(About.ALL).args]), "words")
    classes = list(await turn.session.scalars(scope.classes_of(person)))
    classes.sort(key=lambda of: of.homeroom_id != person.id)
    shown = [button(of.name, "rc.show", *Looking(About.CLASS, of.id).args, 0) for of in classes[:CLASSES_SHOWN]]
    rows: list[Row] = [*grid(shown, 3)]
    if len(classes) > CLASSES_SHOWN:
        rows.append((button(_("All classes"), "rc.classes"),))
    rows.append((button(_("My own conversations"), "rc.show", *Looking(About.STAFF, person.id).args, 0),))
    if RoleKind.ADMIN in turn.roles:
        rows.append((button(_("Of a colleague"), "rc.staff"), button(_("Who looked at what"), "rc.uses", 0)))
    rows.append((button(_("Everything"), "rc.show", *Looking(About.ALL).args, 0),))
    rows.append((button(_("A class's spreadsheet"), "x.log"), button(_("Menu"), "home.menu")))
    return screen("records/open", *rows, admin=RoleKind.ADMIN in turn.roles)


@flow.press("classes")
async def classes(turn: Turn, page: int = 0) -> Shown:
    """All classes one may see something of."""
    found = list(await turn.session.scalars(scope.classes_of(turn.staff())))
    part = page_of(found, page, PER_PAGE)
    faces = [button(of.name, "rc.show", *Looking(About.CLASS, of.id).args, 0) for of in part.shown]
    back: Row = (button(_("‹ Records"), "rc.open"),)
    return screen("records/classes", *grid(faces, 3), *part.turns("rc.classes"), back)


@flow.press("staff")
async def colleagues(turn: Turn, page: int = 0) -> Shown:
    """An administrator looks up what a member of staff and the families said to each other."""
    turn.admin()
    await drafts.stop_expecting(turn)
    part = page_of(await staff.members(turn.session, turn.school), page, PER_PAGE)
    faces = [button(one.name, "rc.show", *Looking(About.STAFF, one.id).args, 0) for one in part.shown]
    back: Row = (button(_("‹ Records"), "rc.open"),)
    return screen("records/staff", *grid(faces, 1), *part.turns("rc.staff"), back)
