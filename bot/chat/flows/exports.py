"""Taking the log out as a spreadsheet: of one update, or of a class."""

from bot.chat import taken_out
from bot.chat.router import Flow, Shown
from bot.chat.spreadsheets import OF_CLASS, OF_UPDATE, Written, allowed
from bot.chat.turns import Turn
from bot.domain.accesses import LOG
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, button, grid, screen
from bot.domain.text import _
from bot.services import scope

flow = Flow("exports", "x")

_MENU: Row = (button(_("Menu"), "home.menu"),)


@flow.press("log")
async def choose(turn: Turn) -> Shown:
    """Of which class?"""
    classes = await turn.session.scalars(scope.classes_of(turn.staff()))
    buttons = [button(found.name, OF_CLASS, found.id) for found in classes]
    return screen(
        "exports/choose", *grid(buttons, 3), (button(_("Sent updates"), "u.sent"), *_MENU), count=len(buttons)
    )


@flow.press("update")
async def of_update(turn: Turn, update_id: int) -> Shown:
    """Everything said about one update."""
    return await _send(turn, OF_UPDATE, update_id, update_id=update_id)


@flow.press("class")
async def of_class(turn: Turn, class_id: int) -> Shown:
    """Everything said between a class's families and this member of staff; the homeroom teacher's has all of it."""
    return await _send(turn, OF_CLASS, class_id, class_id=class_id)


async def _send(turn: Turn, key: str, of: int, **about: int) -> Shown:
    await allowed(turn.session, turn.staff(), key, of)
    written = turn.received.prepared
    if not isinstance(written, Written) or (written.key, written.of) != (key, of):
        raise StaleScreen
    taken_out.note(turn, written.file, **about)
    taken_out.register(turn, LOG, written.rows, class_id=about.get("class_id"))
    turn.say(screen("exports/log", _MENU, file=written.file, count=written.rows))
    return None
