"""One family's words at a time: read, reply, on to the next that waits."""

from dataclasses import replace

from bot.chat.flows.answers.draft import MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.screens import Row, Screen, button, screen
from bot.domain.text import _
from bot.services.answers import replies
from bot.services.answers.conversations import arrived
from bot.services.answers.reports import unanswered
from bot.storage.models import LogEntry

EVERYWHERE = 0
"""In place of an update's id: whatever waits, direct messages too."""


@flow.press("one")
async def one(turn: Turn, entry_id: int) -> Shown:
    """One family's words."""
    answer = await replies.answer_seen_by(turn.session, turn.staff(), entry_id)
    return await _card(turn, answer, answer.update_id or EVERYWHERE)


@flow.press("next")
async def next_unanswered(turn: Turn, update_id: int, after: int) -> Shown:
    """The next words that wait for a reply, after the one just shown; then from the beginning again."""
    waiting = unanswered(turn.staff())
    if update_id != EVERYWHERE:
        waiting = waiting.where(LogEntry.update_id == update_id)
    found = await turn.session.scalar(waiting.where(LogEntry.id > after).limit(1))
    found = found or await turn.session.scalar(waiting.limit(1))
    if found is None:
        return screen("answers/all_answered", (button(_("All answers"), "a.inbox"),), MENU)
    return await _card(turn, found, update_id)


async def _card(turn: Turn, answer: LogEntry, update_id: int) -> Screen:
    """The words with what can be done; a photo or recording comes as a message of its own."""
    shown = (await arrived(turn.session, answer)).screen()
    back = button(_("‹ Answers"), "a.update", update_id) if update_id else button(_("‹ Answers"), "a.inbox")
    rows: tuple[Row, ...] = (
        *shown.rows,
        (button(_("Next unanswered ›"), "a.next", update_id, answer.id),),
        (back,),
    )
    if shown.file is not None:
        turn.edits = None
    return replace(shown, rows=rows)
