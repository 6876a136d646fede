"""The papers of a meeting, filled from what is known of it: before it is held there is room for the pen."""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.doors import door_link
from bot.domain.letters import Letterhead, Way, way_in
from bot.domain.meeting_papers import DoorSign, Occasion
from bot.domain.papers import BY_CLASS, AnyPaper, Paper
from bot.services.letters import letterheads
from bot.services.meetings import attendance_papers, hope_papers, proceedings
from bot.services.meetings.occasions import occasion_of
from bot.services.meetings.paper_views import View, classes_shown
from bot.services.talks import papers as talk_papers
from bot.storage.models import Meeting, School


@dataclass(frozen=True, slots=True)
class Gathered:
    """A paper, and the letterhead that it is set under."""

    head: Letterhead
    paper: AnyPaper


async def gather(
    session: AsyncSession, meeting: Meeting, which: Paper, view: View, locale: str | None = None
) -> Gathered | None:
    """All that the paper says, in `locale` or the school's language; None where there is nothing to print (yet)."""
    school = await session.get_one(School, meeting.school_id)
    occasion = await occasion_of(session, meeting, school, locale or school.locale)
    if which in BY_CLASS:
        occasion = replace(occasion, classes=await classes_shown(session, meeting, view))
    paper = await _filled(session, meeting, school, occasion, which, view)
    return Gathered(await letterheads.letterhead_of(session, school), paper) if paper else None


async def _filled(
    session: AsyncSession, meeting: Meeting, school: School, occasion: Occasion, which: Paper, view: View
) -> AnyPaper | None:
    match which:
        case Paper.ATTENDANCE:
            return await attendance_papers.attendance_sheet(session, meeting, school, occasion, view)
        case Paper.DOOR:
            return await _door(session, meeting, school, occasion)
        case Paper.HOPES:
            return await hope_papers.hopes_page(session, meeting, occasion, view)
        case Paper.MINUTES:
            return await proceedings.minutes_of(session, meeting, school, occasion)
        case Paper.RECORD:
            return await proceedings.record_of(session, meeting, school, occasion)
        case Paper.TALKS | Paper.TIMES:
            for_door = which is Paper.TIMES
            return await talk_papers.lists(session, meeting, occasion, view, for_door=for_door)
        case Paper.SLIPS:
            return await talk_papers.slips(session, meeting, school, occasion, view)


async def _door(session: AsyncSession, meeting: Meeting, school: School, occasion: Occasion) -> DoorSign | None:
    bots = await letterheads.named_bots(session, school)
    ways = [
        Way(bot.channel, way_in(bot.channel, bot.username).name, link)
        for bot in bots
        if bot.username and (link := door_link(bot.channel, bot.username, meeting.door))
    ]
    return DoorSign(occasion, tuple(ways)) if ways else None
