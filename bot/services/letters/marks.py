"""Which letters of an update went home with the children, as the log has it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.noted import UNDONE
from bot.storage.models import ClassUpdate, LogEntry, LogKind


class LetterMark(NamedTuple):
    """That a letter was handed out: the entry in the log, and when and by whom."""

    entry_id: int
    at: datetime
    staff_id: int | None


async def letters_out(session: AsyncSession, row: ClassUpdate) -> dict[int, LetterMark]:
    """By pupil: the letters handed out with the words that the update has now; one before a correction says others."""
    later = aliased(LogEntry)
    undone = exists().where(later.replaces_id == LogEntry.id, later.choice == UNDONE)
    query = select(LogEntry.pupil_id, LogEntry.id, LogEntry.at, LogEntry.staff_id).where(
        LogEntry.update_id == row.id,
        LogEntry.kind == LogKind.HANDED_OUT,
        LogEntry.choice.is_(None),
        LogEntry.pupil_id.is_not(None),
        ~undone,
    )
    if row.corrected_at is not None:
        query = query.where(LogEntry.at > row.corrected_at)
    rows = await session.execute(query.order_by(LogEntry.id))
    return {pupil or 0: LetterMark(entry, at, staff) for pupil, entry, at, staff in rows}
