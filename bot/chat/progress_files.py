"""A child's course as a picture or as a paper, made before the turn in which it is sent.

The turn asks again whether the guardian may be told: between the two a link may have been undone.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Received
from bot.chat import files
from bot.chat.asking import asked_by, asked_for
from bot.domain.courtesy import Reader
from bot.domain.errors import AppError
from bot.domain.progress import CourseReport
from bot.domain.screens import FileRef, Press
from bot.messages.course_papers import course_pdf, course_png
from bot.services.letters import letterheads
from bot.services.progress.seen import progress_of
from bot.storage.engine import Sessions
from bot.storage.models import School

PICTURE, PAPER = "pg.picture", "pg.paper"


@dataclass(frozen=True, slots=True)
class MadeOfChild:
    """What was made for a press: of which child, and of which half-year (None for a picture)."""

    pupil_id: int
    term: str | None
    file: FileRef


class ProgressFiles:
    """Makes what a pressed button asks for."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its file; without one where it asks for none, is not allowed to, or there is nothing."""
        asked = asked_for(received, (PICTURE, PAPER))
        if asked is None:
            return received
        key, pupil_id = asked
        term = "".join(Press.unpack(received.press).args[1:2]) if key == PAPER else None
        try:
            async with self._sessions() as session:
                report = await _gather(session, bot_id, received, pupil_id, term, self._clock())
        except AppError:  # the turn finds the same, and says so
            return received
        if report is None or report.progress.empty:
            return received
        made = await asyncio.to_thread(_paper if key == PAPER else _picture, report)
        return replace(received, prepared=MadeOfChild(pupil_id, term, made))


async def _gather(
    session: AsyncSession, bot_id: int, received: Received, pupil_id: int, term: str | None, now: datetime
) -> CourseReport | None:
    asker = await asked_by(session, bot_id, received)
    if asker is None:
        return None
    person, locale = asker
    progress = await progress_of(session, person, pupil_id, now, term)
    school = await session.get_one(School, person.school_id)
    head = await letterheads.letterhead_of(session, school)
    return CourseReport(head, progress, Reader(locale, school.timezone), now)


def _picture(report: CourseReport) -> FileRef:
    name = f"perkembangan-{report.progress.course.pupil_id}.png"
    path = files.new(name)
    path.write_bytes(course_png(report))
    return files.picture(path, name)


def _paper(report: CourseReport) -> FileRef:
    course = report.progress.course
    name = f"perkembangan-{course.pupil_id}-{course.term}.pdf"
    path = files.new(name)
    path.write_bytes(course_pdf(report))
    return files.document(path, name)
