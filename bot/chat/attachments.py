"""What must happen before a turn, because no transaction may wait for it: a roster file is fetched and read.

Only a document from an administrator that no other conversation waits for is fetched. Its bytes are never stored: they
hold far more about a family than the school needs here. What goes on is the neutral roster, or why there is none.
"""

import asyncio
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Kind, Received
from bot.domain.errors import AppError, InvalidValue
from bot.domain.roster import Roster
from bot.domain.screens import FileKind
from bot.roster import read_roster
from bot.sheets.errors import FileTooLarge, Limit
from bot.storage.engine import Sessions
from bot.storage.models import Account, Bot, Draft, Role, RoleKind, School

FLOW = "rosters"
MAX_DOWNLOAD = 20_000_000
"""Bytes that Telegram lets a bot fetch (https://core.telegram.org/bots/api#getfile)."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A roster file that was read before its turn: what it says, or the error that says why it says nothing."""

    name: str
    roster: Roster | None = None
    error: AppError | None = None


class Attachments:
    """Prepares arrivals for their turn; `sessions` are only read from."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its roster read, where it brings one; DeliveryErrors pass, for it is then tried again."""
        file = received.file
        if received.kind is not Kind.FILE or received.group or received.reply_to or file is None:
            return received
        if file.kind is not FileKind.DOCUMENT:
            return received
        async with self._sessions() as session:
            country = await _country_of_waiting_administrator(session, bot_id, received.chat)
        if country is None:
            return received
        try:
            if file.size > MAX_DOWNLOAD:
                raise FileTooLarge(Limit.BYTES, MAX_DOWNLOAD)
            content = await channel.download(file, MAX_DOWNLOAD)
        except (InvalidValue, FileTooLarge):
            return replace(received, prepared=ReadFile(file.name, error=FileTooLarge(Limit.BYTES, MAX_DOWNLOAD)))
        return replace(received, prepared=await asyncio.to_thread(read, content, file.name, country))


def read(content: bytes, name: str, country: str) -> ReadFile:
    """Read a roster file of a school in `country` (ISO code); runs in a thread."""
    try:
        return ReadFile(name, roster=read_roster(content, name, country))
    except AppError as error:
        return ReadFile(name, error=error.with_traceback(None))


async def _country_of_waiting_administrator(session: AsyncSession, bot_id: int, chat: str) -> str | None:
    """The school's country, when an administrator sent this and no other conversation waits for a document."""
    waits_elsewhere = select(Draft.account_id).where(
        Draft.account_id == Account.id, Draft.step.is_not(None), Draft.flow != FLOW
    )
    found: str | None = await session.scalar(
        select(School.country)
        .join(Bot, Bot.school_id == School.id)
        .join(Account, Account.bot_id == Bot.id)
        .join(Role, Role.person_id == Account.person_id)
        .where(
            Bot.id == bot_id,
            Account.address == chat,
            Role.kind == RoleKind.ADMIN,
            Role.ended_at.is_(None),
            ~waits_elsewhere.exists(),
        )
        .limit(1)
    )
    return found
