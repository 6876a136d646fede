"""A teacher takes the log out as a spreadsheet, and gets what she may see."""

from datetime import datetime
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from bot.storage.engine import Sessions
from bot.storage.models import LogEntry, LogKind, Teaching
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.said import give_chat, logged, sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


def sheet(house: House) -> str:
    """The newest spreadsheet, as the text of its cells."""
    newest = max(house.data_dir.glob("files/*.xlsx"), key=lambda path: path.stat().st_mtime_ns)
    with ZipFile(newest) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/"))


def made(house: House) -> int:
    return len(list(house.data_dir.glob("files/*.xlsx")))


async def test_the_answers_to_an_update_come_as_a_spreadsheet_and_the_export_is_logged(
    house: House, siti: Phone, teacher: Phone
) -> None:
    row = await sent_update(house)
    await siti.press("Kami akan hadir")
    await siti.say("=HYPERLINK(1) kami bertiga", reply_to=siti.screen())
    opened = await teacher.forge(f"1:a.update:{row.id}")
    sent = await teacher.press("Sebagai lembar kerja", on=opened)
    assert sent.seen.media is not None
    text = sheet(house)
    assert "Siti Rahayu" in text
    assert "Kami akan hadir" in text
    assert "=HYPERLINK(1) kami bertiga" in text
    assert "<f>" not in text
    (entry,) = await logged(house, "exported")
    assert (entry.update_id, entry.staff_id is not None) == (row.id, True)


async def test_the_homeroom_teacher_gets_her_class_and_no_other(house: House, siti: Phone, teacher: Phone) -> None:
    await siti.say("Ananda sakit hari ini")
    await siti.press("Wali kelas Ananda")
    rahmat = await give_chat(house, "Rahmat Hidayat, S.Si.", 903)
    await sent_update(house, ("X-2",))
    chosen = await teacher.forge("1:x.log")
    assert chosen.buttons[:3] == ["X-1", "X-2", "X-3"]
    await teacher.press("X-1", on=chosen)
    assert "Ananda sakit hari ini" in sheet(house)
    # A colleague who teaches the class gets what concerns himself, and not what the family told its homeroom teacher.
    await rahmat.press("X-1", on=await rahmat.forge("1:x.log"))
    assert "Ananda sakit hari ini" not in sheet(house)


async def test_a_homeroom_teacher_gets_only_her_families_of_a_colleagues_update(house: House, siti: Phone) -> None:
    rahmat = await give_chat(house, "Rahmat Hidayat, S.Si.", 903)
    hendra, yanti = house.phone(HENDRA.user_id), house.phone(YANTI.user_id)
    row = await sent_update(house, ("X-1", "X-2"))
    await hendra.press("We will come")
    await yanti.press("Kami berhalangan")
    await yanti.press("Untuk semuanya")
    await rahmat.forge(f"1:x.update:{row.id}")
    text = sheet(house)
    assert "Yanti Marlina" in text
    assert "Hendra Gunawan" not in text


async def test_nobody_gets_what_is_not_theirs(house: House, siti: Phone, teacher: Phone) -> None:
    row = await sent_update(house)
    rahmat = await give_chat(house, "Rahmat Hidayat, S.Si.", 903)
    async with house.sessions() as session:
        class_id = (await session.scalars(select(LogEntry.class_id).where(LogEntry.class_id.is_not(None)))).first() or 1
    for phone in (siti, rahmat, house.phone(777)):
        await phone.forge(f"1:x.update:{row.id}")
    for phone in (siti, house.phone(777)):
        await phone.forge("1:x.log")
        await phone.forge(f"1:x.class:{class_id}")
    for odd in ("1:x.update:999999", "1:x.class:0", "1:x.update", "1:x.update:9999999999999999999", "1:x.class:-1"):
        await teacher.forge(odd)
    assert made(house) == 0
    assert await logged(house, LogKind.EXPORTED.value) == []


async def test_a_teacher_who_lost_the_class_takes_nothing_out(house: House, teacher: Phone) -> None:
    row = await sent_update(house, ("X-2",))
    async with house.sessions() as session:
        for teaching in await session.scalars(select(Teaching)):
            await session.delete(teaching)
        await session.commit()
    await teacher.forge(f"1:x.update:{row.id}")
    assert made(house) == 0


async def test_an_administrator_may_take_out_any_class(house: House, siti: Phone) -> None:
    await sent_update(house)
    await siti.say("Ananda sakit hari ini", reply_to=siti.screen())
    admin = house.phone(ADMIN.user_id)
    await admin.press("X-1", on=await admin.forge("1:x.log"))
    assert "Ananda sakit hari ini" in sheet(house)
