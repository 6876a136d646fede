"""Where a family stands below an invitation, and how one comes from there to its meeting."""

from dataclasses import dataclass

from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, button
from bot.domain.text import _
from bot.services.answers import received
from bot.services.meetings import planning
from bot.storage.models import Meeting, Pupil, Recipient

flow = Flow("invited", "mi")
MENU: Row = (button(_("Menu"), "home.menu"),)
ALL = 0
"""In place of a child's id: all children of that invitation."""


@dataclass(slots=True)
class Invited:
    """What the next words are for: of which invitation, for which child (0: all), and which part of it."""

    recipient: int
    pupil: int = ALL
    part: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An invitation (or a summary) as it came to the person who pressed a button below it."""

    recipient: Recipient
    meeting: Meeting
    children: list[Pupil]


async def place_of(turn: Turn, recipient_id: int, pupil_id: int = ALL) -> Place:
    """The meeting behind a button, with the own children it is about: that one, or all of them.

    Raises NotAllowed for what came to somebody else, StaleScreen for what belongs to no meeting or another child.
    """
    recipient = await received.recipient_of(turn.session, turn.known(), recipient_id)
    meeting = await planning.behind(turn.session, recipient.update_id)
    children = await received.children_in(turn.session, turn.known(), recipient)
    chosen = [child for child in children if pupil_id in (ALL, child.id)]
    if meeting is None or not chosen:
        raise StaleScreen
    return Place(recipient, meeting, chosen)
