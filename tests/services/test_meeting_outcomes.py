"""What came of individual talks, and what that says of who came; on both databases."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.boards import Step
from bot.domain.errors import InvalidValue, NotAllowed, StaleScreen
from bot.domain.meetings import AttendedBy, MeetingState, TalkState
from bot.services.meetings import attendance, outcomes
from bot.services.meetings.board import board
from bot.storage.engine import Sessions
from bot.storage.models import LogEntry, LogKind, Meeting, MeetingHost, Person, Talk, TalkNeed, Wish
from tests.support.demo import ADMIN, PARENTS, TEACHER, Demo, demo_school
from tests.support.gathering import BEGINS, ENDS, TALKS, a_meeting, a_talk, invite, pupils_of

SITI, HENDRA, YANTI, AGUS = PARENTS
TEN = timedelta(minutes=10)


async def talking(sessions: Sessions, now: datetime) -> tuple[Demo, Meeting, Talk]:
    demo = await demo_school(sessions(), now)
    meeting = await a_meeting(demo, now, TALKS)
    await invite(demo, meeting, now)
    teacher, siti, child = await demo.person(TEACHER), await demo.person(SITI), await demo.child(SITI)
    return demo, meeting, await a_talk(demo, meeting, teacher, child, siti, BEGINS)


async def came(demo: Demo, meeting: Meeting, talk: Talk) -> bool | None:
    row = (await attendance.of(demo.session, meeting.id)).get(talk.pupil_id)
    return None if row is None else row.came


async def test_a_line_says_that_it_took_place_and_the_family_came(sessions: Sessions, now: datetime) -> None:
    demo, meeting, talk = await talking(sessions, now)
    teacher = await demo.person(TEACHER)
    await outcomes.say(demo.session, teacher, talk.id, " Dini perlu \n waktu membaca. ", BEGINS + TEN)
    await outcomes.follow_up(demo.session, teacher, talk.id, date(2026, 8, 5), BEGINS + TEN)
    await demo.session.commit()
    assert (talk.state, talk.outcome, talk.follow_up) == (
        TalkState.DONE,
        "Dini perlu waktu membaca.",
        date(2026, 8, 5),
    )
    assert await came(demo, meeting, talk) is True
    await outcomes.say(demo.session, teacher, talk.id, "Dini perlu kacamata.", BEGINS + TEN)
    entries = list(await demo.session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.OUTCOME)))
    assert [(one.text, one.replaces_id) for one in entries] == [
        ("Dini perlu waktu membaca.", None),
        ("Dini perlu kacamata.", entries[0].id),
    ]
    assert {(one.choice, one.person_id, one.staff_id) for one in entries} == {("done", talk.person_id, teacher.id)}
    await demo.session.close()


async def test_who_misses_all_talks_did_not_come_unless_the_door_knows_better(
    sessions: Sessions, now: datetime
) -> None:
    demo, meeting, talk = await talking(sessions, now)
    teacher = await demo.person(TEACHER)
    await outcomes.note(demo.session, teacher, talk.id, TalkState.MISSED, BEGINS + TEN)
    assert await came(demo, meeting, talk) is False
    await outcomes.take_back(demo.session, teacher, talk.id, BEGINS + TEN)
    assert (talk.state, await came(demo, meeting, talk)) == (TalkState.BOOKED, None)
    siti = await demo.person(SITI)
    await attendance.mark(demo.session, meeting, talk.pupil_id, True, AttendedBy.DOOR, BEGINS, person=siti)
    await outcomes.note(demo.session, teacher, talk.id, TalkState.MISSED, BEGINS + TEN)
    assert await came(demo, meeting, talk) is True
    await demo.session.close()


async def test_one_talk_with_anybody_is_enough_to_have_come(sessions: Sessions, now: datetime) -> None:
    demo, meeting, talk = await talking(sessions, now)
    teacher, dewi, siti = await demo.person(TEACHER), await colleague(demo), await demo.person(SITI)
    demo.session.add(MeetingHost(meeting_id=meeting.id, person_id=dewi.id))
    other = await a_talk(demo, meeting, dewi, await demo.child(SITI), siti, BEGINS + 2 * TEN)
    await outcomes.note(demo.session, teacher, talk.id, TalkState.MISSED, BEGINS + TEN)
    assert await came(demo, meeting, talk) is None
    await outcomes.note(demo.session, dewi, other.id, TalkState.DONE, BEGINS + 3 * TEN)
    assert await came(demo, meeting, talk) is True
    await demo.session.close()


async def colleague(demo: Demo) -> Person:
    found = await demo.session.scalar(select(Person).where(Person.name.startswith("Dewi")))
    assert found is not None
    return found


async def test_only_its_host_notes_a_talk_or_any_host_of_a_joint_one(sessions: Sessions, now: datetime) -> None:
    demo, meeting, talk = await talking(sessions, now)
    dewi, siti, admin = await colleague(demo), await demo.person(SITI), await demo.person(ADMIN)
    demo.session.add(MeetingHost(meeting_id=meeting.id, person_id=dewi.id))
    await demo.session.flush()
    for somebody in (dewi, siti):
        with pytest.raises(NotAllowed):
            await outcomes.talk_for(demo.session, somebody, talk.id)
    with pytest.raises(NotAllowed):
        await outcomes.talk_for(demo.session, admin, 0)
    assert (await outcomes.talk_for(demo.session, admin, talk.id)).id == talk.id
    meeting.joint = True
    await demo.session.flush()
    assert (await outcomes.talk_for(demo.session, dewi, talk.id)).id == talk.id
    await demo.session.close()


async def test_nothing_comes_of_a_talk_too_early_given_back_or_cancelled(sessions: Sessions, now: datetime) -> None:
    demo, meeting, talk = await talking(sessions, now)
    teacher = await demo.person(TEACHER)
    with pytest.raises(StaleScreen):
        await outcomes.note(demo.session, teacher, talk.id, TalkState.DONE, BEGINS - timedelta(hours=2))
    with pytest.raises(StaleScreen):
        await outcomes.note(demo.session, teacher, talk.id, TalkState.BOOKED, BEGINS)
    with pytest.raises(StaleScreen):
        await outcomes.take_back(demo.session, teacher, talk.id, BEGINS)
    for words, reason in (("  ", "empty"), ("x" * 301, "too_long")):
        with pytest.raises(InvalidValue) as caught:
            await outcomes.say(demo.session, teacher, talk.id, words, BEGINS)
        assert caught.value.reason == reason
    meeting.state = MeetingState.CANCELLED
    await demo.session.flush()
    with pytest.raises(StaleScreen):
        await outcomes.note(demo.session, teacher, talk.id, TalkState.DONE, BEGINS)
    talk.state = TalkState.RELEASED
    await demo.session.flush()
    with pytest.raises(StaleScreen):
        await outcomes.talk_for(demo.session, teacher, talk.id)
    await demo.session.close()


async def test_the_board_of_talks_follows_each_family_to_its_outcome(sessions: Sessions, now: datetime) -> None:
    demo, meeting, talk = await talking(sessions, now)
    teacher, pupils = await demo.person(TEACHER), await pupils_of(demo)
    waits, unneeded = pupils[4], pupils[5]
    demo.session.add_all(
        (
            Wish(
                meeting_id=meeting.id,
                host_id=teacher.id,
                pupil_id=waits.id,
                person_id=talk.person_id,
                since=now,
            ),
            TalkNeed(meeting_id=meeting.id, host_id=teacher.id, pupil_id=unneeded.id, needed=False, at=now),
        )
    )
    await demo.session.commit()
    before = await board(demo.session, meeting, now)
    steps = {line.pupil_id: step for step, line in before.open}
    assert not {talk.pupil_id, waits.id, unneeded.id} & steps.keys()
    assert set(steps.values()) == {Step.INVITE, Step.WAIT}  # nothing has left yet
    after = await board(demo.session, meeting, ENDS)
    steps = {line.pupil_id: step for step, line in after.open}
    assert steps[talk.pupil_id] is Step.OUTCOME
    assert unneeded.id not in steps
    assert steps[waits.id] is Step.ATTEND
    await outcomes.note(demo.session, teacher, talk.id, TalkState.DONE, ENDS)
    done = await board(demo.session, meeting, ENDS)
    assert talk.pupil_id not in {line.pupil_id for _step, line in done.open}
    assert done.count()["came"] == 1
    assert done.count()["timed"] == 1
    await demo.session.close()
