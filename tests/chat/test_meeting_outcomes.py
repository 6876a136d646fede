"""After a talk: done or not, a line, and a date, in a few taps."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.domain.meetings import MeetingKind, TalkState
from bot.storage.engine import Sessions
from bot.storage.models import Talk
from tests.chat.test_meeting_day import HOURS, open_card
from tests.support.demo import PARENTS, TEACHER
from tests.support.gathering import AFTERWARDS, BEGINS, a_talk
from tests.support.house import House, Phone, open_house
from tests.support.invited import invited_house
from tests.support.rows import Rows

SITI = PARENTS[0]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def talked(house: House) -> str:
    """A talk with Siti is over; the child's name."""
    meeting = await invited_house(house, kind=MeetingKind.TALKS, **HOURS)
    async with house.sessions() as session:
        house.demo.session = session
        demo = house.demo
        child = await demo.child(SITI)
        await a_talk(demo, meeting, await demo.person(TEACHER), child, await demo.person(SITI), BEGINS)
    house.now = AFTERWARDS
    return child.name


async def test_a_talk_gets_its_outcome_and_a_date_from_the_board(house: House, rows: Rows, teacher: Phone) -> None:
    child = await talked(house)
    await open_card(teacher)
    await teacher.press("Papan keluarga")
    shown = await teacher.press(f"{child}: hasil")
    assert "Belum dicatat hasilnya" in shown.text
    await teacher.press("Sudah bertemu")
    shown = await teacher.say("Orang tua menyediakan waktu membaca setiap malam.")
    assert "ditengok lagi" in shown.text
    shown = await teacher.say("entah")
    assert "belum terbaca" in shown.text
    shown = await teacher.press("Dua minggu lagi")
    assert "Rabu, 5 Agustus 2026" in shown.text
    talk = await rows.one(select(Talk))
    assert (talk.state, talk.follow_up) == (TalkState.DONE, date(2026, 8, 5))
    assert talk.outcome == "Orang tua menyediakan waktu membaca setiap malam."
    await teacher.press("Ubah tanggal")
    shown = await teacher.say("12 Agustus")
    assert "12 Agustus 2026" in shown.text
    await teacher.press("Ubah tanggal")
    await teacher.press("Tidak perlu tanggal")
    assert (await rows.one(select(Talk))).follow_up is None


async def test_who_did_not_come_is_noted_and_can_be_taken_back(house: House, rows: Rows, teacher: Phone) -> None:
    child = await talked(house)
    await open_card(teacher)
    await teacher.press("Papan keluarga")
    await teacher.press(f"{child}: hasil")
    shown = await teacher.press("Tidak hadir")
    assert "Keluarga tidak hadir" in shown.text
    await teacher.press("Urungkan")
    assert (await rows.one(select(Talk))).state is TalkState.BOOKED
    await teacher.press("Tulis hasilnya")
    shown = await teacher.say("x" * 301)
    assert "terlalu panjang" in shown.text
    await teacher.press("‹ Kembali")
    assert (await rows.one(select(Talk))).outcome is None
