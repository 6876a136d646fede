"""The notices of what is due, filled from the rows as they stand."""

from collections.abc import Collection, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import MeetingKind, TalkState
from bot.domain.notices.reminders import FollowUpDue, HostDay, MeetingSoon, Spoken, TalkSoon
from bot.services.meetings import planning, rsvp
from bot.storage.among import among
from bot.storage.models import Meeting, Person, Pupil, Recipient, School, SchoolClass, Talk


async def talks_by_id(session: AsyncSession, ids: Collection[int]) -> dict[int, Talk]:
    """These talks, as the database has them now."""
    rows = await session.scalars(
        select(Talk).where(among(Talk.id, ids)).execution_options(populate_existing=True).order_by(Talk.id)
    )
    return {row.id: row for row in rows}


async def recipients(session: AsyncSession, meeting: Meeting, people: Sequence[int]) -> dict[int, int]:
    """By person: who they are to the invitation."""
    rows = await session.execute(
        select(Recipient.person_id, Recipient.id).where(
            Recipient.update_id == meeting.invitation_id, among(Recipient.person_id, people)
        )
    )
    return dict(iter(rows))


async def meeting_soon(session: AsyncSession, meeting: Meeting, recipient_id: int | None) -> MeetingSoon:
    """The reminder of a class meeting."""
    host, school = await session.get_one(Person, meeting.host_id), await session.get_one(School, meeting.school_id)
    return MeetingSoon(
        meeting_id=meeting.id,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        place=planning.place_of(meeting),
        link=meeting.link,
        teacher=host.name,
        school=school.name,
        recipient_id=recipient_id,
    )


async def talk_soon(session: AsyncSession, meeting: Meeting, talks: Sequence[Talk]) -> TalkSoon:
    """The reminder of one guardian's talks, in the order given."""
    school = await session.get_one(School, meeting.school_id)
    return TalkSoon(
        talks=await spoken(session, meeting, talks),
        place=planning.place_of(meeting),
        link=meeting.link,
        school=school.name,
    )


async def spoken(session: AsyncSession, meeting: Meeting, talks: Sequence[Talk]) -> list[Spoken]:
    """Talks as messages tell of them: id, sequence, child, class_name, host, starts_at."""
    rows = await session.execute(
        select(Talk.id, Pupil.name, SchoolClass.name, Person.name)
        .join(Pupil, Pupil.id == Talk.pupil_id)
        .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
        .join(Person, Person.id == Talk.host_id)
        .where(among(Talk.id, [talk.id for talk in talks]))
    )
    known = {talk: (child, of, host) for talk, child, of, host in rows}
    together = ", ".join(host.name for host in await planning.hosts_of(session, meeting.id)) if meeting.joint else None
    return [
        {
            "id": talk.id,
            "sequence": meeting.sequence + talk.sequence,
            "child": known[talk.id][0],
            "class_name": known[talk.id][1] or "",
            "host": together or known[talk.id][2],
            "starts_at": talk.starts_at,
        }
        for talk in talks
    ]


async def host_days(session: AsyncSession, meeting: Meeting, ordinal: int) -> list[tuple[int, HostDay]]:
    """By host: what that day brings; of talks, each host's own, and nothing for who has none."""
    day = date.fromordinal(ordinal)
    hosts = await planning.hosts_of(session, meeting.id)
    if meeting.kind is MeetingKind.CLASS and meeting.day != day:
        return []
    if meeting.kind is MeetingKind.CLASS:
        notice = await _class_day(session, meeting, day)
        return [(host.id, notice) for host in hosts]
    talks = await _talks_on(session, meeting, day)
    days = []
    for host in hosts:
        own = [talk for talk in talks if meeting.joint or talk.host_id == host.id]
        if own:
            days.append((host.id, await _talk_day(session, meeting, day, own)))
    return days


async def _class_day(session: AsyncSession, meeting: Meeting, day: date) -> HostDay:
    families = await rsvp.of(session, meeting)
    here = [pupil.id for pupil in await planning.pupils_of(session, meeting)]
    spoken_for = [families[pupil] for pupil in here if pupil in families]
    coming = sum(family.comes for family in spoken_for)
    return HostDay(
        meeting_id=meeting.id,
        day=day,
        kind=meeting.kind,
        starts_at=meeting.starts_at,
        place=planning.place_of(meeting),
        coming=coming,
        cannot=len(spoken_for) - coming,
        silent=len(here) - len(spoken_for),
    )


async def _talk_day(session: AsyncSession, meeting: Meeting, day: date, talks: Sequence[Talk]) -> HostDay:
    return HostDay(
        meeting_id=meeting.id,
        day=day,
        kind=meeting.kind,
        starts_at=talks[0].starts_at,
        place=planning.place_of(meeting),
        talks=await spoken(session, meeting, talks),
    )


async def _talks_on(session: AsyncSession, meeting: Meeting, day: date) -> list[Talk]:
    school = await session.get_one(School, meeting.school_id)
    zone = ZoneInfo(school.timezone)
    rows = await session.scalars(
        select(Talk)
        .where(Talk.meeting_id == meeting.id, Talk.state == TalkState.BOOKED)
        .order_by(Talk.starts_at, Talk.id)
        .execution_options(populate_existing=True)
    )
    return [talk for talk in rows if talk.starts_at.astimezone(zone).date() == day]


async def follow_up(session: AsyncSession, talk: Talk) -> FollowUpDue:
    """The word to the teacher on the day she set."""
    assert talk.follow_up is not None
    pupil = await session.get_one(Pupil, talk.pupil_id)
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    return FollowUpDue(
        talk_id=talk.id,
        day=talk.follow_up,
        child=pupil.name,
        class_name=of.name if of else "",
        talked_at=talk.starts_at,
        outcome=talk.outcome,
    )
