"""What becomes of talks when the child leaves, a guardian is unlinked, a host is taken off, a meeting is called off."""

from datetime import datetime, time

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import MeetingState, TalkState
from bot.jobs import ticks
from bot.services.links import confirming
from bot.services.talks import booking, slots, upkeep, waiting
from bot.storage.engine import Sessions
from bot.storage.models import (
    Busy,
    Guardianship,
    GuardianState,
    MeetingHost,
    Outgoing,
    Person,
    Pupil,
    Talk,
    TalkSlot,
    Wish,
)
from tests.support.demo import demo_school
from tests.support.talks import Talks, at, meeting_with_talks


async def opened(session: AsyncSession, now: datetime, **how: object) -> Talks:
    """One time is offered by each host."""
    talks = await meeting_with_talks(await demo_school(session, now), now, **how)  # type: ignore[arg-type]
    for host in talks.hosts:
        await talks.offer(host, time(13), time(13, 10))
    return talks


async def first_talk(talks: Talks) -> Talk:
    guardian, pupil = talks.families[0]
    (slot,) = await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id)
    return await booking.book(talks.session, guardian, pupil, slot.id, talks.now)


async def look_after(talks: Talks, sessions: Sessions) -> None:
    await talks.session.commit()
    await ticks.look_after_talks(sessions, lambda: talks.now, lambda: None)
    for row in list(talks.session.identity_map.values()):
        await talks.session.refresh(row)


async def told(session: AsyncSession, person: Person) -> list[str]:
    rows = await session.scalars(select(Outgoing.payload).where(Outgoing.person_id == person.id).order_by(Outgoing.id))
    return [payload["template"] for payload in rows if payload]


async def test_the_time_of_a_child_who_left_goes_to_who_waits(
    session: AsyncSession, sessions: Sessions, now: datetime
) -> None:
    talks = await opened(session, now)
    talk = await first_talk(talks)
    waiter, other = talks.families[1]
    await waiting.wait(session, waiter, other, talks.meeting, talks.hosts[0].id, now)
    talks.families[0][1].left_at = now
    await look_after(talks, sessions)
    assert talk.state is TalkState.RELEASED
    (passed,) = await booking.talks_for(session, waiter, talks.meeting.id)
    assert passed.starts_at == at(13)
    assert await told(session, talks.families[0][0]) == ["talks/called_off"]
    assert await told(session, talks.hosts[0]) == ["talks/fell"]
    assert await told(session, waiter) == ["talks/passed_on"]


async def test_a_talk_is_kept_where_the_host_teaches_the_new_class_too(
    session: AsyncSession, sessions: Sessions, now: datetime
) -> None:
    talks = await opened(session, now)
    talk = await first_talk(talks)
    talks.families[0][1].class_id = (await talks.demo.school_class("X-2")).id
    await look_after(talks, sessions)
    assert talk.state is TalkState.BOOKED


async def test_a_shared_talk_is_kept_for_the_other_guardian(
    session: AsyncSession, sessions: Sessions, now: datetime
) -> None:
    talks = await opened(session, now)
    talk = await first_talk(talks)
    mother, pupil = talks.families[0]
    father = await _link_the_other(session, mother, pupil, now)
    tie = await session.scalar(
        select(Guardianship).where(Guardianship.person_id == mother.id, Guardianship.pupil_id == pupil.id)
    )
    assert tie is not None
    tie.state = GuardianState.ENDED
    await look_after(talks, sessions)
    assert (talk.state, talk.person_id) == (TalkState.BOOKED, father.id)
    busy = set(await session.scalars(select(Busy.person_id).where(Busy.talk_id == talk.id)))
    assert busy == {father.id, talks.hosts[0].id}


