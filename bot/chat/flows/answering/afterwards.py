"""After an answer was sent, whichever way its family had written: keep it, go on to the next, or be done."""

from bot.chat.turns import Turn
from bot.domain.screens import Row, Screen, button
from bot.domain.text import _
from bot.services import today
from bot.services.answers.conversations import family_card
from bot.services.answers.reports import unanswered
from bot.services.threads.answering import Answered
from bot.storage.models import LogEntry, Pupil


async def sent_in(turn: Turn, given: Answered, *, own: bool = True) -> Screen:
    """An answer in a thread is on its way. `own`: its words are worth keeping."""
    thread = given.thread
    pupil = await turn.session.get_one(Pupil, thread.pupil_id)
    about = await family_card(turn.session, thread.person_id, [pupil])
    settled: Row = (button(_("Settled"), "qa.done", thread.id), button(_("The conversation"), "qa.show", thread.id))
    rows = await after_sending(turn, given.entry if own else None, settled)
    return Screen("answers/reply_sent", {"reached": given.reached, **about}, rows)


async def after_sending(turn: Turn, entry: LogEntry | None, *ways: Row) -> tuple[Row, ...]:
    """The rows below the confirmation; words of her own that are not from the stock can be kept with one tap."""
    rows: list[Row] = []
    if entry is not None and entry.text and entry.choice is None:
        rows.append((button(_("Keep this answer"), "st.keep", entry.id),))
    rows += ways
    following = await today.next_family(turn.session, turn.staff(), turn.now)
    if following is not None:
        rows.append((button(_("Next unanswered ›"), following.key, *following.args),))
    elif await turn.session.scalar(unanswered(turn.staff()).limit(1)):
        rows.append((button(_("Next unanswered ›"), "a.next", 0, 0),))
    return (*rows, (button(_("Today"), "td.open"), button(_("Menu"), "home.menu")))
