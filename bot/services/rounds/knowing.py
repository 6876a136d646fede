"""What a teacher may build a sentence on."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.observations import Observation, observe
from bot.services.progress.sayable import sayable_courses
from bot.storage.models import Person


async def seen_of(
    session: AsyncSession, teacher: Person, class_id: int, since: Mapping[int, date], now: datetime
) -> dict[int, list[Observation]]:
    """By pupil of `since`: what stands out from that day on, the heaviest first; only what families can see already."""
    courses = await sayable_courses(session, teacher, class_id, now, since.keys())
    return {pupil: observe(course, since[pupil]) for pupil, course in courses.items()}
