"""A teacher sends a class update, as she would: by taps and a few words."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.delivery import OutboxState
from bot.jobs import ticks
from bot.playground.demo import PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import ClassUpdate, LogEntry, LogKind, Outgoing, OwnTemplate, UpdateState
from tests.support.house import Bubble, House, Phone, open_house

SITI, HENDRA, YANTI, AGUS = PARENTS
NIGHT = timedelta(hours=12)


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


async def preview(teacher: Phone, place: str = "Aula sekolah") -> Bubble:
    """Compose an invitation for X-1, up to its preview."""
    await teacher.say("/kabar")
    for tap in ("X-1", "Lanjut", "Acara dan libur", "Undangan acara"):
        await teacher.press(tap)
    await teacher.say("Pentas seni")
    await teacher.press("Sen, 27 Jul")
    await teacher.press("08.00")
    return await teacher.say(place)


async def leave(house: House) -> None:
    """Let the ten seconds pass and the ticks do their work."""
    house.now += timedelta(seconds=11)
    await ticks.send_due(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()


async def count(house: House, state: UpdateState) -> int:
    async with house.sessions() as session:
        return await session.scalar(select(func.count()).where(ClassUpdate.state == state)) or 0


async def test_an_update_takes_six_taps_besides_its_facts(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    card = await preview(teacher)
    facts = 2
    assert "27 dari 36 keluarga" in card.text
    sent = await teacher.press("Kirim sekarang")
    assert "10 detik" in sent.text
    assert teacher.taps - facts + 1 <= 6  # and one to open it from the menu
    await leave(house)
    siti = house.phone(SITI.user_id).screen()
    assert "Pentas seni" in siti.text
    assert "Senin, 27 Juli 2026" in siti.text
    assert siti.buttons[:2] == ["Kami akan hadir", "Kami berhalangan"]


async def test_the_preview_shows_what_each_language_of_the_class_will_read(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    indonesian, english, card = list(teacher.bubbles.values())[-3:]
    assert "Yth. Bapak/Ibu Orang Tua/Wali" in indonesian.text
    assert "Dear parent or guardian" in english.text
    assert "bahasa Inggris" in card.text


async def test_each_parent_reads_it_in_the_own_language_with_the_own_child(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Kirim sekarang")
    await leave(house)
    async with house.sessions() as session:
        house.demo.session = session
        his, hers = await house.demo.child(HENDRA), await house.demo.child(SITI)
    hendra = house.phone(HENDRA.user_id).screen()
    assert f"Dear parent or guardian of {his.name} (X-1)" in hendra.text
    assert hers.name not in hendra.text
    assert not house.phone(AGUS.user_id).bubbles


async def test_words_in_the_other_language_reach_those_who_read_it(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Tambahkan kata-kata saya")
    await teacher.say("Art show")
    card = await teacher.say("School hall")
    assert "bahasa Inggris" not in card.text
    await teacher.press("Kirim sekarang")
    await leave(house)
    assert "Art show" in house.phone(HENDRA.user_id).screen().text
    assert "Pentas seni" in house.phone(SITI.user_id).screen().text


async def test_at_night_it_waits_for_the_morning(house: House) -> None:
    house.now += NIGHT
    teacher = house.phone(TEACHER.user_id)
    card = await preview(teacher)
    assert "jam tenang" in card.text
    waiting = await teacher.press("Kirim Sel, 21 Jul 06.30")
    assert "besok pukul 06.30 WIB" in waiting.text
    await leave(house)
    assert not house.phone(SITI.user_id).bubbles
    house.now = datetime.fromisoformat("2026-07-20T23:30:00+00:00")
    await leave(house)
    assert "Pentas seni" in house.phone(SITI.user_id).screen().text


async def test_an_urgent_one_leaves_at_night_and_its_reason_is_logged(house: House) -> None:
    house.now += NIGHT
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Mendesak")
    await teacher.press("Besok sekolah diliburkan")
    await leave(house)
    assert "Pentas seni" in house.phone(SITI.user_id).screen().text
    async with house.sessions() as session:
        entry = (await session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.URGENT))).one()
    assert entry.text == "School is closed tomorrow"


async def test_undoing_within_ten_seconds_keeps_the_words(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Kirim sekarang")
    await teacher.press("Urungkan")
    await leave(house)
    assert not house.phone(SITI.user_id).bubbles
    assert "27 dari 36" in (await teacher.press("Kembali ke pratinjau")).text


async def test_a_scheduled_update_leaves_at_its_hour(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Kirim nanti")
    waiting = await teacher.say("besok 07.00")
    assert "besok pukul 07.00 WIB" in waiting.text
    house.now += timedelta(hours=22, minutes=1)
    await leave(house)
    assert house.phone(SITI.user_id).bubbles


async def test_one_can_go_back_and_change_a_fact(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Ubah")
    await teacher.press("Di mana")
    await teacher.say("Lapangan")
    assert any("Lapangan" in bubble.text for bubble in teacher.bubbles.values())


async def test_a_picture_with_a_caption_fills_the_fact_and_is_said_to_go_along(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/kabar")
    for tap in ("X-1", "Lanjut", "Acara dan libur", "Undangan acara"):
        await teacher.press(tap)
    asked = await teacher.photo("Pentas seni")
    assert "Undangan acara · 2 dari 4\nGambar ikut dikirim.\n\n" in asked.text
    assert "Gambar ikut dikirim" not in (await teacher.press("Sen, 27 Jul")).text
    await teacher.press("08.00")
    await teacher.say("Aula")
    await teacher.press("Kirim sekarang")
    await leave(house)
    seen = house.phone(SITI.user_id).screen()
    assert "Pentas seni" in seen.text
    assert seen.seen.media is not None


async def test_a_picture_that_came_with_a_fact_can_be_taken_off_at_once(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/kabar")
    for tap in ("X-1", "Lanjut", "Acara dan libur", "Undangan acara"):
        await teacher.press(tap)
    await teacher.photo("Pentas seni")
    asked = await teacher.press("Hapus lampiran")
    assert "2 dari 4" in asked.text
    assert "Baik, tanpa lampiran." in asked.text
    for tap in ("Sen, 27 Jul", "08.00"):
        await teacher.press(tap)
    await teacher.say("Aula")
    await teacher.press("Kirim sekarang")
    await leave(house)
    seen = house.phone(SITI.user_id).screen()
    assert "Pentas seni" in seen.text
    assert seen.seen.media is None


async def test_a_fact_that_alone_is_changed_is_asked_without_a_count(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Ubah")
    asked = await teacher.press("Di mana")
    assert "Undangan acara\n\n" in asked.text
    assert "dari 4" not in asked.text


async def test_a_picture_sent_while_correcting_changes_nothing_and_is_told_so(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Kirim sekarang")
    await leave(house)
    await teacher.say("/terkirim")
    await teacher.press("Sen, 20 Jul")
    await teacher.press("Ralat")
    await teacher.press("Di mana")
    asked = await teacher.photo("Lapangan upacara")
    assert "Lampirannya tetap seperti yang sudah dikirim." in asked.text
    await teacher.say("Lapangan upacara")
    await teacher.press("Perbaiki di semua obrolan")
    assert "Lapangan upacara" in house.phone(SITI.user_id).screen().text


async def test_a_photo_sent_at_the_preview_goes_with_it(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.photo()
    await teacher.press("Kirim sekarang")
    await leave(house)
    assert house.phone(SITI.user_id).screen().seen.media is not None


async def test_the_send_button_of_an_older_preview_sends_nothing(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    old = await preview(teacher)
    await teacher.press("Ubah")
    await teacher.press("Di mana")
    await teacher.say("Lapangan")
    await teacher.forge(old.choice("Kirim sekarang").data or "", old.id)
    assert await count(house, UpdateState.SCHEDULED) == 0


async def test_a_double_tap_on_send_sends_once(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    card = await preview(teacher)
    packed = card.choice("Kirim sekarang").data or ""
    await teacher.forge(packed, card.id)
    await teacher.forge(packed, card.id)
    assert await count(house, UpdateState.SCHEDULED) == 1


async def test_the_card_shows_progress_and_then_the_report(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    card = await teacher.press("Kirim sekarang")
    await leave(house)
    await ticks.show_progress(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()
    assert "dari 27 orang tua" in teacher.bubbles[card.id].text
    house.now += timedelta(hours=1)
    await house.phone(SITI.user_id).press("Kami akan hadir")
    await ticks.show_progress(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()
    assert "Menjawab: 1" in teacher.bubbles[card.id].text
    report = await teacher.press("Per keluarga")
    assert "36 keluarga" in report.text
    names = await teacher.press("Belum terjangkau: 9")
    assert "belum terhubung" in names.text


async def test_a_card_that_became_the_menu_is_left_alone(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    card = await teacher.press("Kirim sekarang")
    await leave(house)
    await teacher.press("Menu")
    await ticks.show_progress(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()
    assert "Ada yang bisa kami bantu" in teacher.bubbles[card.id].text


async def test_a_correction_reaches_the_chats_that_show_it(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Kirim sekarang")
    await leave(house)
    await teacher.say("/terkirim")
    await teacher.press("Sen, 20 Jul")
    await teacher.press("Ralat")
    await teacher.press("Di mana")
    await teacher.say("Lapangan upacara")
    done = await teacher.press("Perbaiki di semua obrolan")
    assert "sudah diperbaiki" in done.text


async def test_a_withdrawn_update_is_gone_from_the_list_of_open_ones(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Kirim sekarang")
    await leave(house)
    await teacher.say("/terkirim")
    await teacher.press("Sen, 20 Jul")
    await teacher.press("Tarik kembali")
    gone = await teacher.press("Ya, tarik kembali")
    assert "sudah ditarik" in gone.text


async def test_a_kept_template_asks_only_for_the_day_and_the_hour(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher, "Aula {{ sekolah }}")
    await teacher.press("Simpan jadi templat")
    await teacher.say("Pentas tahunan")
    await teacher.press("Bagikan")
    assert "Kirim sekarang" in (await teacher.press("‹ Kembali ke pratinjau")).buttons
    await teacher.say("/kabar")
    for tap in ("X-1", "Lanjut", "Templat saya", "Pentas tahunan", "Sel, 28 Jul", "09.00"):
        await teacher.press(tap)
    assert any("Aula SMA Titian Bangsa" in bubble.text for bubble in teacher.bubbles.values())
    async with house.sessions() as session:
        kept = (await session.scalars(select(OwnTemplate))).one()
    assert kept.shared_at is not None


async def test_a_hostile_template_is_not_kept(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher, "{{ ''.__class__ }}")
    await teacher.press("Simpan jadi templat")
    await teacher.say("Jahat")
    async with house.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(OwnTemplate)) == 0


async def test_a_text_that_is_too_long_is_asked_for_again(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/kabar")
    for tap in ("X-1", "Lanjut", "Acara dan libur", "Undangan acara"):
        await teacher.press(tap)
    again = await teacher.say("x" * 4096)
    assert "4.096 huruf" in again.text
    assert "paling banyak 120" in again.text


async def test_the_preview_says_who_has_had_enough_messages_this_week(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    for _ in range(3):
        await preview(teacher)
        await teacher.press("Kirim sekarang")
        await leave(house)
    card = await preview(teacher)
    assert "27 orang tua sudah cukup banyak menerima pesan minggu ini" in card.text
    await teacher.press("Kirim sekarang")
    await leave(house)
    assert len(house.phone(SITI.user_id).bubbles) == 3
    house.now += timedelta(days=7)
    await house.deliver()
    assert len(house.phone(SITI.user_id).bubbles) == 4


async def test_an_hour_from_an_older_update_does_not_send_the_one_in_the_making(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Kirim nanti")
    hours = await teacher.press("Sel, 21 Jul")
    old = hours.choice(hours.buttons[0]).data
    await teacher.say("/kabar")
    house.now += timedelta(minutes=5)
    await preview(teacher, "Lapangan")
    await teacher.forge(old, hours.id)
    assert await count(house, UpdateState.SCHEDULED) == 0


async def test_the_preview_of_an_earlier_update_does_not_send_a_later_one(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    first = await preview(teacher)
    old = first.choice("Kirim sekarang").data
    await teacher.press("Batal")
    house.now += timedelta(minutes=5)
    await preview(teacher, "Lapangan")
    await teacher.forge(old, first.id)
    assert await count(house, UpdateState.SCHEDULED) == 0


async def test_a_template_tapped_while_correcting_changes_nothing(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Kirim sekarang")
    await leave(house)
    async with house.sessions() as session:
        update_id = (await session.scalars(select(ClassUpdate.id))).one()
    await teacher.forge(f"1:u.fix:{update_id}")
    before = teacher.screen().text
    await teacher.forge("1:u.t:week_summary")
    assert teacher.screen().text != before
    await teacher.forge("1:u.preview")
    assert "Pentas seni" in list(teacher.bubbles.values())[-2].text


async def test_a_picture_of_the_progress_under_way_does_not_take_the_place_of_the_menu(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    card = await teacher.press("Kirim sekarang")
    await leave(house)
    await ticks.show_progress(house.sessions, lambda: house.now, lambda: None)
    assert await teacher.press("Menu", on=card)
    await house.deliver()
    async with house.sessions() as session:
        dropped = select(Outgoing.id).where(Outgoing.target == card.id, Outgoing.state == OutboxState.DROPPED)
        assert await session.scalar(dropped) is not None
    assert "Kirim kabar kelas" in teacher.bubbles[card.id].buttons


async def test_a_fact_changed_after_translating_is_asked_for_again_in_the_other_language(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await preview(teacher)
    await teacher.press("Tambahkan kata-kata saya")
    await teacher.say("Art show")
    await teacher.say("School hall")
    await teacher.press("Ubah")
    await teacher.press("Di mana")
    card = await teacher.say("Lapangan")
    assert "bahasa Inggris" in card.text
    asked = await teacher.press("Tambahkan kata-kata saya")
    assert "Lapangan" in asked.text
    assert "bahasa Inggris" not in (await teacher.say("Sports field")).text


async def test_an_update_in_trouble_keeps_no_other_from_leaving(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    for _ in range(2):
        await preview(teacher)
        await teacher.press("Kirim sekarang")
    async with house.sessions() as session:
        first = (await session.scalars(select(ClassUpdate).order_by(ClassUpdate.id).limit(1))).one()
        first.template = "retired"
        await session.commit()
    await leave(house)
    await ticks.show_progress(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()
    assert "Pentas seni" in house.phone(SITI.user_id).screen().text
    assert "dari 27 orang tua" in teacher.screen().text
