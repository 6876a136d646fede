"""Note who looked at, took out, corrected or erased what. Rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.accesses import AccessAction
from bot.storage.models import Access


def note(session: AsyncSession, school_id: int, action: AccessAction, now: datetime, **about: Any) -> Access:
    """Add one row; `about` are columns of `Access`: by whom, whose data, what of it, and why."""
    row = Access(school_id=school_id, action=action, at=now, **about)
    session.add(row)
    return row
