"""Who may know of a talk is the same wherever it is told; what happens at the same moment changes it for nobody."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.errors import StaleScreen
from bot.domain.meetings import AttendedBy, TalkState
from bot.services.meetings import attendance, calendars, door, outcomes
from bot.services.meetings.facts import facts_for
from bot.services.talks import booking, rights
from bot.storage.engine import Sessions
from bot.storage.models import Guardianship, GuardianState, Meeting, Person, Recipient, Talk, TalkSlot
from tests.support.demo import PARENTS, TEACHER, Demo, demo_school
from tests.support.gathering import AT_THE_DOOR, BEGINS, TALKS, a_meeting, a_talk, invite

SITI = PARENTS[0]


async def the_father(demo: Demo) -> Person:
    """Siti's child has another guardian, who has no chat."""
    child, siti = await demo.child(SITI), await demo.person(SITI)
    tie = select(Guardianship.person_id).where(Guardianship.pupil_id == child.id, Guardianship.person_id != siti.id)
    return await demo.session.get_one(Person, (await demo.session.scalars(tie)).one())


async def told(demo: Demo, meeting: Meeting, talk: Talk, person: Person) -> list[bool]:
    """Whether this guardian hears of the talk: in the invitation, at the door, in the calendar, among the own ones."""
    session = demo.session
    await session.flush()
    own = Recipient.update_id == meeting.invitation_id, Recipient.person_id == person.id
    recipient = (await session.scalars(select(Recipient.id).where(*own))).one()
    facts = (await facts_for(session, [recipient]))[recipient]["talks"]
    arrival = await door.arrive(session, demo.school, person, meeting.door, "telegram", AT_THE_DOOR)
    entries = await calendars.for_guardian(session, meeting, person)
    mine = await booking.talks_for(session, person, meeting.id)
    seen = await rights.sees(session, person, talk)
    return [
        bool(facts),
        bool(arrival.talks),
        any(entry.uid.startswith("talk-") for entry in entries),
        bool(mine),
        seen,
    ]


async def test_what_guardians_share_is_told_to_who_is_confirmed(sessions: Sessions, now: datetime) -> None:
    demo = await demo_school(sessions(), now)
    meeting = await a_meeting(demo, now, TALKS)
    await invite(demo, meeting, now)
    teacher, siti, child = await demo.person(TEACHER), await demo.person(SITI), await demo.child(SITI)
    talk = await a_talk(demo, meeting, teacher, child, await the_father(demo), BEGINS)
    assert await told(demo, meeting, talk, siti) == [True] * 5
    mine = update(Guardianship).where(Guardianship.person_id == siti.id)
    await demo.session.execute(mine.values(state=GuardianState.PROVISIONAL))
    assert await told(demo, meeting, talk, siti) == [False] * 5
    talk.person_id = siti.id  # who booked it knows of it anyway
    assert await told(demo, meeting, talk, siti) == [True] * 5
    talk.party = siti.id
    assert await told(demo, meeting, talk, siti) == [True] * 5
    await demo.session.execute(mine.values(state=GuardianState.CONFIRMED))
    talk.person_id = talk.party = (await the_father(demo)).id
    assert await told(demo, meeting, talk, siti) == [False] * 5
    await demo.session.close()


async def test_what_is_given_back_at_that_moment_has_not_taken_place(sessions: Sessions, now: datetime) -> None:
    demo = await demo_school(sessions(), now)
    meeting = await a_meeting(demo, now, TALKS)
    await invite(demo, meeting, now)
    teacher, siti, child = await demo.person(TEACHER), await demo.person(SITI), await demo.child(SITI)
    talk = await a_talk(demo, meeting, teacher, child, siti, BEGINS)
    await demo.session.close()
    before = BEGINS - timedelta(minutes=5)
    async with sessions() as family, sessions() as school:
        await booking.release(family, siti, talk.id, before)
        noting = asyncio.create_task(outcomes.note(school, teacher, talk.id, TalkState.DONE, before))
        await asyncio.wait({noting}, timeout=0.5)
        await family.commit()
        with pytest.raises(StaleScreen):
            await noting
        await school.rollback()
    async with sessions() as session:
        assert (await session.get_one(Talk, talk.id)).state is TalkState.RELEASED
        assert await session.scalar(select(TalkSlot.slot_id)) is None


async def test_who_comes_apart_is_not_thanked_for_the_other(sessions: Sessions, now: datetime) -> None:
    demo = await demo_school(sessions(), now)
    meeting = await a_meeting(demo, now)
    await invite(demo, meeting, now)
    siti, child, father = await demo.person(SITI), await demo.child(SITI), await the_father(demo)
    own = Recipient.update_id == meeting.invitation_id, Recipient.person_id == siti.id
    recipient = (await demo.session.scalars(select(Recipient.id).where(*own))).one()

    async def came() -> bool:
        await demo.session.flush()
        return bool((await facts_for(demo.session, [recipient]))[recipient]["came"])

    await attendance.mark(demo.session, meeting, child.id, True, AttendedBy.DOOR, AT_THE_DOOR, person=father)
    assert await came()
    child.talks_apart = True
    assert not await came()
    await attendance.mark(demo.session, meeting, child.id, True, AttendedBy.TAP, AT_THE_DOOR, person=siti)
    assert await came()
    await demo.session.close()
