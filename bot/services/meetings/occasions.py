"""What every paper of a meeting says of it: when, where, for whom, and who leads it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import Signer
from bot.domain.meeting_papers import Occasion
from bot.domain.meetings import points
from bot.domain.schoolyear import school_year
from bot.domain.shelves.common import PLACES
from bot.services.meetings import planning
from bot.services.updates.screens import sender_of
from bot.storage.models import Meeting, Person, School


async def occasion_of(session: AsyncSession, meeting: Meeting, school: School, locale: str) -> Occasion:
    """The meeting as a paper in this language names it."""
    classes = await planning.classes_of(session, meeting.id)
    return Occasion(
        kind=meeting.kind,
        classes=tuple(found.name for found in classes),
        year=classes[0].year if classes else school_year(meeting.starts_at, school.timezone),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        timezone=school.timezone,
        locale=locale,
        place=dict(PLACES).get(meeting.place_key or "", meeting.place),
        link=meeting.link or "",
        agenda=tuple(points(meeting.agenda)),
    )


async def chair_of(session: AsyncSession, meeting: Meeting, school: School) -> Signer:
    """Who leads it, as she signs towards its classes."""
    host = await session.get_one(Person, meeting.host_id)
    sender = await sender_of(session, host, school, await planning.classes_of(session, meeting.id))
    return Signer(sender.role, host.name, host.nip, sender.detail)


async def person_signs(session: AsyncSession, person_id: int | None) -> Signer:
    """Somebody who signs by name alone; nobody: room for the pen."""
    person = await session.get(Person, person_id) if person_id else None
    return Signer(name=person.name, nip=person.nip) if person else Signer()
