"""Somebody edited a message of their own: which words it was, and what of them is new."""

from dataclasses import replace

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.answers import Words
from bot.domain.codec import dump_file, load_file
from bot.storage.models import LogEntry, LogKind


async def newest_version(
    session: AsyncSession, kind: LogKind, said_by: ColumnElement[bool], words: Words
) -> LogEntry | None:
    """The newest version of the message that was edited, if it was said in a thread; None for any other."""
    later = aliased(LogEntry)
    found: LogEntry | None = await session.scalar(
        select(LogEntry)
        .where(
            said_by,
            LogEntry.kind == kind,
            LogEntry.thread_id.is_not(None),
            LogEntry.message.is_not(None),
            LogEntry.message == words.message,
            ~exists().where(later.replaces_id == LogEntry.id),
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    return found


def is_new(before: LogEntry, words: Words) -> bool:
    """Whether its readers would see a difference. A channel that names no file has left it as it was."""
    file = dump_file(words.file) if words.file else before.file
    return (before.text or "") != words.text or (before.file or {}).get("size") != (file or {}).get("size")


def with_file_of(before: LogEntry, words: Words) -> Words:
    """The new words, with the file of the old ones where they name none."""
    return replace(words, file=words.file or (load_file(before.file) if before.file else None))
