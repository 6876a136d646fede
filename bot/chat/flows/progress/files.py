"""The child's course as a picture, with the same in words, and the half-year as a file to keep."""

from bot.chat.flows.progress.draft import child_values, flow, marks_values, to_child, totals_values
from bot.chat.progress_files import MadeOfChild
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.marks import term_at
from bot.domain.progress import Progress
from bot.domain.screens import FileRef, screen
from bot.services import log
from bot.services.progress.seen import progress_of
from bot.storage.models import LogKind


@flow.press("picture")
async def picture(turn: Turn, pupil_id: int) -> Shown:
    """How the child stands, to look at; it was drawn before this turn began."""
    progress = await progress_of(turn.session, turn.known(), pupil_id, turn.now)
    values = {**child_values(progress), **marks_values(progress)}
    totals = totals_values(progress)
    if not (progress.standings or any(totals.values())):
        return screen("progress/no_picture", to_child(pupil_id), **child_values(progress))
    file = _made(turn, pupil_id, None)
    _note(turn, progress, file)
    turn.say(screen("progress/picture", to_child(pupil_id), file=file, protect=True, **values, **totals))
    return None


@flow.press("paper")
async def paper(turn: Turn, pupil_id: int, term: str) -> Shown:
    """A half-year as a file."""
    progress = await progress_of(turn.session, turn.known(), pupil_id, turn.now, term)
    if progress.empty:
        now = term_at(turn.now, turn.school.timezone) == term
        return screen("progress/no_paper", to_child(pupil_id), **child_values(progress), now=now)
    file = _made(turn, pupil_id, term)
    _note(turn, progress, file)
    turn.say(screen("progress/paper", to_child(pupil_id), file=file, protect=True, **child_values(progress)))
    return None


def _made(turn: Turn, pupil_id: int, term: str | None) -> FileRef:
    """The file that was made for this press; raises StaleScreen where there is none, or one of something else."""
    found = turn.received.prepared
    if not isinstance(found, MadeOfChild) or (found.pupil_id, found.term) != (pupil_id, term):
        raise StaleScreen
    return found.file


def _note(turn: Turn, progress: Progress, file: FileRef) -> None:
    log.note(
        turn.session,
        turn.school.id,
        LogKind.EXPORTED,
        turn.now,
        person_id=turn.known().id,
        pupil_id=progress.course.pupil_id,
        channel=turn.bot.channel,
        text=file.name,
    )
