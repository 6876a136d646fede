"""How a child is doing, for a guardian who asks: whom they may ask about, and all there is to tell."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.marks import term_at, term_before
from bot.domain.progress import Progress
from bot.services import scope
from bot.services.progress.courses import courses_of
from bot.services.progress.dates import next_dates
from bot.services.progress.weekly import latest_note
from bot.storage.models import Person, Pupil, School


async def child_of(session: AsyncSession, guardian: Person, pupil_id: int) -> Pupil:
    """A child of whom this guardian may be told; raises NotAllowed, also where the link is not confirmed yet."""
    found = await session.scalar(scope.told_of(guardian).where(Pupil.id == pupil_id))
    if found is None:
        raise NotAllowed
    return found


async def progress_of(
    session: AsyncSession, guardian: Person, pupil_id: int, now: datetime, term: str | None = None
) -> Progress:
    """How the child is doing in `term`, the present half of the school year or the one before.

    Raises NotAllowed, and StaleScreen for any other half.
    """
    pupil = await child_of(session, guardian, pupil_id)
    school = await session.get_one(School, pupil.school_id)
    current = term_at(now, school.timezone)
    if term not in (None, current, term_before(current)):
        raise StaleScreen
    today = now.astimezone(ZoneInfo(school.timezone)).date()
    courses = await courses_of(session, [pupil.id], term or current, seen_at=now, until=today)
    dates = await next_dates(session, guardian, pupil, now)
    weekly = await latest_note(session, pupil, now) if term in (None, current) else None
    return Progress(courses[pupil.id], today, school.pass_line, dates, weekly)
