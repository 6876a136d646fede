"""What a guardian sends right after a note belongs to it: a photo of a letter, a document, some words. A letter that
comes later is a reply to what was said about the note."""

from datetime import timedelta

from bot.chat import meanwhile
from bot.chat.flows.absences.draft import MENU, Absent, flow, keep, load
from bot.chat.flows.answers.draft import number_behind, words_of
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.errors import NotAllowed
from bot.domain.screens import Screen, button, screen
from bot.domain.text import _
from bot.domain.thanks import only_thanks
from bot.services.absences import noting
from bot.storage.models import Outgoing, Person

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
    return await _add(turn, turn.person, draft.note, words)


@flow.reply
async def letter(turn: Turn, message: Outgoing) -> Shown | Pass:
    """A photo or a paper in reply to a note's message belongs to the note, whenever it comes, and so do the pages that
    follow; words alone are a matter of their own."""
    words = words_of(turn)
    if turn.person is None or words is None or words.file is None:
        return PASS
    note_id = await number_behind(turn, "note_id")
    if note_id is None:
        return PASS
    shown = await _add(turn, turn.person, note_id, words)
    if not isinstance(shown, Pass):
        await keep(turn, Absent(note=note_id, noted_at=turn.now))
    return shown


async def _add(turn: Turn, guardian: Person, note_id: int, words: Words) -> Screen | Pass:
    try:
        note = await noting.add(turn.session, guardian, note_id, words, turn.now)
    except NotAllowed:  # taken back since, or no more this guardian's child
        return PASS
    row = (button(_("Take it back"), "ab.sure", note.id), *MENU)
    return screen("absences/added", row, medium=words.file is not None, note_id=note.id)
