"""What of a meeting a member of staff may take home on paper."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import scope
from bot.services.meetings import attendance, planning
from bot.storage.models import Meeting, MeetingHost, Person, Pupil, RoleKind, SchoolClass


@dataclass(frozen=True, slots=True)
class View:
    """The classes whose children, and the hosts whose talks may be named; None: all of them."""

    classes: frozenset[int] | None = None
    hosts: frozenset[int] | None = None

    def shows(self, pupil: Pupil) -> bool:
        """Whether this child may be named."""
        return self.classes is None or pupil.class_id in self.classes

    def lists(self, host_id: int) -> bool:
        """Whether this host's talks may be listed with the families."""
        return self.hosts is None or host_id in self.hosts


WHOLE = View()
"""What the school's operator sees."""


async def view_of(session: AsyncSession, staff: Person, meeting: Meeting) -> View:
    """What this member of staff, who may see the meeting, may take home.

    The families of whom she notes who came; the talks of all for who leads it and an administrator, else her own.
    """
    classes = await attendance.classes_for(session, staff, meeting)
    ids = frozenset(await session.scalars(classes.with_only_columns(SchoolClass.id).order_by(None)))
    if meeting.host_id == staff.id or RoleKind.ADMIN in await scope.roles_of(session, staff):
        return View(ids)
    is_host = await session.get(MeetingHost, (meeting.id, staff.id)) is not None
    return View(ids, frozenset({staff.id}) if is_host else frozenset())


async def families_of(session: AsyncSession, meeting: Meeting, view: View) -> list[Pupil]:
    """The invited children who may be named, by class and name."""
    return [pupil for pupil in await planning.pupils_of(session, meeting) if view.shows(pupil)]


async def classes_shown(session: AsyncSession, meeting: Meeting, view: View) -> tuple[str, ...]:
    """The names of the invited classes whose children may be named."""
    invited = await planning.classes_of(session, meeting.id)
    return tuple(found.name for found in invited if view.classes is None or found.id in view.classes)
