"""After an answer was sent, whichever way its family had written: keep it, go on to the next, or be done."""

from bot.chat.turns import Turn
from bot.domain.screens import Row, button
from bot.domain.text import _
from bot.services import today
from bot.services.answers.reports import unanswered
from bot.storage.models import LogEntry


async def after_sending(turn: Turn, entry: LogEntry | None) -> tuple[Row, ...]:
    """The rows below the confirmation; words of her own that are not from the stock can be kept with one tap."""
    rows: list[Row] = []
    if entry is not None and entry.text and entry.choice is None:
        rows.append((button(_("Keep this answer"), "st.keep", entry.id),))
    following = await today.next_family(turn.session, turn.staff(), turn.now)
    if following is not None:
        rows.append((button(_("Next unanswered ›"), following.key, *following.args),))
    elif await turn.session.scalar(unanswered(turn.staff()).limit(1)):
        rows.append((button(_("Next unanswered ›"), "a.next", 0, 0),))
    return (*rows, (button(_("Today"), "td.open"), button(_("Menu"), "home.menu")))
