"""A family chooses a time to meet: at most three taps, no typing, and a kind word where something is in the way."""

from datetime import datetime

import pytest

from bot.playground.demo import PARENTS
from bot.storage.engine import Sessions
from tests.support.house import House, open_house
from tests.support.talking import standing, talks

SITI, HENDRA, YANTI, AGUS = PARENTS
"""Siti and Hendra have one child in X-1, Yanti has one there and one in X-2."""
CHOOSE = "Pilih waktu"


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


async def test_one_child_and_one_teacher_two_taps(house: House) -> None:
    await talks(house)
    siti = house.phone(SITI.user_id)
    times = await siti.press(CHOOSE)
    assert "Rabu, 29 Juli 2026" in times.text
    assert [face for face in times.buttons if face[0].isdigit()] == [
        "13.00",
        "13.10",
        "13.20",
        "13.30",
        "13.40",
        "13.50",
    ]
    booked = await siti.press("13.10")
    assert siti.taps == 2
    assert "Rabu, 29 Juli 2026 pukul 13.10 WIB" in booked.text
    assert "Ruang guru" in booked.text
    (talk,) = await standing(house)
    assert talk.starts_at.isoformat() == "2026-07-29T06:10:00+00:00"
