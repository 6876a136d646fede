"""The code at a meeting's door as pictures, drawn before the turn in which they are shown.

The turn asks again whether they may be: between the two a role may have ended.
"""

import asyncio
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Received
from bot.chat import files
from bot.chat.asking import asked_by, asked_for
from bot.domain.delivery import Via
from bot.domain.doors import door_link
from bot.domain.errors import AppError
from bot.domain.screens import FileRef
from bot.services.meetings import planning
from bot.storage.engine import Sessions
from bot.storage.models import Bot

DOOR = "md.door"
SCALE = 14
"""Pixels per module: some 500 a side, sharp on a phone that is held up and on a projector."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The pictures of one door's code, by channel."""

    door: str
    pictures: tuple[tuple[Via, FileRef], ...]


class DoorSigns:
    """Draws the code that a pressed button asks for."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its pictures; without any where it asks for none, or is not allowed to."""
        asked = asked_for(received, (DOOR,))
        if asked is None:
            return received
        try:
            async with self._sessions() as session:
                found = await _links(session, bot_id, received, asked[1])
        except AppError:  # the turn finds the same, and says so
            return received
        if found is None:
            return received
        door, links = found
        pictures = [(via, await asyncio.to_thread(draw, link)) for via, link in links]
        return replace(received, prepared=Signs(door, tuple(pictures)))


async def _links(
    session: AsyncSession, bot_id: int, received: Received, meeting_id: int
) -> tuple[str, list[tuple[Via, str]]] | None:
    """The code, and the link behind it on each channel: the asker's own first. None where no bot is known yet."""
    asker = await asked_by(session, bot_id, received)
    if asker is None:
        return None
    meeting = await planning.seen_by(session, asker[0], meeting_id)
    bots = await session.scalars(select(Bot).where(Bot.school_id == meeting.school_id).order_by(Bot.id))
    links = {
        Via(bot.channel): link
        for bot in sorted(bots, key=lambda bot: bot.id != bot_id)
        if (link := door_link(bot.channel, bot.username, meeting.door)) is not None
    }
    return (meeting.door, list(links.items())) if links else None


def draw(link: str) -> FileRef:
    """A link as a QR code, for a phone's camera; runs in a thread."""
    import segno

    path = files.new("kode-pintu.png")
    segno.make(link, error="m").save(str(path), kind="png", scale=SCALE, border=4)
    return files.picture(path, "kode-pintu.png")
