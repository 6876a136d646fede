"""The log as a spreadsheet, written before the turn in which it is sent.

The turn asks again whether it may be sent: between the two a role may have ended.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Received
from bot.chat import files
from bot.chat.asking import asked_by, asked_for
from bot.chat.log_words import COLUMNS, cells
from bot.domain.courtesy import Reader
from bot.domain.errors import AppError
from bot.domain.screens import FileRef
from bot.messages.voice import Voice
from bot.services import scope
from bot.services.log import exports
from bot.services.log.sheets import XlsxSheet
from bot.services.log.visible import log_of_class, log_of_update
from bot.storage.engine import Sessions
from bot.storage.models import Person, School, SchoolClass

OF_UPDATE, OF_CLASS = "x.update", "x.class"


@dataclass(frozen=True, slots=True)
class Written:
    """A spreadsheet that was written for a press: `key` and `of` are what was pressed, `rows` how many it has."""

    key: str
    of: int
    file: FileRef
    rows: int


class Spreadsheets:
    """Writes the spreadsheet that a pressed button asks for."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its spreadsheet; without one where it asks for none, or is not allowed to."""
        asked = asked_for(received, (OF_UPDATE, OF_CLASS))
        if asked is None:
            return received
        async with self._sessions() as session:
            try:
                written = await self._write(session, bot_id, received, *asked)
            except AppError:  # the turn finds the same, and says so
                return received
        return replace(received, prepared=written)

    async def _write(self, session: AsyncSession, bot_id: int, received: Received, key: str, of: int) -> Written | None:
        found = await asked_by(session, bot_id, received)
        if found is None:
            return None
        person, locale = found
        school = await session.get_one(School, person.school_id)
        only = await allowed(session, person, key, of)
        classes = set(await session.scalars(scope.classes_of(person).with_only_columns(SchoolClass.id).order_by(None)))
        name = f"titian-{await _about(session, key, of)}.xlsx"
        session.expunge_all()
        voice = Voice(Reader(locale, school.timezone), self._clock())
        path = files.new(name)
        rows = await _fill(session, path, school, only, classes, voice)
        return Written(key, of, files.document(path, name), rows)


async def allowed(session: AsyncSession, staff: Person, key: str, of: int) -> ColumnElement[bool]:
    """Which rows this member of staff may take out; raises NotAllowed."""
    return await (log_of_update if key == OF_UPDATE else log_of_class)(session, staff, of)


async def _about(session: AsyncSession, key: str, of: int) -> str:
    if key == OF_UPDATE:
        return f"kabar-{of}"
    name = cast(str, await session.scalar(select(SchoolClass.name).where(SchoolClass.id == of)))
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or str(of)


async def _fill(
    session: AsyncSession, path: Path, school: School, only: ColumnElement[bool], classes: set[int], voice: Voice
) -> int:
    sheet = XlsxSheet(path, [voice.phrase(title) for title in COLUMNS])
    zone, count = ZoneInfo(school.timezone), 0
    async for page in exports.log_pages(session, school, only=only, classes=classes):
        for row in page:
            sheet.add(cells(row, zone, voice))
        count += len(page)
    await asyncio.to_thread(sheet.close)
    return count
