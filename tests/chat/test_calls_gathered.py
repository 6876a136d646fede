"""What other lists say comes onto the one to phone, and off both once somebody was reached."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.storage.engine import Sessions
from bot.storage.models import Escalation, EscalationState, LogEntry, LogKind, Pupil
from tests.support.demo import PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.rows import Rows
from tests.support.said import sent_update
from tests.support.silence import follow_up, pass_by, tick


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def first_child(house: House) -> Pupil:
    async with house.sessions() as session:
        house.demo.session = session
        return await house.demo.child(PARENTS[0])


async def test_a_silent_family_that_was_reached_is_off_both_lists(house: House, rows: Rows, teacher: Phone) -> None:
    await follow_up(house)
    row = await sent_update(house)
    await tick(house)
    for hours in (50, 24, 24):
        await pass_by(house, hours)
    child = await first_child(house)
    shown = await teacher.say("/telepon")
    assert "36 keluarga" in shown.text
    await teacher.forge(f"1:cl.fam:{child.id}")
    assert "kami ingin memastikan kabar itu sampai" in teacher.screen().text
    shown = await teacher.press("Tersambung: Siti")
    assert any(face.startswith("Berikutnya: ") for face in shown.buttons)
    found = await rows.one(select(Escalation).where(Escalation.update_id == row.id, Escalation.pupil_id == child.id))
    assert found.state is EscalationState.STOPPED
    assert "35 keluarga" in (await teacher.say("/telepon")).text
    assert "35 keluarga" in (await teacher.forge("1:e.calls:0")).text
    called = await rows.one(select(LogEntry).where(LogEntry.kind == LogKind.CALLED))
    assert (called.update_id, called.pupil_id, called.choice) == (row.id, child.id, "reached")


async def test_no_answer_leaves_it_on_both_lists(house: House, rows: Rows, teacher: Phone) -> None:
    await follow_up(house)
    await sent_update(house)
    await tick(house)
    for hours in (50, 24, 24):
        await pass_by(house, hours)
    child = await first_child(house)
    await teacher.forge(f"1:cl.out:{child.id}:no_answer:0")
    assert "36 keluarga" in (await teacher.say("/telepon")).text
    assert "36 keluarga" in (await teacher.forge("1:e.calls:0")).text
