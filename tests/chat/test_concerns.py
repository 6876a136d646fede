"""A teacher worries about a pupil: a few taps, a message that asks, two times, what was agreed, an end and a return."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.concerns import ConcernState
from bot.playground.demo import COUNSELLOR, DEWI
from bot.storage.engine import Sessions
from bot.storage.models import Concern, ConcernMember, LogEntry, LogKind, Person
from tests.support.asked import ask, threads
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.rows import Rows

TAPS = (
    *("one", "said:0", "first:0", "reply", "agree", "close", "next", "members"),
    *("end:better", "leave", "send", "write", "open", "other"),
)


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


async def child_name(house: House) -> str:
    async with house.sessions() as session:
        house.demo.session = session
        return (await house.demo.child(PARENTS[0])).name


async def begun(house: House, teacher: Phone, area: str = "Belajar") -> Bubble:
    """The teacher has chosen the first child and an area."""
    name = await child_name(house)
    await teacher.say("/menu")
    await teacher.press("Pendampingan")
    shown = await teacher.press("Mulai pendampingan")
    if "X-1" in shown.buttons:
        shown = await teacher.press("X-1")
    while not any(face.startswith(name) for face in shown.buttons):
        shown = await teacher.press("›")
    await teacher.press(name)
    return await teacher.press(area)


async def raised(house: House, teacher: Phone, seen: str = "Beberapa tugas", area: str = "Belajar") -> Bubble:
    """A concern of the teacher about the first child, with the counsellor in it."""
    await begun(house, teacher, area)
    await teacher.press(seen)
    await teacher.press("Menulis ke keluarga")
    shown = await teacher.press("Sel, 21 Jul")
    await teacher.press("Ratna")
    assert "beberapa tugas" in shown.text or area != "Belajar"
    return await teacher.press("Simpan")


async def the_concern(rows: Rows) -> Concern:
    return await rows.one(select(Concern))


async def test_it_is_raised_with_a_few_taps_and_who_is_in_it_knows(house: House, rows: Rows, teacher: Phone) -> None:
    shown = await raised(house, teacher)
    assert "Sudah disimpan. Hanya yang ikut yang melihatnya." in shown.text
    assert "Keluarga belum diberi tahu." in shown.text
    concern = await the_concern(rows)
    assert (concern.state, concern.next_step, concern.next_on) == (ConcernState.OPEN, ":family", date(2026, 7, 21))
    told = house.phone(COUNSELLOR.user_id).screen()
    assert "Pendampingan baru" in told.text
    assert "beberapa tugas belum terkumpul" in told.text
    assert len(await rows.all(select(ConcernMember))) == 2


async def test_what_judges_is_asked_for_in_other_words_and_what_is_loud_is_said_quietly(
    house: House, rows: Rows, teacher: Phone
) -> None:
    await begun(house, teacher)
    shown = await teacher.say("Anaknya malas sekali")
    assert "Kata ini bisa terbaca sebagai penilaian: malas" in shown.text
    shown = await teacher.say("Tiga tugas terakhir BELUM terkumpul!")
    assert "Apa langkah berikutnya?" in shown.text
    await teacher.say("Menanyakan kepada guru matematika")
    await teacher.say("Jumat")
    await teacher.press("Simpan")
    entry = await rows.one(select(LogEntry).where(LogEntry.kind == LogKind.CONCERN))
    assert entry.text == "Tiga tugas terakhir Belum terkumpul."
    assert (await the_concern(rows)).next_on == date(2026, 7, 24)


async def test_another_pupils_name_stops_it(house: House, rows: Rows, teacher: Phone) -> None:
    async with house.sessions() as session:
        house.demo.session = session
        other = (await house.demo.child(PARENTS[1])).name
    await begun(house, teacher)
    shown = await teacher.say(f"Sering berselisih dengan {other}")
    assert "ada hal tentang murid lain" in shown.text
    assert other in shown.text
    assert await rows.all(select(Concern)) == []


async def test_the_family_is_asked_and_takes_a_time_with_one_tap(
    house: House, rows: Rows, teacher: Phone, mother: Phone
) -> None:
    await raised(house, teacher)
    shown = await teacher.press("Tulis ke keluarga")
    assert "Yang kami lihat di sekolah: beberapa tugas belum terkumpul." in shown.text
    assert "Yth. Bapak/Ibu Orang Tua/Wali" in shown.text
    shown = await teacher.press("Kirim ke keluarga")
    assert "Sudah kami teruskan kepada keluarga." in shown.text
    message = mother.screen()
    assert "Yth. Ibu Orang Tua/Wali dari Ananda" in message.text
    assert "Bagaimana Ananda belajar di rumah" in message.text
    assert "!" not in message.text
    first, second, *_others = message.buttons
    assert first != second
    shown = await mother.press(second)
    assert "menantikan Ibu pada" in shown.text
    concern = await the_concern(rows)
    assert concern.chosen_at == datetime.fromisoformat(concern.times[1])
    assert "memilih waktu berbincang" in teacher.screen().text
    assert "memilih waktu berbincang" in house.phone(COUNSELLOR.user_id).screen().text
    assert await mother.press(first)
    assert (await the_concern(rows)).chosen_at == datetime.fromisoformat(concern.times[0])


async def test_another_time_is_asked_for_and_typed_times_are_offered(
    house: House, rows: Rows, teacher: Phone, mother: Phone
) -> None:
    await raised(house, teacher)
    await teacher.press("Tulis ke keluarga")
    await teacher.press("Kirim ke keluarga")
    shown = await mother.press("Waktu lain")
    assert "Hari dan jam berapa yang cocok bagi Ibu?" in shown.text
    shown = await mother.say("Kamis sore saya bisa")
    assert "Sudah sampai kepada Ibu Nurmala Sari" in shown.text
    assert "paling lambat" in shown.text
    assert "Kamis sore saya bisa" in teacher.screen().text
    assert (await the_concern(rows)).next_step == ":answer"
    await teacher.press("Buka")
    await teacher.press("Tawarkan dua waktu")
    await teacher.press("Ketik waktunya")
    assert "belum kami pahami" in (await teacher.say("nanti saja")).text
    assert "dua waktu yang berbeda" in (await teacher.say("Kamis 15.00")).text
    shown = await teacher.say("Kamis 15.00, Jumat 10.00")
    assert "Dua waktu ini kami tawarkan" in shown.text
    await teacher.press("Kirim ke keluarga")
    assert "ingin berbincang lagi dengan Ibu" in mother.screen().text
    assert "15.00" in mother.screen().text


async def test_words_go_both_ways_by_a_reply_in_the_chat(
    house: House, rows: Rows, teacher: Phone, mother: Phone
) -> None:
    await raised(house, teacher)
    await teacher.press("Tulis ke keluarga")
    await teacher.press("Kirim ke keluarga")
    await mother.say("Ia baru pindah kamar, Bu.", reply_to=mother.screen())
    arrived = teacher.screen()
    assert "Ia baru pindah kamar, Bu." in arrived.text
    shown = await teacher.say("Terima kasih sudah bercerita, Bu.", reply_to=arrived)
    assert "Sudah kami teruskan" in shown.text
    assert "Terima kasih sudah bercerita, Bu." in mother.screen().text
    assert (await the_concern(rows)).next_step == ":look"
    await mother.press("Tulis pesan")
    await mother.voice()
    assert "dengan pesan suara" in teacher.screen().text


async def test_what_was_agreed_is_written_down_told_and_looked_at_again(
    house: House, rows: Rows, teacher: Phone, mother: Phone
) -> None:
    await raised(house, teacher)
    await teacher.press("Tulis ke keluarga")
    await teacher.press("Kirim ke keluarga")
    await teacher.press("Kesepakatan")
    shown = await teacher.say("Di rumah: tugas dikerjakan sebelum makan malam.\nDi sekolah: dilihat setiap Jumat.")
    assert "kapan?" in shown.text
    await teacher.say("3 Agustus")
    told = mother.screen()
    assert "Inilah yang kita sepakati" in told.text
    assert "Di sekolah: dilihat setiap Jumat." in told.text
    assert "3 Agustus 2026" in told.text
    concern = await the_concern(rows)
    assert (concern.next_step, concern.next_on) == (":look", date(2026, 8, 3))
    agreed = await rows.one(select(LogEntry).where(LogEntry.kind == LogKind.AGREED))
    assert agreed.concern_id == concern.id


async def test_it_is_closed_with_a_word_and_the_familys_words_open_it_again(
    house: House, rows: Rows, teacher: Phone, mother: Phone
) -> None:
    await raised(house, teacher)
    await teacher.press("Tulis ke keluarga")
    await teacher.press("Kirim ke keluarga")
    await teacher.press("Selesaikan")
    shown = await teacher.press("Keadaannya sudah membaik")
    assert "Pendampingan ini selesai" in shown.text
    assert (await the_concern(rows)).state is ConcernState.CLOSED
    ended = mother.screen()
    assert "kami akhiri hari ini" in ended.text
    assert "membaik" not in ended.text
    await mother.say("Bu, sejak kemarin terjadi lagi.", reply_to=ended)
    assert "dibuka lagi" in teacher.screen().text
    concern = await the_concern(rows)
    assert (concern.state, concern.next_step) == (ConcernState.OPEN, ":answer")


async def test_colleagues_come_leave_and_hand_it_on(house: House, rows: Rows, teacher: Phone) -> None:
    await raised(house, teacher)
    counsellor = house.phone(COUNSELLOR.user_id)
    await teacher.press("Yang ikut")
    shown = await teacher.press("＋ Dewi")
    assert "Rekan Bapak/Ibu sudah ikut" in shown.text
    assert len(await rows.all(select(ConcernMember))) == 3
    await teacher.press("Teruskan kepada Ratna")
    assert "Langkah berikutnya sekarang di tangan Bapak/Ibu" in counsellor.screen().text
    shown = await teacher.press("Keluar dari pendampingan")
    assert "tidak melihatnya lagi" in shown.text
    await teacher.press("Ya, keluar")
    concern = await the_concern(rows)
    counsel = await rows.one(select(Person).where(Person.name == COUNSELLOR.name))
    assert concern.keeper_id == counsel.id
    child = await child_name(house)
    assert child not in (await teacher.forge(f"1:cn.one:{concern.id}")).text
    await counsellor.forge(f"1:cn.gone:{concern.id}")
    assert len(await rows.all(select(ConcernMember))) == 2


@pytest.mark.parametrize("sender", [ADMIN.user_id, DEWI.user_id, PARENTS[0].user_id, PARENTS[1].user_id, 777])
async def test_nobody_else_sees_or_changes_it(house: House, rows: Rows, teacher: Phone, sender: int) -> None:
    await raised(house, teacher)
    concern, name, other = await the_concern(rows), await child_name(house), house.phone(sender)
    for action in TAPS:
        key, *rest = action.split(":")
        shown = await other.forge(":".join((f"1:cn.{key}", str(concern.id), *rest)))
        assert name not in shown.text, action
    assert (await the_concern(rows)).state is ConcernState.OPEN
    assert len(await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.CONCERN_STEP))) == 0


async def test_words_that_only_may_answer_it_are_asked_about_and_then_only_who_is_in_it_reads_them(
    house: House, teacher: Phone, mother: Phone
) -> None:
    await ask(mother)
    house.now += timedelta(minutes=1)
    await raised(house, teacher)
    await teacher.press("Tulis ke keluarga")
    await teacher.press("Kirim ke keluarga")
    house.now += timedelta(minutes=1)
    shown = await mother.say("Di rumah juga begitu, Bu.")
    assert "Untuk siapa pesan ini?" in shown.text
    assert shown.buttons[0] == f"💬 Tentang {await child_name(house)}: belajar"
    shown = await mother.press("💬 Tentang")
    assert "Sudah sampai kepada Ibu Nurmala" in shown.text
    for member in (teacher, house.phone(COUNSELLOR.user_id)):
        assert "Di rumah juga begitu, Bu." in member.screen().text
    (thread,) = await threads(house)
    assert thread.messages == 1


async def test_another_familys_concern_takes_no_words(house: House, rows: Rows, teacher: Phone, mother: Phone) -> None:
    await raised(house, teacher)
    await teacher.press("Tulis ke keluarga")
    await teacher.press("Kirim ke keluarga")
    father = house.phone(PARENTS[1].user_id)
    asked = await father.say("Good morning")
    assert not any("💬" in face for face in asked.buttons)
    concern = await the_concern(rows)
    await father.forge(f"1:a.cn:{concern.id}", asked.id)
    assert not await rows.all(select(LogEntry).where(LogEntry.text == "Good morning"))


async def test_an_answer_that_is_no_reply_may_be_for_the_family_that_just_wrote_and_nobody_else_is_offered_it(
    house: House, teacher: Phone, mother: Phone
) -> None:
    await raised(house, teacher)
    await teacher.press("Tulis ke keluarga")
    await teacher.press("Kirim ke keluarga")
    await mother.press("Tulis pesan")
    await mother.say("Bolehkah lewat telepon, Bu?")
    asked = await teacher.say("Boleh sekali, Bu.")
    assert asked.buttons[0] == f"💬 Tentang {await child_name(house)}: belajar"
    await teacher.press("💬 Tentang", on=asked)
    assert "Boleh sekali, Bu." in mother.screen().text
    outside = house.phone(ADMIN.user_id)
    assert not any("💬" in face for face in (await outside.say("Baik")).buttons)
    house.now += timedelta(days=3)
    assert not any("💬" in face for face in (await teacher.say("Baik")).buttons)


async def test_what_was_seen_is_short_on_a_button_and_whole_in_the_sentence(house: House, teacher: Phone) -> None:
    asked = await begun(house, teacher)
    assert asked.buttons[:4] == [
        "Beberapa tugas belum terkumpul",
        "Pelajaran tampak berat",
        "Nilai terakhir lebih rendah",
        "Lebih jarang bertanya di kelas",
    ]
    shown = await teacher.press("Pelajaran tampak berat")
    assert all(face[0].isupper() for face in shown.buttons if face[0].isalpha())
    await teacher.press("Menulis ke keluarga")
    await teacher.press("Sel, 21 Jul")
    shown = await teacher.press("Ratna")
    assert "pelajaran akhir-akhir ini tampak berat untuk diikuti" in shown.text
    assert "menulis ke keluarga" in shown.text
