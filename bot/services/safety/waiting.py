"""What of this waits for a member of staff: messages that are held, complaints that she handles."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.text import _
from bot.domain.today import Matter, Waiting
from bot.services.safety import complaints, deciding
from bot.storage.models import Person


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """Held messages beside threads (a thread's stands with it), and open complaints with their promise."""
    held = [
        Waiting(Matter.HELD, _("A message that is held"), "sf.one", (entry.id,))
        for entry in await deciding.undecided(session, staff)
    ]
    reported = [
        Waiting(Matter.COMPLAINT, _("A family's report"), "sf.case", (row.id,), await complaints.due(session, row))
        for row in await complaints.open_for(session, staff)
    ]
    return [*held, *reported]
