"""How many families a member of staff has to phone today."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.text import n_
from bot.domain.today import Matter, Waiting
from bot.services.calls import gathering
from bot.storage.models import Person, School

END_OF_DAY = time(15, 30)


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """One line for all of them; none where nobody is due."""
    school = await session.get_one(School, staff.school_id)
    zone = ZoneInfo(school.timezone)
    today = now.astimezone(zone).date()
    count = sum(line.later <= today for line in await gathering.families(session, staff, now))
    if not count:
        return []
    said = n_("%(count)s family to phone", "%(count)s families to phone", count)
    due = datetime.combine(today, END_OF_DAY, zone).astimezone(UTC)
    return [Waiting(Matter.CALL, said, "cl.list", (0,), due)]
