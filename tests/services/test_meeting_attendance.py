"""Who came, noted by tap, from the list, or at the door; on both databases."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.meetings import AttendedBy, MeetingState
from bot.services.meetings import attendance, door, planning
from bot.services.meetings.attendance import Mark
from bot.services.meetings.door import Entry
from bot.storage.engine import Sessions
from bot.storage.models import (
    Attendance,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Meeting,
    MeetingHost,
    Person,
    Pupil,
    School,
    Teaching,
)
from tests.support.demo import ADMIN, PARENTS, TEACHER, Demo, demo_school
from tests.support.gathering import (
    AFTERWARDS,
    AT_THE_DOOR,
    BEGINS,
    ENDS,
    TALKS,
    a_meeting,
    a_talk,
    invite,
    pupils_of,
)
from tests.support.rows import Rows

SITI, HENDRA, YANTI, AGUS = PARENTS
TAP, DOOR, LIST = AttendedBy


async def ready(sessions: Sessions, now: datetime, *classes: str) -> tuple[Demo, Meeting]:
    demo = await demo_school(sessions(), now)
    meeting = await a_meeting(demo, now, classes=classes or ("X-1",))
    await invite(demo, meeting, now)
    return demo, meeting


async def entries(demo: Demo, pupil: Pupil) -> list[LogEntry]:
    query = select(LogEntry).where(LogEntry.kind == LogKind.ATTENDED, LogEntry.pupil_id == pupil.id)
    return list(await demo.session.scalars(query.order_by(LogEntry.id)))


async def test_a_tap_is_noted_once_and_another_replaces_it(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    teacher, child = await demo.person(TEACHER), await demo.child(SITI)
    for came in (True, True, False):
        row = await attendance.mark(demo.session, meeting, child.id, came, TAP, AT_THE_DOOR, staff=teacher)
        assert row.came is came
    await demo.session.commit()
    first, second = await entries(demo, child)
    assert [(first.choice, first.replaces_id), (second.choice, second.replaces_id)] == [
        ("came", None),
        ("missed", first.id),
    ]
    assert (second.staff_id, second.meeting_id, second.class_id) == (teacher.id, meeting.id, child.class_id)
    await demo.session.close()


async def test_who_came_can_be_added_and_stays_known(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    teacher, child, siti = await demo.person(TEACHER), await demo.child(SITI), await demo.person(SITI)
    await attendance.mark(demo.session, meeting, child.id, True, TAP, AT_THE_DOOR, staff=teacher)
    await attendance.mark(demo.session, meeting, child.id, True, DOOR, AT_THE_DOOR, person=siti)
    row = await attendance.mark(demo.session, meeting, child.id, True, TAP, AFTERWARDS, staff=teacher)
    assert (row.person_id, row.by) == (siti.id, DOOR)
    row = await attendance.mark(demo.session, meeting, child.id, False, TAP, AFTERWARDS, staff=teacher)
    assert (row.came, row.person_id) == (False, None)
    await demo.session.close()


async def test_all_but_these_from_the_printed_list_and_back(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    teacher, pupils = await demo.person(TEACHER), [one.id for one in await pupils_of(demo)]
    for absent in pupils[:3]:
        await attendance.mark(demo.session, meeting, absent, False, LIST, AFTERWARDS, staff=teacher)
    rest = await attendance.mark_rest(demo.session, meeting, pupils, Mark(True, LIST, staff=teacher), ENDS)
    await demo.session.commit()
    assert set(rest) == set(pupils[3:])
    assert (
        sorted(row.came for row in (await attendance.of(demo.session, meeting.id)).values())
        == [False] * 3 + [True] * 33
    )
    assert set(await attendance.marked_at(demo.session, meeting, teacher, ENDS)) == set(rest)
    assert await attendance.mark_rest(demo.session, meeting, pupils, Mark(True, LIST, staff=teacher), ENDS) == []
    gone = await attendance.unmark(demo.session, meeting, rest, teacher, AFTERWARDS)
    await demo.session.commit()
    assert set(gone) == set(rest)
    assert set(await attendance.of(demo.session, meeting.id)) == set(pupils[:3])
    last = (await entries(demo, await demo.child(AGUS)))[-1]
    assert (last.choice, last.replaces_id is not None) == ("undone", True)
    await demo.session.close()


async def test_nobody_came_to_what_is_to_come_or_was_cancelled(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    child = await demo.child(SITI)
    with pytest.raises(StaleScreen):
        await attendance.mark(demo.session, meeting, child.id, True, TAP, BEGINS - timedelta(hours=2))
    meeting.state = MeetingState.CANCELLED
    await demo.session.flush()
    with pytest.raises(StaleScreen):
        await attendance.mark(demo.session, meeting, child.id, True, TAP, AT_THE_DOOR)
    await demo.session.close()


async def test_a_guardian_known_to_have_come_stands_for_all_own_children_whom_the_teacher_sees(
    sessions: Sessions, now: datetime
) -> None:
    demo, meeting = await ready(sessions, now, "X-1", "X-2")
    yanti, first, second = await demo.person(YANTI), await demo.child(YANTI), await demo.child(YANTI, 1)
    teacher = await demo.person(TEACHER)
    mark = Mark(True, TAP, yanti, teacher)
    both = await attendance.mark_family(demo.session, teacher, meeting, first, mark, AT_THE_DOOR)
    assert {child.id for child in both} == {first.id, second.id}
    assert set(await attendance.of(demo.session, meeting.id)) == {first.id, second.id}
    await demo.session.close()


async def test_each_sees_the_families_of_the_own_classes_alone(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now, "X-1", "X-2")
    everybody = {one.id for name in ("X-1", "X-2") for one in await pupils_of(demo, name)}
    of_two = {one.id for one in await pupils_of(demo, "X-2")}
    rahmat = await demo.session.scalar(select(Person).where(Person.name.startswith("Rahmat")))
    assert rahmat is not None
    # Homeroom teacher of X-2 and no host: X-2, although he teaches X-1 as well.
    seen = {child.id for child, _of in await attendance.pupils_for(demo.session, rahmat, meeting)}
    assert seen == of_two
    demo.session.add(MeetingHost(meeting_id=meeting.id, person_id=rahmat.id))
    await demo.session.flush()
    assert {one.id for one, _of in await attendance.pupils_for(demo.session, rahmat, meeting)} == everybody
    # A host who does not teach there (any more).
    x1 = (await demo.school_class("X-1")).id
    for row in await demo.session.scalars(select(Teaching).where(Teaching.person_id == rahmat.id)):
        if row.class_id == x1:
            await demo.session.delete(row)
    await demo.session.flush()
    assert {one.id for one, _of in await attendance.pupils_for(demo.session, rahmat, meeting)} == of_two
    child = await demo.child(SITI)
    with pytest.raises(NotAllowed):
        await attendance.pupil_for(demo.session, rahmat, meeting, child.id)
    admin = await demo.person(ADMIN)
    assert {one.id for one, _of in await attendance.pupils_for(demo.session, admin, meeting)} == everybody
    siti = await demo.person(SITI)
    assert await attendance.pupils_for(demo.session, siti, meeting) == []
    await demo.session.close()


async def test_who_has_left_is_on_no_list(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    child, teacher = await demo.child(SITI), await demo.person(TEACHER)
    child.left_at = now
    await demo.session.flush()
    assert child.id not in {one.id for one, _of in await attendance.pupils_for(demo.session, teacher, meeting)}
    with pytest.raises(NotAllowed):
        await attendance.pupil_for(demo.session, teacher, meeting, child.id)
    await demo.session.close()


async def arrive(demo: Demo, meeting: Meeting, who: Person | None, at: datetime) -> door.Arrival:
    return await door.arrive(demo.session, demo.school, who, meeting.door, "telegram", at)


async def test_a_guardian_at_the_door_is_present_for_all_own_children_of_the_invited_classes(
    sessions: Sessions, now: datetime
) -> None:
    demo, meeting = await ready(sessions, now, "X-1", "X-2")
    yanti = await demo.person(YANTI)
    arrival = await arrive(demo, meeting, yanti, AT_THE_DOOR)
    await demo.session.commit()
    assert (arrival.entry, len(arrival.children), arrival.again) == (Entry.PRESENT, 2, False)
    known = await attendance.of(demo.session, meeting.id)
    assert {(row.came, row.person_id, row.by) for row in known.values()} == {(True, yanti.id, DOOR)}
    assert len(known) == 2
    again = await arrive(demo, meeting, yanti, AT_THE_DOOR)
    assert (again.entry, again.again) == (Entry.PRESENT, True)
    assert len(await entries(demo, arrival.children[0])) == 1
    await demo.session.close()


async def test_one_class_invited_is_one_child_noted(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    arrival = await arrive(demo, meeting, await demo.person(YANTI), AT_THE_DOOR)
    assert [child.id for child in arrival.children] == [(await demo.child(YANTI)).id]
    await demo.session.close()


async def test_a_provisional_guardian_is_as_welcome(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    siti = await demo.person(SITI)
    await demo.session.execute(
        update(Guardianship).where(Guardianship.person_id == siti.id).values(state=GuardianState.PROVISIONAL)
    )
    assert (await arrive(demo, meeting, siti, AT_THE_DOOR)).entry is Entry.PRESENT
    await demo.session.close()


async def test_who_is_not_noted_is_told_why(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    siti, agus = await demo.person(SITI), await demo.person(AGUS)
    early, over = BEGINS - timedelta(hours=2), ENDS + timedelta(hours=2)
    told = [(await arrive(demo, meeting, siti, at)).entry for at in (early, over)]
    assert told == [Entry.EARLY, Entry.OVER]
    assert (await arrive(demo, meeting, None, AT_THE_DOOR)).entry is Entry.STRANGER
    assert (await arrive(demo, meeting, agus, AT_THE_DOOR)).entry is Entry.STRANGER
    elsewhere = await a_meeting(demo, now, classes=("X-3",))
    assert (await arrive(demo, elsewhere, siti, AT_THE_DOOR)).entry is Entry.NOT_INVITED
    other = School(name="SMA Lain", timezone="Asia/Jakarta", created_at=now)
    demo.session.add(other)
    await demo.session.flush()
    foreign = await door.arrive(demo.session, other, siti, meeting.door, "telegram", AT_THE_DOOR)
    unknown = await door.arrive(demo.session, demo.school, siti, "f" * 16, "telegram", AT_THE_DOOR)
    assert (foreign, unknown) == (door.Arrival(Entry.UNKNOWN), door.Arrival(Entry.UNKNOWN))
    meeting.state = MeetingState.CANCELLED
    await demo.session.flush()
    assert (await arrive(demo, meeting, siti, AT_THE_DOOR)).entry is Entry.CANCELLED
    assert await attendance.of(demo.session, meeting.id) == {}
    await demo.session.close()


async def test_a_guardian_who_may_not_hear_of_the_child_hears_nothing(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    siti = await demo.person(SITI)
    await demo.session.execute(update(Guardianship).where(Guardianship.person_id == siti.id).values(sees_child=False))
    assert await arrive(demo, meeting, siti, AT_THE_DOOR) == door.Arrival(Entry.NOT_INVITED, meeting)
    await demo.session.close()


async def test_the_door_tells_of_the_own_talks_and_of_nobody_elses(sessions: Sessions, now: datetime) -> None:
    demo = await demo_school(sessions(), now)
    meeting = await a_meeting(demo, now, TALKS)
    teacher, siti, child = await demo.person(TEACHER), await demo.person(SITI), await demo.child(SITI)
    hendra = await demo.person(HENDRA)
    own = await a_talk(demo, meeting, teacher, child, siti, BEGINS + timedelta(minutes=20))
    await a_talk(demo, meeting, teacher, child, hendra, BEGINS + timedelta(minutes=40), party=hendra.id)
    await a_talk(demo, meeting, teacher, await demo.child(YANTI), await demo.person(YANTI), BEGINS)
    await demo.session.commit()
    arrival = await arrive(demo, meeting, siti, BEGINS - timedelta(minutes=10))
    assert [talk.at for talk in arrival.talks] == [own.starts_at]
    await demo.session.close()


async def test_of_everybody_at_the_door_at_once_each_is_noted_once(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    child, siti, teacher = await demo.child(SITI), await demo.person(SITI), await demo.person(TEACHER)
    await demo.session.close()

    async def at_the_door(person: Person | None, staff: Person | None) -> None:
        async with sessions() as session:
            of = await session.get_one(Meeting, meeting.id)
            by = DOOR if person else TAP
            await attendance.mark(session, of, child.id, True, by, AT_THE_DOOR, person=person, staff=staff)
            await session.commit()

    await asyncio.gather(*(at_the_door(siti, None) if n % 2 else at_the_door(None, teacher) for n in range(10)))
    rows = await Rows(sessions).all(select(Attendance))
    assert [(row.came, row.person_id) for row in rows] == [(True, siti.id)]
    assert len(await Rows(sessions).all(select(LogEntry.id).where(LogEntry.kind == LogKind.ATTENDED))) <= 2


async def test_a_host_sees_the_meeting_and_a_colleague_does_not(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    dewi = await demo.session.scalar(select(Person).where(Person.name.startswith("Dewi")))
    assert dewi is not None
    with pytest.raises(NotAllowed):
        await planning.seen_by(demo.session, dewi, meeting.id)
    await demo.session.close()
