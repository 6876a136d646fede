"""A class's month on screen, and as a file that a spreadsheet program and our own reader understand."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bot.domain.attendance import DayState
from bot.domain.marksheets import SKIPPED, SheetLayout
from bot.marks import read_marks
from bot.playground.demo import PARENTS, TEACHER
from bot.services import attendance, scope
from bot.storage.engine import Sessions
from bot.storage.models import LogKind, Pupil, Teaching
from tests.support.house import House, Phone, open_house
from tests.support.said import give_chat, logged

JULY = [date(2026, 7, day) for day in (13, 14, 15)]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def fill(house: House, names: dict[int, str] | None = None) -> list[str]:
    """Three days: the first pupil ill on two, the second late on one; the names of the class."""
    async with house.sessions() as session:
        house.demo.session = session
        of = await house.demo.school_class()
        pupils = list(await session.scalars(scope.pupils_of(of)))
        for at, name in (names or {}).items():
            pupils[at].name = name
        days = {pupils[0].id: dict.fromkeys(JULY[:2], DayState.SICK), pupils[1].id: {JULY[2]: DayState.LATE}}
        await attendance.import_days(
            session, of.id, {pupil.id: days.get(pupil.id, {}) for pupil in pupils}, JULY, house.now
        )
        await session.commit()
        return [pupil.name for pupil in await session.scalars(scope.pupils_of(of))]


def newest(house: House) -> Path:
    return max(house.data_dir.glob("files/*.xlsx"), key=lambda path: path.stat().st_mtime_ns)


async def test_the_month_names_who_missed_something_and_counts_the_others(house: House, teacher: Phone) -> None:
    first, second, *_rest = await fill(house)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    recap = await teacher.press("Rekap bulanan")
    assert "Rekap absensi X-1, Juli 2026" in recap.text
    assert f"• {first}: sakit 2" in recap.text
    assert f"• {second}: terlambat 1" in recap.text
    assert "selalu hadir dan tepat waktu: 34." in recap.text
    assert "‹ Bulan sebelumnya" not in recap.buttons
    house.now += timedelta(days=20)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    august = await teacher.press("Rekap bulanan")
    assert "Absensi diisi pada 0 hari." in august.text
    assert "Juli 2026" in (await teacher.press("‹ Bulan sebelumnya")).text


async def test_the_file_has_a_column_a_day_and_no_name_becomes_a_formula(house: House, teacher: Phone) -> None:
    risky = "=HYPERLINK(1)"
    await fill(house, {3: risky})
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    await teacher.press("Rekap bulanan")
    sent = await teacher.press("Sebagai lembar kerja")
    assert sent.seen.media is not None
    rows = CalamineWorkbook.from_path(newest(house)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[1][:2] == ["Sekolah", "SMA Titian Bangsa"]
    assert rows[2][:2] == ["Kelas", "X-1"]
    assert rows[3][:2] == ["Bulan", "Juli 2026"]
    header = rows[5]
    assert header[:3] == ["No", "Nama", "NISN"]
    assert header[3:] == [*(str(day) for day in range(1, 32)), "S", "I", "A", "T", "Keterangan"]
    ill = next(row for row in rows[6:] if row[-5] == 2)
    assert (ill[3 + 12], ill[3 + 13], ill[3 + 14], ill[3 + 15]) == ("S", "S", "✓", "")
    assert len(rows) == 6 + 36
    assert risky in {row[1] for row in rows}
    with ZipFile(newest(house)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    (entry,) = await logged(house, LogKind.EXPORTED.value)
    assert entry.class_id is not None


async def test_what_the_bot_writes_it_can_read_again(house: House, teacher: Phone) -> None:
    first, second, *_rest = await fill(house)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    await teacher.press("Rekap bulanan")
    await teacher.press("Sebagai lembar kerja")
    read = read_marks(newest(house), "absensi-X-1-2026-07.xlsx")
    (sheet,) = read.sheets
    assert (sheet.layout, sheet.class_name, sheet.month) == (SheetLayout.GRID, "X-1", date(2026, 7, 1))
    assert sheet.registers == tuple(JULY)
    days = {row.name: dict(row.days) for row in sheet.rows}
    assert len(days) == 36
    assert days[first] == dict.fromkeys(JULY[:2], DayState.SICK)
    assert days[second] == {JULY[2]: DayState.LATE}
    assert [remark for remark in read.remarks if remark.code in SKIPPED] == []


async def test_only_who_may_see_the_class_gets_its_file(house: House, teacher: Phone) -> None:
    await fill(house)
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    recap = await teacher.press("Rekap bulanan")
    wanted = recap.choice("Sebagai lembar kerja").data
    rahmat = await give_chat(house, "Rahmat Hidayat, S.Si.", 903)
    async with house.sessions() as session:
        for row in await session.scalars(select(Teaching)):
            await session.delete(row)
        await session.commit()
    for one in (house.phone(PARENTS[0].user_id), rahmat):
        assert (await one.forge(wanted)).seen.media is None
    assert list(house.data_dir.glob("files/*.xlsx")) == []
    for month in ("2026-06", "2026-08", "2026-13", "9999-12", "x"):
        assert (await teacher.forge(wanted.replace("2026-07", month))).seen.media is None


async def test_who_has_left_is_in_no_recap(house: House, teacher: Phone) -> None:
    first, *_rest = await fill(house)
    async with house.sessions() as session:
        pupil = (await session.scalars(select(Pupil).where(Pupil.name == first))).first()
        assert pupil is not None
        pupil.left_at = house.now
        await session.commit()
    await teacher.say("absensi")
    await teacher.press("▫ X-1")
    assert first not in (await teacher.press("Rekap bulanan")).text
