"""A copy of all that is stored about a family as a spreadsheet, made before the turn in which it is sent.

The turn asks again whether the guardian may have it: between the two a link may have been undone. No cell becomes a
formula.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Kind, Received
from bot.chat import files
from bot.chat.asking import asked_by
from bot.chat.log_words import COLUMNS, cells
from bot.domain.courtesy import Reader
from bot.domain.errors import AppError
from bot.domain.screens import FileRef, Press
from bot.domain.text import p_
from bot.messages.voice import Voice
from bot.services.log.sheets import XlsxSheet
from bot.services.privacy import copying
from bot.services.privacy.copies import Cell
from bot.services.privacy.copying import Copy
from bot.storage.engine import Sessions
from bot.storage.models import School

TAKE = "pv.take"
NAME = "data-keluarga.xlsx"
_LOG = p_("sheet", "Everything said")
_LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy that was made for a press: whose, and how many rows it has."""

    person_id: int
    rows: int
    file: FileRef


class FamilyCopies:
    """Makes the copy that a pressed button asks for."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its copy; without one where it asks for none, or is not allowed to."""
        if received.kind is not Kind.PRESS:
            return received
        try:
            if Press.unpack(received.press).key != TAKE:
                return received
            async with self._sessions() as session:
                gathered = await self._gather(session, bot_id, received)
        except AppError:  # the turn finds the same, and says so
            return received
        if gathered is None:
            return received
        person_id, copy, voice = gathered
        file = await asyncio.to_thread(_file, copy, voice)
        return replace(received, prepared=MadeCopy(person_id, copy.rows, file))

    async def _gather(self, session: AsyncSession, bot_id: int, received: Received) -> tuple[int, Copy, Voice] | None:
        found = await asked_by(session, bot_id, received)
        if found is None:
            return None
        person, locale = found
        person_id = person.id
        school = await session.get_one(School, person.school_id)
        voice = Voice(Reader(locale, school.timezone), self._clock())
        return person_id, await copying.gather(session, person), voice


def _file(copy: Copy, voice: Voice) -> FileRef:
    path = files.new(NAME)
    write(path, copy, voice)
    return files.document(path, NAME)


def write(path: Path, copy: Copy, voice: Voice) -> None:
    """The copy as XLSX in the reader's words: a sheet for each noun that has anything, then all that was said."""
    first, *others = copy.sheets
    book = XlsxSheet(path, [voice.phrase(title) for title in first.header], _sheet_name(voice.phrase(first.name)))
    for sheet in (first, *others):
        if sheet is not first:
            book.begin([voice.phrase(title) for title in sheet.header], _sheet_name(voice.phrase(sheet.name)))
        for row in sheet.rows:
            book.add([_cell(value, voice) for value in row])
    if copy.log:
        book.begin([voice.phrase(title) for title in COLUMNS], _sheet_name(voice.phrase(_LOG)))
        for entry in copy.log:
            book.add(cells(entry, ZoneInfo(voice.timezone), voice))
    book.close()


def _cell(value: Cell, voice: Voice) -> str | int:
    match value:
        case bool():
            return voice.say(value)
        case int():
            return value
        case datetime():
            return value.astimezone(ZoneInfo(voice.timezone)).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
    return voice.say(value)


def _sheet_name(name: str) -> str:
    return name[:_LONGEST_NAME]
