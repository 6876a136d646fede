"""The board of a meeting: from the invitation to the last family, each open one with a button that leads on."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.meetings import AttendedBy, MeetingState
from bot.jobs import ticks
from bot.services.meetings import attendance
from bot.services.meetings.attendance import Mark
from bot.storage.engine import Sessions
from bot.storage.models import ClassUpdate, Meeting, Outgoing, Pupil, Recipient
from tests.chat.test_meeting_day import HOURS, open_card
from tests.support.byhand import give_number, unreached
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.gathering import AFTERWARDS, AT_THE_DOOR, pupils_of
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.invited import invited_house
from tests.support.rows import Rows

SITI, HENDRA, YANTI, AGUS = PARENTS


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def everybody_came(house: House, meeting: Meeting, but: int = 0) -> None:
    """All families but the first of the register were there."""
    async with house.sessions() as session:
        house.demo.session = session
        pupils = await pupils_of(house.demo)
        of = await session.get_one(Meeting, meeting.id)
        staff = await house.demo.person(TEACHER)
        for came, some in ((False, pupils[:but]), (True, pupils[but:])):
            mark = Mark(came, AttendedBy.LIST, staff=staff)
            await attendance.mark_rest(session, of, [one.id for one in some], mark, house.now)
        await session.commit()


async def written(house: House, meeting: Meeting) -> None:
    """The minutes are there."""
    async with house.sessions() as session:
        await session.execute(
            update(Meeting)
            .where(Meeting.id == meeting.id)
            .values(minutes="Kami berkenalan.", agreements=["Ponsel disimpan."], minutes_by=meeting.host_id)
        )
        await session.commit()


async def send_due(house: House) -> None:
    """Ten seconds go by, and what is due leaves."""
    house.now += timedelta(seconds=15)
    await ticks.send_due(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()


async def board(teacher: Phone) -> Bubble:
    await open_card(teacher)
    return await teacher.press("Papan keluarga")


async def name_of(house: House, number: int) -> str:
    async with house.sessions() as session:
        house.demo.session = session
        return (await pupils_of(house.demo))[number].name


async def test_before_the_meeting_the_board_says_who_is_to_be_written_to_and_who_to_be_called(
    house: House, teacher: Phone
) -> None:
    await invited_house(house, **HOURS)
    await house.phone(SITI.user_id).press("Kami akan hadir")
    shown = await board(teacher)
    assert "Masih terbuka: 35 dari 36 keluarga" in shown.text
    assert "undangan belum sampai" in shown.text  # those come first: nine of them
    assert "menjawab 1, akan hadir 1" in shown.text
    shown = await teacher.press("›")
    assert "belum menjawab" in shown.text


async def test_an_answer_on_the_phone_is_noted_on_the_board(house: House, rows: Rows, teacher: Phone) -> None:
    meeting = await invited_house(house, **HOURS)
    family = await unreached(house)
    await give_number(house, family.mother, "+6281234567890", confirmed=True)
    await board(teacher)
    card = await teacher.press(f"▫ {family.pupil.name}")
    assert "+6281234567890" in card.text
    assert {"Cetak surat", "Surat sudah dibagikan"} <= set(card.buttons)
    shown = await teacher.press("Ibu: Kami akan hadir")
    assert "sudah dicatat" in shown.text
    assert "Masih terbuka: 35" in shown.text
    assert "akan hadir 1" in shown.text
    answered = select(Recipient).where(
        Recipient.update_id == meeting.invitation_id, Recipient.person_id == family.mother.id
    )
    assert (await rows.one(answered)).answer == "coming"


async def test_the_steps_lead_to_the_letter_and_to_the_own_whatsapp(house: House, teacher: Phone) -> None:
    await invited_house(house, **HOURS)
    family = await unreached(house)
    await board(teacher)
    await teacher.press(f"▫ {family.pupil.name}")
    shown = await teacher.press("Lewat WhatsApp sendiri")
    assert "Buka WhatsApp" in " ".join(shown.buttons)
    await board(teacher)
    await teacher.press(f"▫ {family.pupil.name}")
    shown = await teacher.press("Surat sudah dibagikan")
    assert "1 dari" in shown.text
    shown = await board(teacher)
    assert "Masih terbuka: 36" in shown.text
    while family.pupil.name not in " ".join(shown.buttons):
        shown = await teacher.press("›")
    assert "diundang lewat surat" in shown.text


async def test_the_summary_goes_to_all_once_and_thanks_those_who_came(house: House, rows: Rows, teacher: Phone) -> None:
    meeting = await invited_house(house, **HOURS)
    house.now = AFTERWARDS
    await everybody_came(house, meeting, but=2)
    await written(house, meeting)
    await open_card(teacher)
    await teacher.press("Notulen dan ringkasan")
    card = await teacher.press("Kirim ke keluarga")
    seen = [bubble.text for bubble in teacher.bubbles.values()][-3:-1]
    assert "Terima kasih atas kehadiran" in seen[0]
    assert "Terima kasih atas kehadiran" not in seen[1]
    assert all("Ponsel disimpan." in text for text in seen)
    assert "27 dari 36 keluarga" in card.text
    shown = await teacher.press("Kirim ke semua keluarga")
    assert "beberapa detik" in shown.text
    undone = await teacher.press("Urungkan")
    assert "tidak jadi dikirim" in undone.text
    await send_due(house)
    assert "Ponsel disimpan." not in house.phone(SITI.user_id).screen().text
    card = await teacher.press("Kirim ke keluarga")
    await teacher.press("Kirim ke semua keluarga")
    again = await teacher.press("Kirim ke semua keluarga", card)
    assert "sudah tidak berlaku" in again.text
    await send_due(house)
    absent, there = (house.phone(one.user_id).screen().text for one in (SITI, YANTI))
    assert "Ponsel disimpan." in absent
    assert "Terima kasih atas kehadiran" in there
    assert "Terima kasih atas kehadiran" not in absent
    sent = await rows.all(select(ClassUpdate).where(ClassUpdate.template == "meeting_summary"))
    assert sorted(row.state.value for row in sent) == ["cancelled", "sent"]
    copies = select(Outgoing).where(Outgoing.update_id == sent[-1].id)
    assert len(await rows.all(copies)) == 27
    await teacher.press("Kirim ke semua keluarga", card)
    await send_due(house)
    assert len(await rows.all(copies)) == 27


async def test_the_board_empties_and_the_meeting_closes_by_itself(house: House, rows: Rows, teacher: Phone) -> None:
    meeting = await invited_house(house, **HOURS)
    house.now = AFTERWARDS
    shown = await board(teacher)
    assert "Catat kehadiran (36)" in shown.buttons
    await everybody_came(house, meeting, but=2)
    await written(house, meeting)
    shown = await board(teacher)
    assert "Kirim ringkasan" in shown.buttons
    await teacher.press("Kirim ringkasan")
    await teacher.press("Kirim ke semua keluarga")
    await send_due(house)
    shown = await board(teacher)
    assert "Masih terbuka: 11 dari 36" in shown.text  # nine without a chat, two who were not there
    assert "Menerima ringkasan 27 · sudah membaca 0" in shown.text
    await house.phone(SITI.user_id).press("Tandai sudah dibaca")
    hendra = await name_of(house, 1)
    await board(teacher)
    shown = await teacher.press("›")
    await teacher.press(f"▫ {hendra}")
    await teacher.press("Sudah saya sampaikan lewat telepon")
    shown = await board(teacher)
    assert "Masih terbuka: 9 dari 36" in shown.text
    async with house.sessions() as session:
        house.demo.session = session
        left = [one.name for one in await pupils_of(house.demo)]
    for name in (left[3], *left[28:]):
        await board(teacher)
        await teacher.press(f"▫ {name}")
        await teacher.press("Surat sudah dibagikan")
    shown = await board(teacher)
    assert "36 keluarga, semuanya sudah tuntas" in shown.text
    assert "Tandai selesai" in shown.buttons
    await ticks.end_meetings(house.sessions, lambda: house.now)
    closed = await rows.one(select(Meeting))
    assert (closed.state, closed.closed_at) == (MeetingState.CLOSED, house.now)
    await teacher.say("/pertemuan")
    await teacher.press("Yang sudah selesai")
    await teacher.press("Rab, 22 Jul")
    shown = await teacher.press("Papan keluarga")
    assert "sudah selesai" in shown.text


async def test_a_colleague_who_holds_it_too_sees_what_she_may(house: House, teacher: Phone) -> None:
    await invited_house(house, **HOURS)
    shown = await board(house.phone(ADMIN.user_id))
    assert "dari 36 keluarga" in shown.text


async def test_a_family_that_left_is_on_no_board_and_a_new_one_is_only_told(
    house: House, rows: Rows, teacher: Phone
) -> None:
    meeting = await invited_house(house, **HOURS)
    house.now = AFTERWARDS
    await everybody_came(house, meeting)
    async with house.sessions() as session:
        house.demo.session = session
        pupils = await pupils_of(house.demo)
        pupils[0].left_at = house.now
        new = Pupil(school_id=meeting.school_id, class_id=pupils[0].class_id, name="Anak Baru", created_at=house.now)
        session.add(new)
        await session.commit()
    await written(house, meeting)
    shown = await board(teacher)
    assert "dari 36 keluarga" in shown.text
    await teacher.press("Kirim ringkasan")
    await teacher.press("Kirim ke semua keluarga")
    await send_due(house)
    shown = await board(teacher)
    assert "Anak Baru: ringkasan belum sampai" in shown.text
    assert pupils[0].name not in shown.text


async def test_the_count_is_right_while_they_come_in(house: House, teacher: Phone) -> None:
    meeting = await invited_house(house, **HOURS)
    house.now = AT_THE_DOOR
    await house.phone(SITI.user_id).start(f"md_{meeting.door}")
    shown = await board(teacher)
    assert "Hadir 1 · tidak hadir 0" in shown.text
