"""A meeting's rows: made, found by whoever may, moved with all its talks, called off; on both databases."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import load_screen
from bot.domain.delivery import OutboxState
from bot.domain.errors import InvalidValue, NotAllowed, StaleScreen
from bot.domain.meetings import Booking, MeetingKind, MeetingState, TalkState
from bot.domain.policy import Weight
from bot.domain.talks import How
from bot.services import calendar
from bot.services.calendar import ClosedBy, closure
from bot.services.meetings import changing, colleagues, hosts, planning, times
from bot.services.meetings.clashes import clashes
from bot.services.meetings.planning import NewMeeting
from bot.services.talks import rota, telling, views
from bot.services.talks.telling import What
from bot.services.updates import fanout
from bot.storage.models import (
    Busy,
    ClassUpdate,
    LogEntry,
    LogKind,
    Meeting,
    MeetingHost,
    Outgoing,
    Person,
    Recipient,
    Role,
    SchoolClass,
    Slot,
    Talk,
    TalkSlot,
    UpdateState,
    Wish,
)
from tests.support.demo import ADMIN, PARENTS, Demo, demo_school

SITI = PARENTS[0]
DAY = date(2026, 8, 1)
TICK = timedelta(minutes=5)


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def new(demo: Demo, kind: MeetingKind = MeetingKind.CLASS, **more: object) -> NewMeeting:
    found = await demo.school_class()
    facts = {"class_ids": [found.id], "day": DAY, "starts": time(9), "ends": time(11), "place_key": "hall"}
    return NewMeeting(kind=kind, **(facts | more))  # type: ignore[arg-type]


async def made(demo: Demo, now: datetime, kind: MeetingKind = MeetingKind.CLASS, **more: object) -> Meeting:
    return await planning.create(demo.session, await demo.person(), await new(demo, kind, **more), now)


async def leave(demo: Demo, now: datetime) -> None:
    """Let the invitation be fanned out and stand in its readers' chats."""
    for update_id in await fanout.start_due(demo.session, now):
        while await fanout.fan_out(demo.session, update_id, now):
            pass
    await demo.session.execute(
        update(Recipient).where(Recipient.account_id.is_not(None)).values(message="7", accepted_at=now)
    )
    await demo.session.execute(update(Outgoing).values(state=OutboxState.SENT))
    await demo.session.commit()


async def invited(demo: Demo, now: datetime, kind: MeetingKind = MeetingKind.CLASS, **more: object) -> Meeting:
    meeting = await made(demo, now, kind, **more)
    await planning.invite(demo.session, meeting, now, now)
    await leave(demo, now)
    return meeting


async def talk(demo: Demo, meeting: Meeting, at: datetime) -> Talk:
    """A talk of the first family, and the slot and minutes it takes."""
    host, guardian, child = await demo.person(), await demo.person(SITI), await demo.child(SITI)
    slot = Slot(meeting_id=meeting.id, host_id=host.id, starts_at=at, ends_at=at + 2 * TICK)
    row = Talk(
        school_id=meeting.school_id,
        meeting_id=meeting.id,
        host_id=host.id,
        pupil_id=child.id,
        person_id=guardian.id,
        starts_at=at,
        ends_at=at + 2 * TICK,
        created_at=at,
        changed_at=at,
    )
    demo.session.add_all([slot, row])
    await demo.session.flush()
    demo.session.add(TalkSlot(slot_id=slot.id, talk_id=row.id))
    demo.session.add_all(
        Busy(person_id=one.id, at=at + number * TICK, talk_id=row.id) for one in (host, guardian) for number in (0, 1)
    )
    await demo.session.flush()
    return row


async def changed(demo: Demo, meeting: Meeting, now: datetime, **more: object) -> None:
    everything = {
        "kind": meeting.kind,
        "hosts": [found.id for found in await planning.hosts_of(demo.session, meeting.id)],
    }
    await changing.change(demo.session, await demo.person(), meeting, await new(demo, **(everything | more)), now)  # type: ignore[arg-type]


async def told(demo: Demo) -> list[Outgoing]:
    query = select(Outgoing).where(Outgoing.dedupe.startswith("meeting:"), Outgoing.state == OutboxState.QUEUED)
    return list(await demo.session.scalars(query.order_by(Outgoing.id)))


async def count(demo: Demo, of: type) -> int:
    return await demo.session.scalar(select(func.count()).select_from(of)) or 0


