"""The menu by roles, and the gentle end of what nothing understood."""

from datetime import datetime

import pytest

from bot.channels.base import Kind, Received
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.storage.engine import Sessions
from tests.support.house import House, open_house
from tests.support.said import logged, sent_update

SITI = PARENTS[0]
STAFF = [
    "Hari ini",
    "Kirim kabar kelas",
    "Kabar terkirim",
    "Jawaban",
    "Perkembangan murid",
    "Pertemuan orang tua",
    "Pendampingan",
    "Daftar telepon",
    "Keluarga kelas",
    "Catatan",
    "Jawaban simpanan",
    "Jam layanan",
    "Refleksi saya",
]
FAMILY = [
    "Perkembangan Ananda",
    "Tanya sekolah",
    "Tidak masuk sekolah",
    "Kabar terbaru",
    "Pertanyaan saya",
    "Pertemuan saya",
    "Anak saya",
    "Ingin bercerita",
]
SCHOOL = [
    "Laporan",
    "Bulan sekolah kita",
    "Kirim data sekolah",
    "Janji jawab sekolah",
    "Pertanyaan otomatis",
    "Pengingat",
]
ALL = ["Pengaturan", "Bantuan"]


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.mark.parametrize(
    ("user_id", "buttons"),
    [
        (SITI.user_id, [*FAMILY, *ALL]),
        (TEACHER.user_id, [*STAFF, *ALL]),
        (
            ADMIN.user_id,
            [*STAFF, "Urusan sekolah", *ALL],
        ),
        (900, ["Saya belum punya kode", "English", "Bantuan"]),
    ],
)
async def test_everybody_finds_what_is_theirs(house: House, user_id: int, buttons: list[str]) -> None:
    assert (await house.phone(user_id).say("/menu")).buttons == buttons


async def test_what_an_administrator_sets_for_all_is_behind_one_button_and_only_theirs(house: House) -> None:
    admin = house.phone(ADMIN.user_id)
    await admin.say("/menu")
    page = await admin.press("Urusan sekolah")
    assert page.buttons == [*SCHOOL, "Menu"]
    assert (await admin.press("Menu")).buttons == [*STAFF, "Urusan sekolah", *ALL]
    teacher = house.phone(TEACHER.user_id)
    assert not set(SCHOOL) & set((await teacher.forge("1:home.school")).buttons)


async def test_the_page_of_school_data_leads_back_and_waits_for_no_file_then(house: House) -> None:
    admin = house.phone(ADMIN.user_id)
    await admin.say("/menu")
    await admin.press("Urusan sekolah")
    assert (await admin.press("Kirim data sekolah")).buttons == ["‹ Urusan sekolah", "Menu"]
    assert (await admin.press("‹ Urusan sekolah")).buttons == [*SCHOOL, "Menu"]
    assert "belum kami pahami" in (await admin.say("Data pokok menyusul")).text


async def test_a_command_nobody_knows_leads_to_the_menu(house: House) -> None:
    shown = await house.phone(SITI.user_id).say("/raport")
    assert "belum kami pahami" in shown.text
    assert shown.buttons == [*FAMILY, *ALL]


async def test_a_stranger_s_words_lead_to_the_code(house: House) -> None:
    assert "kode dari surat" in (await house.phone(900).say("Assalamu'alaikum, ini grup kelas?")).text


async def test_a_stranger_may_change_the_language_before_anything_else(house: House) -> None:
    phone = house.phone(900)
    await phone.say("/start")
    assert "official chat" in (await phone.press("English")).text


async def test_in_a_group_nothing_is_said_but_where_to_find_us(house: House) -> None:
    house.phone(SITI.user_id)
    received = Received(Kind.TEXT, str(SITI.user_id), text="/menu", message="5", group=True)
    await house.receive(received)
    shown = house.phone(SITI.user_id).screen()
    assert "obrolan pribadi" in shown.text
    assert shown.buttons == []


async def test_help_tells_each_what_they_can_do(house: House) -> None:
    assert "Keluarga kelas" in (await house.phone(TEACHER.user_id).say("/bantuan")).text
    assert "BERHENTI" in (await house.phone(SITI.user_id).say("bantuan")).text


async def test_the_menu_greets_with_the_form_of_address_that_is_known(house: House) -> None:
    assert "Selamat pagi, Ibu Siti Rahayu" in (await house.phone(SITI.user_id).say("/menu")).text


async def test_what_a_button_says_may_be_typed(house: House) -> None:
    assert "tidak masuk sekolah: kapan" in (await house.phone(SITI.user_id).say("Tidak masuk sekolah")).text


async def test_a_family_that_only_greets_is_greeted_back_and_nobody_owes_it_an_answer(house: House) -> None:
    siti = house.phone(SITI.user_id)
    shown = await siti.say("Selamat pagi, Bu Nurmala")
    assert "Selamat pagi, Ibu Siti Rahayu" in shown.text
    assert "tulis saja yang ingin disampaikan" in shown.text
    assert shown.buttons == [*FAMILY, *ALL]
    assert "Wa'alaikumsalam" in (await siti.say("Assalamu'alaikum")).text
    assert await logged(house, "question", "answer") == []
    assert house.phone(TEACHER.user_id).bubbles == {}


async def test_what_follows_the_greeting_is_still_passed_on(house: House) -> None:
    siti = house.phone(SITI.user_id)
    await siti.say("Permisi, Bu")
    assert "besok libur" in (await siti.say("Apakah besok libur?")).text
    assert "Ada yang bisa kami bantu" not in (await siti.say("Halo Bu, Ananda sakit")).text


async def test_a_greeting_in_reply_to_a_message_answers_that_message(house: House) -> None:
    await sent_update(house)
    siti = house.phone(SITI.user_id)
    assert "kami bantu" not in (await siti.say("Selamat pagi", reply_to=siti.screen())).text
    assert [entry.text for entry in await logged(house, "answer")] == ["Selamat pagi"]


async def test_where_words_are_asked_for_a_greeting_begins_them(house: House) -> None:
    siti = house.phone(SITI.user_id)
    await siti.say("/menu")
    await siti.press("Tanya sekolah")
    await siti.press("Wali kelas: ")
    assert "sudah sampai" in (await siti.say("Assalamualaikum, Bu")).text


async def test_a_member_of_staff_for_whom_nothing_waits_is_greeted_back(house: House) -> None:
    shown = await house.phone(TEACHER.user_id).say("halo")
    assert "belum kami pahami" not in shown.text
    assert shown.buttons == [*STAFF, *ALL]
