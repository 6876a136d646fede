"""The talks that families have agreed on in a concern."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import ConcernState
from bot.services import scope
from bot.storage.models import Concern, Person


async def talks_in_concerns(session: AsyncSession, guardian: Person, since: datetime) -> list[Concern]:
    """The open concerns that this guardian knows of, with a time to talk that was chosen and is later than `since`, the
    soonest first."""
    rows = await session.scalars(
        scope.concerns_told(guardian)
        .where(Concern.state == ConcernState.OPEN, Concern.chosen_at > since)
        .order_by(Concern.chosen_at, Concern.id)
    )
    return list(rows)
