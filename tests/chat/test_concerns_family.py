"""A guardian has something on their mind: whom they tell reads it, nobody else; and a reminder on the day."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.jobs import ticks
from bot.playground.demo import COUNSELLOR
from bot.storage.engine import Sessions
from bot.storage.models import (
    Concern,
    ConcernMember,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Outgoing,
    Pupil,
    Role,
)
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, open_house
from tests.support.rows import Rows

CERITA = "Ia tidak mau makan sejak kakeknya meninggal."


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


async def told(house: House, to: str = "Ratna", words: str = CERITA) -> Bubble:
    """The first mother tells somebody what is on her mind."""
    mother = house.phone(PARENTS[0].user_id)
    await mother.say("/menu")
    shown = await mother.press("Ingin bercerita")
    assert "Kepada siapa Ibu ingin bercerita" in shown.text
    assert "Hanya guru yang dipilih yang membacanya." in shown.text
    await mother.press(to)
    await mother.press("Keadaan")
    return await mother.say(words)


async def test_at_night_one_hears_that_one_may_phone_for_what_is_urgent(house: House) -> None:
    urgent = "Bila ada yang mendesak, silakan menelepon sekolah."
    house.now += timedelta(hours=12)
    shown = await told(house)
    assert urgent in shown.text
    assert urgent in (await house.phone(PARENTS[0].user_id).say("Sekarang ia demam.", reply_to=shown)).text


async def test_the_counsellor_alone_reads_it_and_an_answer_is_promised(house: House, rows: Rows) -> None:
    before = len(house.phone(TEACHER.user_id).bubbles)
    shown = await told(house)
    assert "sudah sampai kepada Ibu Ratna Wulandari" in shown.text
    assert "hanya beliau yang membacanya" in shown.text
    assert "menelepon" not in shown.text
    assert "Selasa, 21 Juli 2026" in shown.text
    arrived = house.phone(COUNSELLOR.user_id).screen()
    assert CERITA in arrived.text
    assert len(house.phone(TEACHER.user_id).bubbles) == before
    concern = await rows.one(select(Concern))
    assert concern.by_family
    assert [one.person_id for one in await rows.all(select(ConcernMember))] == [concern.keeper_id]
    shown = await house.phone(COUNSELLOR.user_id).say("Turut berduka, Bu. Boleh kita bicara?", reply_to=arrived)
    assert "Sudah kami teruskan" in shown.text
    assert "Turut berduka, Bu." in house.phone(PARENTS[0].user_id).screen().text


async def test_two_times_come_in_answer_and_the_matter_is_found_again(house: House, rows: Rows) -> None:
    await told(house, "Nurmala")
    teacher, mother = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    await teacher.press("Buka")
    await teacher.press("Tawarkan dua waktu")
    await teacher.press("Kirim ke keluarga")
    offered = mother.screen()
    assert "Terima kasih sudah bercerita" in offered.text
    await mother.press(offered.buttons[0])
    await mother.say("/cerita")
    shown = await mother.press((await child(house)).name)
    assert "Waktu berbincang" in shown.text
    assert (await rows.one(select(Concern))).chosen_at is not None


async def child(house: House) -> Pupil:
    async with house.sessions() as session:
        house.demo.session = session
        return await house.demo.child(PARENTS[0])


async def test_the_other_guardian_does_not_hear_of_it(house: House, rows: Rows) -> None:
    """The child's father becomes a confirmed guardian with a chat: it is between the mother and the counsellor."""
    pupil = await child(house)
    await second_guardian(house)
    father = house.phone(PARENTS[1].user_id)
    await told(house)
    concern = await rows.one(select(Concern))
    before = len(father.bubbles)
    counsellor = house.phone(COUNSELLOR.user_id)
    await counsellor.say("Terima kasih, Bu.", reply_to=counsellor.screen())
    assert len(father.bubbles) == before
    for action in ("open", "write", "other"):
        assert pupil.name not in (await father.forge(f"1:cn.{action}:{concern.id}")).text


async def second_guardian(house: House) -> None:
    """Another parent becomes a confirmed guardian of the first mother's child."""
    pupil = await child(house)
    async with house.sessions() as session:
        house.demo.session = session
        other = await house.demo.person(PARENTS[1])
        tie = (await session.scalars(select(Guardianship).where(Guardianship.person_id == other.id))).one()
        tie.pupil_id = pupil.id
        await session.commit()


async def test_a_talk_that_was_agreed_stands_among_the_meetings_of_who_is_in_it_alone(house: House) -> None:
    await second_guardian(house)
    await told(house, "Nurmala")
    teacher, mother = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    await teacher.press("Buka")
    await teacher.press("Tawarkan dua waktu")
    await teacher.press("Kirim ke keluarga")
    offered = mother.screen()
    assert "belum ada pertemuan" in (await mother.say("/pertemuansaya")).text
    await mother.press(offered.buttons[0], on=offered)
    name = (await child(house)).name
    mine = await mother.say("/pertemuansaya")
    assert f"Ananda {name}, dengan Ibu Nurmala" in mine.text
    assert "Waktu berbincang" in (await mother.press(next(face for face in mine.buttons if name in face))).text
    assert "no meeting" in (await house.phone(PARENTS[1].user_id).say("/mymeetings")).text
    await mother.press("Waktu lain", on=offered)
    assert "belum ada pertemuan" in (await mother.say("/pertemuansaya")).text


