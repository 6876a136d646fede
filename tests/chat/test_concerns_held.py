"""A family's words in a concern that may hurt: held like any others, read by choice, and nobody else learns more."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.playground.demo import COUNSELLOR
from bot.storage.engine import Sessions
from bot.storage.models import Concern, ConcernMember, Held, HeldState, LogEntry, Outgoing
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.rows import Rows

RUDE = "Dasar guru bodoh, tidak becus mengajar!"
WAYS = ("Jawab dengan tenang", "Serahkan ke operator", "Tetap baca")


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


@pytest.fixture
def mother(house: House) -> Phone:
    return house.phone(PARENTS[0].user_id)


async def told(mother: Phone, words: str = RUDE, to: str = "Nurmala") -> Bubble:
    await mother.say("/cerita")
    await mother.press(to)
    await mother.press("Keadaan")
    return await mother.say(words)


async def answered(teacher: Phone, mother: Phone) -> Bubble:
    """The teacher answered a calm word; what the mother has on her screen."""
    await told(mother, "Ia tidak mau makan sejak kakeknya meninggal.")
    await teacher.say("Turut berduka, Bu.", reply_to=teacher.screen())
    return mother.screen()


def seen(phone: Phone) -> str:
    return "\n".join(bubble.text for bubble in phone.bubbles.values())


async def test_what_a_family_tells_waits_with_a_warning_and_is_read_by_choice(
    rows: Rows, teacher: Phone, mother: Phone
) -> None:
    said = await told(mother)
    assert "Terima kasih atas kepercayaan Ibu" in said.text
    assert "paling lambat" in said.text
    warned = teacher.screen()
    assert "mungkin bernada keras" in warned.text
    assert set(WAYS) <= set(warned.buttons)
    assert "bodoh" not in seen(teacher)
    assert RUDE in (await teacher.press("Tetap baca")).text
    assert (await rows.one(select(Held))).state is HeldState.SHOWN
    await teacher.say("Mari kita bicarakan besok, Bu.", reply_to=teacher.screen())
    assert "Mari kita bicarakan besok" in mother.screen().text


async def test_what_is_added_later_is_held_wherever_the_concern_is_read(
    rows: Rows, teacher: Phone, mother: Phone
) -> None:
    await mother.say(RUDE, reply_to=await answered(teacher, mother))
    assert "Sudah sampai kepada Ibu Nurmala" in mother.screen().text
    assert "mungkin bernada keras" in teacher.screen().text
    concern = await rows.one(select(Concern))
    page = await teacher.forge(f"1:cn.one:{concern.id}")
    assert "ditahan: isinya mungkin menyakitkan" in page.text
    whole = await teacher.press("Semua catatan")
    assert "ditahan: isinya mungkin menyakitkan" in whole.text
    assert "tidak harus membacanya" in (await teacher.press("Pesan yang ditahan", whole)).text
    await teacher.say("/hariini")
    assert "tidak harus membacanya" in (await teacher.press("Pesan yang ditahan")).text
    assert "bodoh" not in seen(teacher)
    assert RUDE not in str([row.payload for row in await rows.all(select(Outgoing))])


async def test_a_held_photo_is_not_shown_by_another_way(rows: Rows, teacher: Phone, mother: Phone) -> None:
    await answered(teacher, mother)
    await mother.press("Tulis pesan")
    await mother.photo(caption=RUDE)
    held = await rows.one(select(Held))
    page = await teacher.forge(f"1:cn.one:{(await rows.one(select(Concern))).id}")
    assert not any(face.startswith("Lihat") for face in page.buttons)
    assert "tidak tersedia" in (await teacher.forge(f"1:cn.file:{held.entry_id}")).text
    assert "bodoh" not in seen(teacher)


async def test_a_calm_answer_goes_out_unread_and_nothing_waits_any_more(
    rows: Rows, teacher: Phone, mother: Phone
) -> None:
    await told(mother)
    await teacher.press("Jawab dengan tenang")
    await teacher.press("Ajak berbicara langsung")
    assert "Bolehkah kita berbicara langsung" in mother.screen().text
    assert "bodoh" not in seen(teacher)
    assert (await rows.one(select(Concern))).next_step == ":look"
    listed = await teacher.say("/hariini")
    assert "Pesan yang ditahan" not in listed.buttons


async def test_an_answer_in_the_chat_decides_too(rows: Rows, teacher: Phone, mother: Phone) -> None:
    await told(mother)
    await teacher.say("Terima kasih, Bu. Saya menelepon besok pagi.", reply_to=teacher.screen())
    assert "Saya menelepon besok pagi" in mother.screen().text
    held = await rows.one(select(Held))
    assert held.state is HeldState.HELD
    assert held.decided_at is not None


async def test_handed_over_the_administrator_reads_this_and_nothing_else(
    house: House, rows: Rows, teacher: Phone, mother: Phone
) -> None:
    await mother.say(RUDE, reply_to=await answered(teacher, mother))
    handed = await teacher.press("Serahkan ke operator")
    assert "Joko Santoso" in handed.text
    passed = mother.screen()
    assert "Joko Santoso, operator sekolah, yang akan menjawabnya" in passed.text
    assert "hanya membaca pesan itu" in passed.text
    admin = house.phone(ADMIN.user_id)
    assert "bodoh" not in seen(admin)
    read = await admin.press("Tetap baca")
    assert RUDE in read.text
    assert "kakeknya" not in seen(admin)
    assert len(await rows.all(select(ConcernMember))) == 1
    concern = await rows.one(select(Concern))
    assert "tidak tersedia" in (await admin.forge(f"1:cn.one:{concern.id}")).text
    await admin.press("Jawab dengan tenang", read)
    await admin.press("Ajak berbicara langsung")
    answered_by = mother.screen()
    assert "Bapak Joko Santoso" in answered_by.text
    assert "Bolehkah kita berbicara langsung" in answered_by.text
    held = await rows.one(select(Held))
    assert held.state is HeldState.HANDED_OVER
    assert "bodoh" not in (await teacher.forge(f"1:sf.show:{held.entry_id}")).text
    page = await teacher.forge(f"1:cn.one:{concern.id}")
    assert "Pesan yang ditahan" not in page.buttons
    entries = await rows.all(select(LogEntry).where(LogEntry.concern_id == concern.id))
    assert RUDE in [entry.text for entry in entries], "nothing is lost"


async def test_who_is_not_in_the_concern_decides_about_nothing_of_it(
    house: House, rows: Rows, teacher: Phone, mother: Phone
) -> None:
    await told(mother)
    held = await rows.one(select(Held))
    strangers = (COUNSELLOR, ADMIN, PARENTS[0], PARENTS[2])
    for who in strangers:
        for action in ("show", "calm", "hand", "one", "say"):
            packed = f"1:sf.{action}:{held.entry_id}" + (":talk" if action == "say" else "")
            assert "tidak tersedia" in (await house.phone(who.user_id).forge(packed)).text
    assert (await rows.one(select(Held))).state is HeldState.HELD
