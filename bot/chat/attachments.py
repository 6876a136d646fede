"""What must happen before a turn, because no transaction may wait for it: a file of the school is fetched and read.

Only a document from the staff that no other conversation waits for is fetched: an administrator's may be a roster or
marks, anybody else's marks. Its bytes are never stored: they hold far more about a family than the school needs here.
What goes on is the neutral roster or the neutral marks, or why there are none.
"""

import asyncio
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Kind, Received
from bot.domain.errors import AppError, InvalidValue
from bot.domain.marksheets import MarkFile
from bot.domain.roster import Roster
from bot.domain.screens import FileKind
from bot.marks import marks_in, read_marks
from bot.roster import read_roster
from bot.sheets.errors import FileEmpty, FileTooLarge, Limit
from bot.storage.engine import Sessions
from bot.storage.models import Account, Bot, Draft, Role, RoleKind, School

FLOW = "rosters"
MARKS_FLOW = "marks"
BY_HAND_FLOW = "marks_by_hand"
"""It waits for a typed mark or note, and takes a file of marks as one."""
MAX_DOWNLOAD = 20_000_000
"""Bytes that Telegram lets a bot fetch (https://core.telegram.org/bots/api#getfile)."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read before its turn: what it says, or the error that says why it says nothing."""

    name: str
    roster: Roster | None = None
    marks: MarkFile | None = None
    error: AppError | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a document can be, by who sent it and what a conversation waits for; `country` is the school's ISO code."""

    country: str
    roster: bool = True
    marks: bool = True


class Attachments:
    """Prepares arrivals for their turn; `sessions` are only read from."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its file read, where it brings one; DeliveryErrors pass, for it is then tried again."""
        if received.empty and not received.reply_to:
            async with self._sessions() as session:
                known = await _expected(session, bot_id, received.chat)
            return received if known is None else replace(received, prepared=ReadFile("", error=FileEmpty()))
        file = received.file
        if received.kind is not Kind.FILE or received.group or received.reply_to or file is None:
            return received
        if file.kind is not FileKind.DOCUMENT:
            return received
        async with self._sessions() as session:
            expected = await _expected(session, bot_id, received.chat)
        if expected is None:
            return received
        try:
            if file.size > MAX_DOWNLOAD:
                raise FileTooLarge(Limit.BYTES, MAX_DOWNLOAD)
            content = await channel.download(file, MAX_DOWNLOAD)
        except (InvalidValue, FileTooLarge):
            return replace(received, prepared=ReadFile(file.name, error=FileTooLarge(Limit.BYTES, MAX_DOWNLOAD)))
        return replace(received, prepared=await asyncio.to_thread(read, content, file.name, expected))


def read(content: bytes, name: str, expected: Expected) -> ReadFile:
    """Read a file as one of what is expected; runs in a thread. Where both are, marks are recognised first."""
    try:
        if not expected.roster:
            return ReadFile(name, marks=read_marks(content, name))
        if expected.marks and (found := marks_in(content, name)) is not None:
            return ReadFile(name, marks=found)
        return ReadFile(name, roster=read_roster(content, name, expected.country))
    except AppError as error:
        return ReadFile(name, error=error.with_traceback(None))


async def _expected(session: AsyncSession, bot_id: int, chat: str) -> Expected | None:
    """What a document of this chat can be; None from families and strangers, and where it is for somebody else."""
    found = await session.execute(
        select(School.country, Role.kind, Account.id)
        .join(Bot, Bot.school_id == School.id)
        .join(Account, Account.bot_id == Bot.id)
        .join(Role, Role.person_id == Account.person_id)
        .where(Bot.id == bot_id, Account.address == chat, Role.ended_at.is_(None))
    )
    rows = found.all()
    if not rows:
        return None
    country, _kind, account_id = rows[0]
    admin = any(kind is RoleKind.ADMIN for _country, kind, _account in rows)
    waiting = set(
        await session.scalars(select(Draft.flow).where(Draft.account_id == account_id, Draft.step.is_not(None)))
    )
    if waiting - {FLOW, MARKS_FLOW, BY_HAND_FLOW}:
        return None
    return Expected(country, admin and MARKS_FLOW not in waiting, FLOW not in waiting or not admin)
