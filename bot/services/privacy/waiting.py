"""Corrections that wait for a member of staff, for her list of today."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.privacy import FIELDS
from bot.domain.text import _
from bot.domain.today import Matter, Waiting
from bot.services.privacy import correcting
from bot.storage.models import Person


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """One line each, due three days after it was asked."""
    return [
        Waiting(
            Matter.DATA,
            _("%(guardian)s asks for a correction: %(field)s", guardian=one.guardian.name, field=FIELDS[one.field]),
            "pv.req",
            (one.row.id,),
            one.row.due_at,
        )
        for one in await correcting.open_for(session, staff)
    ]
