"""What waits for a member of staff: each noun says what of its own does, and here it becomes one list.

A provider is asked with each look at the list, so it must be cheap: what is open has an index, what is old is left out.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.today import Waiting
from bot.services.absences import waiting as absences
from bot.services.answers import waiting as answers
from bot.services.attendance import waiting as registers
from bot.services.calls import waiting as calls
from bot.services.concerns import waiting as concerns
from bot.services.meetings import waiting as follow_ups
from bot.services.threads import waiting as threads
from bot.storage.models import Person

Provider = Callable[[AsyncSession, Person, datetime], Awaitable[list[Waiting]]]

TALKING: tuple[Provider, ...] = (threads.waiting, answers.waiting)
"""Families who wait for a word."""
PROVIDERS: tuple[Provider, ...] = (
    *TALKING,
    absences.waiting,
    registers.waiting,
    follow_ups.waiting,
    concerns.waiting,
    calls.waiting,
)

_NEVER = datetime.max.replace(tzinfo=UTC)


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """All that waits for this member of staff: the oldest promise first, then what was promised to nobody."""
    return await _of(PROVIDERS, session, staff, now)


async def next_family(session: AsyncSession, staff: Person, now: datetime) -> Waiting | None:
    """The family that has waited for a word of hers the longest, whichever way it wrote; None when none does."""
    return next(iter(await _of(TALKING, session, staff, now)), None)


async def _of(providers: Sequence[Provider], session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    found = [one for provider in providers for one in await provider(session, staff, now)]
    return sorted(found, key=lambda one: (one.due or _NEVER, one.matter))
