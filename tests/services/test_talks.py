"""Talks are booked, moved, given back and waited for, on both databases."""

import asyncio
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyBooked, SlotTaken, TimesLeft, TooLate
from bot.domain.meetings import TalkState
from bot.services.talks import booking, needs, slots, taking, waiting
from bot.storage.engine import Sessions
from bot.storage.models import (
    Busy,
    Guardianship,
    GuardianState,
    Outgoing,
    Person,
    Pupil,
    Talk,
    TalkSlot,
    Wish,
)
from tests.support.demo import demo_school
from tests.support.talks import Talks, at, meeting_with_talks


@pytest.fixture
async def talks(session: AsyncSession, now: datetime) -> Talks:
    """Two times are offered, at 13.00 and 13.10."""
    talks = await meeting_with_talks(await demo_school(session, now), now)
    await talks.offer(talks.hosts[0], time(13), time(13, 20))
    return talks


async def book(talks: Talks, family: int, slot: int) -> Talk:
    guardian, pupil = talks.families[family]
    offered = await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id)
    return await booking.book(talks.session, guardian, pupil, offered[slot].id, talks.now)


async def test_a_time_that_is_taken_names_the_next_one(talks: Talks, now: datetime) -> None:
    await book(talks, 0, 0)
    with pytest.raises(SlotTaken) as refused:
        await book(talks, 1, 0)
    assert refused.value.next_free == at(13, 10)
    assert refused.value.slot_id is not None
    await book(talks, 1, 1)
    with pytest.raises(SlotTaken) as refused:
        await book(talks, 2, 0)
    assert refused.value.next_free is None


async def test_a_family_has_one_talk_with_a_host(talks: Talks) -> None:
    first = await book(talks, 0, 0)
    with pytest.raises(AlreadyBooked) as refused:
        await book(talks, 0, 1)
    assert refused.value.talk_id == first.id


async def test_a_move_keeps_the_old_time_where_the_new_one_is_taken(talks: Talks, now: datetime) -> None:
    talk = await book(talks, 0, 0)
    await book(talks, 1, 1)
    guardian, _pupil = talks.families[0]
    offered = await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id)
    with pytest.raises(SlotTaken):
        await booking.move(talks.session, guardian, talk.id, offered[1].id, now)
    await talks.session.refresh(talk)
    assert (talk.starts_at, talk.state) == (at(13), TalkState.BOOKED)
    held = await talks.session.scalars(select(TalkSlot.slot_id).where(TalkSlot.talk_id == talk.id))
    assert list(held) == [offered[0].id]
    busy = await talks.session.scalars(select(Busy.at).where(Busy.talk_id == talk.id).distinct())
    assert sorted(busy) == [at(13), at(13, 5)]


async def test_what_is_given_back_goes_to_whoever_waits_and_can_be_given_back_at_once(
    talks: Talks, now: datetime
) -> None:
    first = await book(talks, 0, 0)
    await book(talks, 1, 1)
    for family in (2, 3):
        guardian, pupil = talks.families[family]
        await waiting.wait(talks.session, guardian, pupil, talks.meeting, talks.hosts[0].id, now)
    passed = await booking.release(talks.session, talks.families[0][0], first.id, now)
    assert passed is not None
    assert (passed.pupil_id, passed.starts_at) == (talks.families[2][1].id, at(13))
    again = await booking.release(talks.session, talks.families[2][0], passed.id, now)
    assert again is not None
    assert again.pupil_id == talks.families[3][1].id
    assert list(await talks.session.scalars(select(Wish))) == []


async def _the_other(talks: Talks, pupil: Pupil, guardian: Person) -> Person:
    """The child's other guardian, now linked and confirmed."""
    ties = select(Guardianship).where(Guardianship.pupil_id == pupil.id, Guardianship.person_id != guardian.id)
    tie = (await talks.session.scalars(ties)).one()
    tie.state, tie.linked_at, tie.confirmed_at = GuardianState.CONFIRMED, talks.now, talks.now
    await talks.session.flush()
    return await talks.session.get_one(Person, tie.person_id)


async def test_who_comes_apart_hears_nothing_more_of_the_others_time(talks: Talks) -> None:
    mother, pupil = talks.families[0]
    father = await _the_other(talks, pupil, mother)
    offered = await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id)
    await booking.book(talks.session, father, pupil, offered[0].id, talks.now)
    await talks.session.flush()
    waits = select(Outgoing.id).where(Outgoing.person_id == mother.id)
    assert await talks.session.scalar(waits) is not None
    await needs.set_apart(talks.session, talks.hosts[0], pupil, apart=True)
    assert await talks.session.scalar(waits) is None


async def test_guardians_who_come_together_again_keep_a_talk_each(talks: Talks) -> None:
    mother, pupil = talks.families[0]
    father = await _the_other(talks, pupil, mother)
    first = await book(talks, 0, 0)
    first.state = TalkState.DONE
    await talks.session.flush()
    await needs.set_apart(talks.session, talks.hosts[0], pupil, apart=True)
    offered = await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id)
    second = await booking.book(talks.session, father, pupil, offered[1].id, talks.now)
    await needs.set_apart(talks.session, talks.hosts[0], pupil, apart=False)
    assert (first.party, second.party) == (mother.id, father.id)


async def test_the_database_itself_refuses_a_second_however_it_is_asked(
    talks: Talks, sessions: Sessions, now: datetime
) -> None:
    """Nothing of ours stands before it: eight at once write the rows as they like."""
    (first, _second), families = await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id), talks.families
    await talks.session.commit()

    async def write(family: int) -> None:
        guardian, pupil = families[family]
        async with sessions() as session:
            talk = Talk(
                school_id=guardian.school_id,
                meeting_id=first.meeting_id,
                host_id=first.host_id,
                pupil_id=pupil.id,
                person_id=guardian.id,
                starts_at=first.starts_at,
                ends_at=first.ends_at,
                created_at=now,
                changed_at=now,
            )
            session.add(talk)
            await session.flush()
            await taking.hold(session, talk.id, [first], guardian.id)
            await session.commit()

    results = await asyncio.gather(*[write(family) for family in range(8)], return_exceptions=True)
    assert sorted(str(type(result).__name__) for result in results) == ["IntegrityError"] * 7 + ["NoneType"]
    assert len(list(await talks.session.scalars(select(Talk.id)))) == 1


async def test_nobody_books_after_the_time_set_but_the_school(talks: Talks) -> None:
    talks.meeting.book_until = talks.now - timedelta(minutes=1)
    with pytest.raises(TooLate):
        await book(talks, 0, 0)
    guardian, pupil = talks.families[0]
    (slot, _other) = await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id)
    talk = await booking.book(talks.session, guardian, pupil, slot.id, talks.now, by=talks.hosts[0])
    assert await booking.release(talks.session, guardian, talk.id, talks.now) is None
    assert talk.state is TalkState.RELEASED


async def test_nobody_waits_while_a_time_is_free(talks: Talks, now: datetime) -> None:
    guardian, pupil = talks.families[0]
    with pytest.raises(TimesLeft) as left:
        await waiting.wait(talks.session, guardian, pupil, talks.meeting, talks.hosts[0].id, now)
    assert left.value.next_free == at(13)
