"""The number of an official letter (*Nomor*), where the school has a scheme for it.

Counted are a school's letters about meetings within a calendar year, in the order in which they were made. Rows are
never taken away, so a letter that is printed again has the number it had.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letter_numbers import letter_number
from bot.domain.meetings import FOLDER
from bot.domain.shelf import SHELF
from bot.storage.models import ClassUpdate, School


async def number_of(session: AsyncSession, school: School, row: ClassUpdate) -> str:
    """The number of the letters of this update; empty where the school has no scheme."""
    scheme = scheme_of(school)
    if not scheme:
        return ""
    zone = ZoneInfo(school.timezone)
    day = row.created_at.astimezone(zone).date()
    running = await session.scalar(
        select(func.count())
        .select_from(ClassUpdate)
        .where(
            ClassUpdate.school_id == school.id,
            ClassUpdate.template.in_([form.key for form in SHELF if form.folder == FOLDER]),
            ClassUpdate.created_at >= datetime(day.year, 1, 1, tzinfo=zone).astimezone(UTC),
            ClassUpdate.id <= row.id,
        )
    )
    return letter_number(scheme, running, day)


def number_by_hand(school: School, day: date) -> str:
    """The number of a paper that the office counts by itself, with room for the running number."""
    return letter_number(scheme_of(school), None, day)


def scheme_of(school: School) -> str:
    """The school's scheme; empty for none."""
    return str(school.letterhead.get("number", ""))
