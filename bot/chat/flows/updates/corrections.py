"""Correcting what was sent: the same questions again, filled; the chats then change."""

from bot.chat import drafts
from bot.chat.flows.updates import fields
from bot.chat.flows.updates.draft import Compose, flow, keep, load
from bot.chat.flows.updates.owned import meeting_screen
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import button, screen
from bot.domain.text import _
from bot.services import updates
from bot.services.updates import corrections


@flow.press("fix")
async def begin(turn: Turn, update_id: int) -> Shown:
    """Take a sent update up again: which fact is to change?"""
    row = await updates.written_by(turn.session, turn.staff(), update_id)
    if (of_meeting := await meeting_screen(turn, update_id)) is not None:
        return of_meeting
    draft = Compose(
        class_ids=[found.id for found in await updates.classes_of(turn.session, row.id)],
        template=row.template,
        values=updates.load_values(row.values),
        other_words=row.other_words,
        words_locale=row.words_locale,
        file=row.file,
        correcting=row.id,
    )
    await keep(turn, draft)
    return await fields.edit(turn)


@flow.press("fixed")
async def finish(turn: Turn, stamp: int) -> Shown:
    """Change it in every chat."""
    draft = await load(turn)
    if draft.correcting is None or draft.stamp != stamp:
        raise StaleScreen
    row = await corrections.correct(turn.session, turn.staff(), draft.correcting, draft.values, turn.now)
    await drafts.drop(turn, flow.name)
    return screen(
        "updates/corrected",
        (button(_("How far it has come"), "u.open", row.id), button(_("Menu"), "home.menu")),
        title=draft.form.title,
    )
