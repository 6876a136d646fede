"""The homeroom teacher asks back about a note: below a button, or by replying to its message. The note stands."""

from bot.chat import drafts
from bot.chat.flows.absences.draft import MENU, Absent, flow, keep, load
from bot.chat.flows.answers.draft import first_id_behind, unsuitable, words_of
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.errors import StaleScreen
from bot.domain.screens import Screen, button, screen
from bot.domain.text import _
from bot.services.absences import handling, views
from bot.services.absences.telling import items_of
from bot.storage.models import Outgoing


@flow.press("ask")
async def ask(turn: Turn, note_id: int) -> Shown:
    """What is written or spoken next goes to the guardian who wrote."""
    note, _pupil = await views.seen_by(turn.session, turn.staff(), note_id, turn.now)
    await keep(turn, Absent(asking=note.id), "ask")
    (item,) = await items_of(turn.session, [note], turn.now)
    turn.say(screen("absences/ask", (button(_("Never mind"), "ab.one", note.id),), item=item, protect=True))
    return None


@flow.step("ask")
async def typed(turn: Turn) -> Shown:
    """Her question."""
    draft = await load(turn)
    if not draft.asking:
        raise StaleScreen
    words = words_of(turn)
    return unsuitable(turn) if words is None else await _asked(turn, draft.asking, words)


@flow.reply
async def replied(turn: Turn, message: Outgoing) -> Shown | Pass:
    """A reply to the message of one note is a question back."""
    note_id = await first_id_behind(turn, ("ab.ask",)) if turn.roles else None
    if note_id is None:
        return PASS
    words = words_of(turn)
    return unsuitable(turn) if words is None else await _asked(turn, note_id, words)


async def _asked(turn: Turn, note_id: int, words: Words) -> Screen:
    reached = await handling.ask(turn.session, turn.staff(), note_id, words, turn.now)
    note, _pupil = await views.seen_by(turn.session, turn.staff(), note_id, turn.now)
    (item,) = await items_of(turn.session, [note], turn.now)
    await drafts.stop_expecting(turn)
    rows = (button(_("✓ Confirm"), "ab.ok", note.id), button(_("Absence notes"), "ab.list"))
    return screen("absences/asked", rows, MENU, item=item, reached=reached, protect=True)
