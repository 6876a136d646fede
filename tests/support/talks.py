"""A meeting with talks in the demo school, invited, and hosts who offer times."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import Booking, MeetingKind, MeetingState
from bot.domain.talks import Span
from bot.playground.demo import CLASSES, DEWI
from bot.services.meetings import planning
from bot.services.talks import slots
from bot.storage.models import Guardianship, GuardianState, Meeting, Person, Pupil, Slot
from tests.support.demo import TEACHER, Demo

DAY = date(2026, 7, 29)
"""A Wednesday."""


def at(hour: int, minute: int = 0) -> datetime:
    """That day on the school's clock (Jakarta)."""
    return datetime(DAY.year, DAY.month, DAY.day, hour - 7, minute, tzinfo=UTC)


@dataclass(slots=True)
class Talks:
    """A meeting and its hosts."""

    demo: Demo
    meeting: Meeting
    hosts: Sequence[Person]
    now: datetime
    families: list[tuple[Person, Pupil]] = field(default_factory=list)
    """The linked guardians of the first class with their children, by the child's id."""

    @property
    def session(self) -> AsyncSession:
        return self.demo.session

    async def offer(self, host: Person, starts: time, ends: time, minutes: int = 10, **more: Any) -> list[Slot]:
        """The slots of these hours."""
        return await slots.offer(self.session, self.meeting, host, [Span(DAY, starts, ends, minutes, **more)], self.now)


async def meeting_with_talks(
    demo: Demo, now: datetime, *, hosts: int = 1, joint: bool = False, until: datetime | None = None
) -> Talks:
    """Invite X-1 to talks with its homeroom teacher (and others beside her)."""
    session = demo.session
    teacher = await demo.person(TEACHER)
    others = [await _named(session, "Rahmat Hidayat, S.Si."), await _named(session, DEWI.name)][: hosts - 1]
    new = planning.NewMeeting(
        kind=MeetingKind.TALKS,
        class_ids=[(await demo.school_class(name)).id for name in CLASSES[:2]][: 2 if hosts > 1 else 1],
        day=DAY,
        starts=time(13),
        ends=time(16),
        place_key="hall",
        hosts=[person.id for person in others],
        joint=joint,
        booking=Booking.OPEN,
        book_until=until,
    )
    meeting = await planning.create(session, teacher, new, now)
    meeting.state = MeetingState.INVITED
    await session.flush()
    return Talks(demo, meeting, (teacher, *others), now, await _families(demo))


async def _named(session: AsyncSession, name: str) -> Person:
    return (await session.scalars(select(Person).where(Person.name == name))).one()


async def _families(demo: Demo) -> list[tuple[Person, Pupil]]:
    of = await demo.school_class()
    rows = await demo.session.execute(
        select(Person, Pupil)
        .join(Guardianship, Guardianship.person_id == Person.id)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .where(Pupil.class_id == of.id, Guardianship.state == GuardianState.CONFIRMED)
        .order_by(Pupil.id)
    )
    return [(person, pupil) for person, pupil in rows]
