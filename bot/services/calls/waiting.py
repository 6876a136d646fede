"""How many families a member of staff has to phone today; whom an invitation has not reached yet has time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.boards import Step
from bot.domain.text import n_
from bot.domain.today import Matter, Waiting
from bot.services.calls import gathering
from bot.storage.models import Person, School


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """One line for all of them, after what was promised; none where nobody is due."""
    school = await session.get_one(School, staff.school_id)
    today = now.astimezone(ZoneInfo(school.timezone)).date()
    lines = await gathering.families(session, staff, now)
    count = sum(line.later <= today and any(one.step is not Step.INVITE for one in line.about) for line in lines)
    if not count:
        return []
    said = n_("%(count)s family to phone", "%(count)s families to phone", count)
    return [Waiting(Matter.CALL, said, "cl.list", (0,))]