async def test_a_talk_that_is_over_stands_there_no_more(house: House, rows: Rows) -> None:
    await told(house, "Nurmala")
    teacher, mother = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    await teacher.press("Buka")
    await teacher.press("Tawarkan dua waktu")
    await teacher.press("Kirim ke keluarga")
    await mother.press(mother.screen().buttons[0])
    chosen = (await rows.one(select(Concern))).chosen_at
    assert chosen is not None
    house.now = chosen + timedelta(hours=1)
    assert "Nurmala" in (await mother.say("/pertemuansaya")).text
    house.now = chosen + timedelta(hours=3)
    assert "belum ada pertemuan" in (await mother.say("/pertemuansaya")).text


async def test_what_the_school_began_is_among_the_meetings_of_both_guardians(house: House, rows: Rows) -> None:
    """The one chose a time, and the other one, who was told of it, finds it too."""
    await second_guardian(house)
    await told(house, "Nurmala")
    teacher, mother = house.phone(TEACHER.user_id), house.phone(PARENTS[0].user_id)
    await teacher.press("Buka")
    await teacher.press("Tawarkan dua waktu")
    await teacher.press("Kirim ke keluarga")
    await mother.press(mother.screen().buttons[0])
    async with house.sessions() as session:
        await session.execute(update(Concern).values(by_family=False))
        await session.commit()
    assert "Nurmala" in (await house.phone(PARENTS[1].user_id).say("/pertemuansaya")).text


async def test_a_provisional_guardian_is_told_how(house: House, rows: Rows) -> None:
    async with house.sessions() as session:
        await session.execute(update(Guardianship).values(state=GuardianState.PROVISIONAL))
        await session.commit()
    mother = house.phone(PARENTS[0].user_id)
    await mother.say("/menu")
    shown = await mother.press("Ingin bercerita")
    assert "menunggu konfirmasi wali kelas" in shown.text
    pupil = await child(house)
    await mother.forge(f"1:cn.child:{pupil.id}")
    assert await rows.all(select(Concern)) == []


async def remind(house: House) -> None:
    await ticks.remind_of_concerns(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()


async def test_the_keeper_is_reminded_once_on_the_day_in_her_hours_and_again_after_a_week(
    house: House, rows: Rows
) -> None:
    await told(house)
    counsellor = house.phone(COUNSELLOR.user_id)
    house.now += timedelta(hours=9)  # the evening before
    await remind(house)
    assert "langkah pendampingan" not in counsellor.screen().text
    house.now += timedelta(hours=14)  # Tuesday morning
    await remind(house)
    assert "Ada satu langkah pendampingan" in counsellor.screen().text
    assert (await child(house)).name in counsellor.screen().buttons[0]
    many = len(counsellor.bubbles)
    house.now += timedelta(hours=1)
    await remind(house)
    assert len(counsellor.bubbles) == many
    house.now += timedelta(days=7)
    await remind(house)
    assert len(counsellor.bubbles) == many + 1
    told_log = await rows.all(select(LogEntry).where(LogEntry.text.contains("langkah pendampingan")))
    assert {one.concern_id for one in told_log} == {(await rows.one(select(Concern))).id}
    assert (await child(house)).name not in "".join(one.text or "" for one in told_log)


async def test_a_keeper_who_is_of_the_staff_no_more_is_followed_by_another_one(house: House, rows: Rows) -> None:
    await told(house)
    concern = await rows.one(select(Concern))
    async with house.sessions() as session:
        await session.execute(update(Role).where(Role.person_id == concern.keeper_id).values(ended_at=house.now))
        await session.commit()
    house.now += timedelta(days=1)
    await remind(house)
    await remind(house)
    async with house.sessions() as session:
        house.demo.session = session
        homeroom = await house.demo.person(TEACHER)
    assert (await rows.one(select(Concern))).keeper_id == homeroom.id
    assert "langkah pendampingan" in house.phone(TEACHER.user_id).screen().text


async def test_what_waits_for_the_morning_does_not_leave_when_the_link_has_ended_meanwhile(
    house: House, rows: Rows
) -> None:
    await told(house)
    counsellor, mother = house.phone(COUNSELLOR.user_id), house.phone(PARENTS[0].user_id)
    house.now += timedelta(hours=11)
    shown = await counsellor.say("Besok saya telepon, Bu.", reply_to=counsellor.screen())
    assert "Sudah kami teruskan" in shown.text
    assert "Besok saya telepon" not in mother.screen().text
    async with house.sessions() as session:
        await session.execute(update(Guardianship).values(sees_child=False))
        await session.commit()
    house.now += timedelta(hours=13)
    await house.deliver()
    assert "Besok saya telepon" not in mother.screen().text
    queued = await rows.all(select(Outgoing).where(Outgoing.personal, Outgoing.sent_at.is_(None)))
    assert [row.state.value for row in queued] == ["dropped"]


async def test_what_the_channel_was_given_belongs_to_the_concern_in_the_log(house: House, rows: Rows) -> None:
    await told(house)
    sent = await rows.all(select(LogEntry).where(LogEntry.kind == LogKind.SENT))
    assert [CERITA in (one.text or "") for one in sent] == [True]
    assert sent[0].concern_id == (await rows.one(select(Concern))).id
    shown = await house.phone(ADMIN.user_id).say("/pendampingan")
    assert "Saat ini tidak ada" in shown.text
