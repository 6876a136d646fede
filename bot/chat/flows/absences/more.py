"""What a guardian sends right after a note belongs to it: a photo of a letter, a document, some words."""

from datetime import timedelta

from bot.chat import meanwhile
from bot.chat.flows.absences.draft import MENU, flow, load
from bot.chat.flows.answers.draft import words_of
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.errors import NotAllowed
from bot.domain.screens import button, screen
from bot.domain.text import _
from bot.domain.thanks import only_thanks
from bot.services.absences import noting

SOON = timedelta(minutes=15)
"""So long after a note whatever is sent belongs to it; later it is a matter of its own."""


@flow.otherwise
async def added(turn: Turn) -> Shown | Pass:
    """It is kept with the note, and the teacher sees it there; mere thanks are not what she is to read."""
    if turn.person is None:
        return PASS
    draft = await load(turn)
    words = words_of(turn)
    if not draft.note or draft.noted_at is None or words is None or turn.now - draft.noted_at > SOON:
        return PASS
    if await meanwhile.something_else(turn, draft.noted_at, flow.name):
        return PASS
    if words.file is None and only_thanks(words.text):
        return screen("absences/welcome", MENU)
    try:
        note = await noting.add(turn.session, turn.person, draft.note, words, turn.now)
    except NotAllowed:  # taken back since, or no more this guardian's child
        return PASS
    row = (button(_("Take it back"), "ab.sure", note.id), *MENU)
    return screen("absences/added", row, medium=words.file is not None)
