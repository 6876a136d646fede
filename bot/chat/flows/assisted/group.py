"""One neutral text for a class's own group, where all families read along."""

from bot.chat.flows.assisted.draft import flow
from bot.chat.flows.assisted.texts import group_text
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import NotAllowed
from bot.domain.phones import chat_link
from bot.domain.screens import Button, Row, Screen, button, screen
from bot.domain.text import _
from bot.services import assisted, scope
from bot.storage.models import ClassUpdate, SchoolClass

ANY = 0
"""In place of a class: it is asked which. In place of an update: none is spoken of."""


@flow.press("group")
async def group(turn: Turn, update_id: int, class_id: int) -> Shown:
    """The text for one class; of an update to several it is asked for which."""
    staff = turn.staff()
    if update_id == ANY:
        of = await scope.homeroom_of(turn.session, staff, class_id)
        return await _text(turn, of, None, (button(_("‹ Back"), "f.class", of.id, 0),))
    row, classes = await assisted.classes_told(turn.session, staff, update_id)
    back: Row = (button(_("‹ List"), "by.list", update_id, 0),)
    chosen = [of for of in classes if class_id in (ANY, of.id)]
    if not chosen:
        raise NotAllowed
    if len(chosen) > 1:
        rows = [(button(of.name, "by.group", update_id, of.id),) for of in chosen]
        return screen("assisted/which_group", *rows, back)
    return await _text(turn, chosen[0], row, back)


async def _text(turn: Turn, of: SchoolClass, row: ClassUpdate | None, back: Row) -> Screen:
    text = await group_text(turn.session, turn.staff(), of, turn.school, row, turn.now)
    share = chat_link(None, text)
    rows: list[Row] = [(Button(_("Share in WhatsApp"), url=share),)] if share else []
    return screen("assisted/group", *rows, back, class_name=of.name, text=text)
