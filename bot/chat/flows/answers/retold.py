"""Somebody edited a message of their own: both versions are kept, and who read the first one gets the second."""

from bot.channels.base import Kind
from bot.chat import drafts
from bot.chat.flows.answers.draft import MENU, flow, load, words_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.codec import dump_file
from bot.domain.screens import screen
from bot.services import answers
from bot.services.answers import replies
from bot.services.answers.conversations import teacher_card
from bot.services.meetings import hopes


@flow.event(Kind.EDITED)
async def edited(turn: Turn) -> Shown:
    """Pass on the new version of an answer or a reply; anything else that was edited is left alone."""
    words = words_of(turn)
    if words is None or turn.person is None or await _still_kept(turn, words):
        return None
    if said := await answers.edit(turn.session, turn.person, words, turn.now):
        teacher = teacher_card(said.teacher) if said.teacher else None
        return screen("answers/edited", MENU, teacher=teacher)
    if await hopes.edit(turn.session, turn.person, words, turn.now):
        return screen("answers/edited", MENU, teacher=None)
    if turn.roles and await replies.edit(turn.session, turn.person, words, turn.now):
        return screen("answers/edited", MENU, teacher=None)
    return None


async def _still_kept(turn: Turn, words: Words) -> bool:
    """Whether the words still wait for their addressee: then the newest are what will be passed on."""
    draft = await load(turn)
    mine = [raw for raw in (*draft.words, *draft.aside) if raw["message"] == words.message]
    for raw in mine:
        raw["text"] = words.text
        raw["file"] = dump_file(words.file) if words.file else raw["file"]
    if mine and (row := await drafts.row_of(turn, flow.name)):
        await drafts.keep(turn, flow.name, draft, row.step)
    return bool(mine)
