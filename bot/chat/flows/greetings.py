"""The greeting line of a class: a sentence of the homeroom teacher's own, below the greeting of her class updates."""

from dataclasses import dataclass

from bot.chat import drafts
from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.screens import Row, Screen, button, screen
from bot.domain.text import _
from bot.services import scope
from bot.storage.models import SchoolClass

flow = Flow("greetings", "gl")

LIMIT = 120


@dataclass(slots=True)
class Line:
    """The class whose line is being written."""

    class_id: int


@flow.press("open")
async def show(turn: Turn, class_id: int) -> Shown:
    """The line as it is; what is typed next becomes the new one."""
    of = await scope.homeroom_of(turn.session, turn.staff(), class_id)
    await drafts.keep(turn, flow.name, Line(of.id), "line")
    return _screen(turn, of)


@flow.step("line")
async def typed(turn: Turn) -> Shown:
    """Keep it, in the language the teacher reads."""
    of = await _class(turn)
    if not turn.text or len(turn.text) > LIMIT:
        return _screen(turn, of, refused=True)
    of.greeting_line = {**of.greeting_line, turn.locale: " ".join(turn.text.split())}
    await drafts.drop(turn, flow.name)
    return _screen(turn, of, kept=True)


@flow.press("drop")
async def drop(turn: Turn, class_id: int) -> Shown:
    """Greet without a line of her own again."""
    of = await scope.homeroom_of(turn.session, turn.staff(), class_id)
    of.greeting_line = {}
    await drafts.drop(turn, flow.name)
    return _screen(turn, of, kept=True)


async def _class(turn: Turn) -> SchoolClass:
    draft = await drafts.needed(turn, flow.name, Line)
    return await scope.homeroom_of(turn.session, turn.staff(), draft.class_id)


def _screen(turn: Turn, of: SchoolClass, *, kept: bool = False, refused: bool = False) -> Screen:
    line = of.greeting_line.get(turn.locale)
    back: Row = (button(_("‹ Back"), "f.class", of.id, 0),)
    rows = ((button(_("Remove the line"), "gl.drop", of.id),), back) if line else (back,)
    return screen("greetings/line", *rows, class_name=of.name, line=line, kept=kept, refused=refused, limit=LIMIT)
