"""What the families hope, on one page for the hosts."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meeting_papers import HopesPage, Occasion
from bot.services.meetings.paper_views import View
from bot.storage.models import Meeting


async def hopes_page(session: AsyncSession, meeting: Meeting, occasion: Occasion, view: View) -> HopesPage | None:
    return None
