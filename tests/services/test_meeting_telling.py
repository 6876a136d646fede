"""A meeting changes or is called off: who is told, when, and what their calendar gets, on both databases."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import load_screen
from bot.domain.delivery import OutboxState, Rung
from bot.domain.meetings import MeetingState, instants
from bot.domain.policy import Weight
from bot.domain.screens import Screen
from bot.services.meetings import calendars, planning, telling
from bot.services.updates import corrections
from bot.storage.models import Guardianship, LogEntry, LogKind, Meeting, Outgoing, Recipient
from tests.support.demo import PARENTS, Demo, demo_school
from tests.support.invited import came_to, invited

SITI, HENDRA, YANTI, _AGUS = PARENTS


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def arrive(demo: Demo, meeting: Meeting, now: datetime) -> None:
    """Every invitation has arrived."""
    of_meeting = Recipient.update_id == meeting.invitation_id
    await demo.session.execute(update(Recipient).where(of_meeting).values(rung=Rung.ACCEPTED, accepted_at=now))


async def move(demo: Demo, meeting: Meeting, day: date, starts: time, now: datetime) -> None:
    """What the planning does: the row, the invitation, the sequence."""
    meeting.day, meeting.starts, meeting.ends = day, starts, starts.replace(hour=starts.hour + 2)
    meeting.starts_at, meeting.ends_at = instants(day, starts, meeting.ends, demo.school.timezone)
    meeting.sequence += 1
    await corrections.correct(
        demo.session, await demo.person(), meeting.invitation_id or 0, planning.values_of(meeting, "Asia/Jakarta"), now
    )


async def call_off(demo: Demo, meeting: Meeting, now: datetime) -> None:
    meeting.state = MeetingState.CANCELLED
    meeting.sequence += 1
    await corrections.withdraw(demo.session, await demo.person(), meeting.invitation_id or 0, now)


async def told(demo: Demo, template: str) -> list[tuple[Outgoing, Screen]]:
    rows = await demo.session.scalars(select(Outgoing).where(Outgoing.payload.is_not(None)).order_by(Outgoing.id))
    found = [(row, load_screen(row.payload)) for row in rows if row.payload]
    return [(row, screen) for row, screen in found if screen.template == template]


def keys(screen: Screen) -> Sequence[str]:
    return [choice.press.key for row in screen.rows for choice in row if choice.press]


async def test_a_new_day_is_told_to_all_who_have_the_invitation(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await arrive(demo, meeting, now)
    await move(demo, meeting, date(2026, 7, 29), time(8, 0), now)
    found = await telling.changed(demo.session, meeting, {"day", "starts", "ends"}, now)
    rows = await told(demo, "meetings/changed")
    assert found.people == len(rows) > 1
    row, screen = rows[0]
    assert row.weight is Weight.BOOKED
    assert screen.values["before"] == {"day": date(2026, 7, 25), "starts": time(7, 15), "ends": time(9, 0)}
    assert (screen.values["day"], screen.values["elsewhere"]) == (date(2026, 7, 29), False)
    assert keys(screen) == ["a.q", "a.q", "a.q", "mi.cal", "a.open"]
    assert not screen.calendar


async def test_the_same_change_is_told_once(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await arrive(demo, meeting, now)
    await move(demo, meeting, date(2026, 7, 29), time(8, 0), now)
    first = await telling.changed(demo.session, meeting, {"day"}, now)
    again = await telling.changed(demo.session, meeting, {"day"}, now)
    assert (len(await told(demo, "meetings/changed")), again.people) == (first.people, 0)


async def test_whose_invitation_has_not_left_is_not_told_of_a_change(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    siti = await demo.person(SITI)
    recipient, _children = await came_to(demo.session, meeting, siti)
    recipient.accepted_at = now
    await demo.session.flush()
    await move(demo, meeting, date(2026, 7, 29), time(8, 0), now)
    assert (await telling.changed(demo.session, meeting, {"day"}, now)).people == 1


async def test_another_agenda_disturbs_nobody(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await arrive(demo, meeting, now)
    assert (await telling.changed(demo.session, meeting, {"agenda"}, now)).people == 0
    meeting.invitation_id = None
    assert (await telling.changed(demo.session, meeting, {"day"}, now)).people == 0
    assert (await telling.cancelled(demo.session, meeting, now)).people == 0


async def test_who_may_no_longer_hear_of_the_child_is_told_nothing(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await arrive(demo, meeting, now)
    siti = await demo.person(SITI)
    tie = (await demo.session.scalars(select(Guardianship).where(Guardianship.person_id == siti.id))).one()
    tie.sees_child = False
    await demo.session.flush()
    await call_off(demo, meeting, now)
    await telling.cancelled(demo.session, meeting, now)
    assert siti.id not in [row.person_id for row, _screen in await told(demo, "meetings/cancelled")]


async def test_a_guardian_of_two_children_is_told_once_and_both_are_named(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now, ("X-1", "X-2"))
    await arrive(demo, meeting, now)
    await call_off(demo, meeting, now)
    await telling.cancelled(demo.session, meeting, now)
    yanti = await demo.person(YANTI)
    ((_row, screen),) = [one for one in await told(demo, "meetings/cancelled") if one[0].person_id == yanti.id]
    children = screen.values["children"]
    assert isinstance(children, list)
    assert len(children) == 2


async def test_who_keeps_a_calendar_gets_the_file_that_changes_it(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await arrive(demo, meeting, now)
    recipient, _children = await came_to(demo.session, meeting, await demo.person(SITI))
    for _twice in range(2):
        await calendars.note_taken(demo.session, meeting, recipient, "telegram", now)
    taken = select(LogEntry).where(LogEntry.kind == LogKind.READ, LogEntry.choice == "calendar")
    assert len((await demo.session.scalars(taken)).all()) == 1
    kept = (await calendars.of_meeting(demo.session, meeting)).uid
    await move(demo, meeting, date(2026, 7, 29), time(8, 0), now)
    await telling.changed(demo.session, meeting, {"day"}, now)
    of_siti = [screen for row, screen in await told(demo, "meetings/changed") if row.person_id == recipient.person_id]
    (entry,) = of_siti[0].calendar
    assert (entry["uid"], entry["sequence"], entry["cancelled"]) == (kept, 1, False)
    assert "mi.cal" not in keys(of_siti[0])
    await call_off(demo, meeting, now)
    await telling.cancelled(demo.session, meeting, now)
    of_siti = [screen for row, screen in await told(demo, "meetings/cancelled") if row.person_id == recipient.person_id]
    (entry,) = of_siti[0].calendar
    assert (entry["uid"], entry["sequence"], entry["cancelled"]) == (kept, 2, True)
    assert meeting.door not in kept


async def test_an_older_word_that_still_waits_makes_way(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await arrive(demo, meeting, now)
    await move(demo, meeting, date(2026, 7, 29), time(8, 0), now)
    await telling.changed(demo.session, meeting, {"day"}, now)
    await call_off(demo, meeting, now)
    await telling.cancelled(demo.session, meeting, now)
    await demo.session.commit()
    demo.session.expire_all()
    assert {row.state for row, _screen in await told(demo, "meetings/changed")} == {OutboxState.DROPPED}
    assert {row.state for row, _screen in await told(demo, "meetings/cancelled")} == {OutboxState.QUEUED}


@pytest.mark.parametrize(
    ("at", "day", "weight"),
    [
        pytest.param(timedelta(), date(2026, 7, 25), Weight.BOOKED, id="in the morning, days before"),
        pytest.param(timedelta(hours=12), date(2026, 7, 25), Weight.BOOKED, id="at night, days before"),
        pytest.param(timedelta(hours=12), date(2026, 7, 21), Weight.URGENT, id="at night, the day before"),
        pytest.param(timedelta(hours=23), date(2026, 7, 21), Weight.URGENT, id="at dawn of the same day"),
    ],
)
async def test_it_waits_for_a_good_hour_unless_families_would_come_in_vain(
    demo: Demo, now: datetime, at: timedelta, day: date, weight: Weight
) -> None:
    meeting = await invited(demo, now, day=day, starts=time(8, 0), ends=time(10, 0))
    await arrive(demo, meeting, now)
    await call_off(demo, meeting, now + at)
    await telling.cancelled(demo.session, meeting, now + at)
    assert {row.weight for row, _screen in await told(demo, "meetings/cancelled")} == {weight}


async def test_who_would_come_at_the_old_time_hears_of_a_late_move_at_once(demo: Demo, now: datetime) -> None:
    night = now + timedelta(hours=12)
    meeting = await invited(demo, now, day=date(2026, 7, 21), starts=time(8, 0), ends=time(10, 0))
    await arrive(demo, meeting, now)
    await move(demo, meeting, date(2026, 7, 30), time(8, 0), night)
    await telling.changed(demo.session, meeting, {"day"}, night)
    assert {row.weight for row, _screen in await told(demo, "meetings/changed")} == {Weight.URGENT}


async def test_families_that_got_it_on_paper_are_named_to_be_told_by_hand(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await arrive(demo, meeting, now)
    reached, paper = await demo.child(SITI), await demo.child(PARENTS[3])
    for pupil in (reached, paper):
        demo.session.add(
            LogEntry(
                school_id=demo.school.id,
                at=now,
                kind=LogKind.HANDED_OUT,
                pupil_id=pupil.id,
                update_id=meeting.invitation_id,
            )
        )
    await demo.session.flush()
    await call_off(demo, meeting, now)
    assert (await telling.cancelled(demo.session, meeting, now)).by_hand == (paper.id,)
