"""The papers of a meeting: which there are, and the one that is asked for as a file."""

from bot.chat import taken_out
from bot.chat.flows.meetings.draft import flow
from bot.chat.flows.meetings.held import to_meeting
from bot.chat.flows.meetings.parts import part
from bot.chat.papers import PAPER, MadePaper, paper_named
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import KINDS, MeetingState
from bot.domain.papers import NAMES, PAPERS
from bot.domain.screens import Button, Row, button, grid, screen
from bot.domain.text import _
from bot.services.meetings import planning
from bot.storage.models import Meeting


@part(60)
def _on_card(meeting: Meeting) -> Button | None:
    return button(_("Papers to print"), "m.papers", meeting.id) if meeting.state is not MeetingState.CANCELLED else None


@flow.press("papers")
async def offered(turn: Turn, meeting_id: int) -> Shown:
    """Which papers this kind of meeting has."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    buttons = [button(NAMES[which], PAPER, meeting.id, which) for which in PAPERS[meeting.kind]]
    to_letters = button(_("Letters of invitation"), "u.report", meeting.invitation_id)
    letters = ((to_letters,),) if meeting.invitation_id else ()
    return screen(
        "meetings/papers",
        *grid(buttons, 2),
        *letters,
        to_meeting(meeting),
        kind=KINDS[meeting.kind],
        starts=meeting.starts_at,
    )


@flow.press("paper")
async def made(turn: Turn, meeting_id: int, paper: str) -> Shown:
    """One of them as a file; it was made before this turn began."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    which = paper_named((paper,))
    if which is None or which not in PAPERS[meeting.kind]:
        raise StaleScreen
    found = turn.received.prepared
    if not isinstance(found, MadePaper):
        return screen("meetings/no_paper", to_meeting(meeting), name=NAMES[which], paper=which.value)
    if (found.meeting_id, found.which, found.sequence) != (meeting.id, which, meeting.sequence):
        raise StaleScreen
    taken_out.note(turn, found.file, meeting_id=meeting.id)
    more: Row = (button(_("More papers"), "m.papers", meeting.id), button(_("‹ Meeting"), "m.open", meeting.id))
    turn.say(screen("meetings/paper", more, file=found.file, name=NAMES[which], paper=which.value))
    return None
