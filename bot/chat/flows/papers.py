"""The papers of a meeting: which there are, and the one that is asked for as a file."""

from bot.chat.papers import PAPER, MadePaper, paper_named
from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import KINDS
from bot.domain.papers import NAMES, PAPERS
from bot.domain.screens import Row, button, grid, screen
from bot.domain.text import _
from bot.services import log
from bot.services.meetings import planning
from bot.storage.models import LogKind, Meeting

flow = Flow("papers", "m")


@flow.press("papers")
async def offered(turn: Turn, meeting_id: int) -> Shown:
    """Which papers this kind of meeting has."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    buttons = [button(NAMES[which], PAPER, meeting.id, which) for which in PAPERS[meeting.kind]]
    letters = (
        ((button(_("Letters of invitation"), "u.report", meeting.invitation_id),),) if meeting.invitation_id else ()
    )
    return screen(
        "meetings/papers",
        *grid(buttons, 2),
        *letters,
        _back(meeting),
        kind=KINDS[meeting.kind],
        starts=meeting.starts_at,
    )


@flow.press("paper")
async def made(turn: Turn, meeting_id: int, paper: str) -> Shown:
    """One of them as a file; it was made before this turn began."""
    staff = turn.staff()
    meeting = await planning.seen_by(turn.session, staff, meeting_id)
    which = paper_named((paper,))
    if which is None or which not in PAPERS[meeting.kind]:
        raise StaleScreen
    found = turn.received.prepared
    if not isinstance(found, MadePaper):
        return screen("meetings/no_paper", _back(meeting), name=NAMES[which], paper=which.value)
    if (found.meeting_id, found.which, found.sequence) != (meeting.id, which, meeting.sequence):
        raise StaleScreen
    log.note(
        turn.session,
        turn.school.id,
        LogKind.EXPORTED,
        turn.now,
        staff_id=staff.id,
        channel=turn.bot.channel,
        meeting_id=meeting.id,
        text=found.file.name,
    )
    more: Row = (button(_("More papers"), "m.papers", meeting.id),)
    turn.say(screen("meetings/paper", more, file=found.file, name=NAMES[which], paper=which.value))
    return None


def _back(meeting: Meeting) -> Row:
    return (button(_("Menu"), "home.menu"),)
