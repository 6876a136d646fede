"""What is answered and stays quiet is settled by itself, quietly; any word opens it again."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.promises import PromiseRule, dump_promise
from bot.domain.threads import BY_ITSELF, ThreadState
from bot.jobs import ticks
from bot.services.threads import settling
from bot.storage.engine import Sessions
from bot.storage.models import Call, LogEntry, LogKind, Outgoing, School, Thread
from tests.support.asked import A_DAY, answer, ask, threads
from tests.support.demo import PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.rows import Rows

SITI = PARENTS[0]
A_FORTNIGHT = 14 * A_DAY
MOMENT = timedelta(seconds=1)


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


async def tick(house: House, later: timedelta = timedelta()) -> None:
    house.now += later
    await ticks.settle_quiet(house.sessions, lambda: house.now)


async def states(house: House) -> list[ThreadState]:
    return [one.state for one in await threads(house)]


async def test_after_a_quiet_fortnight_it_is_settled_once_and_nobody_is_disturbed(
    house: House, rows: Rows, siti: Phone
) -> None:
    await ask(siti)
    await answer(house, "Halaman 12, Bu.", TEACHER)
    sent = len(await rows.all(select(Outgoing)))
    await tick(house, A_FORTNIGHT - MOMENT)
    assert await states(house) == [ThreadState.FAMILY]
    await tick(house, MOMENT)
    await tick(house, A_DAY)
    (thread,) = await threads(house)
    assert (thread.state, thread.closed_at) == (ThreadState.DONE, house.now - A_DAY)
    note = await rows.one(select(LogEntry).where(LogEntry.kind == LogKind.SETTLED))
    assert (note.choice, note.person_id, note.staff_id) == (BY_ITSELF, None, None)
    assert len(await rows.all(select(Outgoing))) == sent


async def test_both_sides_read_why_it_is_settled(house: House, siti: Phone) -> None:
    await ask(siti)
    await answer(house, "Halaman 12, Bu.", TEACHER)
    await tick(house, A_FORTNIGHT)
    (thread,) = await threads(house)
    shown = await siti.forge(f"1:qs.show:{thread.id}")
    assert "Dianggap selesai karena tidak ada pertanyaan lagi" in shown.text
    assert "Buka lagi" in shown.buttons
    listed = await house.phone(TEACHER.user_id).forge(f"1:qa.show:{thread.id}")
    assert "Dianggap selesai karena tidak ada pertanyaan lagi" in listed.text


async def test_a_later_reply_to_the_answer_opens_it_again(house: House, siti: Phone) -> None:
    await ask(siti)
    await answer(house, "Halaman 12, Bu.", TEACHER)
    answered = siti.screen()
    await tick(house, A_FORTNIGHT)
    said = await siti.say("Maaf, Bu, halaman 12 atau 21?", reply_to=answered)
    assert "paling lambat" in said.text
    assert "halaman 12 atau 21" in house.phone(TEACHER.user_id).screen().text
    (thread,) = await threads(house)
    assert (thread.state, thread.closed_at) == (ThreadState.SCHOOL, None)
    assert thread.promised_at is not None
    await tick(house, 3 * A_FORTNIGHT)
    assert await states(house) == [ThreadState.SCHOOL], "what the school owes is never settled by itself"


async def test_a_word_of_thanks_begins_the_quiet_time_anew(house: House, siti: Phone) -> None:
    await ask(siti)
    await answer(house, "Halaman 12, Bu.", TEACHER)
    house.now += A_FORTNIGHT - A_DAY
    await siti.say("Terima kasih, Bu", reply_to=siti.screen())
    await tick(house, A_DAY)
    assert await states(house) == [ThreadState.FAMILY]
    await tick(house, A_FORTNIGHT - A_DAY)
    assert await states(house) == [ThreadState.DONE]


async def test_what_is_not_answered_or_has_to_be_phoned_is_left_alone(house: House, rows: Rows, siti: Phone) -> None:
    await ask(siti)
    await ask(siti)
    await siti.block()
    await answer(house, "Halaman 12, Bu.", TEACHER)
    assert await rows.all(select(Call)) != []
    await tick(house, 2 * A_FORTNIGHT)
    assert await states(house) == [ThreadState.NEW, ThreadState.FAMILY]


async def test_the_school_says_after_how_many_days(house: House, siti: Phone) -> None:
    async with house.sessions() as session:
        await session.execute(update(School).values(promise=dump_promise(PromiseRule(settled_days=30))))
        await session.commit()
    await ask(siti)
    await answer(house, "Halaman 12, Bu.", TEACHER)
    await tick(house, 29 * A_DAY)
    assert await states(house) == [ThreadState.FAMILY]
    await tick(house, A_DAY)
    assert await states(house) == [ThreadState.DONE]


async def test_many_are_settled_a_few_at_a_time_and_all_in_one_round(
    house: House, rows: Rows, siti: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "CHUNK", 2)
    for _each in range(5):
        await ask(siti)
        await answer(house, "Halaman 12, Bu.", TEACHER)
    await tick(house, A_FORTNIGHT)
    assert await states(house) == [ThreadState.DONE] * 5
    assert len(await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.SETTLED))) == 5
    async with house.sessions() as session:
        assert list(await session.scalars(select(Thread.id).where(Thread.promised_at.is_not(None)))) == []
