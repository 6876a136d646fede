"""A family and a meeting with talks: whether it is theirs, and whom they may talk to, the most important first."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import honorific
from bot.domain.errors import NotAllowed
from bot.domain.meetings import MeetingState
from bot.domain.text import Phrase, _
from bot.services.talks import views
from bot.services.talks.views import Choice
from bot.storage.models import Meeting, Person, Recipient, RecipientPupil, SchoolClass


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


async def invitations_of(session: AsyncSession, meeting: Meeting, pupil_id: int) -> list[Recipient]:
    """The meeting's invitation as it came to each guardian of a child."""
    rows = await session.scalars(
        select(Recipient)
        .join(RecipientPupil, RecipientPupil.recipient_id == Recipient.id)
        .where(Recipient.update_id == (meeting.invitation_id or 0), RecipientPupil.pupil_id == pupil_id)
        .order_by(Recipient.id)
    )
    return list(rows)


def named(person: Person) -> Phrase:
    """A member of staff as families name her."""
    return _("%(honorific)s %(name)s", honorific=honorific(person.address, person.sex), name=person.name)
