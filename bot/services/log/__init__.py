"""Write into the log. Rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import LogEntry, LogKind


def note(session: AsyncSession, school_id: int, kind: LogKind, now: datetime, **about: Any) -> LogEntry:
    """Add one entry; `about` are columns of `LogEntry`: who, about whom, what was said."""
    entry = LogEntry(school_id=school_id, kind=kind, at=now, **about)
    session.add(entry)
    return entry
