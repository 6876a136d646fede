"""What the papers of a meeting are filled with, and who may have which names."""

from datetime import datetime
from typing import TypeVar

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import MEDIA, Words
from bot.domain.meeting_papers import AttendanceSheet, Attendee, DoorSign, HopesPage, Minutes, Record, Turnout
from bot.domain.meetings import MeetingKind, TalkState
from bot.domain.papers import PAPERS, Paper
from bot.domain.screens import FileKind, FileRef
from bot.domain.talk_papers import TalkLists, TalkSlips
from bot.playground.demo import ADMIN, DEWI, PARENTS, TEACHER
from bot.services.meetings import hopes, planning
from bot.services.meetings.hopes import Part
from bot.services.meetings.paper_views import WHOLE, View, view_of
from bot.services.meetings.papers import gather
from bot.services.schools import letterhead
from bot.storage.models import Guardianship, Meeting, Person, Pupil, Role, RoleKind, Teaching
from tests.support.demo import Demo, demo_school
from tests.support.printed import came, meeting_of, slots_of, talk_in

SITI, HENDRA, YANTI, AGUS = PARENTS
RAHMAT = "Rahmat Hidayat, S.Si."
P = TypeVar("P")


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def filled(demo: Demo, meeting: Meeting, which: Paper, kind: type[P], view: View = WHOLE) -> P:
    gathered = await gather(demo.session, meeting, which, view)
    assert gathered is not None
    assert isinstance(gathered.paper, kind)
    return gathered.paper


async def by_child(demo: Demo, meeting: Meeting, view: View = WHOLE) -> dict[str, Attendee]:
    sheet = await filled(demo, meeting, Paper.ATTENDANCE, AttendanceSheet, view)
    return {family.child.name: family for family in sheet.families}


async def teacher_named(demo: Demo, name: str) -> Person:
    return (await demo.session.scalars(select(Person).where(Person.name == name))).one()


async def pupils(demo: Demo, class_name: str) -> list[Pupil]:
    found = await demo.school_class(class_name)
    return list(await demo.session.scalars(select(Pupil).where(Pupil.class_id == found.id)))


async def test_the_attendance_list_has_every_invited_family_with_the_guardians_who_may_be_spoken_to(
    demo: Demo, now: datetime
) -> None:
    meeting = await meeting_of(demo, now)
    child, hidden = await demo.child(SITI), await demo.person(HENDRA)
    demo.session.add(Guardianship(pupil_id=child.id, person_id=hidden.id, relation=SITI.relation, sees_child=False))
    gone = await demo.child(YANTI)
    gone.left_at = now
    await demo.session.flush()
    found = await by_child(demo, meeting)
    assert set(found) == {pupil.name for pupil in await pupils(demo, "X-1")} - {gone.name}
    assert SITI.name in found[child.name].guardians
    assert HENDRA.name not in found[child.name].guardians
    assert found[child.name].came is None
    sheet = await filled(demo, meeting, Paper.ATTENDANCE, AttendanceSheet)
    assert (sheet.chair.role, sheet.chair.name, sheet.chair.detail) == ("homeroom", TEACHER.name, "X-1")
    assert (sheet.occasion.classes, sheet.occasion.place, sheet.occasion.locale) == (("X-1",), "Aula", "id")


async def test_who_is_noted_as_present_stands_there_by_name(demo: Demo, now: datetime) -> None:
    meeting, child, other = await meeting_of(demo, now), await demo.child(SITI), await demo.child(HENDRA)
    await came(demo.session, meeting, child, now, who=(await demo.person(SITI)).id)
    await came(demo.session, meeting, other, now)
    found = await by_child(demo, meeting)
    assert (found[child.name].came, found[child.name].who) == (True, SITI.name)
    assert (found[other.name].came, found[other.name].who) == (True, "")


async def test_minutes_and_record_count_who_came_and_say_who_signs(demo: Demo, now: datetime) -> None:
    head = Person(school_id=demo.school.id, name="Taufik Siregar, M.Pd.", nip="196901011994031002", created_at=now)
    demo.session.add(head)
    await demo.session.flush()
    demo.session.add(Role(school_id=demo.school.id, person_id=head.id, kind=RoleKind.PRINCIPAL, since=now))
    meeting = await meeting_of(demo, now, others=[await teacher_named(demo, RAHMAT)])
    blank = await filled(demo, meeting, Paper.MINUTES, Minutes)
    assert (blank.of.turnout, blank.course, blank.of.note_taker.name) == (Turnout(36), "", None)
    await came(demo.session, meeting, await demo.child(SITI), now)
    meeting.minutes, meeting.agreements = "Dibuka dengan doa.", ["Ponsel di loker."]
    meeting.minutes_by = (await demo.person(TEACHER)).id
    noted = await filled(demo, meeting, Paper.MINUTES, Minutes)
    assert (noted.of.turnout, noted.course) == (Turnout(36, 1), "Dibuka dengan doa.")
    assert noted.of.hosts == (TEACHER.name, RAHMAT)
    assert (noted.of.note_taker.name, noted.of.principal.name) == (TEACHER.name, head.name)
    record = await filled(demo, meeting, Paper.RECORD, Record)
    assert (record.of, record.number) == (noted.of, "")


