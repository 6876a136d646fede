"""The letters of an update as one file to print, made before the turn in which they are sent.

The turn asks again whether they may be: between the two a role may have ended.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Received
from bot.chat import files
from bot.chat.asking import asked_by, asked_for
from bot.domain.errors import AppError
from bot.domain.letters import Letterhead, MessageLetter
from bot.domain.screens import FileRef
from bot.messages.message_letters import message_letters
from bot.services import updates
from bot.services.letters import handouts, letterheads
from bot.services.letters import of_updates as update_letters
from bot.storage.engine import Sessions
from bot.storage.models import School

PRINT = "ho.print"


@dataclass(frozen=True, slots=True)
class Printed:
    """The letters of an update as it was in this version, for these children."""

    update_id: int
    version: int
    pupils: tuple[int, ...]
    file: FileRef


class Letters:
    """Makes the letters that a pressed button asks for."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its letters; without any where it asks for none, is not allowed to, or none are needed."""
        asked = asked_for(received, (PRINT,))
        if asked is None:
            return received
        now = self._clock()
        try:
            async with self._sessions() as session:
                gathered = await _gather(session, bot_id, received, asked[1], now)
            printed = await asyncio.to_thread(gathered.print, now) if gathered else None
        except AppError:  # the turn finds the same, and says so
            return received
        return replace(received, prepared=printed) if printed else received


@dataclass(frozen=True, slots=True)
class _Gathered:
    """All that the letters say, read from the database."""

    update_id: int
    version: int
    pupils: tuple[int, ...]
    head: Letterhead
    letters: list[MessageLetter]

    def print(self, now: datetime) -> Printed:
        """Set them and write the file; takes a second for hundreds of them."""
        name = f"surat-kabar-{self.update_id}.pdf"
        path = files.new(name)
        path.write_bytes(message_letters(self.head, self.letters, now))
        return Printed(self.update_id, self.version, self.pupils, files.document(path, name))


async def _gather(
    session: AsyncSession, bot_id: int, received: Received, update_id: int, now: datetime
) -> _Gathered | None:
    asker = await asked_by(session, bot_id, received)
    if asker is None:
        return None
    row = await updates.seen_by(session, asker[0], update_id)
    lines = [line for line in await handouts.families(session, asker[0], row) if line.needs_letter]
    if not lines:
        return None
    head = await letterheads.letterhead_of(session, await session.get_one(School, row.school_id))
    letters = await update_letters.letters(session, row, lines, now)
    return _Gathered(row.id, row.version, tuple(line.pupil_id for line in lines), head, letters)
