"""Wishes are collected, assigned all at once, changed by hand, and published, on both databases."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.assignment import assign
from bot.domain.codec import load_screen
from bot.domain.errors import NotAllowed, NotOffered, StaleScreen, TooLate
from bot.domain.meetings import Booking, MeetingState, TalkState
from bot.services.meetings import hosts
from bot.services.talks import assigning, booking, proposals, publishing, slots, waiting, wishes
from bot.storage.models import (
    Guardianship,
    GuardianState,
    LogEntry,
    Meeting,
    Outgoing,
    Person,
    Relation,
    Talk,
    TalkNeed,
    Wish,
)
from tests.support.demo import demo_school
from tests.support.talks import Talks, at, meeting_with_talks

SECONDS = 600.0


@pytest.fixture
async def talks(session: AsyncSession, now: datetime) -> Talks:
    """Two hosts offer three times each; wishes are collected."""
    talks = await meeting_with_talks(await demo_school(session, now), now, hosts=2, until=now + timedelta(days=2))
    for host in talks.hosts:
        await talks.offer(host, time(13), time(13, 30))
    talks.meeting.booking = Booking.WISHES
    return talks


async def wish(talks: Talks, family: int, *hosts: int) -> None:
    guardian, pupil = talks.families[family]
    for host in hosts:
        assert await wishes.toggle(talks.session, guardian, pupil, talks.meeting, talks.hosts[host].id, talks.now)


async def proposed(talks: Talks) -> list[Wish]:
    """What is proposed once all is assigned."""
    found = assign((await assigning.wishes_of(talks.session, talks.meeting, talks.now)).problem, SECONDS)
    await assigning.propose(talks.session, talks.meeting, found, talks.hosts[0], talks.now)
    return await stored(talks)


async def stored(talks: Talks) -> list[Wish]:
    rows = await talks.session.scalars(select(Wish).where(Wish.meeting_id == talks.meeting.id).order_by(Wish.id))
    return list(rows)


async def standing(talks: Talks) -> list[Talk]:
    rows = await talks.session.scalars(
        select(Talk).where(Talk.state == TalkState.BOOKED).order_by(Talk.starts_at, Talk.host_id)
    )
    return list(rows)


async def told(talks: Talks, template: str) -> list[Outgoing]:
    rows = await talks.session.scalars(select(Outgoing).order_by(Outgoing.id))
    return [row for row in rows if row.payload and row.payload["template"] == template]


async def test_the_first_wish_matters_most_and_a_second_tap_takes_it_back(talks: Talks) -> None:
    await wish(talks, 0, 1, 0)
    assert [(one.host_id, one.wanted) for one in await stored(talks)] == [
        (talks.hosts[1].id, 1),
        (talks.hosts[0].id, 2),
    ]
    guardian, pupil = talks.families[0]
    assert not await wishes.toggle(talks.session, guardian, pupil, talks.meeting, talks.hosts[1].id, talks.now)
    assert [one.host_id for one in await stored(talks)] == [talks.hosts[0].id]


async def test_wishes_are_taken_only_while_they_are_collected(talks: Talks) -> None:
    guardian, pupil = talks.families[0]
    host_id = talks.hosts[0].id
    with pytest.raises(TooLate):
        await wishes.toggle(talks.session, guardian, pupil, talks.meeting, host_id, talks.now + timedelta(days=3))
    for other in (Booking.OPEN, Booking.PROPOSED, Booking.PUBLISHED, Booking.NONE):
        talks.meeting.booking = other
        with pytest.raises(NotOffered):
            await wishes.toggle(talks.session, guardian, pupil, talks.meeting, host_id, talks.now)
    talks.meeting.booking, talks.meeting.state = Booking.WISHES, MeetingState.CANCELLED
    with pytest.raises(NotOffered):
        await wishes.toggle(talks.session, guardian, pupil, talks.meeting, host_id, talks.now)


async def test_nobody_wishes_for_another_family_or_for_who_is_no_host(talks: Talks) -> None:
    guardian, pupil = talks.families[0]
    other, others_child = talks.families[1]
    with pytest.raises(NotAllowed):
        await wishes.toggle(talks.session, guardian, others_child, talks.meeting, talks.hosts[0].id, talks.now)
    with pytest.raises(NotAllowed):
        await wishes.toggle(talks.session, guardian, pupil, talks.meeting, other.id, talks.now)
    assert await stored(talks) == []


async def test_a_guardian_not_confirmed_yet_takes_nothing_back_that_another_wished(talks: Talks, now: datetime) -> None:
    await wish(talks, 0, 0)
    mother, pupil = talks.families[0]
    father = Person(school_id=mother.school_id, name="Bambang Wijaya", created_at=now)
    talks.session.add(father)
    await talks.session.flush()
    tie = Guardianship(
        pupil_id=pupil.id, person_id=father.id, relation=Relation.FATHER, state=GuardianState.PROVISIONAL
    )
    talks.session.add(tie)
    await talks.session.flush()
    host_id = talks.hosts[0].id
    assert await wishes.toggle(talks.session, father, pupil, talks.meeting, host_id, now)
    assert len(await stored(talks)) == 1
    tie.state = GuardianState.CONFIRMED
    assert not await wishes.toggle(talks.session, father, pupil, talks.meeting, host_id, now)


async def test_all_are_assigned_at_once_and_published(talks: Talks, now: datetime) -> None:
    for family in range(3):
        await wish(talks, family, 0, 1)
    assert all(one.proposed_id is not None for one in await proposed(talks))
    assert talks.meeting.booking is Booking.PROPOSED
    assert await standing(talks) == []
    done = await publishing.publish(talks.session, talks.meeting, talks.hosts[0], now)
    assert (done.booked, done.waiting) == (6, 0)
    assert (await stored(talks), len(await standing(talks))) == ([], 6)
    for guardian, _pupil in talks.families[:3]:
        first, second = await booking.talks_for(talks.session, guardian, talks.meeting.id)
        assert first.ends_at <= second.starts_at
    assert {row.person_id for row in await told(talks, "wishes/assigned")} == {
        guardian.id for guardian, _pupil in talks.families[:3]
    }
    entries = list(await talks.session.scalars(select(LogEntry).where(LogEntry.meeting_id == talks.meeting.id)))
    assert [entry.choice for entry in entries] == ["assigned"] * 6
    with pytest.raises(StaleScreen):
        await publishing.publish(talks.session, talks.meeting, talks.hosts[0], now)


async def test_who_has_no_time_goes_on_waiting_and_gets_the_next_one(talks: Talks, now: datetime) -> None:
    for family in range(4):
        await wish(talks, family, 0)
    waiting_now = [one for one in await proposed(talks) if one.proposed_id is None]
    assert len(waiting_now) == 1
    done = await publishing.publish(talks.session, talks.meeting, talks.hosts[0], now)
    assert (done.booked, done.waiting) == (3, 1)
    talk = (await standing(talks))[0]
    passed = await booking.release(
        talks.session, await talks.session.get_one(Person, talk.person_id), talk.id, now + timedelta(hours=1)
    )
    assert passed is not None
    assert passed.person_id == waiting_now[0].person_id
    assert await stored(talks) == []


async def test_what_a_host_asked_for_comes_first_and_what_nobody_needs_last(talks: Talks, now: datetime) -> None:
    for family in range(4):
        await wish(talks, family, 0)
    asked = talks.families[3][1]
    talks.session.add(
        TalkNeed(meeting_id=talks.meeting.id, host_id=talks.hosts[0].id, pupil_id=asked.id, needed=True, at=now)
    )
    without = {one.pupil_id for one in await proposed(talks) if one.proposed_id is None}
    assert len(without) == 1
    assert asked.id not in without


async def test_what_changed_meanwhile_is_not_proposed(talks: Talks, now: datetime) -> None:
    await wish(talks, 0, 0)
    await wish(talks, 1, 0)
    found = assign((await assigning.wishes_of(talks.session, talks.meeting, now)).problem, SECONDS)
    gone = next(iter(found.placed.values()))[0]
    offered = {slot.id: slot for slot in await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id)}
    await slots.close(talks.session, offered[gone])
    await talks.session.delete((await stored(talks))[1])
    await talks.session.flush()
    await assigning.propose(talks.session, talks.meeting, found, talks.hosts[0], now)
    assert [one.proposed_id for one in await stored(talks)] in ([None], [found.placed[(await stored(talks))[0].id][0]])
    assert gone not in [one.proposed_id for one in await stored(talks)]


async def test_a_time_closed_after_the_proposal_leaves_its_family_waiting(talks: Talks, now: datetime) -> None:
    await wish(talks, 0, 0)
    await wish(talks, 1, 0)
    first = (await proposed(talks))[0]
    offered = {slot.id: slot for slot in await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id)}
    for slot in offered.values():
        if slot.id not in [one.proposed_id for one in await stored(talks)]:
            await slots.close(talks.session, slot)
    await slots.close(talks.session, offered[first.proposed_id or 0])
    done = await publishing.publish(talks.session, talks.meeting, talks.hosts[0], now)
    assert (done.booked, done.waiting) == (1, 1)
    assert [one.id for one in await stored(talks)] == [first.id]


async def test_a_proposal_is_changed_by_hand(talks: Talks, now: datetime) -> None:
    await wish(talks, 0, 0)
    await wish(talks, 1, 0)
    mine, theirs = await proposed(talks)
    ways = await proposals.ways_for(talks.session, talks.meeting, mine, now)
    swap = next(slot for way, slot in ways if way.other == theirs.id)
    was = mine.proposed_id
    assert await proposals.put(talks.session, talks.meeting, mine, swap.id, now) == theirs
    assert (mine.proposed_id, theirs.proposed_id) == (swap.id, was)
    await proposals.set_aside(talks.session, theirs)
    ways = await proposals.ways_for(talks.session, talks.meeting, theirs, now)
    free = [slot for way, slot in ways if way.other is None]
    assert was in [slot.id for slot in free]
    assert await proposals.put(talks.session, talks.meeting, theirs, free[0].id, now) is None


async def test_who_cannot_change_places_waits(talks: Talks, now: datetime) -> None:
    for family in range(4):
        await wish(talks, family, 0)
    late = next(one for one in await proposed(talks) if one.proposed_id is None)
    ways = await proposals.ways_for(talks.session, talks.meeting, late, now)
    assert [way.waits for way, _slot in ways] == [True] * 3
    other = await proposals.put(talks.session, talks.meeting, late, ways[0][1].id, now)
    assert other is not None
    assert (other.id, other.proposed_id) == (ways[0][0].other, None)


async def test_nobody_is_put_in_two_places_by_hand(talks: Talks, now: datetime) -> None:
    await wish(talks, 0, 0, 1)
    await proposed(talks)
    one, other = await stored(talks)
    there = {slot.id: slot for slot in (await assigning.wishes_of(talks.session, talks.meeting, now)).slots}
    busy = there[other.proposed_id or 0].starts_at
    same = next(slot for slot in there.values() if slot.host_id == one.host_id and slot.starts_at == busy)
    assert same.id not in [slot.id for _way, slot in await proposals.ways_for(talks.session, talks.meeting, one, now)]
    with pytest.raises(StaleScreen):
        await proposals.put(talks.session, talks.meeting, one, same.id, now)


async def test_a_proposal_taken_back_opens_wishes_again(talks: Talks, now: datetime) -> None:
    await wish(talks, 0, 0)
    await proposed(talks)
    await assigning.take_back(talks.session, talks.meeting)
    assert talks.meeting.booking is Booking.WISHES
    assert [one.proposed_id for one in await stored(talks)] == [None]
    await wish(talks, 0, 1)
    with pytest.raises(StaleScreen):
        await assigning.take_back(talks.session, talks.meeting)


async def test_only_a_host_and_who_leads_change_a_proposal(talks: Talks) -> None:
    await wish(talks, 0, 0, 1)
    own, colleagues = await proposed(talks)
    leader, colleague = talks.hosts
    assert (await proposals.seen_by(talks.session, leader, colleagues.id))[1] == colleagues
    assert (await proposals.seen_by(talks.session, colleague, colleagues.id))[1] == colleagues
    with pytest.raises(NotAllowed):
        await proposals.seen_by(talks.session, colleague, own.id)
    with pytest.raises(NotAllowed):
        await proposals.seen_by(talks.session, talks.families[0][0], own.id)


async def test_guardians_who_come_apart_have_a_talk_each_and_hear_of_their_own(talks: Talks, now: datetime) -> None:
    mother, pupil = talks.families[0]
    father = Person(school_id=mother.school_id, name="Bambang Wijaya", created_at=now)
    talks.session.add(father)
    await talks.session.flush()
    talks.session.add(
        Guardianship(pupil_id=pupil.id, person_id=father.id, relation=Relation.FATHER, state=GuardianState.CONFIRMED)
    )
    pupil.talks_apart = True
    await talks.session.flush()
    await wish(talks, 0, 0)
    assert await wishes.toggle(talks.session, father, pupil, talks.meeting, talks.hosts[0].id, now)
    assert [one.proposed_id is None for one in await proposed(talks)] == [False, False]
    done = await publishing.publish(talks.session, talks.meeting, talks.hosts[0], now)
    assert {(talk.person_id, talk.party) for talk in await standing(talks)} == {
        (mother.id, mother.id),
        (father.id, father.id),
    }
    # The father has no chat: somebody is to call him, and the mother hears of her own time alone.
    assert [one.line.guardian for one in done.to_call] == [father.name]
    (row,) = await told(talks, "wishes/assigned")
    assert row.person_id == mother.id
    assert row.payload is not None
    assert load_screen(row.payload).values["talks"] == [
        {"child": pupil.name, "host": talks.hosts[0].name, "at": talk.starts_at}
        for talk in await standing(talks)
        if talk.person_id == mother.id
    ]


async def test_who_holds_it_no_more_is_not_published(talks: Talks, now: datetime) -> None:
    await wish(talks, 0, 0)
    await wish(talks, 1, 1)
    await proposed(talks)
    await hosts.set_hosts(talks.session, talks.meeting, [talks.hosts[0].id])
    done = await publishing.publish(talks.session, talks.meeting, talks.hosts[0], now)
    assert (done.booked, done.waiting) == (1, 0)
    assert [talk.host_id for talk in await standing(talks)] == [talks.hosts[0].id]


async def test_a_joint_meeting_holds_all_hosts(session: AsyncSession, now: datetime) -> None:
    talks = await meeting_with_talks(await demo_school(session, now), now, hosts=2, joint=True)
    await talks.offer(talks.hosts[0], time(13), time(13, 30))
    await talks.offer(talks.hosts[1], time(13, 10), time(13, 40))
    talks.meeting.booking = Booking.WISHES
    for family in range(3):
        await wish(talks, family, 0)
    assert [one.proposed_id is None for one in await proposed(talks)].count(False) == 2
    await publishing.publish(talks.session, talks.meeting, talks.hosts[0], now)
    assert [talk.starts_at for talk in await standing(talks)] == [at(13, 10), at(13, 20)]


async def test_a_host_who_is_a_parent_is_not_in_two_talks(talks: Talks, now: datetime) -> None:
    pupil = talks.families[0][1]
    parent = talks.hosts[1]
    talks.session.add(
        Guardianship(pupil_id=pupil.id, person_id=parent.id, relation=Relation.FATHER, state=GuardianState.CONFIRMED)
    )
    await talks.session.flush()
    for family in range(1, 4):
        await wish(talks, family, 1)
    assert await wishes.toggle(talks.session, parent, pupil, talks.meeting, talks.hosts[0].id, now)
    own = next(one for one in await proposed(talks) if one.person_id == parent.id)
    done = await publishing.publish(talks.session, talks.meeting, talks.hosts[0], now)
    assert own.pupil_id == pupil.id
    assert (done.booked, done.waiting) == (3, 1)  # three times of each host: one of hers is her own


async def test_who_leads_is_told_once_that_the_time_for_wishes_is_over(talks: Talks, now: datetime) -> None:
    await wish(talks, 0, 0)
    assert await wishes.tell_collected(talks.session, now) == 0
    later = now + timedelta(days=2, minutes=1)
    assert await wishes.tell_collected(talks.session, later) == 1
    assert await wishes.tell_collected(talks.session, later) == 0
    assert [row.person_id for row in await told(talks, "wishes/collected")] == [talks.hosts[0].id]


async def test_a_talk_booked_by_hand_counts_and_is_not_in_the_way(talks: Talks, now: datetime) -> None:
    guardian, pupil = talks.families[0]
    offered = await slots.of_host(talks.session, talks.meeting.id, talks.hosts[0].id)
    await booking.book(talks.session, guardian, pupil, offered[1].id, now, by=talks.hosts[0])
    await wish(talks, 0, 1)
    known = await assigning.wishes_of(talks.session, talks.meeting, now)
    assert list(known.problem.had.values()) == [1]
    assert offered[1].id not in [slot.id for slot in known.slots]
    (own,) = await proposed(talks)
    place = {slot.id: slot for slot in known.slots}[own.proposed_id or 0]
    assert place.starts_at != at(13, 10)
    assert abs(place.starts_at - at(13, 10)) == timedelta(minutes=10)


async def test_families_do_not_wait_for_times_before_they_are_published(talks: Talks, now: datetime) -> None:
    guardian, pupil = talks.families[0]
    with pytest.raises(NotOffered):
        await waiting.wait(talks.session, guardian, pupil, talks.meeting, talks.hosts[0].id, now)
    meeting = await talks.session.get_one(Meeting, talks.meeting.id)
    assert await booking.free(talks.session, meeting, talks.hosts[0].id, guardian, pupil, now) == []
