"""A homeroom teacher's own line below the greeting."""

from datetime import datetime

import pytest

from bot.playground.demo import PARENTS, TEACHER
from bot.storage.engine import Sessions
from tests.support.house import House, Phone, open_house
from tests.support.said import sent_update

SITI = PARENTS[0]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


async def write_line(teacher: Phone, line: str) -> str:
    await teacher.say("/menu")
    await teacher.press("Keluarga kelas")
    await teacher.press("Kalimat sapaan")
    return (await teacher.say(line)).text


async def test_the_line_stands_below_the_greeting_of_her_class(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    assert "Sudah disimpan" in await write_line(teacher, "Semoga Bapak/Ibu <sehat> selalu.")
    await sent_update(house)
    assert house.phone(SITI.user_id).screen().text.startswith("Selamat pagi,\nSemoga Bapak/Ibu <sehat> selalu.")


async def test_a_line_that_is_too_long_is_asked_for_again(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    assert "paling panjang 120" in await write_line(teacher, "x" * 121)
    assert "Sudah disimpan" in (await teacher.say("Salam hangat dari kelas X-1.")).text


async def test_a_removed_line_is_gone(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await write_line(teacher, "Salam hangat.")
    await teacher.press("Hapus kalimat")
    await sent_update(house)
    assert "Salam hangat" not in house.phone(SITI.user_id).screen().text