async def test_another_day_takes_slots_talks_and_busy_minutes_along(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now, MeetingKind.TALKS, booking=Booking.OPEN)
    first = datetime(2026, 8, 1, 2, tzinfo=UTC)
    row = await talk(demo, meeting, first)
    host = await demo.person()
    demo.session.add_all(
        Slot(meeting_id=meeting.id, host_id=host.id, starts_at=at, ends_at=at + 2 * TICK)
        for at in (first + 2 * TICK, first + timedelta(days=1), first + timedelta(days=2))
    )
    await demo.session.flush()
    await changed(demo, meeting, now, day=DAY + timedelta(days=1), booking=Booking.OPEN)
    slots = list(await demo.session.scalars(select(Slot.starts_at).order_by(Slot.starts_at)))
    assert slots == [first + timedelta(days=1) + off for off in (0 * TICK, 2 * TICK, timedelta(1), timedelta(2))]
    assert (row.starts_at, row.sequence) == (first + timedelta(days=1), 1)
    assert set(await demo.session.scalars(select(Busy.at))) == {row.starts_at, row.starts_at + TICK}
    assert await count(demo, Busy) == 4
    await changed(demo, meeting, now, day=DAY, booking=Booking.OPEN)
    assert row.starts_at == first
    assert row.person_id in {one.person_id for one in await told(demo)}


async def test_a_talk_keeps_its_time_of_day_across_a_change_of_clock(demo: Demo, now: datetime) -> None:
    demo.school.timezone = "Europe/Berlin"
    meeting = await made(demo, now, MeetingKind.TALKS, day=date(2026, 10, 24), starts=time(9), ends=time(11))
    row = await talk(demo, meeting, datetime(2026, 10, 24, 7, tzinfo=UTC))
    await changed(demo, meeting, now, day=date(2026, 10, 26))
    assert row.starts_at == datetime(2026, 10, 26, 8, tzinfo=UTC)
    assert row.ends_at == row.starts_at + 2 * TICK


async def test_a_day_on_which_somebody_has_another_talk_is_refused(demo: Demo, now: datetime) -> None:
    meeting = await made(demo, now, MeetingKind.TALKS)
    await talk(demo, meeting, datetime(2026, 8, 1, 2, tzinfo=UTC))
    other = await made(demo, now, MeetingKind.TALKS, day=DAY + timedelta(days=1))
    await talk(demo, other, datetime(2026, 8, 2, 2, tzinfo=UTC))
    with pytest.raises(InvalidValue) as error:
        await changed(demo, meeting, now, day=DAY + timedelta(days=1))
    assert (error.value.field, error.value.reason) == ("day", "busy")


async def test_calling_off_gives_every_time_back_and_lets_nobody_wait(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now, MeetingKind.TALKS, booking=Booking.OPEN)
    row = await talk(demo, meeting, datetime(2026, 8, 1, 2, tzinfo=UTC))
    child = await demo.child(SITI)
    demo.session.add(
        Wish(meeting_id=meeting.id, host_id=meeting.host_id, pupil_id=child.id, person_id=row.person_id, since=now)
    )
    await demo.session.flush()
    await changing.cancel(demo.session, await demo.person(), meeting, now)
    assert row.state is TalkState.RELEASED
    assert [await count(demo, of) for of in (Busy, TalkSlot, Wish)] == [0, 0, 0]
    assert (meeting.state, meeting.sequence, meeting.closed_at) == (MeetingState.CANCELLED, 1, now)
    invitation = await demo.session.get_one(ClassUpdate, meeting.invitation_id)
    assert invitation.state is UpdateState.WITHDRAWN
    assert await demo.session.scalar(select(LogEntry.pupil_id).where(LogEntry.kind == LogKind.RELEASED)) == child.id
    with pytest.raises(StaleScreen):
        await changing.cancel(demo.session, await demo.person(), meeting, now)


