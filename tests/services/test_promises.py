"""A family that asks is answered by somebody, by a moment it was told: whatever becomes of who was asked."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.promises import OfficeHours
from bot.domain.threads import LadderStep, ThreadState
from bot.services.calendar import quiet_rule, set_day
from bot.services.hours import keeping, laddering, setting
from bot.storage.engine import Sessions
from bot.storage.models import Account, AccountState, LogEntry, LogKind, Person, Role, School
from tests.support.owing import DEWI, JOKO, NURMALA, SITI, ZONE, Owing, at

REMINDER, GONE = "hours/questions_wait", "hours/answered_by_colleague"
MOVED, BY = "hours/promise_moved", "questions/answered_by"


@pytest.fixture
async def owing(sessions: Sessions) -> Owing:
    world = Owing(sessions, at(20, 9))
    await world.found()
    return world


async def _close(owing: Owing, day: datetime) -> None:
    """The school is closed on that day after all."""
    async with owing.sessions() as session:
        school = (await session.scalars(select(School))).one()
        await set_day(session, school, day.astimezone(ZONE).date(), "Rapat guru", is_open=False)
        await session.commit()


async def test_who_is_asked_in_the_morning_has_a_working_day_and_is_reminded_in_its_middle(owing: Owing) -> None:
    asked = await owing.ask()
    assert (await owing.thread(asked)).promised_at == at(21, 9)
    await owing.until(at(20, 12, 50))
    assert REMINDER not in await owing.templates(NURMALA)
    await owing.until(at(21, 8, 50))
    assert (await owing.templates(NURMALA)).count(REMINDER) == 1
    assert await owing.with_whom(asked) == NURMALA


async def test_several_questions_are_one_reminder(owing: Owing) -> None:
    for _one in range(3):
        await owing.ask()
        owing.now += timedelta(minutes=20)
    await owing.until(at(20, 16))
    reminders = [screen for _at, screen in await owing.told(NURMALA) if screen.template == REMINDER]
    assert [screen.values["count"] for screen in reminders] == [3]


async def test_what_nobody_answers_goes_to_the_cover_then_to_the_office_and_the_family_hears_it(owing: Owing) -> None:
    asked = await owing.ask()
    await owing.until(at(21, 9, 10))
    assert await owing.with_whom(asked) == DEWI
    thread = await owing.thread(asked)
    assert (thread.step, thread.promised_at) == (LadderStep.COVER, at(22, 9, 0))
    assert (await owing.templates(SITI)).count(BY) == 1
    assert GONE in await owing.templates(NURMALA)
    await owing.until(at(22, 9, 10))
    assert await owing.with_whom(asked) == JOKO
    assert (await owing.templates(SITI)).count(BY) == 2
    await owing.until(at(24, 16), timedelta(minutes=30))
    thread = await owing.thread(asked)
    assert await owing.with_whom(asked) == JOKO
    assert thread.promised_at is not None
    assert (await owing.templates(JOKO)).count(REMINDER) == 2, "once each working day, and not more"


async def test_an_answer_ends_it_all(owing: Owing) -> None:
    asked = await owing.ask()
    owing.now = at(20, 10)
    await owing.answer(asked, NURMALA)
    await owing.until(at(24, 9), timedelta(hours=1))
    thread = await owing.thread(asked)
    assert (thread.state, thread.promised_at, thread.step_at) == (ThreadState.FAMILY, None, None)
    assert REMINDER not in await owing.templates(NURMALA)


async def test_without_a_cover_it_goes_to_the_office(sessions: Sessions) -> None:
    world = Owing(sessions, at(20, 9))
    await world.found(cover=False)
    asked = await world.ask()
    await world.until(at(21, 9, 10))
    assert await world.with_whom(asked) == JOKO
    assert (await world.thread(asked)).step is LadderStep.OFFICE


async def test_a_question_at_night_arrives_in_the_morning_and_the_reminder_with_nobody_asleep(owing: Owing) -> None:
    owing.now = at(20, 22)
    asked = await owing.ask()
    (when, _question), *_rest = await owing.told(NURMALA)
    assert when == at(21, 7, 30)
    assert (await owing.thread(asked)).promised_at == at(21, 15, 30)


async def test_a_bot_that_was_down_reminds_nobody_at_night_and_relieves_nobody_unreminded(owing: Owing) -> None:
    asked = await owing.ask()
    owing.now = at(21, 23)
    await owing.tick()
    assert REMINDER not in await owing.templates(NURMALA)
    owing.now = at(22, 7, 30)
    await owing.tick()
    assert REMINDER in await owing.templates(NURMALA)
    await owing.until(at(22, 8, 20))
    assert await owing.with_whom(asked) == NURMALA, "an hour of hers, after the reminder"
    await owing.until(at(22, 8, 40))
    assert await owing.with_whom(asked) == DEWI


async def test_leave_moves_what_is_owed_and_who_is_back_early_has_it_again(owing: Owing) -> None:
    asked = await owing.ask()
    leave = await owing.away(NURMALA, at(20, 0), at(22, 0))
    assert await owing.with_whom(asked) == DEWI
    again = await owing.ask("Dan buku apa yang dibawa?")
    assert await owing.with_whom(again) == DEWI
    owing.now = at(20, 10)
    await owing.back(NURMALA, leave)
    assert await owing.with_whom(asked) == NURMALA
    assert await owing.with_whom(again) == DEWI, "it never was hers"


async def test_after_the_last_day_of_leave_it_is_hers_again_once_she_works(owing: Owing) -> None:
    asked = await owing.ask()
    await owing.away(NURMALA, at(20, 0), at(20, 0))
    assert await owing.with_whom(asked) == NURMALA, "the answer is due tomorrow: she is there"
    await owing.away(NURMALA, at(20, 0), at(21, 0))
    assert await owing.with_whom(asked) == DEWI
    owing.now = at(22, 6)
    await owing.tick()
    assert await owing.with_whom(asked) == DEWI
    owing.now = at(22, 7, 30)
    await owing.tick()
    assert await owing.with_whom(asked) == NURMALA


@pytest.mark.parametrize("loss", ["role", "chat"])
async def test_who_is_not_there_any_more_owes_nothing(owing: Owing, loss: str) -> None:
    asked = await owing.ask()
    async with owing.sessions() as session:
        mine = owing.people[NURMALA]
        lost = {
            "role": update(Role).where(Role.person_id == mine).values(ended_at=owing.now),
            "chat": update(Account).where(Account.person_id == mine).values(state=AccountState.BLOCKED),
        }[loss]
        await session.execute(lost)
        await session.commit()
    await owing.tick()
    assert await owing.with_whom(asked) == DEWI


async def test_a_day_that_is_closed_after_all_moves_the_promise_and_the_family_hears_it(owing: Owing) -> None:
    asked = await owing.ask()
    await _close(owing, at(21, 9))
    await owing.tick()
    assert (await owing.thread(asked)).promised_at == at(22, 9)
    assert (await owing.templates(SITI)).count(MOVED) == 1
    await owing.tick()
    assert (await owing.templates(SITI)).count(MOVED) == 1


async def test_a_closed_day_moves_the_promise_of_whoever_cannot_be_reached_where_nobody_can(owing: Owing) -> None:
    asked = await owing.ask()
    assert (await owing.thread(asked)).promised_at == at(21, 9)
    async with owing.sessions() as session:
        staff = [owing.people[name] for name in (NURMALA, DEWI, JOKO)]
        await session.execute(update(Account).where(Account.person_id.in_(staff)).values(state=AccountState.BLOCKED))
        await session.commit()
    await owing.tick()
    assert (await owing.thread(asked)).promised_at == at(21, 9), "her day is open: there is nothing to mend"
    assert MOVED not in await owing.templates(SITI)
    await _close(owing, at(21, 9))
    await owing.tick()
    assert await owing.with_whom(asked) == NURMALA, "nobody else can answer either"
    moved = (await owing.thread(asked)).promised_at
    assert moved == at(22, 9)
    told = [screen.values for _at, screen in await owing.told(SITI) if screen.template == MOVED]
    assert [values["promised_at"] for values in told] == [moved]
    await owing.tick()
    assert (await owing.thread(asked)).promised_at == moved
    assert (await owing.templates(SITI)).count(MOVED) == 1


async def test_other_hours_move_a_promise_that_falls_outside_of_them(owing: Owing) -> None:
    asked = await owing.ask()
    async with owing.sessions() as session:
        nurmala = await session.get_one(Person, owing.people[NURMALA])
        hours = OfficeHours(frozenset({0, 2}), time(13), time(15))
        await setting.set_hours(session, nurmala, nurmala, hours, owing.now)
        await session.commit()
    promised = (await owing.thread(asked)).promised_at
    assert promised == at(20, 15)


async def test_where_everybody_is_away_somebody_is_responsible_all_the_same(owing: Owing) -> None:
    for name in (NURMALA, DEWI, JOKO):
        await owing.away(name, at(20, 0), at(24, 0))
    asked = await owing.ask()
    thread = await owing.thread(asked)
    assert await owing.with_whom(asked) == NURMALA
    assert thread.promised_at == at(27, 15, 30)
    await owing.until(at(24, 16), timedelta(hours=2))
    assert await owing.with_whom(asked) == NURMALA


async def test_a_step_is_taken_once_by_two_processes(owing: Owing) -> None:
    asked = await owing.ask()
    owing.now = at(20, 13, 30)
    await owing.tick()
    await owing.tick()
    async with owing.sessions() as session:
        assert not await laddering.due(session, owing.now)
        assert not await laddering.advance(session, owing.people[NURMALA], owing.now)
    assert (await owing.templates(NURMALA)).count(REMINDER) == 1
    owing.now = at(21, 9, 10)
    await owing.tick()
    await owing.tick()
    async with owing.sessions() as session:
        passed = await session.scalars(
            select(LogEntry).where(LogEntry.kind == LogKind.FORWARDED, LogEntry.thread_id == asked)
        )
        assert len(list(passed)) == 1


async def test_nobody_of_the_school_is_told_anything_outside_of_her_hours(owing: Owing) -> None:
    for hour in (5, 9, 16, 22):
        owing.now = at(20, hour) if hour > 8 else at(21, hour)
        await owing.ask()
    owing.now = at(21, 5)
    await owing.until(at(27, 12), timedelta(minutes=45))
    told = {name: await owing.told(name) for name in (NURMALA, DEWI, JOKO)}
    async with owing.sessions() as session:
        school = (await session.scalars(select(School))).one()
        quiet = await quiet_rule(session, school, owing.now)
        for name in (NURMALA, DEWI, JOKO):
            staff = await session.get_one(Person, owing.people[name])
            works = await keeping.working(session, school, staff, at(20, 0))
            assert told[name]
            for when, screen in told[name]:
                assert works.has(when), (name, screen.template, when)
                assert quiet.reason(when) is None
