"""The log as a spreadsheet, written before the turn in which it is sent.

The turn asks again whether it may be sent: between the two a role may have ended.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
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
from bot.domain.errors import AppError, StaleScreen
from bot.domain.records import About, Looking, Since, Sort
from bot.domain.screens import FileRef, Press
from bot.messages.voice import Voice
from bot.services import scope
from bot.services.log import exports, searching
from bot.services.log.sheets import Sheet, XlsxSheet, csv_file
from bot.services.log.visible import log_of_class, log_of_update
from bot.storage.engine import Sessions
from bot.storage.models import Account, Draft, Person, School, SchoolClass

OF_UPDATE, OF_CLASS = "x.update", "x.class"
AS_XLSX, AS_CSV = RECORDS = ("rc.xlsx", "rc.csv")


@dataclass(frozen=True, slots=True)
class Written:
    """A spreadsheet that was written for a press: `key` and `of` are what was pressed, `rows` how many it has, and
    `looking` what was looked up in the records."""

    key: str
    of: int
    file: FileRef
    rows: int
    looking: Looking | None = None


class Spreadsheets:
    """Writes the spreadsheet that a pressed button asks for."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its spreadsheet; without one where it asks for none, or is not allowed to."""
        asked = asked_for(received, (OF_UPDATE, OF_CLASS, *RECORDS))
        if asked is None:
            return received
        async with self._sessions() as session:
            try:
                write = self._records if asked[0] in RECORDS else self._write
                written = await write(session, bot_id, received, *asked)
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

    async def _records(
        self, session: AsyncSession, bot_id: int, received: Received, key: str, of: int
    ) -> Written | None:
        """What was looked up, exactly as it is shown."""
        found = await asked_by(session, bot_id, received)
        if found is None:
            return None
        person, locale = found
        words = await words_of(session, bot_id, received, self._clock())
        looking = looking_in(Press.unpack(received.press).args, words)
        school = await session.get_one(School, person.school_id)
        voice, zone = Voice(Reader(locale, school.timezone), self._clock()), ZoneInfo(school.timezone)
        session.expunge_all()
        name = f"catatan-{looking.about.value}{of or ''}.{'csv' if key == AS_CSV else 'xlsx'}"
        path, count = files.new(name), 0
        header = [voice.phrase(title) for title in COLUMNS]
        sheet: Sheet = csv_file(path, header) if key == AS_CSV else XlsxSheet(path, header)
        async for page in searching.pages(session, person, looking, self._clock()):
            for row in page:
                sheet.add(cells(row, zone, voice))
            count += len(page)
        await asyncio.to_thread(sheet.close)
        return Written(key, of, files.document(path, name), count, looking)


async def words_of(session: AsyncSession, bot_id: int, received: Received, now: datetime) -> str:
    """The words that somebody looks for, as their draft has them."""
    data = await session.scalar(
        select(Draft.data)
        .join(Account, Account.id == Draft.account_id)
        .where(
            Account.bot_id == bot_id,
            Account.address == received.chat,
            Draft.flow == "records",
            Draft.expires_at > now,
        )
    )
    words = (data or {}).get("words", "")
    return words if isinstance(words, str) else ""


def looking_in(args: Sequence[str], words: str) -> Looking:
    """What a button of the records asks for; raises StaleScreen for what none of them says."""
    if len(args) != 5 or not (args[0].isascii() and args[0].isdecimal()):
        raise StaleScreen
    try:
        about, sort, since = About(args[1]), Sort(args[2]), Since(args[3])
    except ValueError:
        raise StaleScreen from None
    if args[4] not in ("0", "1") or (args[4] == "1" and not words):
        raise StaleScreen
    return Looking(about, int(args[0]), sort, since, words if args[4] == "1" else "")


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
