"""Somebody edited a message of their own: both versions are kept, and who read the first one gets the second."""

from bot.channels.base import Kind
from bot.chat import drafts, kept_words
from bot.chat.flows.answering import draft as answering_draft
from bot.chat.flows.answers.draft import MENU, flow, keep, load, words_of
from bot.chat.flows.questions import draft as questions_draft
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.screens import screen
from bot.services import answers
from bot.services.answers import replies
from bot.services.answers.conversations import teacher_card
from bot.services.meetings import hopes
from bot.services.threads import answering as threads_answering
from bot.services.threads import saying as threads_saying

_OF_STAFF = (threads_answering.edit, replies.edit)


@flow.event(Kind.EDITED)
async def edited(turn: Turn) -> Shown:
    """Pass on the new version of an answer or a reply; anything else that was edited is left alone."""
    words = words_of(turn)
    if words is None or turn.person is None or await _still_kept(turn, words):
        return None
    if said := await answers.edit(turn.session, turn.person, words, turn.now):
        teacher = teacher_card(said.teacher) if said.teacher else None
        return screen("answers/edited", MENU, teacher=teacher)
    for edit in (threads_saying.edit, hopes.edit, *(_OF_STAFF if turn.roles else ())):
        if await edit(turn.session, turn.person, words, turn.now):
            return screen("answers/edited", MENU, teacher=None)
    return None


async def _still_kept(turn: Turn, words: Words) -> bool:
    """Whether the words still wait for their addressee: then the newest are what will be passed on."""
    draft = await load(turn)
    if kept_words.refresh((*draft.words, *draft.aside), words):
        row = await drafts.row_of(turn, flow.name)
        await keep(turn, draft, row.step if row else None)
        return True
    return await answering_draft.retold(turn, words) or await questions_draft.retold(turn, words)
