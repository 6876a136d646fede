"""A paper of a meeting as a file to print, made before the turn in which it is sent.

The turn asks again whether it may be: between the two a role may have ended.
"""

import asyncio
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Received
from bot.chat import files
from bot.chat.asking import asked_by, asked_for
from bot.domain.errors import AppError
from bot.domain.papers import FILES, READ_ALONE, Paper
from bot.domain.screens import FileRef, Press
from bot.messages.papers import paper_pdf
from bot.services.meetings import papers, planning
from bot.services.meetings.paper_views import view_of
from bot.services.meetings.papers import Gathered
from bot.storage.engine import Sessions

PAPER = "m.paper"

_BY_WORD = {which.value: which for which in Paper}


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper that was made for a press: of which meeting, and as it was after so many changes."""

    meeting_id: int
    which: Paper
    sequence: int
    file: FileRef


class Papers:
    """Makes the paper that a pressed button asks for."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its paper; without one where it asks for none, is not allowed to, or nothing is there."""
        asked = asked_for(received, (PAPER,))
        which = paper_named(Press.unpack(received.press).args[1:]) if asked else None
        if asked is None or which is None:
            return received
        try:
            async with self._sessions() as session:
                made = await _gather(session, bot_id, received, asked[1], which)
            prepared = await asyncio.to_thread(_write, *made, which) if made else None
        except AppError:  # the turn finds the same, and says so
            return received
        return replace(received, prepared=prepared) if prepared else received


def paper_named(words: tuple[str, ...]) -> Paper | None:
    """The paper that a button's second argument says."""
    return _BY_WORD.get(words[0]) if words else None


async def _gather(
    session: AsyncSession, bot_id: int, received: Received, meeting_id: int, which: Paper
) -> tuple[int, int, Gathered] | None:
    asker = await asked_by(session, bot_id, received)
    if asker is None:
        return None
    person, locale = asker
    meeting = await planning.seen_by(session, person, meeting_id)
    view = await view_of(session, person, meeting)
    gathered = await papers.gather(session, meeting, which, view, locale if which in READ_ALONE else None)
    return (meeting.id, meeting.sequence, gathered) if gathered else None


def _write(meeting_id: int, sequence: int, gathered: Gathered, which: Paper) -> MadePaper:
    name = f"{FILES[which]}-{meeting_id}.pdf"
    path = files.new(name)
    path.write_bytes(paper_pdf(gathered.head, gathered.paper))
    return MadePaper(meeting_id, which, sequence, files.document(path, name))
