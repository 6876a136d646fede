"""A homeroom teacher sends a month's attendance, and taps in a hurry: kept once, with what is open asked first."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.domain.attendance import DayState
from bot.storage.engine import Sessions
from bot.storage.models import Absence, LogEntry, LogKind, Register
from tests.marks.forms import Child, grid, workbook
from tests.support.demo import TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.marked import by_name
from tests.support.rows import Rows


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def july(house: House, title: str = "Juli 2026") -> bytes:
    """Two days of July; the second pupil was ill on one of them."""
    days = [{15: ".", 16: "."} for _pupil in await by_name(house)]
    days[1] = {15: "S", 16: "."}
    pupils = await by_name(house)
    return workbook(grid([Child(one.name, days=signs) for one, signs in zip(pupils, days, strict=True)], title))


async def test_a_months_attendance_is_kept_once_however_often_it_is_tapped(
    house: House, teacher: Phone, rows: Rows
) -> None:
    preview = await teacher.document(await july(house), "daftar hadir.xlsx")
    assert "Daftar hadir, X-1, Juli 2026: 36 murid" in preview.text
    assert "Absensi 2 hari baru" in preview.text
    kept = await teacher.press("Simpan", on=preview)
    assert "Absensi: 2 hari baru" in kept.text
    assert not any(face.startswith("Terbitkan") for face in kept.buttons)
    await teacher.press("Simpan", on=preview)
    assert len(await rows.all(select(Register))) == 2
    absence = await rows.one(select(Absence))
    assert (absence.day, absence.state) == (date(2026, 7, 15), DayState.SICK)
    assert len(await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.IMPORTED))) == 1


async def test_a_month_that_the_sheet_does_not_name_is_asked_for(house: House, teacher: Phone, rows: Rows) -> None:
    shown = await teacher.document(await july(house, ""), "daftar hadir.xlsx")
    assert "daftar hadir bulan apa" in shown.text
    shown = await teacher.press("Juli 2026")
    assert "Absensi 2 hari baru" in shown.text
    await teacher.press("Simpan")
    assert {row.day for row in await rows.all(select(Register))} == {date(2026, 7, 15), date(2026, 7, 16)}
