"""Before a meeting whoever needs it is reminded, once and in time; and whoever must not be is not."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.clocks import dump_rules
from bot.domain.meetings import MeetingKind, ReminderKind, ReminderState
from bot.domain.reminding import Ahead, dump_ahead
from bot.jobs import ticks
from bot.services.calendar import quiet_rule
from bot.services.meetings import closing, planning, reminders, reminding
from bot.storage.engine import make_sessions
from bot.storage.models import (
    Busy,
    Escalation,
    EscalationState,
    Meeting,
    MeetingReminder,
    Outgoing,
    Pupil,
    School,
    Slot,
    Talk,
)
from tests.support.meetings import ASKS, COMES, FOLLOWS, LIST, TALKS, SmallSchool

MONDAY = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
"""09.00 in Jakarta."""
FRIDAY = date(2026, 7, 24)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def school(engine: AsyncEngine) -> SmallSchool:
    made = SmallSchool(engine, make_sessions(engine), MONDAY)
    await made.found()
    return made


async def test_who_comes_is_reminded_and_who_is_silent_is_asked_and_who_cannot_is_left_alone(
    school: SmallSchool,
) -> None:
    await school.invite(FRIDAY, time(10))
    starts = school.at(FRIDAY, time(10))
    await school.answer("ibu", "coming")
    await school.answer("mama", "not_coming")
    await school.until(starts + HOUR)
    assert await school.heard("ibu", COMES) == [starts - DAY, starts - HOUR]
    for name in ("ayah", "bunda", "mama", "papa"):
        assert await school.heard(name, COMES) == []
    assert len(await school.heard("bunda", ASKS)) == 1
    for name in ("ibu", "ayah", "mama", "papa"):
        assert await school.heard(name, ASKS) == []
    assert await school.heard("Nurmala", "Akan hadir: 1 keluarga") == [school.at(FRIDAY, time(6, 30))]


async def test_when_the_school_has_noted_the_answer_all_guardians_are_reminded(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(10))
    await school.answer("ibu", "coming")
    await school.answer("ayah", "with")
    starts = school.at(FRIDAY, time(10))
    await school.until(starts)
    assert await school.heard("ayah", COMES) == await school.heard("ibu", COMES) == [starts - DAY, starts - HOUR]


async def test_the_silent_are_asked_once_and_then_listed_for_a_call_before_the_meeting(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(10))
    await school.until(school.at(FRIDAY, time(10)) - HOUR)
    async with school.sessions() as session:
        rows = list(await session.scalars(select(Escalation)))
    assert {row.state for row in rows} == {EscalationState.LISTED}
    assert max(row.changed_at for row in rows) <= school.at(FRIDAY, time(10)) - timedelta(hours=20)
    for name in ("ayah", "ibu", "bunda", "mama", "papa"):
        assert len(await school.heard(name, ASKS)) == 1


@pytest.mark.parametrize("notice", [timedelta(days=1), timedelta(days=2), timedelta(days=14)])
async def test_the_plan_fits_into_the_time_that_there_is(school: SmallSchool, notice: timedelta) -> None:
    starts = MONDAY + notice
    await school.invite(starts.date(), time((starts.hour + 7) % 24))
    await school.until(starts - timedelta(minutes=30))
    async with school.sessions() as session:
        rows = list(await session.scalars(select(Escalation)))
    assert {row.state for row in rows} == {EscalationState.LISTED}


async def test_a_booked_talk_is_an_answer_and_is_reminded_of(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    at = school.at(FRIDAY, time(13))
    await school.offer(at, at + timedelta(minutes=10))
    await school.book("ibu", 0, at)
    await school.until(at + HOUR)
    for name in ("ibu", "ayah"):
        assert await school.heard(name, TALKS) == [at - DAY, at - HOUR]
        assert await school.heard(name, ASKS) == []
    assert len(await school.heard("bunda", ASKS)) == 1
    assert await school.heard("Nurmala", "keluarga Murid 0") == [school.at(FRIDAY, time(6, 30))]


async def test_a_talk_apart_is_told_to_its_own_guardian_alone(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    at = school.at(FRIDAY, time(13))
    await school.book("ibu", 0, at, party=school.people["ibu"])
    await school.until(at)
    assert len(await school.heard("ibu", TALKS)) == 2
    assert await school.heard("ayah", TALKS) == []


async def test_siblings_talks_are_told_of_in_one_message(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    at = school.at(FRIDAY, time(13))
    await school.book("bunda", 1, at)
    await school.book("bunda", 2, at + timedelta(minutes=10))
    await school.until(at + HOUR, timedelta(minutes=5))
    assert await school.heard("bunda", TALKS) == [at - DAY, at - HOUR]
    assert (
        len([text for _at, _to, text in school.sent if "Murid 1" in text and "Murid 2" in text and TALKS in text]) == 2
    )


async def test_of_two_talks_in_a_message_one_may_be_given_back_before_it_leaves(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    at = school.at(FRIDAY, time(13))
    first = await school.book("bunda", 1, at)
    await school.book("bunda", 2, at + timedelta(minutes=10))
    school.now = at - DAY
    await school.tick()
    await school.release(first)
    await school.deliver()
    (text,) = [text for _at, _to, text in school.sent if TALKS in text]
    assert "Murid 2" in text
    assert "Murid 1" not in text


@pytest.mark.parametrize("what", ["cancel", "change", "answer", "begin"])
async def test_what_is_queued_does_not_leave_once_it_is_no_more_true(school: SmallSchool, what: str) -> None:
    await school.invite(FRIDAY, time(10))
    starts = school.at(FRIDAY, time(10))
    await school.answer("ibu", "coming")
    school.now = starts - DAY
    await school.tick()
    match what:
        case "cancel":
            await school.cancel()
        case "change":
            await school.change(FRIDAY, time(15))
        case "answer":
            await school.answer("ibu", "not_coming")
        case "begin":
            school.now = starts
    await school.deliver()
    assert await school.heard("ibu", COMES) == []


async def test_after_a_move_the_new_time_is_reminded_of(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    at = school.at(FRIDAY, time(13))
    talk = await school.book("ibu", 0, at)
    await school.until(at - timedelta(hours=20))
    later = at + timedelta(days=3)
    await school.move(talk, later)
    await school.until(later)
    assert await school.heard("ibu", TALKS) == [at - DAY, school.at(date(2026, 7, 25), time(18)), later - HOUR]


async def test_a_meeting_that_is_moved_is_reminded_of_anew(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(10))
    await school.answer("ibu", "coming")
    starts, later = school.at(FRIDAY, time(10)), school.at(date(2026, 7, 29), time(9))
    await school.until(starts - timedelta(hours=20))
    await school.change(date(2026, 7, 29), time(9))
    await school.until(later)
    assert await school.heard("ibu", COMES) == [starts - DAY, later - DAY, later - HOUR]


async def test_a_talk_given_back_or_a_meeting_called_off_is_reminded_of_no_more(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    at = school.at(FRIDAY, time(13))
    talk = await school.book("ibu", 0, at)
    await school.book("mama", 3, at + timedelta(minutes=10))
    await school.release(talk)
    await school.until(at - timedelta(hours=20))
    await school.cancel()
    await school.until(at)
    assert await school.heard("ibu", TALKS) == []
    assert len(await school.heard("mama", TALKS)) == 1
    assert await school.heard("Nurmala", LIST) == []


async def test_on_the_day_that_was_set_the_teacher_is_reminded(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    talk_id = await school.book("ibu", 0, school.at(FRIDAY, time(13)))
    async with school.sessions() as session:
        talk = await session.get_one(Talk, talk_id)
        talk.follow_up, talk.outcome = date(2026, 8, 2), "Latihan membaca"
        await reminders.plan_talk(session, talk, school.now)
        await session.commit()
    school.now = school.at(date(2026, 8, 1), time(12))
    await school.until(school.at(date(2026, 8, 3), time(12)))
    assert await school.heard("Nurmala", FOLLOWS) == [school.at(date(2026, 8, 3), time(6, 30))]


async def test_planning_again_changes_nothing(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    await school.offer(school.at(FRIDAY, time(13)))
    await school.book("ibu", 0, school.at(FRIDAY, time(13)))
    await school.until(school.at(FRIDAY, time(12)) - DAY)

    async def rows() -> list[tuple[int, ReminderKind, datetime, ReminderState, int]]:
        async with school.sessions() as session:
            meeting = await session.get_one(Meeting, school.meeting_id)
            await reminders.plan(session, meeting, school.now)
            await session.commit()
            found = await session.scalars(select(MeetingReminder).order_by(MeetingReminder.id))
            return [(row.talk_id, row.kind, row.due_at, row.state, row.sequence) for row in found]

    once = await rows()
    assert once == await rows()
    assert {kind for _talk, kind, _due, _state, _sequence in once} == {
        ReminderKind.ANSWER,
        ReminderKind.HOSTS,
        ReminderKind.DAY,
        ReminderKind.HOUR,
    }


async def test_a_school_may_have_it_otherwise(school: SmallSchool) -> None:
    async with school.sessions() as session:
        await session.execute(update(School).values(reminders=dump_ahead(Ahead(2, 0))))
        await session.commit()
    await school.invite(FRIDAY, time(10))
    await school.answer("ibu", "coming")
    await school.until(school.at(FRIDAY, time(10)))
    assert await school.heard("ibu", COMES) == [school.at(FRIDAY, time(10)) - 2 * DAY]


async def test_a_process_that_dies_before_it_commits_has_said_nothing_and_the_next_one_says_it(
    school: SmallSchool,
) -> None:
    await school.invite(FRIDAY, time(10))
    await school.answer("ibu", "coming")
    starts = school.at(FRIDAY, time(10))
    school.now = starts - DAY
    await school.broken_tick()
    await school.deliver()
    assert await school.heard("ibu", COMES) == []
    await school.go_on()
    await school.go_on()
    assert await school.heard("ibu", COMES) == [starts - DAY]


async def test_two_processes_that_tick_at_once_say_it_once(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    at = school.at(FRIDAY, time(13))
    for number, name in enumerate(("ibu", "bunda", "bunda", "mama")):
        await school.book(name, number, at + timedelta(minutes=10 * number))
    for before in (DAY, HOUR):
        school.now = at - before + timedelta(minutes=31)
        await asyncio.gather(*(school.tick() for _process in range(4)))
        await school.deliver()
    for name in ("ibu", "ayah", "bunda", "mama", "papa"):
        assert len(await school.heard(name, TALKS)) == 2, name
    async with school.sessions() as session:
        waiting = list(
            await session.scalars(
                select(MeetingReminder.kind).where(
                    MeetingReminder.talk_id > 0, MeetingReminder.state == ReminderState.WAITING
                )
            )
        )
    assert waiting == []


async def test_many_families_are_told_in_several_transactions_each_once(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(10))
    for name in ("ibu", "ayah", "bunda", "mama", "papa"):
        await school.answer(name, "coming")
    school.now = school.at(FRIDAY, time(10)) - DAY
    more, times = True, 0
    while more:
        async with school.sessions() as session:
            more = await reminding.remind(session, school.meeting_id, school.now, chunk=2)
            await session.commit()
        times += more
        await school.deliver()
    assert times > 2
    for name in ("ibu", "ayah", "bunda", "mama", "papa"):
        assert len(await school.heard(name, COMES)) == 1


@pytest.mark.parametrize("hours", [-1, 1])
async def test_the_clock_put_by_an_hour_neither_repeats_nor_loses_a_reminder(school: SmallSchool, hours: int) -> None:
    await school.invite(FRIDAY, time(10))
    await school.answer("ibu", "coming")
    starts = school.at(FRIDAY, time(10))
    await school.until(starts - timedelta(minutes=55))
    school.now += timedelta(hours=hours) if hours < 0 else timedelta(minutes=50)
    await school.go_on()
    await school.until(starts + HOUR)
    assert len(await school.heard("ibu", COMES)) == 2


@pytest.mark.parametrize(
    ("zone", "planned", "day"),
    [
        ("Europe/Berlin", datetime(2026, 10, 12, 9, tzinfo=UTC), date(2026, 10, 26)),
        ("America/New_York", datetime(2026, 10, 19, 15, tzinfo=UTC), date(2026, 11, 2)),
        ("Europe/Berlin", datetime(2029, 3, 12, 9, tzinfo=UTC), date(2029, 3, 26)),
    ],
)
async def test_where_the_clock_is_put_between_planning_and_meeting_the_wall_clock_counts(
    engine: AsyncEngine, zone: str, planned: datetime, day: date
) -> None:
    school = SmallSchool(engine, make_sessions(engine), planned, zone)
    await school.found()
    async with school.sessions() as session:
        await session.execute(update(School).values(quiet_weekdays=[]))
        await session.commit()
    await school.invite(day, time(10))
    await school.answer("ibu", "coming")
    school.now = school.at(day - timedelta(days=2), time(9))
    await school.until(school.at(day, time(10)))
    before = day - timedelta(days=1)
    assert await school.heard("ibu", COMES) == [school.at(before, time(10)), school.at(day, time(9))]


async def test_when_the_rules_of_a_clock_are_changed_all_stays_at_the_hour_that_was_meant(engine: AsyncEngine) -> None:
    """A school in Berlin planned for December while summer time was to last for ever; then it was not."""
    planned, day = datetime(2026, 10, 12, 9, tzinfo=UTC), date(2026, 12, 4)
    school = SmallSchool(engine, make_sessions(engine), planned, "Europe/Berlin")
    await school.found()
    await school.invite(day, time(13), MeetingKind.TALKS, until=school.at(date(2026, 12, 1), time(20)))
    meant = school.at(day, time(13))
    await school.offer(*(meant + timedelta(minutes=10 * number) for number in range(12)))
    talk_id = await school.book("ibu", 0, meant)
    await _by_rules_of_old(school, planned, talk_id)
    for _again in range(2):
        await ticks.look_after_meetings(school.sessions, lambda: school.now)
        async with school.sessions() as session:
            meeting, talk = await session.get_one(Meeting, school.meeting_id), await session.get_one(Talk, talk_id)
            slots = list(await session.scalars(select(Slot.starts_at).order_by(Slot.id)))
            busy = set(await session.scalars(select(Busy.at)))
        assert (meeting.starts_at, meeting.ends_at) == (meant, meant + HOUR)
        assert meeting.book_until == school.at(date(2026, 12, 1), time(20))
        assert (talk.starts_at, talk.ends_at) == (meant, meant + timedelta(minutes=10))
        assert slots == [meant + timedelta(minutes=10 * number) for number in range(12)]
        assert busy == {meant, meant + timedelta(minutes=5)}
    school.now = meant - timedelta(days=2)
    await school.until(meant, timedelta(hours=1))
    assert await school.heard("ibu", TALKS) == [meant - DAY, meant - HOUR]


async def _by_rules_of_old(school: SmallSchool, planned: datetime, talk_id: int) -> None:
    """What is after October was reckoned as if the clock were not put back."""
    async with school.sessions() as session:
        meeting = await session.get_one(Meeting, school.meeting_id)
        talk = await session.get_one(Talk, talk_id)
        for at in (talk.starts_at, talk.starts_at + timedelta(minutes=5)):
            session.add(Busy(person_id=school.people["ibu"], at=at - HOUR, talk_id=talk_id))
        for row in (meeting, talk, *await session.scalars(select(Slot).order_by(Slot.starts_at))):
            row.starts_at, row.ends_at = row.starts_at - HOUR, row.ends_at - HOUR
            await session.flush()  # in order: each takes the place of one that has moved
        assert meeting.book_until is not None
        meeting.book_until -= HOUR
        await session.flush()
        await reminders.plan(session, meeting, school.now)
        await session.execute(update(School).values(clock_rules=dump_rules(((planned, 7200),))))
        await session.commit()


whats = st.sampled_from(
    ["nothing", "come", "cannot", "book", "move", "release", "change", "cancel", "broken", "twice", "back"]
)
events = st.tuples(st.integers(1, 20), whats, st.integers(0, 3), st.booleans())
"""Hours go by, something happens, and perhaps what is due is done."""
Event = tuple[int, str, int, bool]
NAMES = ("ibu", "bunda", "bunda", "mama")


class Life:
    """What has happened in a school, for judging what was said."""

    def __init__(self, school: SmallSchool) -> None:
        self.school = school
        self.talks: dict[int, int] = {}
        self.told: list[tuple[datetime, str, str]] = []

    async def happen(self, what: str, number: int) -> None:
        school = self.school
        async with school.sessions() as session:
            meeting = await session.get_one(Meeting, school.meeting_id)
        match what:
            case "cancel" if number == 0:
                await school.cancel()
            case "broken":
                await school.broken_tick()
            case "twice":
                await asyncio.gather(school.tick(), school.tick())
            case "back":
                school.now -= HOUR
            case "release" if number in self.talks:
                await school.release(self.talks.pop(number))
            case _ if meeting.state.value == "invited" and meeting.starts_at > school.now:
                await self._say(what, number, meeting)

    async def _say(self, what: str, number: int, meeting: Meeting) -> None:
        """Families and teacher do what only makes sense before the meeting."""
        school, together = self.school, meeting.kind is MeetingKind.CLASS
        match what:
            case "come" | "cannot" if await school.heard(NAMES[number], "Aula") and (together or what == "cannot"):
                await school.answer(NAMES[number], "coming" if what == "come" else "not_coming")
            case "book" if not together and number not in self.talks:
                self.talks[number] = await school.book(NAMES[number], number, meeting.starts_at + HOUR / 6 * number)
            case "move" if number in self.talks:
                await school.move(self.talks[number], meeting.starts_at + HOUR / 6 * (number + 4))
            case "change" if not self.talks:
                await school.change(meeting.day + timedelta(days=number), time(8 + number))

    async def judge(self) -> None:
        """Look at what has left just now, as things stand just now."""
        school = self.school
        new, self.told = school.sent[len(self.told) :], list(school.sent)
        if not new:
            return
        async with school.sessions() as session:
            rule = await quiet_rule(session, await session.get_one(School, school.school_id), school.now)
            meeting = await session.get_one(Meeting, school.meeting_id)
            booked = {
                (name, talk.starts_at)
                for talk, name in await session.execute(
                    select(Talk, Pupil.name).join(Pupil, Pupil.id == Talk.pupil_id).where(Talk.state == "booked")
                )
            }
        for at, _to, text in new:
            said = [part for part in (COMES, ASKS, TALKS) if part in text]
            if not said:
                continue
            assert rule.reason(at) is None, text
            assert meeting.state.value == "invited", text
            if said == [TALKS]:
                about = [one for one in booked if one[0] in text]
                assert about
                assert all(starts > at for _name, starts in about), text
            else:
                assert at < meeting.starts_at, text


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(events, min_size=5, max_size=20),
    st.sampled_from(["Asia/Jakarta", "Europe/Berlin", "America/New_York"]),
    st.sampled_from(list(MeetingKind)),
    st.sampled_from([datetime(2026, 7, 20, 2, tzinfo=UTC), datetime(2026, 10, 22, 9, tzinfo=UTC)]),
    st.integers(2, 9),
    st.sampled_from([time(7), time(10), time(19)]),
)
async def test_whatever_happens_nothing_untrue_is_said_and_nothing_twice(
    engine: AsyncEngine,
    happened: Sequence[Event],
    timezone: str,
    kind: MeetingKind,
    begin: datetime,
    days: int,
    starts: time,
) -> None:
    school = SmallSchool(engine, make_sessions(engine), begin, timezone)
    await school.found()
    await school.invite(begin.date() + timedelta(days=days), starts, kind)
    life = Life(school)
    for hours, what, number, goes_on in happened:
        school.now += timedelta(hours=hours)
        await life.happen(what, number)
        if goes_on:
            await school.go_on()
        await school.deliver()
        await life.judge()
    for _shift in range(30):
        school.now += timedelta(hours=8)
        await school.go_on()
        await life.judge()
    async with school.sessions() as session:
        keys = [key for key in await session.scalars(select(Outgoing.dedupe)) if key and key.startswith("mtg:")]
        left = set(await session.scalars(select(MeetingReminder.state)))
    assert len(keys) == len(set(keys))
    assert ReminderState.WAITING not in left
    for name in ("ayah", "ibu", "bunda", "mama", "papa"):
        assert len(await school.heard(name, ASKS)) <= 1


async def test_what_planning_needs_is_all_in_the_database(school: SmallSchool) -> None:
    """A meeting whose invitation was planned by another process, by an older version, or by hand."""
    await school.invite(FRIDAY, time(10))
    async with school.sessions() as session:
        await session.execute(update(Meeting).values(sequence=1))
        meeting = await session.get_one(Meeting, school.meeting_id)
        assert (await planning.behind(session, meeting.invitation_id or 0)) is not None
        await session.commit()
    await school.answer("ibu", "coming")
    starts = school.at(FRIDAY, time(10))
    await school.until(starts)
    assert await school.heard("ibu", COMES) == [starts - DAY, starts - HOUR]


async def test_talks_on_a_later_day_than_the_first_are_reminded_of_and_listed_too(school: SmallSchool) -> None:
    await school.invite(FRIDAY, time(13), MeetingKind.TALKS)
    at = school.at(date(2026, 7, 29), time(9))
    await school.offer(school.at(FRIDAY, time(13)), at)
    await school.book("ibu", 0, at)
    async with school.sessions() as session:
        meeting = await session.get_one(Meeting, school.meeting_id)
        first_day_over = meeting.ends_at
    await school.until(first_day_over + HOUR, HOUR)
    async with school.sessions() as session:
        await closing.end_due(session, school.now)
        await session.commit()
    await school.until(at)
    assert await school.heard("ibu", TALKS) == [at - DAY, at - HOUR]
    assert await school.heard("Nurmala", "keluarga Murid 0") == [school.at(date(2026, 7, 29), time(6, 30))]