async def test_the_office_writes_the_running_number_of_a_record(demo: Demo, now: datetime) -> None:
    demo.school.letterhead = letterhead([], "", "421.3/{no}/{month}/{year}")
    record = await filled(demo, await meeting_of(demo, now), Paper.RECORD, Record)
    assert record.number == "421.3/……/VII/2026"


async def test_the_code_at_the_door_opens_the_bot_with_the_meetings_own_word(demo: Demo, now: datetime) -> None:
    meeting = await meeting_of(demo, now)
    sign = await filled(demo, meeting, Paper.DOOR, DoorSign)
    assert [way.link for way in sign.ways] == [f"https://t.me/titian_bot?start=md_{meeting.door}"]
    demo.bot.username = None
    await demo.session.flush()
    assert await gather(demo.session, meeting, Paper.DOOR, WHOLE) is None


async def test_teachers_lists_and_slips_say_who_comes_when(demo: Demo, now: datetime) -> None:
    meeting = await meeting_of(demo, now, MeetingKind.TALKS)
    host, child, mother = await demo.person(TEACHER), await demo.child(SITI), await demo.person(SITI)
    first, second, third = await slots_of(demo.session, meeting, host, 3)
    talk = await talk_in(demo.session, second, meeting, child, mother)
    talk.outcome, third.closed = "Rajin.", True
    await demo.session.flush()
    (one,) = (await filled(demo, meeting, Paper.TALKS, TalkLists)).lists
    assert one.hosts == (TEACHER.name,)
    assert [(time.starts_at, time.child and time.child.name, time.closed) for time in one.times] == [
        (first.starts_at, None, False),
        (second.starts_at, child.name, False),
        (third.starts_at, None, True),
    ]
    assert SITI.name in one.times[1].guardians
    assert one.times[1].outcome == "Rajin."
    (slip,) = (await filled(demo, meeting, Paper.SLIPS, TalkSlips)).slips
    assert (slip.child.name, slip.to, [time.starts_at for time in slip.times]) == (child.name, "", [second.starts_at])
    assert slip.times[0].hosts == (TEACHER.name,)


async def test_a_time_given_back_is_nowhere_and_that_of_a_child_who_left_is_offered_to_nobody(
    demo: Demo, now: datetime
) -> None:
    meeting = await meeting_of(demo, now, MeetingKind.TALKS)
    host, mother, child, other = (
        await demo.person(TEACHER),
        await demo.person(SITI),
        await demo.child(SITI),
        await demo.child(HENDRA),
    )
    first, second = await slots_of(demo.session, meeting, host, 2)
    released = await talk_in(demo.session, first, meeting, child, mother)
    await talk_in(demo.session, second, meeting, other, mother)
    released.state, other.left_at = TalkState.RELEASED, now
    await demo.session.flush()
    (one,) = (await filled(demo, meeting, Paper.TALKS, TalkLists)).lists
    assert [(time.child, time.closed) for time in one.times] == [(None, False), (None, True)]
    assert await gather(demo.session, meeting, Paper.SLIPS, WHOLE) is None


async def test_guardians_who_talk_apart_have_slips_that_do_not_show_each_other(demo: Demo, now: datetime) -> None:
    meeting = await meeting_of(demo, now, MeetingKind.TALKS)
    host, child, mother, father = (
        await demo.person(TEACHER),
        await demo.child(SITI),
        await demo.person(SITI),
        await demo.person(HENDRA),
    )
    demo.session.add(Guardianship(pupil_id=child.id, person_id=father.id, relation=HENDRA.relation))
    first, second = await slots_of(demo.session, meeting, host, 2)
    await talk_in(demo.session, first, meeting, child, mother, party=mother.id)
    await talk_in(demo.session, second, meeting, child, father, party=father.id)
    slips = (await filled(demo, meeting, Paper.SLIPS, TalkSlips)).slips
    assert {slip.to: [time.starts_at for time in slip.times] for slip in slips} == {
        mother.name: [first.starts_at],
        father.name: [second.starts_at],
    }
    (one,) = (await filled(demo, meeting, Paper.TALKS, TalkLists)).lists
    assert [time.guardians for time in one.times] == [(mother.name,), (father.name,)]


