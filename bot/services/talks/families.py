"""A family and a meeting with talks: whether it is theirs, and whom they may talk to, the most important first."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.meetings import MeetingState
from bot.services.talks import views
from bot.services.talks.views import Choice
from bot.storage.models import Meeting, Person, SchoolClass


async def meeting_of(session: AsyncSession, guardian: Person, meeting_id: int) -> Meeting:
    """A meeting to which this guardian's children are invited; raises NotAllowed."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None or meeting.school_id != guardian.school_id or meeting.state is MeetingState.PLANNED:
        raise NotAllowed
    if not await views.invited(session, guardian, meeting):
        raise NotAllowed
    return meeting


async def choices(session: AsyncSession, guardian: Person, meeting: Meeting) -> list[Choice]:
    """Whom the family may talk to, child by child: who asks for a talk first, then the homeroom teacher."""
    found = await views.choices(session, guardian, meeting)
    children = list(dict.fromkeys(one.pupil.id for one in found))
    homerooms = await _homerooms(session, found)
    return sorted(
        found,
        key=lambda one: (
            children.index(one.pupil.id),
            one.needed is not True,
            homerooms.get(one.pupil.class_id or 0) != one.host.id,
        ),
    )


async def _homerooms(session: AsyncSession, found: Sequence[Choice]) -> dict[int, int | None]:
    classes = {one.pupil.class_id for one in found}
    rows = await session.execute(select(SchoolClass.id, SchoolClass.homeroom_id).where(SchoolClass.id.in_(classes)))
    return dict(rows.all())