async def test_only_the_latest_change_is_told(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await changed(demo, meeting, now, starts=time(10), ends=time(12))
    await changed(demo, meeting, now, starts=time(13), ends=time(15))
    waiting = await told(demo)
    assert {one.dedupe.split(":")[2] for one in waiting if one.dedupe} == {"2"}
    readers = await demo.session.scalars(select(Recipient.person_id).where(Recipient.message.is_not(None)))
    assert sorted(one.person_id or 0 for one in waiting) == sorted(readers)
    assert {one.weight for one in waiting} == {Weight.BOOKED}


async def test_what_cannot_wait_for_the_next_good_hour_is_told_at_night(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now, day=date(2026, 8, 2))  # a Sunday
    saturday_night = datetime(2026, 8, 1, 14, tzinfo=UTC)
    await changing.cancel(demo.session, await demo.person(), meeting, saturday_night)
    assert {one.weight for one in await told(demo)} == {Weight.URGENT}


async def test_an_administrator_calls_off_what_a_teacher_who_left_had_planned(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await demo.session.execute(update(Role).where(Role.person_id == meeting.host_id).values(ended_at=now))
    await demo.session.execute(update(SchoolClass).values(homeroom_id=None))
    admin = await demo.person(ADMIN)
    with pytest.raises(NotAllowed):
        await planning.seen_by(demo.session, await demo.person(), meeting.id)
    found = await planning.led_by(demo.session, admin, meeting.id)
    plan = await new(demo, starts=time(10), ends=time(12), hosts=[admin.id])
    await changing.change(demo.session, admin, found, plan, now)
    await changing.cancel(demo.session, admin, found, now)
    who = await demo.session.scalars(select(LogEntry.staff_id).where(LogEntry.update_id == meeting.invitation_id))
    assert set(who) >= {admin.id}


async def test_an_archived_class_is_neither_invited_nor_told_anything_new(demo: Demo, now: datetime) -> None:
    meeting, planned = await invited(demo, now), await made(demo, now, day=date(2026, 9, 1))
    found = await demo.school_class()
    found.archived_at = now
    await demo.session.flush()
    with pytest.raises(NotAllowed):
        await planning.invite(demo.session, planned, now, now)
    with pytest.raises(NotAllowed):
        await changed(demo, meeting, now, starts=time(10))
    with pytest.raises(NotAllowed):
        await made(demo, now)


async def test_what_has_begun_is_not_invited_to_nor_changed(demo: Demo, now: datetime) -> None:
    meeting, planned = await invited(demo, now), await made(demo, now)
    with pytest.raises(InvalidValue):
        await planning.invite(demo.session, planned, meeting.starts_at, now)
    with pytest.raises(StaleScreen):
        await changed(demo, meeting, meeting.starts_at, day=date(2026, 9, 1))
    with pytest.raises(InvalidValue):
        await changed(demo, planned, now, day=date(2026, 7, 1))


async def test_who_holds_it_is_of_the_staff_and_who_leaves_offers_nothing_more(demo: Demo, now: datetime) -> None:
    meeting = await made(demo, now, MeetingKind.TALKS)
    await talk(demo, meeting, datetime(2026, 8, 1, 2, tzinfo=UTC))
    colleague = await demo.session.scalar(select(Person).where(Person.name.startswith("Rahmat")))
    assert colleague is not None
    assert await times.booked_with(demo.session, meeting.id, [meeting.host_id]) == 1
    assert await times.booked_with(demo.session, meeting.id, [colleague.id]) == 0
    with pytest.raises(NotAllowed):
        await hosts.set_hosts(demo.session, meeting, [meeting.host_id, (await demo.person(SITI)).id])
    with pytest.raises(NotAllowed):
        await hosts.set_hosts(demo.session, meeting, [])
    await hosts.set_hosts(demo.session, meeting, [colleague.id, meeting.host_id])
    await hosts.set_hosts(demo.session, meeting, [meeting.host_id])
    assert list(await demo.session.scalars(select(MeetingHost.person_id))) == [meeting.host_id]
    await hosts.set_hosts(demo.session, meeting, [colleague.id])
    assert list(await demo.session.scalars(select(Slot.closed))) == [True]


async def test_an_administrator_who_plans_for_others_holds_nothing(demo: Demo, now: datetime) -> None:
    admin = await demo.person(ADMIN)
    ids = [(await demo.school_class(name)).id for name in ("X-1", "X-2")]
    usual = await hosts.usual_hosts(demo.session, admin, MeetingKind.REPORTS, ids)
    plan = await new(demo, MeetingKind.REPORTS, class_ids=ids, hosts=usual, holds=False)
    meeting = await planning.create(demo.session, admin, plan, now)
    assert sorted(await demo.session.scalars(select(MeetingHost.person_id))) == sorted(usual)
    assert (await planning.led_by(demo.session, admin, meeting.id)).id == meeting.id
    _meeting, host = await rota.looked_after(demo.session, admin, meeting.id, 0)
    assert host.id == (await planning.hosts_of(demo.session, meeting.id))[0].id


async def test_who_leads_a_joint_meeting_holds_it(demo: Demo, now: datetime) -> None:
    admin = await demo.person(ADMIN)
    others = await hosts.homerooms_of(demo.session, [(await demo.school_class(name)).id for name in ("X-1", "X-2")])
    plan = await new(demo, MeetingKind.TALKS, hosts=others, holds=False, joint=True)
    meeting = await planning.create(demo.session, admin, plan, now)
    held = {host.id for host in await planning.hosts_of(demo.session, meeting.id)}
    assert held == {admin.id, *others}
    meeting.state = MeetingState.INVITED
    (choice,) = await views.choices(demo.session, await demo.person(SITI), meeting)
    assert choice.host.id == admin.id


async def test_meetings_that_only_touch_do_not_clash(demo: Demo, now: datetime) -> None:
    meeting = await made(demo, now)
    found = await demo.school_class()

    async def at(starts: time, ends: time, **more: object) -> list[int]:
        whom = {"class_ids": [found.id], "hosts": []} | more
        span = planning.checked_instants(await new(demo, starts=starts, ends=ends), demo.school)
        return [one.meeting.id for one in await clashes(demo.session, demo.school.id, *span, **whom)]  # type: ignore[arg-type]

    assert await at(time(11), time(12)) == []
    assert await at(time(8), time(9)) == []
    assert await at(time(10, 59), time(12)) == [meeting.id]
    assert await at(time(8), time(13), apart_from=meeting.id) == []
    assert await at(time(8), time(13), class_ids=[]) == []
    assert await at(time(8), time(13), class_ids=[], hosts=[meeting.host_id]) == [meeting.id]
    await changing.cancel(demo.session, await demo.person(), meeting, now)
    assert await at(time(8), time(13)) == []


async def test_hours_that_a_change_of_clock_skips_are_refused(demo: Demo, now: datetime) -> None:
    demo.school.timezone = "Europe/Berlin"
    with pytest.raises(InvalidValue) as error:
        await made(demo, now, day=date(2027, 3, 28), starts=time(2, 30), ends=time(4))
    assert (error.value.field, error.value.reason) == ("starts", "skipped")


async def test_what_closes_the_school_is_named_in_any_year(demo: Demo, now: datetime) -> None:
    found = await closure(demo.session, demo.school, date(2031, 8, 17), "id")
    assert found is not None
    assert (found.by, "Kemerdekaan" in found.name) == (ClosedBy.HOLIDAY, True)
    english = await closure(demo.session, demo.school, date(2031, 8, 17), "en")
    assert english is not None
    assert english.name == "Independence Day"
    await calendar.set_day(demo.session, demo.school, date(2031, 8, 17), "Upacara", is_open=True)
    assert await closure(demo.session, demo.school, date(2031, 8, 17), "id") is None
    await calendar.set_day(demo.session, demo.school, date(2026, 8, 12), "Rapat guru", is_open=False)
    own = await closure(demo.session, demo.school, date(2026, 8, 12), "id")
    assert own is not None
    assert (own.by, own.name) == (ClosedBy.SCHOOL, "Rapat guru")
    sunday = await closure(demo.session, demo.school, date(2026, 8, 2), "id")
    assert sunday is not None
    assert sunday.by is ClosedBy.WEEKDAY


async def another(demo: Demo) -> Person:
    """A colleague with a chat: the administrator, who may hold a meeting like anybody of the staff."""
    return await demo.person(ADMIN)


async def said_to(demo: Demo, person: Person) -> list[str]:
    rows = await demo.session.scalars(
        select(Outgoing)
        .where(Outgoing.person_id == person.id, Outgoing.dedupe.startswith("host:"))
        .order_by(Outgoing.id)
    )
    return [str((row.payload or {})["template"]) for row in rows]


async def test_colleagues_hear_of_a_meeting_when_families_do_and_of_what_becomes_of_it(
    demo: Demo, now: datetime
) -> None:
    colleague, host = await another(demo), await demo.person()
    meeting = await made(demo, now, hosts=[colleague.id])
    await changed(demo, meeting, now, starts=time(8), ends=time(9))
    assert await said_to(demo, colleague) == []
    await planning.invite(demo.session, meeting, now, now)
    assert await colleagues.ask(demo.session, meeting, host, now) == 1
    assert await colleagues.ask(demo.session, meeting, host, now) == 0
    await changed(demo, meeting, now, starts=time(10), ends=time(12))
    await changing.cancel(demo.session, host, meeting, now)
    told = ["meetings/host_asked", "meetings/host_told_change", "meetings/host_told_off"]
    assert await said_to(demo, colleague) == told
    assert await said_to(demo, host) == []


async def test_a_colleague_who_is_added_later_is_asked_alone(demo: Demo, now: datetime) -> None:
    colleague = await another(demo)
    meeting = await invited(demo, now)
    await changed(demo, meeting, now, hosts=[meeting.host_id, colleague.id])
    assert await said_to(demo, colleague) == ["meetings/host_asked"]
    assert meeting.sequence == 0


async def test_who_has_not_heard_of_a_talk_yet_hears_of_its_new_time_alone(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now, MeetingKind.TALKS, booking=Booking.OPEN)
    row = await talk(demo, meeting, datetime(2026, 8, 1, 2, tzinfo=UTC))
    await telling.tell(demo.session, row, What.BOOKED, await demo.person(), How.STAFF, now)
    await demo.session.flush()
    await changed(demo, meeting, now, day=DAY + timedelta(days=2), booking=Booking.OPEN)
    of_talk = Outgoing.dedupe.startswith(f"talk:{row.id}:")
    (said,) = await demo.session.scalars(select(Outgoing).where(of_talk, Outgoing.person_id == row.person_id))
    assert said.payload is not None
    assert load_screen(said.payload).values["at"] == row.starts_at == datetime(2026, 8, 3, 2, tzinfo=UTC)