@pytest.mark.parametrize("kind", list(MeetingKind))
async def test_the_leader_and_an_administrator_see_all_of_it(demo: Demo, now: datetime, kind: MeetingKind) -> None:
    meeting = await meeting_of(demo, now, kind, ("X-1", "X-2"))
    both = frozenset([(await demo.school_class(name)).id for name in ("X-1", "X-2")])
    for played in (TEACHER, ADMIN):
        assert await view_of(demo.session, await demo.person(played), meeting) == View(both)


async def test_a_homeroom_teacher_who_does_not_hold_it_has_her_own_class(demo: Demo, now: datetime) -> None:
    meeting = await meeting_of(demo, now, MeetingKind.TALKS, ("X-1", "X-2"))
    rahmat = await teacher_named(demo, RAHMAT)
    (first,) = await slots_of(demo.session, meeting, await demo.person(TEACHER), 1)
    await talk_in(demo.session, first, meeting, await demo.child(SITI), await demo.person(SITI))
    view = await view_of(demo.session, rahmat, await planning.seen_by(demo.session, rahmat, meeting.id))
    assert set(await by_child(demo, meeting, view)) == {pupil.name for pupil in await pupils(demo, "X-2")}
    assert await gather(demo.session, meeting, Paper.TALKS, view) is None
    assert await gather(demo.session, meeting, Paper.SLIPS, view) is None
    (door,) = (await filled(demo, meeting, Paper.TIMES, TalkLists, view)).lists
    assert door.hosts == (TEACHER.name,)


async def test_a_teacher_among_several_has_her_own_talks_and_the_families_of_classes_she_teaches(
    demo: Demo, now: datetime
) -> None:
    dewi = await demo.person(DEWI)
    meeting = await meeting_of(demo, now, MeetingKind.TALKS, ("X-1", "X-2"), others=[dewi])
    await demo.session.execute(delete(Teaching).where(Teaching.person_id == dewi.id))
    demo.session.add(Teaching(class_id=(await demo.school_class("X-2")).id, person_id=dewi.id, subject="Fisika"))
    await slots_of(demo.session, meeting, await demo.person(TEACHER), 1)
    (hers,) = await slots_of(demo.session, meeting, dewi, 1)
    view = await view_of(demo.session, dewi, meeting)
    (one,) = (await filled(demo, meeting, Paper.TALKS, TalkLists, view)).lists
    assert (one.hosts, [time.starts_at for time in one.times]) == ((DEWI.name,), [hers.starts_at])
    assert set(await by_child(demo, meeting, view)) == {pupil.name for pupil in await pupils(demo, "X-2")}


@pytest.mark.parametrize("kind", list(MeetingKind))
async def test_of_a_meeting_that_was_only_just_made_every_paper_is_there_or_is_nothing(
    demo: Demo, now: datetime, kind: MeetingKind
) -> None:
    meeting = await meeting_of(demo, now, kind)
    there = {which for which in PAPERS[kind] if await gather(demo.session, meeting, which, WHOLE)}
    assert there == set(PAPERS[kind]) - {Paper.HOPES, Paper.TALKS, Paper.TIMES, Paper.SLIPS}


async def test_the_hopes_of_the_families_stand_on_one_page_beside_their_child(demo: Demo, now: datetime) -> None:
    meeting = await meeting_of(demo, now)
    mother, child, other = await demo.person(SITI), await demo.child(SITI), await demo.child(HENDRA)
    for part, said in ((Part.HOPE, "Berani"), (Part.HOPE, "Berani bertanya."), (Part.KNOW, "Rumahnya jauh.")):
        await hopes.say(demo.session, mother, meeting, [child], part, Words(said, channel="telegram"), now)
    voice = FileRef(FileKind.VOICE, remote="abc")
    father = await demo.person(HENDRA)
    await hopes.say(demo.session, father, meeting, [other], Part.HOPE, Words("", voice, channel="telegram"), now)
    page = await filled(demo, meeting, Paper.HOPES, HopesPage)
    assert {one.child.name: (one.hope, one.know, one.who) for one in page.hopes} == {
        child.name: ("Berani bertanya.", "Rumahnya jauh.", SITI.name),
        other.name: (MEDIA[FileKind.VOICE], "", HENDRA.name),
    }
    assert len(page.silent) == 34
    nobody = View(frozenset([(await demo.school_class("X-2")).id]))
    assert await gather(demo.session, meeting, Paper.HOPES, nobody) is None
