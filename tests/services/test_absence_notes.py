"""A family's note stands in the attendance, overrules no teacher, and stops the question about the day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.absence_notes import (
    LONGEST,
    NoteBegun,
    NoteRefused,
    check_span,
    for_log,
    said_in_log,
    school_days,
)
from bot.domain.alerts import AlertKind, AlertRule, dump_rule
from bot.domain.answers import Words
from bot.domain.attendance import DayState
from bot.domain.errors import NotAllowed
from bot.domain.quiet import QuietRule
from bot.playground.demo import ADMIN, PARENTS
from bot.services import attendance
from bot.services.absences import handling, noting, taking_back, views
from bot.services.absences.waiting import waiting
from bot.services.alerts.matters import matters
from bot.services.attendance.recaps import recap_of
from bot.storage.models import Absence, Account, Guardianship, Leave, Person, Pupil
from tests.support.demo import Demo, demo_school

SITI, YANTI = PARENTS[0], PARENTS[2]
MONDAY = date(2026, 7, 20)
TUESDAY = MONDAY + timedelta(days=1)
SICK, EXCUSED, LATE = DayState.SICK, DayState.EXCUSED, DayState.LATE
RULE = QuietRule("Asia/Jakarta", closed=frozenset({date(2026, 8, 17)}))


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def say(
    demo: Demo, now: datetime, first: date = MONDAY, through: date | None = None, reason: DayState = SICK
) -> noting.Noted:
    guardian, pupil = await demo.person(SITI), await demo.child(SITI)
    return await noting.note(
        demo.session, guardian, pupil.id, first, through or first, reason, Words(text="Demam"), now
    )


async def state_on(demo: Demo, pupil: Pupil, day: date = MONDAY) -> DayState | None:
    found: DayState | None = await demo.session.scalar(
        select(Absence.state).where(Absence.pupil_id == pupil.id, Absence.day == day)
    )
    return found


async def take(demo: Demo, now: datetime, absent: dict[int, DayState]) -> None:
    of = await demo.school_class()
    await attendance.take(demo.session, await demo.person(), of.id, MONDAY, absent, now)


async def test_a_teachers_own_word_stays_until_she_takes_the_familys_over(demo: Demo, now: datetime) -> None:
    pupil = await demo.child(SITI)
    await take(demo, now, {})
    noted = await say(demo, now)
    assert noted.differ == (MONDAY,)
    assert await state_on(demo, pupil) is None
    assert await handling.confirm(demo.session, await demo.person(), noted.note.id, now)
    assert await state_on(demo, pupil) is SICK


async def test_late_stays_late_with_the_familys_words_beside_it(demo: Demo, now: datetime) -> None:
    pupil = await demo.child(SITI)
    await take(demo, now, {pupil.id: LATE})
    noted = await say(demo, now)
    assert noted.differ == (MONDAY,)
    row = await demo.session.get_one(Absence, (pupil.id, MONDAY))
    assert (row.state, row.note) == (LATE, "Demam")


async def test_it_explains_a_day_without_a_word_and_ends_the_question_about_it(demo: Demo, now: datetime) -> None:
    pupil = await demo.child(SITI)
    demo.school.alerts = dump_rule(AlertRule({AlertKind.NOT_YET: timedelta(minutes=15)}))
    await take(demo, now, {pupil.id: DayState.UNEXPLAINED})
    assert await matters(demo.session, demo.school, now)
    await say(demo, now)
    assert await state_on(demo, pupil) is SICK
    assert await matters(demo.session, demo.school, now) == {}


async def test_the_register_taken_later_keeps_it_unless_she_taps_otherwise(demo: Demo, now: datetime) -> None:
    pupil = await demo.child(SITI)
    await say(demo, now)
    _register, rows = await attendance.registers.of_day(demo.session, await demo.school_class(), MONDAY)
    assert {one: row.state for one, row in rows.items()} == {pupil.id: SICK}
    await take(demo, now, {pupil.id: SICK})
    assert (await demo.session.get_one(Absence, (pupil.id, MONDAY))).note == "Demam"
    await take(demo, now, {})
    assert await state_on(demo, pupil) is None


async def test_days_ahead_count_once_they_have_come(demo: Demo, now: datetime) -> None:
    pupil = await demo.child(SITI)
    await say(demo, now, TUESDAY, date(2026, 7, 23))
    for today, missed in ((MONDAY, 0), (date(2026, 7, 22), 2)):
        totals = await attendance.totals_of(demo.session, [pupil.id], "20261", today)
        assert totals[pupil.id].missed == missed
        found = await recap_of(demo.session, await demo.school_class(), date(2026, 7, 1), today)
        line = next(line for line in found.lines if line.pupil_id == pupil.id)
        assert len(line.days) == missed
        assert set(line.said.values()) == ({"Demam"} if missed else set())


async def test_what_a_day_waited_for_before_the_note_it_waits_for_after_it(demo: Demo, now: datetime) -> None:
    pupil, guardian = await demo.child(SITI), await demo.person(SITI)
    noted = await say(demo, now)
    other = await say(demo, now, MONDAY, TUESDAY, EXCUSED)
    assert await state_on(demo, pupil) is EXCUSED
    await taking_back.take_back(demo.session, guardian, other.note.id, now)
    assert (await state_on(demo, pupil), await state_on(demo, pupil, TUESDAY)) == (SICK, None)
    await take(demo, now, {pupil.id: SICK})
    with pytest.raises(NoteBegun):
        await taking_back.take_back(demo.session, guardian, noted.note.id, now)


async def test_only_the_homeroom_and_the_office_look_at_it(demo: Demo, now: datetime) -> None:
    noted = await say(demo, now)
    teacher, admin = await demo.person(), await demo.person(ADMIN)
    for staff in (teacher, admin):
        assert (await views.seen_by(demo.session, staff, noted.note.id, now))[0] is noted.note
    elsewhere = (await demo.school_class("X-2")).homeroom_id
    assert elsewhere is not None
    with pytest.raises(NotAllowed):
        await views.seen_by(demo.session, await demo.session.get_one(Person, elsewhere), noted.note.id, now)
    with pytest.raises(NotAllowed):
        await views.own(demo.session, await demo.person(YANTI), noted.note.id)
    assert [len(await waiting(demo.session, one, now)) for one in (teacher, admin)] == [1, 0]


async def test_while_she_is_away_her_cover_hears_of_it_and_confirms(demo: Demo, now: datetime) -> None:
    teacher, session = await demo.person(), demo.session
    other = await session.get_one(Person, (await demo.school_class("X-2")).homeroom_id)
    times = {"state_since": now, "created_at": now, "seen_at": now}
    session.add(Account(bot_id=demo.bot.id, person_id=other.id, address="777", **times))
    session.add(
        Leave(
            school_id=demo.school.id,
            person_id=teacher.id,
            first=MONDAY,
            through=MONDAY + timedelta(days=4),
            cover_id=other.id,
            made_at=now,
        )
    )
    await session.flush()
    noted = await say(demo, now)
    assert noted.teacher is other
    (line,) = await waiting(session, other, now)
    assert line.key == "ab.one"
    assert await handling.confirm(session, other, noted.note.id, now)
    assert await waiting(session, other, now) == []


async def test_who_is_no_more_a_guardian_hears_of_nothing(demo: Demo, now: datetime) -> None:
    noted = await say(demo, now)
    tie = await demo.session.scalar(select(Guardianship).where(Guardianship.person_id == noted.note.person_id))
    assert tie is not None
    tie.sees_child = False
    await demo.session.flush()
    with pytest.raises(NotAllowed):
        await noting.add(demo.session, await demo.person(SITI), noted.note.id, Words(text="Surat"), now)
    with pytest.raises(NotAllowed):
        await handling.ask(demo.session, await demo.person(), noted.note.id, Words(text="Apa kabar?"), now)


days = st.dates(MONDAY - timedelta(days=400), MONDAY + timedelta(days=400))


@given(days, days)
def test_what_may_be_noted_is_near_short_and_in_order(first: date, through: date) -> None:
    try:
        check_span(first, through, MONDAY)
    except NoteRefused:
        return
    found = school_days(first, through, RULE)
    assert len(found) <= LONGEST
    assert all(first <= day <= through and not RULE.is_closed(day) for day in found)
    assert MONDAY - timedelta(days=7) <= first <= through <= MONDAY + timedelta(days=90)


@given(days, days, st.text(max_size=40), st.sampled_from(["sick", "excused", "taken_back"]))
def test_the_log_is_read_as_it_was_written(first: date, through: date, words: str, choice: str) -> None:
    said = said_in_log(choice, for_log(first, through, words))
    assert not isinstance(said, str)
    assert said_in_log("added", words) == words or "/" in words
