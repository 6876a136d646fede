"""A teacher plans a meeting and invites to it, as she would: by taps and hardly a word."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.domain.meetings import MeetingState
from bot.jobs import ticks
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.services.calendar import set_day
from bot.services.meetings import introductions, planning
from bot.services.talks import booking
from bot.storage.engine import Sessions
from bot.storage.models import (
    ClassUpdate,
    Introduction,
    Meeting,
    MeetingHost,
    Person,
    School,
    SchoolClass,
    Slot,
    Talk,
    UpdateState,
)
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.rows import Rows

SITI, HENDRA, YANTI, AGUS = PARENTS
MOST_TAPS = 8
SATURDAY = "Sab, 1 Agu"


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(house: House) -> Rows:
    return Rows(house.sessions)


async def introduced(house: House) -> None:
    """The teacher has said of herself what she will use each year."""
    async with house.sessions() as session:
        teacher = (await session.scalars(select(Person).where(Person.name == TEACHER.name))).one()
        await introductions.say(session, teacher, "who", "Saya Nurmala.", house.now)
        await session.commit()


async def planned(phone: Phone, kind: str = "+ Pertemuan kelas") -> Bubble:
    """From the menu to the preview of the invitation."""
    await phone.say("/menu")
    for tap in ("Pertemuan orang tua", kind, SATURDAY, "09.00–11.00" if "kelas" in kind else "08.00–12.00"):
        await phone.press(tap)
    return await phone.press("Aula sekolah")


async def leave(house: House) -> None:
    """Let the ten seconds pass and the ticks do their work."""
    house.now += timedelta(seconds=11)
    await ticks.send_due(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()


async def invited(house: House) -> Phone:
    """The teacher, after her invitation has left."""
    teacher = house.phone(TEACHER.user_id)
    await planned(teacher)
    await teacher.press("Undang sekarang")
    await leave(house)
    return teacher


async def the_meeting(rows: Rows) -> Meeting:
    return await rows.one(select(Meeting))


async def test_a_class_meeting_takes_few_taps_and_no_typing(house: House, rows: Rows) -> None:
    await introduced(house)
    teacher = house.phone(TEACHER.user_id)
    card = await planned(teacher)
    assert "27 dari 36 keluarga" in card.text
    assert "Perkenalan saya ✓" in card.buttons
    sent = await teacher.press("Undang sekarang")
    assert teacher.taps <= MOST_TAPS
    assert "10 detik" in sent.text
    await leave(house)
    siti = house.phone(SITI.user_id).screen()
    assert "Sabtu, 1 Agustus 2026" in siti.text
    assert "11.00 WIB" in siti.text
    assert "Aula sekolah" in siti.text
    meeting = await the_meeting(rows)
    assert meeting.state is MeetingState.INVITED
    assert meeting.starts_at == datetime.fromisoformat("2026-08-01T02:00:00+00:00")


async def test_the_preview_shows_each_language_and_its_buttons_do_nothing(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await planned(teacher)
    indonesian, english, _card = list(teacher.bubbles.values())[-3:]
    assert "1 Agustus 2026" in indonesian.text
    assert "1 August 2026" in english.text
    shown = await teacher.press(
        "Mengenal" if "Mengenal" in str(indonesian.buttons) else indonesian.buttons[0], indonesian
    )
    assert not house.phone(SITI.user_id).bubbles
    assert shown.text


async def test_a_teacher_who_has_not_introduced_herself_is_asked_to(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    card = await planned(teacher)
    assert "Tulis perkenalan" in card.buttons
    await teacher.press("Tulis perkenalan")
    await teacher.say("Saya Nurmala, guru Bahasa Indonesia.")
    await teacher.say("Setiap anak membaca dengan gembira.")
    await teacher.press("Lewati")
    shown = await teacher.say("Kita saling mengabari.")
    assert "Saya Nurmala" in shown.text
    await teacher.press("Foto atau suara")
    shown = await teacher.voice()
    assert "suara" in shown.text
    await teacher.press("Dengarkan")
    await teacher.press("Selesai")
    said = await rows.one(select(Introduction))
    assert (said.vision, said.mission, said.hopes) == (
        "Setiap anak membaca dengan gembira.",
        "",
        "Kita saling mengabari.",
    )
    assert said.file is not None
    assert said.file["kind"] == "voice"


async def test_an_introduction_takes_no_document_and_no_endless_words(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/pertemuan")
    await teacher.press("Perkenalan saya")
    refused = await teacher.document(b"%PDF-1.4", "visi.pdf")
    assert "foto atau pesan suara" in refused.text
    refused = await teacher.say("a" * 701)
    assert "701" in refused.text
    assert await rows.all(select(Introduction)) == []


async def test_a_holiday_is_named_and_may_be_meant(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/pertemuan")
    await teacher.press("+ Pertemuan kelas")
    sure = await teacher.say("17 Agustus")
    assert "Kemerdekaan" in sure.text
    again = await teacher.press("Hari lain")
    assert "Hari apa?" in again.text
    await teacher.say("17/8")
    hours = await teacher.press("Ya, tetap")
    assert "Senin, 17 Agustus 2026" in hours.text


async def test_a_sunday_and_the_schools_own_closed_day_are_named(house: House, rows: Rows) -> None:
    async with house.sessions() as session:
        school = (await session.scalars(select(School))).one()
        await set_day(session, school, date(2026, 8, 12), "Rapat guru", is_open=False)
        await session.commit()
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/pertemuan")
    await teacher.press("+ Pertemuan kelas")
    assert "Minggu, 2 Agustus 2026" in (await teacher.say("Minggu 2/8")).text
    await teacher.press("Hari lain")
    assert "Rapat guru" in (await teacher.say("12 Agustus")).text


async def test_a_day_that_is_past_or_far_is_asked_again(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/pertemuan")
    await teacher.press("+ Pertemuan kelas")
    assert "sudah lewat" in (await teacher.say("13 Juli")).text
    assert "setahun" in (await teacher.say("1 Agustus 2028")).text
    assert "tanggal" in (await teacher.say("kapan-kapan")).text
    assert "Sabtu, 2 Januari 2027" in (await teacher.say("2 Januari")).text


async def test_hours_that_end_before_they_begin_or_are_over_are_asked_again(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/pertemuan")
    await teacher.press("+ Pertemuan kelas")
    hours = await teacher.say("hari ini")
    assert "08.00–10.00" not in hours.buttons
    assert "sudah lewat" in (await teacher.say("08.00-10.00")).text
    assert "mendahului" in (await teacher.say("15.00-13.00")).text
    assert "mendahului" in (await teacher.say("22.00-00.00")).text
    assert "Di mana?" in (await teacher.say("jam 3 sore")).text


async def test_another_meeting_of_the_class_at_that_time_is_named(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    await planned(teacher)
    await teacher.say("/pertemuan")
    await teacher.press("+ Bertemu satu per satu")
    await teacher.press(SATURDAY)
    sure = await teacher.press("09.00–12.00")
    assert "Pertemuan kelas X-1, pukul 09.00–11.00" in sure.text
    assert TEACHER.name in sure.text
    await teacher.press("Jam lain")
    asked = await teacher.say("11-12")
    assert "Di mana?" in asked.text


async def test_talks_ask_how_families_come_to_a_time(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    asked = await planned(teacher, "+ Bertemu satu per satu")
    assert "Bagaimana keluarga mendapat waktu?" in asked.text
    await teacher.press("Kumpulkan keinginan dahulu")
    meeting = await the_meeting(rows)
    assert meeting.booking == "wishes"
    assert meeting.book_until == datetime.fromisoformat("2026-07-29T16:59:00+00:00")
    await teacher.press("Ubah")
    await teacher.press("Batas memilih waktu")
    assert "hari ini dan hari pertemuan" in (await teacher.say("2 Agustus")).text
    shown = await teacher.press("Kam, 30 Jul")
    assert "Kamis, 30 Juli 2026" in list(teacher.bubbles.values())[-3].text + shown.text


async def test_an_online_meeting_has_a_link(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/pertemuan")
    await teacher.press("+ Pertemuan kelas")
    await teacher.press(SATURDAY)
    await teacher.press("16.00–18.00")
    await teacher.press("Daring")
    assert "belum berupa tautan" in (await teacher.say("nanti saya kirim")).text
    await teacher.say("meet.google.com/abc-defg-hij")
    meeting = await the_meeting(rows)
    assert (meeting.place, meeting.link) == ("", "https://meet.google.com/abc-defg-hij")


async def test_an_undone_invitation_reaches_nobody_and_can_be_sent_again(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    await planned(teacher)
    await teacher.press("Undang sekarang")
    await teacher.press("Urungkan")
    await leave(house)
    assert not house.phone(SITI.user_id).bubbles
    assert (await the_meeting(rows)).state is MeetingState.PLANNED
    await teacher.press("Kembali ke pratinjau")
    await teacher.press("Undang sekarang")
    await leave(house)
    assert "1 Agustus" in house.phone(SITI.user_id).screen().text


async def test_an_invitation_pressed_twice_is_sent_once(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    card = await planned(teacher)
    data = card.choice("Undang sekarang").data
    await teacher.forge(data, card.id)
    await teacher.forge(data, card.id)
    assert len(await rows.all(select(ClassUpdate))) == 1


async def test_the_button_of_an_older_preview_invites_to_nothing_else(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    card = await planned(teacher)
    old = card.choice("Undang sekarang").data
    await teacher.press("Ubah")
    await teacher.press("Jam")
    await teacher.press("13.00–15.00")
    await teacher.forge(old, card.id)
    assert await rows.all(select(ClassUpdate)) == []
    assert (await the_meeting(rows)).starts == time(13)


async def test_at_night_the_invitation_waits_for_the_morning(house: House) -> None:
    house.now += timedelta(hours=12)
    teacher = house.phone(TEACHER.user_id)
    card = await planned(teacher)
    assert "jam tenang" in card.text
    waiting = await teacher.press("Undang Sel, 21 Jul 06.30")
    assert "06.30" in waiting.text
    await leave(house)
    assert not house.phone(SITI.user_id).bubbles


async def test_an_invitation_can_wait_for_a_chosen_day(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    await planned(teacher)
    await teacher.press("Undang nanti")
    later = await teacher.say("2 Agustus 07.00")
    assert "Kapan" in later.text
    await teacher.say("besok 12.00")
    row = await rows.one(select(ClassUpdate))
    assert row.send_at == datetime.fromisoformat("2026-07-21T05:00:00+00:00")


async def test_what_changes_before_the_invitation_leaves_is_simply_said_so(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    await planned(teacher)
    await teacher.press("Undang nanti")
    await teacher.say("besok 12.00")
    await teacher.say("/pertemuan")
    await teacher.press(SATURDAY)
    await teacher.press("Ubah")
    await teacher.press("Tempat")
    await teacher.say("Ruang guru")
    await teacher.press("Ubah untuk semua")
    house.now = datetime.fromisoformat("2026-07-21T05:00:00+00:00")
    await leave(house)
    (message,) = house.phone(SITI.user_id).bubbles.values()
    assert "Ruang guru" in message.text
    assert "Ralat" not in message.text


async def test_a_meeting_called_off_before_its_invitation_leaves_is_never_heard_of(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    await planned(teacher)
    await teacher.press("Undang nanti")
    await teacher.say("besok 12.00")
    await teacher.say("/pertemuan")
    await teacher.press(SATURDAY)
    await teacher.press("Batalkan pertemuan")
    await teacher.press("Ya, batalkan")
    house.now = datetime.fromisoformat("2026-07-21T05:00:00+00:00")
    await leave(house)
    assert not house.phone(SITI.user_id).bubbles
    assert (await rows.one(select(ClassUpdate))).state is UpdateState.CANCELLED
    assert (await the_meeting(rows)).state is MeetingState.CANCELLED


async def test_a_meeting_that_moves_is_told_to_who_was_invited(house: House, rows: Rows) -> None:
    teacher = await invited(house)
    await teacher.say("/pertemuan")
    await teacher.press(SATURDAY)
    await teacher.press("Ubah")
    await teacher.press("Hari")
    review = await teacher.press("Sen, 3 Agu")
    assert "ikut berubah" in review.text
    assert len(house.phone(SITI.user_id).bubbles) == 1
    await teacher.press("Ubah untuk semua")
    await house.deliver()
    invitation, told = house.phone(SITI.user_id).bubbles.values()
    assert "Ralat" in invitation.text
    assert "Senin, 3 Agustus 2026" in invitation.text
    assert "Senin, 3 Agustus 2026" in told.text
    assert "Semula: Sabtu, 1 Agustus 2026" in told.text
    assert "Monday, 3 August 2026" in house.phone(HENDRA.user_id).screen().text
    assert (await the_meeting(rows)).sequence == 1


async def test_another_agenda_changes_the_invitation_and_bothers_nobody(house: House, rows: Rows) -> None:
    teacher = await invited(house)
    await teacher.say("/pertemuan")
    await teacher.press(SATURDAY)
    await teacher.press("Ubah")
    await teacher.press("Acara")
    await teacher.press("✕ 1")
    await teacher.say("Makan siang bersama")
    await teacher.press("Selesai")
    await teacher.press("Ubah untuk semua")
    await house.deliver()
    (invitation,) = house.phone(SITI.user_id).bubbles.values()
    assert "Makan siang bersama" in invitation.text
    meeting = await the_meeting(rows)
    assert meeting.agenda[-2:] == ["Makan siang bersama", "closing"]
    assert meeting.sequence == 0


async def test_a_meeting_called_off_is_taken_back_and_told(house: House, rows: Rows) -> None:
    teacher = await invited(house)
    await teacher.say("/pertemuan")
    await teacher.press(SATURDAY)
    sure = await teacher.press("Batalkan pertemuan")
    assert "dikabari" in sure.text
    off = await teacher.press("Ya, batalkan")
    assert "9 keluarga tanpa obrolan" in off.text
    calls = await teacher.press("Siapa yang perlu ditelepon (9)")
    assert "Daftar telepon: 9 keluarga" in calls.text
    assert calls.text.count("(X-1)") == 6
    rest = await teacher.press("Lainnya ›")
    assert rest.text.count("(X-1)") == 3
    await house.deliver()
    (told,) = house.phone(SITI.user_id).bubbles.values()
    assert "kami batalkan" in told.text
    assert (await the_meeting(rows)).sequence == 1


async def test_the_card_of_the_invitation_leads_to_the_meeting(house: House, rows: Rows) -> None:
    teacher = await invited(house)
    await teacher.say("/terkirim")
    card = await teacher.press("Sen, 20 Jul 09.00 · Pertemuan kelas")
    await house.phone(SITI.user_id).press("Kami akan hadir")
    await house.phone(HENDRA.user_id).press("We cannot come")
    meeting = await teacher.press("Buka pertemuannya", card)
    assert "Akan hadir: 1 keluarga · berhalangan: 1 · belum menjawab: 34" in meeting.text
    card = await teacher.press("Sejauh mana undangan sampai")
    assert "Ralat" not in str(card.buttons)
    await teacher.press("Ubah", card)
    update = await rows.one(select(ClassUpdate.id))
    for key in ("fix", "withdraw", "withdrawn", "undo"):
        shown = await teacher.forge(f"1:u.{key}:{update}")
        assert "Buka pertemuannya" in shown.buttons, key
    assert (await rows.one(select(ClassUpdate))).state is UpdateState.SENT


async def test_an_administrator_plans_report_cards_for_the_whole_school(house: House, rows: Rows) -> None:
    admin = house.phone(ADMIN.user_id)
    await admin.say("/menu")
    await admin.press("Pertemuan orang tua")
    await admin.press("+ Penerimaan rapor")
    await admin.press("Semua kelas")
    await admin.press("Lanjut")
    await admin.say("18 Desember")
    await admin.press("08.00–12.00")
    await admin.press("Ruang kelas")
    await admin.press("Keluarga memilih sendiri")
    homerooms = await rows.all(select(SchoolClass.homeroom_id))
    hosts = await rows.all(select(MeetingHost.person_id))
    assert set(hosts) == set(homerooms)
    assert "Belum ada waktu" in (await admin.press("Undang sekarang")).text
    assert admin.taps <= MOST_TAPS
    asked = await admin.press("Minta guru mengisi waktu")
    assert "1 guru" in asked.text
    mine = house.phone(TEACHER.user_id).screen()
    assert "Mohon isi waktu Ibu" in mine.text
    assert "Buka pertemuannya" in mine.buttons
    await admin.press("Tetap undang")
    await leave(house)
    assert "18 Desember 2026" in house.phone(YANTI.user_id).screen().text


async def test_colleagues_are_asked_by_tap_and_may_look_but_not_change(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    await planned(teacher)
    await teacher.press("Ubah")
    await teacher.press("Guru")
    await teacher.press("Rahmat Hidayat")
    await teacher.press("Selesai")
    meeting = await the_meeting(rows)
    assert len(await rows.all(select(MeetingHost.person_id))) == 2
    async with house.sessions() as session:
        rahmat = (await session.scalars(select(Person).where(Person.name.startswith("Rahmat")))).one()
        assert (await planning.seen_by(session, rahmat, meeting.id)).id == meeting.id
    stranger = house.phone(SITI.user_id)
    for action in ("open", "edit", "cancel", "cancelled", "preview", "undo", "later"):
        shown = await stranger.forge(f"1:m.{action}:{meeting.id}")
        assert "Aula" not in shown.text, action
    assert (await the_meeting(rows)).state is MeetingState.PLANNED


async def test_several_meetings_stand_in_the_list_by_day(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    for day in ("20 Agustus", "6 Agustus"):
        await teacher.say("/pertemuan")
        await teacher.press("+ Pertemuan kelas")
        await teacher.say(day)
        await teacher.press("09.00–11.00")
        await teacher.press("Ruang kelas")
    listed = await teacher.say("/pertemuan")
    assert [face for face in listed.buttons if " · " in face] == [
        "Kam, 6 Agu · Pertemuan kelas · X-1",
        "Kam, 20 Agu · Pertemuan kelas · X-1",
    ]
    await teacher.press("Kam, 6 Agu")
    await teacher.press("Batalkan rencana")
    await teacher.press("Ya, batalkan")
    listed = await teacher.press("‹ Daftar pertemuan")
    assert len([face for face in listed.buttons if " · " in face]) == 1
    assert "Kam, 6 Agu" in str((await teacher.press("Yang sudah selesai")).buttons)


async def test_a_teacher_with_talks_is_not_let_go_by_a_slip_of_the_finger(house: House, rows: Rows) -> None:
    teacher = house.phone(TEACHER.user_id)
    await planned(teacher, "+ Bertemu satu per satu")
    await teacher.press("Keluarga memilih sendiri")
    async with house.sessions() as session:
        meeting = (await session.scalars(select(Meeting))).one()
        house.demo.session = session
        slot = Slot(
            meeting_id=meeting.id,
            host_id=meeting.host_id,
            starts_at=meeting.starts_at,
            ends_at=meeting.starts_at + timedelta(minutes=15),
        )
        session.add(slot)
        await session.flush()
        siti, child = await house.demo.person(SITI), await house.demo.child(SITI)
        talk = await booking.book(session, siti, child, slot.id, house.now, by=await house.demo.person())
        await session.commit()
    await teacher.press("Ubah")
    await teacher.press("Guru")
    await teacher.press("Rahmat Hidayat")
    await teacher.press("✓ Nurmala Sari")
    sure = await teacher.press("Selesai")
    assert "1 keluarga sudah punya waktu dengan Nurmala Sari" in sure.text
    await teacher.press("‹ Kembali")
    await teacher.press("Nurmala Sari")
    await teacher.press("Selesai")
    assert len(await rows.all(select(MeetingHost.person_id))) == 2
    assert (await rows.one(select(Talk))).id == talk.id


async def test_who_invites_before_offering_times_gets_there_with_one_tap(house: House) -> None:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/menu")
    for tap in ("Pertemuan orang tua", "+ Bertemu satu per satu", "Sab, 25 Jul", "09.00–12.00", "Ruang kelas"):
        await teacher.press(tap)
    await teacher.press("Keluarga memilih sendiri")
    warned = await teacher.press("Undang sekarang")
    assert "Belum ada waktu" in warned.text
    assert "Belum ada waktu yang dibuka" in (await teacher.press("Waktu bertemu", on=warned)).text
