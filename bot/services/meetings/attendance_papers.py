"""The attendance list of a meeting: every invited family by name, and who is noted as present already."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import Child
from bot.domain.meeting_papers import AttendanceSheet, Attendee, Occasion, Turnout
from bot.services.meetings import attendance, planning
from bot.services.meetings.occasions import chair_of
from bot.services.meetings.paper_views import View, families_of
from bot.storage.among import among
from bot.storage.models import Guardianship, GuardianState, Meeting, Person, School


async def attendance_sheet(
    session: AsyncSession, meeting: Meeting, school: School, occasion: Occasion, view: View
) -> AttendanceSheet | None:
    """The list of the families that may be named; None for none."""
    pupils = await families_of(session, meeting, view)
    if not pupils:
        return None
    noted, classes = await attendance.of(session, meeting.id), await class_names(session, meeting)
    guardians = await guardians_of(session, [pupil.id for pupil in pupils])
    families = []
    for pupil in pupils:
        known, names = noted.get(pupil.id), guardians[pupil.id]
        families.append(
            Attendee(
                child=Child(pupil.name, classes.get(pupil.class_id or 0, "")),
                guardians=tuple(names.values()),
                came=known.came if known else None,
                who=names.get(known.person_id or 0, "") if known else "",
            )
        )
    return AttendanceSheet(occasion, tuple(families), await chair_of(session, meeting, school))


async def turnout_of(session: AsyncSession, meeting: Meeting) -> Turnout:
    """How many families were invited, and how many of them came; None of them noted: nobody knows yet."""
    pupils = {pupil.id for pupil in await planning.pupils_of(session, meeting)}
    noted = await attendance.of(session, meeting.id)
    came = sum(row.came for pupil, row in noted.items() if pupil in pupils)
    return Turnout(len(pupils), came if noted else None)


async def class_names(session: AsyncSession, meeting: Meeting) -> dict[int, str]:
    """The invited classes' names, by class."""
    return {found.id: found.name for found in await planning.classes_of(session, meeting.id)}


async def guardians_of(session: AsyncSession, pupils: Collection[int]) -> defaultdict[int, dict[int, str]]:
    """By pupil: the guardians of whom the school may speak to the family's face, in the order of the roster."""
    rows = await session.execute(
        select(Guardianship.pupil_id, Person.id, Person.name)
        .join(Person, Person.id == Guardianship.person_id)
        .where(
            among(Guardianship.pupil_id, pupils),
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
        )
        .order_by(Guardianship.id)
    )
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for pupil, person, name in rows:
        found[pupil][person] = name
    return found
