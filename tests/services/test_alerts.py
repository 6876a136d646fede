"""What the school lets the bot ask families by itself: once, in time, while it is true, and in one message."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.alerts import AlertKind, AlertState
from bot.domain.attendance import DayState
from bot.domain.delivery import OutboxState
from bot.domain.policy import Weight
from bot.storage.engine import make_sessions
from bot.storage.models import (
    Assessment,
    Consent,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Outgoing,
    Pupil,
    School,
)
from tests.support.alerting import ASKED, DAY, EVERYTHING, HOUR, MINUTE, MONDAY, AlertSchool


@pytest.fixture
async def school(engine: AsyncEngine) -> AlertSchool:
    made = AlertSchool(engine, make_sessions(engine), MONDAY)
    await made.found()
    return made


async def test_nothing_is_asked_that_the_school_has_not_switched_on(school: AlertSchool) -> None:
    await school.day(0)
    await school.assess([40, None])
    await school.until(MONDAY + 3 * DAY, HOUR)
    assert school.sent == []
    assert await school.alerts() == []


async def test_who_is_not_yet_present_is_asked_about_after_the_grace_and_only_the_own_family(
    school: AlertSchool,
) -> None:
    await school.switch_on(AlertKind.NOT_YET)
    await school.day(0)
    await school.until(MONDAY + 29 * MINUTE, MINUTE)
    assert school.sent == []
    await school.until(MONDAY + 30 * MINUTE, MINUTE)
    await school.until(MONDAY + 8 * HOUR, 10 * MINUTE)
    assert await school.heard("ibu", ASKED) == await school.heard("ayah", ASKED) == [MONDAY + 30 * MINUTE]
    for name in ("bunda", "mama", "papa", "Nurmala"):
        assert await school.texts(name) == []
    (text,) = await school.texts("ibu")
    assert "Murid 0" in text
    assert not {"Alpa", "alpa", "membolos", "!"} & set(text.split())


@pytest.mark.parametrize("what", ["note", "present", "sick", "late", "off", "left"])
async def test_what_is_put_right_in_time_is_not_asked(school: AlertSchool, what: str) -> None:
    await school.switch_on(AlertKind.NOT_YET)
    await school.day(0)
    await school.until(MONDAY + 20 * MINUTE, 10 * MINUTE)
    match what:
        case "note":
            await school.family_says("ibu", 0)
        case "present":
            await school.day(0, None)
        case "sick":
            await school.day(0, DayState.SICK)
        case "late":
            await school.day(0, DayState.LATE)
        case "off":
            await school.switch_off(AlertKind.NOT_YET)
        case "left":
            async with school.sessions() as session:
                await session.execute(update(Pupil).values(left_at=school.now))
                await session.commit()
    await school.until(MONDAY + 8 * HOUR, 10 * MINUTE)
    assert school.sent == []
    assert [row.state for row in await school.alerts()] == [AlertState.DROPPED]


async def test_what_is_put_right_while_the_message_waits_does_not_leave(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.NOT_YET, AlertKind.MISSING)
    await school.day(0)
    test = await school.assess([80, None])
    school.now += 2 * DAY - DAY + 1 * HOUR
    await school.day(0)
    school.now += 40 * MINUTE
    await school.tick()
    await school.day(0, None)
    await school.correct(test, 1, 90)
    await school.deliver()
    assert school.sent == []
    async with school.sessions() as session:
        states = set(await session.scalars(select(Outgoing.state)))
    assert states == {OutboxState.DROPPED}


async def test_today_is_asked_about_today_or_never(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.NOT_YET)
    school.now = MONDAY + 9 * HOUR + 40 * MINUTE
    await school.day(0)
    await school.until(MONDAY + 3 * DAY, 10 * MINUTE)
    assert school.sent == []
    assert [row.state for row in await school.alerts()] == [AlertState.DROPPED]


async def test_a_question_that_could_not_leave_in_time_is_not_asked_in_quiet_hours(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.NOT_YET)
    await school.day(0)
    school.now += 31 * MINUTE
    await school.tick()
    school.now = MONDAY + 11 * HOUR
    await school.deliver()
    assert school.sent == []


async def test_marks_under_the_line_and_missing_work_are_told_together_after_their_grace(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.MISSING, AlertKind.BELOW)
    await school.assess([60, None, 74.9, 75])
    await school.assess([None, 90, 90, 90], "Biologi")
    await school.until(MONDAY + 23 * HOUR, HOUR)
    assert school.sent == []
    await school.until(MONDAY + 4 * DAY, HOUR)
    (text,) = await school.texts("ibu")
    assert "Matematika" in text
    assert "60" in text
    assert "Biologi" in text
    (siblings,) = await school.texts("bunda")
    assert "Murid 1" in siblings
    assert "Murid 2" in siblings
    assert await school.texts("mama") == []


async def test_unpublished_marks_and_what_was_known_before_stay_untold(school: AlertSchool) -> None:
    await school.assess([40])
    school.now += HOUR
    await school.switch_on(*EVERYTHING)
    hidden = await school.assess([None], "Biologi")
    async with school.sessions() as session:
        await session.execute(update(Assessment).where(Assessment.id == hidden).values(published_at=None))
        await session.commit()
    await school.until(MONDAY + 5 * DAY, HOUR)
    assert school.sent == []
    async with school.sessions() as session:
        await session.execute(update(Assessment).where(Assessment.id == hidden).values(published_at=school.now))
        await session.commit()
    await school.until(MONDAY + 9 * DAY, HOUR)
    (text,) = await school.texts("ibu")
    assert "Biologi" in text
    assert "Matematika" not in text


async def test_a_corrected_mark_has_its_grace_anew_and_is_told_as_it_is_then(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.BELOW)
    test = await school.assess([40])
    await school.until(MONDAY + 20 * HOUR, HOUR)
    await school.correct(test, 0, 70)
    corrected = school.now
    await school.until(MONDAY + 6 * DAY, HOUR)
    (at,) = await school.heard("ibu", "")
    (text,) = await school.texts("ibu")
    assert at >= corrected + DAY
    assert "70" in text
    assert "40" not in text


async def test_days_missed_are_told_at_each_multiple_with_the_running_total(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.TOTAL, total=2)
    for day in range(4):
        school.now = MONDAY + day * DAY
        await school.day(0, DayState.SICK if day else DayState.EXCUSED)
        await school.until(school.now + 5 * HOUR, HOUR)
    first, second = await school.texts("ibu")
    assert "2 hari" in first
    assert "1 sakit, 1 izin" in first
    assert "4 hari" in second
    assert "3 sakit, 1 izin" in second
    assert await school.texts("bunda") == []


async def test_the_familys_week_is_kept_to_and_the_rest_gathers_into_one_message(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.MISSING)
    subjects = ("Biologi", "Fisika", "Kimia", "Sejarah", "Ekonomi", "Geografi")
    for number, subject in enumerate(subjects):
        school.now = MONDAY + number * DAY / 2
        await school.assess([None], subject)
        await school.until(school.now + 6 * HOUR, HOUR)
    await school.until(MONDAY + 6 * DAY, HOUR)
    told = await school.texts("ibu")
    assert len(told) == 3
    await school.until(MONDAY + 10 * DAY, HOUR)
    told = await school.texts("ibu")
    assert len(told) == 4
    assert sum(told[3].count(subject) for subject in subjects) > 1
    for subject in subjects:
        assert sum(text.count(f"{subject}:") for text in told) == 1


async def test_the_question_about_today_passes_a_full_week_and_stands_alone(school: AlertSchool) -> None:
    await school.switch_on(*EVERYTHING)
    async with school.sessions() as session:
        await session.execute(update(School).values(weekly_cap=1))
        await session.commit()
    await school.assess([None])
    await school.until(MONDAY + 26 * HOUR, HOUR)
    await school.assess([None], "Biologi")
    await school.until(MONDAY + 2 * DAY + 20 * MINUTE, 20 * MINUTE)
    await school.day(0)
    await school.until(MONDAY + 3 * DAY, 10 * MINUTE)
    assert len(await school.heard("ibu", ASKED)) == 1
    assert len(await school.texts("ibu")) == 2
    async with school.sessions() as session:
        weights = list(await session.scalars(select(Outgoing.weight).where(Outgoing.state == OutboxState.SENT)))
    assert weights.count(Weight.URGENT) == 2
    assert all(ASKED not in text or "Matematika" not in text for text in await school.texts("ibu"))


@pytest.mark.parametrize("what", ["provisional", "unseen", "consent", "ended"])
@pytest.mark.parametrize("when", ["before", "queued"])
async def test_who_may_not_hear_of_a_child_is_not_told_of_it(school: AlertSchool, what: str, when: str) -> None:
    await school.switch_on(AlertKind.MISSING)
    await school.assess([90, None, None])
    await school.until(MONDAY + 23 * HOUR, HOUR)
    if when == "queued":
        school.now = MONDAY + DAY
        await school.tick()
    async with school.sessions() as session:
        theirs = Guardianship.pupil_id == school.pupils[1]
        match what:
            case "provisional":
                await session.execute(update(Guardianship).where(theirs).values(state=GuardianState.PROVISIONAL))
            case "unseen":
                await session.execute(update(Guardianship).where(theirs).values(sees_child=False))
            case "ended":
                await session.execute(update(Guardianship).where(theirs).values(state=GuardianState.ENDED))
            case "consent":
                taken = update(Consent).where(Consent.pupil_id == school.pupils[1]).values(withdrawn_at=school.now)
                await session.execute(taken)
        await session.commit()
    await school.until(MONDAY + 3 * DAY, HOUR)
    (text,) = await school.texts("bunda")
    assert "Murid 2" in text
    assert "Murid 1" not in text


async def test_a_family_that_is_linked_later_hears_what_is_still_true(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.MISSING)
    async with school.sessions() as session:
        await session.execute(update(Guardianship).values(state=GuardianState.PROVISIONAL))
        await session.commit()
    await school.assess([None])
    await school.until(MONDAY + 2 * DAY, HOUR)
    assert school.sent == []
    async with school.sessions() as session:
        await session.execute(update(Guardianship).values(state=GuardianState.CONFIRMED))
        await session.commit()
    await school.until(MONDAY + 3 * DAY, HOUR)
    assert len(await school.texts("ibu")) == 1


async def test_old_news_is_not_told(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.MISSING)
    await school.assess([None])
    school.now += timedelta(days=30)
    await school.until(school.now + 2 * DAY, HOUR)
    assert school.sent == []


async def test_what_was_told_stands_in_the_log_once_it_has_left(school: AlertSchool) -> None:
    await school.switch_on(AlertKind.NOT_YET)
    await school.day(0)
    await school.until(MONDAY + HOUR, 10 * MINUTE)
    async with school.sessions() as session:
        entries = list(await session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.ALERTED)))
    assert {entry.person_id for entry in entries} == {school.people["ibu"], school.people["ayah"]}
    assert all(ASKED in (entry.text or "") for entry in entries)
    assert {entry.pupil_id for entry in entries} == {school.pupils[0]}
    assert None not in {entry.class_id for entry in entries}