async def test_whose_talk_is_kept_for_the_other_has_time_for_another_child(
    session: AsyncSession, sessions: Sessions, now: datetime
) -> None:
    talks = await opened(session, now, hosts=2)
    await first_talk(talks)
    (mother, pupil), (other, second) = talks.families[:2]
    await _link_the_other(session, mother, pupil, now)
    ties = {
        tie.pupil_id: tie
        for tie in await session.scalars(
            select(Guardianship).where(Guardianship.person_id.in_((mother.id, other.id))).order_by(Guardianship.id)
        )
    }
    ties[second.id].person_id = mother.id
    await session.flush()
    await waiting.wait(session, mother, second, talks.meeting, talks.hosts[1].id, now)
    ties[pupil.id].state = GuardianState.ENDED
    await look_after(talks, sessions)
    had = await session.scalars(select(Talk.host_id).where(Talk.person_id == mother.id, Talk.pupil_id == second.id))
    assert list(had) == [talks.hosts[1].id]


async def _link_the_other(session: AsyncSession, mother: Person, pupil: Pupil, now: datetime) -> Person:
    tie = await session.scalar(
        select(Guardianship).where(Guardianship.pupil_id == pupil.id, Guardianship.person_id != mother.id)
    )
    assert tie is not None
    tie.state, tie.linked_at, tie.confirmed_at = GuardianState.CONFIRMED, now, now
    await session.flush()
    return await session.get_one(Person, tie.person_id)


async def test_what_an_unlinked_chat_booked_is_released_at_once(session: AsyncSession, now: datetime) -> None:
    talks = await opened(session, now)
    talk = await first_talk(talks)
    guardian, pupil = talks.families[0]
    tie = await session.scalar(
        select(Guardianship).where(Guardianship.person_id == guardian.id, Guardianship.pupil_id == pupil.id)
    )
    assert tie is not None
    await confirming.undo(session, talks.hosts[0], tie.id, now)
    assert talk.state is TalkState.RELEASED
    assert list(await session.scalars(select(TalkSlot))) == []


@pytest.mark.parametrize("joint", [False, True])
async def test_a_joint_talk_goes_on_without_a_host_another_does_not(
    session: AsyncSession, sessions: Sessions, now: datetime, joint: bool
) -> None:
    talks = await opened(session, now, hosts=2, joint=joint)
    guardian, pupil = talks.families[0]
    gone = talks.hosts[1]
    (slot,) = await slots.of_host(session, talks.meeting.id, gone.id)
    talk = await booking.book(session, guardian, pupil, slot.id, now)
    await session.execute(delete(MeetingHost).where(MeetingHost.person_id == gone.id))
    await look_after(talks, sessions)
    assert talk.state is (TalkState.BOOKED if joint else TalkState.RELEASED)
    assert gone.id not in set(await session.scalars(select(Busy.person_id)))
    assert await told(session, guardian) == ([] if joint else ["talks/called_off"])


async def test_a_meeting_called_off_frees_everybody_and_leaves_the_telling_to_itself(
    session: AsyncSession, sessions: Sessions, now: datetime
) -> None:
    talks = await opened(session, now)
    talk = await first_talk(talks)
    waiter, other = talks.families[1]
    await waiting.wait(session, waiter, other, talks.meeting, talks.hosts[0].id, now)
    talks.meeting.state = MeetingState.CANCELLED
    await look_after(talks, sessions)
    assert talk.state is TalkState.RELEASED
    assert (list(await session.scalars(select(Busy))), list(await session.scalars(select(Wish)))) == ([], [])
    for person in (waiter, talks.families[0][0], talks.hosts[0]):
        assert await told(session, person) == []


async def test_who_waited_in_vain_is_told(session: AsyncSession, sessions: Sessions, now: datetime) -> None:
    talks = await opened(session, now)
    await first_talk(talks)
    waiter, other = talks.families[1]
    await waiting.wait(session, waiter, other, talks.meeting, talks.hosts[0].id, now)
    await look_after(talks, sessions)
    assert len(list(await session.scalars(select(Wish)))) == 1
    talks.now = at(13)
    await look_after(talks, sessions)
    assert list(await session.scalars(select(Wish))) == []
    assert await told(session, waiter) == ["talks/no_time_left"]


async def test_cancelling_is_complete_by_itself(session: AsyncSession, now: datetime) -> None:
    talks = await opened(session, now)
    talk = await first_talk(talks)
    await upkeep.cancelled(session, talks.meeting, now)
    assert talk.state is TalkState.RELEASED
    assert list(await session.scalars(select(TalkSlot))) == []
