"""An administrator sends the school's roster into the chat, looks, and applies it."""

import re
from datetime import datetime
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from bot.chat.attachments import Expected, ReadFile, read
from bot.chat.flows.rosters.draft import Importing
from bot.chat.unreadable import KINDS, too_much
from bot.domain.remarks import remark_text
from bot.domain.roster import Remark, RemarkCode
from bot.sheets import errors
from bot.storage.engine import Sessions
from bot.storage.models import Draft, LogEntry, LogKind, Person, Pupil, School, SchoolClass
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house

SHEET = """Nama,NISN,Kelas,JK,Nama Ibu,No HP
Rini Lestari,0061234501,X-9,P,Wati Suryani,081234567801
Dimas Pratama,0061234502,X-9,L,=HYPERLINK("http://x"),081234567802
,0061234503,X-9,L,,
Sinta Dewi,12,X-9,P,Ratna Sari,bukan nomor
"""


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def admin(house: House) -> Phone:
    return house.phone(ADMIN.user_id)


async def send(phone: Phone, content: bytes | str, name: str = "murid.csv") -> Bubble:
    """Send a file as a document."""
    return await phone.document(content.encode() if isinstance(content, str) else content, name)


async def count(house: House, model: type[Pupil] | type[Person] | type[SchoolClass]) -> int:
    async with house.sessions() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def test_a_file_is_shown_as_a_plan_and_changes_nothing_until_it_is_applied(house: House, admin: Phone) -> None:
    before = await count(house, Pupil)
    preview = await send(admin, SHEET)
    assert "Murid baru: 3" in preview.text
    assert "Kelas baru: 1" in preview.text
    assert "baris 4" in preview.text
    assert preview.buttons[:2] == ["Terapkan", "Batal"]
    assert await count(house, Pupil) == before
    done = await admin.press("Terapkan")
    assert "3 baru" in done.text
    assert await count(house, Pupil) == before + 3


async def test_an_import_is_logged_and_leaves_no_draft(house: House, admin: Phone) -> None:
    await send(admin, SHEET)
    await admin.press("Terapkan")
    async with house.sessions() as session:
        entry = (await session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.IMPORTED))).one()
        drafts = list(await session.scalars(select(Draft)))
    assert entry.staff_id is not None
    assert drafts == []


async def test_the_same_file_again_has_nothing_to_apply(house: House, admin: Phone) -> None:
    await send(admin, SHEET)
    await admin.press("Terapkan")
    again = await send(admin, SHEET)
    assert "sudah sama dengan berkas ini" in again.text
    assert "Terapkan" not in again.buttons


async def test_a_double_tap_applies_once(house: House, admin: Phone) -> None:
    before = await count(house, Pupil)
    preview = await send(admin, SHEET)
    await admin.press("Terapkan", on=preview)
    await admin.press("Terapkan", on=preview)
    assert await count(house, Pupil) == before + 3


async def test_a_plan_that_is_no_longer_true_is_not_applied_and_can_be_looked_at_again(
    house: House, admin: Phone
) -> None:
    await send(admin, SHEET)
    async with house.sessions() as session:
        (await session.scalars(select(School))).one().roster_version += 1
        await session.commit()
    before = await count(house, Pupil)
    refused = await admin.press("Terapkan")
    assert "Tidak ada yang diterapkan" in refused.text
    assert await count(house, Pupil) == before
    again = await admin.press("Periksa lagi")
    assert "Murid baru: 3" in again.text
    await admin.press("Terapkan", on=again)
    assert await count(house, Pupil) == before + 3


async def test_the_button_of_an_older_preview_applies_nothing(house: House, admin: Phone) -> None:
    older = await send(admin, SHEET)
    await send(admin, SHEET.replace("Sinta", "Santi"))
    before = await count(house, Pupil)
    await admin.press("Terapkan", on=older)
    assert await count(house, Pupil) == before


async def test_cancelling_forgets_the_file(house: House, admin: Phone) -> None:
    preview = await send(admin, SHEET)
    before = await count(house, Pupil)
    assert "tidak ada yang diubah" in (await admin.press("Batal")).text
    await admin.press("Terapkan", on=preview)
    assert await count(house, Pupil) == before


@pytest.mark.parametrize("sender", [TEACHER.user_id, PARENTS[0].user_id, 777])
async def test_nobody_else_can_import(house: House, admin: Phone, sender: int) -> None:
    preview = await send(admin, SHEET)
    apply = preview.choice("Terapkan").data
    before = await count(house, Pupil)
    other = house.phone(sender)
    for press in ("1:r.help", apply, apply.replace("apply", "report"), "1:r.again", "1:r.cancel"):
        await other.forge(press)
    await send(other, SHEET)
    assert await count(house, Pupil) == before
    await admin.press("Terapkan", on=preview)
    assert await count(house, Pupil) == before + 3


async def test_the_help_says_what_is_understood_and_waits_for_the_file(house: House, admin: Phone) -> None:
    explained = await admin.forge("1:r.help")
    assert "Dapodik" in explained.text
    assert "Mohon kirim lembar kerja sebagai dokumen" in (await admin.say("berkasnya mana ya")).text
    assert "Murid baru: 3" in (await send(admin, SHEET)).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Berkasnya kosong"),
        (b"%PDF-1.7", "Ini PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "Ini gambar"),
        (b"apa,saja\n1,2\n", "Tidak ada lembar dengan baris judul"),
        (b"PK\x03\x04broken", "rusak"),
    ],
)
async def test_a_file_that_cannot_be_read_gets_a_polite_reason(
    house: House, admin: Phone, content: bytes, said: str
) -> None:
    before = await count(house, Pupil)
    answer = await send(admin, content)
    assert said in answer.text
    assert "Tidak ada yang diubah" in answer.text
    assert await count(house, Pupil) == before


async def test_an_earlier_years_file_is_not_taken(house: House, admin: Phone) -> None:
    async with house.sessions() as session:
        for found in await session.scalars(select(SchoolClass)):
            found.year = "2031/2032"
        await session.commit()
    assert "2031/2032" in (await send(admin, SHEET)).text


async def test_the_full_report_comes_as_a_spreadsheet_without_formulas(house: House, admin: Phone) -> None:
    await send(admin, SHEET)
    report = await admin.press("Laporan lengkap")
    assert report.seen.media is not None
    (path,) = house.data_dir.glob("files/*.xlsx")
    with ZipFile(path) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert not any("<f>" in sheet for sheet in sheets)
    assert any("Rini Lestari" in sheet for sheet in sheets)
    assert any("Sinta Dewi" in sheet for sheet in sheets)


async def test_nothing_but_the_neutral_roster_is_kept(house: House, admin: Phone) -> None:
    secret = SHEET.replace("No HP", "No HP,NIK").replace("081234567801", "081234567801,1401012345678901")
    await send(admin, secret)
    async with house.sessions() as session:
        (draft,) = await session.scalars(select(Draft))
    kept = Importing(**draft.data)
    assert "Rini Lestari" in repr(kept.roster)
    assert "1401012345678901" not in repr(kept.roster)


def test_every_remark_and_every_reason_has_its_sentence() -> None:
    for code in RemarkCode:
        phrase = remark_text(Remark("Lembar 1", 7, "NISN", code, ("a", "b", "c")))
        assert set(re.findall(r"%\((\w+)\)s", phrase.msgid)) <= set(phrase.values)
    assert set(KINDS) == set(errors.FileKind)
    assert all(too_much(limit, 5_000_000) for limit in errors.Limit)
    assert isinstance(read(b"", "x", Expected("ID")), ReadFile)
