"""Minutes and record of a meeting: what was noted of it, and room for what was not."""

from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meeting_papers import Minutes, Occasion, Proceedings, Record
from bot.services import letter_numbers, staff
from bot.services.meetings import planning
from bot.services.meetings.attendance_papers import turnout_of
from bot.services.meetings.occasions import chair_of, person_signs
from bot.storage.models import Meeting, School


async def minutes_of(session: AsyncSession, meeting: Meeting, school: School, occasion: Occasion) -> Minutes:
    """The minutes, as far as they are noted."""
    of = await _proceedings(session, meeting, school, occasion)
    return Minutes(of, meeting.minutes or "", kept_file=meeting.minutes_file is not None)


async def record_of(session: AsyncSession, meeting: Meeting, school: School, occasion: Occasion) -> Record:
    """The formal record; its running number is the office's."""
    of = await _proceedings(session, meeting, school, occasion)
    day = meeting.starts_at.astimezone(ZoneInfo(school.timezone)).date()
    return Record(of, letter_numbers.number_by_hand(school, day))


async def _proceedings(session: AsyncSession, meeting: Meeting, school: School, occasion: Occasion) -> Proceedings:
    hosts = await planning.hosts_of(session, meeting.id)
    return Proceedings(
        occasion=occasion,
        chair=await chair_of(session, meeting, school),
        turnout=await turnout_of(session, meeting),
        hosts=tuple(host.name for host in hosts) if len(hosts) > 1 else (),
        agreements=tuple(map(str, meeting.agreements)),
        note_taker=await person_signs(session, meeting.minutes_by),
        principal=await staff.principal_signs(session, school),
    )
