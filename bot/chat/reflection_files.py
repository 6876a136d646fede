"""A teacher's month as a picture, drawn before the turn in which it is sent; the turn asks again whose it is."""

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
from bot.domain.reflection import Month, Numbers
from bot.domain.screens import FileRef
from bot.messages.reflection_papers import month_png
from bot.services.reflection.seen import latest_month, page_of
from bot.storage.engine import Sessions
from bot.storage.models import School

PICTURE = "rf.picture"


@dataclass(frozen=True, slots=True)
class MadeOfMonth:
    """What was drawn for a press: of which month."""

    ordinal: int
    file: FileRef


class ReflectionFiles:
    """Draws the month that a pressed button asks for."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its picture; without one where it asks for none or is not allowed to."""
        asked = asked_for(received, (PICTURE,))
        if asked is None:
            return received
        _key, ordinal = asked
        try:
            async with self._sessions() as session:
                found = await _gather(session, bot_id, received, ordinal, self._clock())
        except AppError:  # the turn finds the same, and says so
            return received
        if found is None:
            return received
        return replace(received, prepared=MadeOfMonth(ordinal, await asyncio.to_thread(_drawn, *found)))


async def _gather(
    session: AsyncSession, bot_id: int, received: Received, ordinal: int, now: datetime
) -> tuple[Month, Numbers, str, Reader, datetime] | None:
    asker = await asked_by(session, bot_id, received)
    if asker is None:
        return None
    person, locale = asker
    month = Month.read(ordinal, await latest_month(session, person, now))
    page = await page_of(session, person, month, now)
    school = await session.get_one(School, person.school_id)
    return month, page.numbers, school.name, Reader(locale, school.timezone), now


def _drawn(month: Month, numbers: Numbers, school: str, reader: Reader, at: datetime) -> FileRef:
    name = f"refleksi-{month.first:%Y-%m}.png"
    path = files.new(name)
    path.write_bytes(month_png(month, numbers, school, reader, at))
    return files.picture(path, name)
