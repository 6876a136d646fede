"""Updates that a meeting has written: its invitation and its summary are changed where the meeting is."""

from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Screen, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import _
from bot.services import updates
from bot.services.meetings.planning import behind


async def meeting_screen(turn: Turn, update_id: int, *, summary: bool = True) -> Screen | None:
    """Where the meeting is whose invitation this is (or, with `summary`, its summary); None for every other update.

    Raises NotAllowed where the update is not hers, and StaleScreen for one about single pupils, of which no button of
    class updates is shown; only its withdrawal is the same (`summary` False).
    """
    row = await updates.written_by(turn.session, turn.staff(), update_id)
    if row.personal and summary:  # changed where single pupils are
        raise StaleScreen
    meeting = await behind(turn.session, row.id)
    if meeting is None or (meeting.summary_id == row.id and not summary):
        return None
    open_it = button(_("Open the meeting"), "m.open", meeting.id)
    return screen("updates/of_meeting", (open_it, button(_("Menu"), "home.menu")), title=SHELF.get(row.template).title)
