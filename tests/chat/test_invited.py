"""A family and its invitation, as a parent would do it on the phone; and what the teacher reads of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from bot.domain.codec import dump_file
from bot.domain.meetings import MeetingKind, MeetingState
from bot.domain.screens import FileKind, FileRef
from bot.services.meetings import hopes, rsvp, telling
from bot.services.meetings.hopes import Part
from bot.storage.engine import Sessions
from bot.storage.models import (
    Guardianship,
    GuardianState,
    Introduction,
    LogEntry,
    LogKind,
    Meeting,
    MeetingHost,
    Person,
    Teaching,
)
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house, picture
from tests.support.invited import introduced, invited_house
from tests.support.said import father_of, logged, recipient_of

SITI, HENDRA, YANTI, _AGUS = PARENTS


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def answered(house: House, meeting: Meeting) -> list[rsvp.Rsvp]:
    async with house.sessions() as session:
        return list((await rsvp.of(session, meeting)).values())


async def said(house: House, meeting: Meeting) -> list[hopes.Hope]:
    async with house.sessions() as session:
        return [one for family in (await hopes.of(session, meeting)).values() for one in family]


def calendar_of(bubble: Bubble) -> tuple[str, Any]:
    """The method and the one entry of the calendar file that a message brought along."""
    assert bubble.seen.media is not None
    made = Calendar.from_ical(bubble.seen.media.content)
    (event,) = made.walk("VEVENT")
    return str(made["method"]), event


async def test_the_invitation_is_answered_with_one_tap(house: House) -> None:
    meeting = await invited_house(house)
    shown = siti(house).screen()
    assert "pukul 07.15–09.00 WIB" in shown.text
    assert shown.buttons[:3] == ["Kami akan hadir", "Hadir bersama …", "Kami berhalangan"]
    after = await siti(house).press("Kami akan hadir")
    assert (after.id, "✓ Kami akan hadir" in after.buttons, siti(house).taps) == (shown.id, True, 1)
    ((one,),) = [await answered(house, meeting)]
    assert (one.choice, one.with_) == ("coming", None)


async def test_after_with_it_is_asked_with_whom_and_a_tap_says_so(house: House) -> None:
    meeting = await invited_house(house)
    asked = await siti(house).press("Hadir bersama")
    assert "Dengan siapa?" in asked.text
    assert "Bersama ibu Ananda" not in asked.buttons  # the mother is asked
    assert not any(name in asked.text for name in ("Agus", "Bambang"))
    noted = await siti(house).press("Bersama kakek atau nenek")
    assert "bersama kakek atau nenek" in noted.text
    assert [(one.choice, one.with_) for one in await answered(house, meeting)] == [("with", "grandparent")]


async def test_with_whom_can_be_typed_and_changed_and_left_out(house: House) -> None:
    meeting = await invited_house(house)
    asked = await siti(house).press("Hadir bersama")
    assert [one.with_ for one in await answered(house, meeting)] == [None]
    await siti(house).press("Orang lain")
    too_long = await siti(house).say("Pak Lurah " * 20)
    assert "Mohon dipersingkat" in too_long.text
    noted = await siti(house).say("  Tante <b>Ani</b> ")
    assert "Tante <b>Ani</b>" in noted.text
    assert [one.with_ for one in await answered(house, meeting)] == ["Tante <b>Ani</b>"]
    await siti(house).press("Kami berhalangan")
    await siti(house).press("Bersama ayah Ananda", on=asked)
    assert [one.choice for one in await answered(house, meeting)] == ["not_coming"]
    assert "ayah Ananda" not in siti(house).bubbles[asked.id].text


async def test_never_mind_changes_nothing(house: House) -> None:
    meeting = await invited_house(house)
    await siti(house).press("Hadir bersama")
    await siti(house).press("Orang lain")
    left = await siti(house).press("Tidak jadi")
    assert "Tidak ada yang berubah" in left.text
    assert [(one.choice, one.with_) for one in await answered(house, meeting)] == [("with", None)]


async def test_a_family_with_two_children_says_for_which_it_comes_with_whom(house: House) -> None:
    meeting = await invited_house(house, ("X-1", "X-2"))
    yanti = house.phone(YANTI.user_id)
    which = await yanti.press("Hadir bersama")
    assert len(which.buttons) == 3
    await yanti.press(which.buttons[0])
    await yanti.press("Bersama ayah Ananda")
    assert [(one.choice, one.with_) for one in await answered(house, meeting)] == [("with", "father")]
    await yanti.press("✓ Hadir bersama")
    await yanti.press("Untuk semuanya")
    await yanti.press("Bersama kakek atau nenek")
    assert [one.with_ for one in await answered(house, meeting)] == ["grandparent", "grandparent"]


async def test_guardians_who_disagree_are_both_kept_and_the_family_comes(house: House) -> None:
    father = await father_of(house, SITI)
    meeting = await invited_house(house)
    await father.press("Kami akan hadir")
    await siti(house).press("Kami berhalangan")
    (one,) = await answered(house, meeting)
    assert (one.comes, len(one.replies)) == (True, 2)


async def test_after_the_meeting_nothing_is_noted_and_it_is_said_why(house: House) -> None:
    meeting = await invited_house(house)
    await siti(house).press("Hadir bersama")
    house.now += timedelta(days=6)
    late = await siti(house).press("Bersama ayah Ananda")
    assert "sudah lewat" in late.text
    await siti(house).press("Kami akan hadir")
    assert [(one.choice, one.with_) for one in await answered(house, meeting)] == [("with", None)]


async def test_the_teacher_introduces_herself_with_her_picture(house: House) -> None:
    (house.data_dir / "p.png").write_bytes(picture())
    await invited_house(house)
    async with house.sessions() as session:
        file = dump_file(FileRef(FileKind.PHOTO, path="p.png"))
        await session.execute(update(Introduction).values(file=file))
        await session.commit()
    invitation = siti(house).screen()
    shown = await siti(house).press("Perkenalan guru")
    assert shown.id != invitation.id
    assert shown.seen.media is not None
    for words in ("Ibu Nurmala Sari", "sejak 2009", "berani bertanya", "lima belas menit", "saling berkabar"):
        assert words in shown.text


async def test_without_an_introduction_the_button_says_so_kindly(house: House) -> None:
    await invited_house(house)
    async with house.sessions() as session:
        await session.execute(update(Introduction).values(who="", vision="", mission="", hopes=""))
        await session.commit()
    shown = await siti(house).press("Perkenalan guru")
    assert "memperkenalkan diri saat pertemuan" in shown.text


async def test_of_several_hosts_each_introduces_herself_and_nobody_else_does(house: House) -> None:
    meeting = await invited_house(house)
    async with house.sessions() as session:
        other = (await session.scalars(select(Person).where(Person.name.startswith("Rahmat")))).one()
        stranger = (await session.scalars(select(Person).where(Person.name == ADMIN.name))).one()
        session.add(MeetingHost(meeting_id=meeting.id, person_id=other.id))
        await introduced(session, other, house.now, who="Saya guru matematika.")
        await introduced(session, stranger, house.now, who="Rahasia.")
        await session.commit()
    await siti(house).press("Perkenalan guru")
    shown = await siti(house).press("Rahmat Hidayat")
    assert "Saya guru matematika." in shown.text
    recipient = await recipient_of(house, SITI, meeting.invitation_id or 0)
    forged = await siti(house).forge(f"1:mi.intro:{recipient.id}:{stranger.id}")
    assert "Rahasia." not in forged.text


async def test_hopes_take_two_short_steps_and_the_teacher_reads_them(house: House) -> None:
    meeting = await invited_house(house)
    first = await siti(house).press("Harapan")
    assert "1 dari 2" in first.text
    second = await siti(house).say("Semoga lebih percaya diri & mandiri")
    assert "2 dari 2" in second.text
    noted = await siti(house).say("Alergi kacang")
    assert "Ibu Nurmala Sari" in noted.text
    ((one,),) = [await said(house, meeting)]
    assert {part: one.words(part) for part in Part} == {
        Part.HOPE: "Semoga lebih percaya diri & mandiri",
        Part.KNOW: "Alergi kacang",
    }
    page = await teacher(house).forge(f"1:m.hopes:{meeting.id}")
    assert "Semoga lebih percaya diri & mandiri" in page.text
    assert "Alergi kacang" in page.text
    assert "1 dari " in page.text


async def test_hopes_can_be_spoken_and_the_teacher_hears_them(house: House) -> None:
    meeting = await invited_house(house)
    await siti(house).press("Harapan")
    await siti(house).voice()
    noted = await siti(house).press("Lewati")
    assert "pesan suara" in noted.text
    page = await teacher(house).forge(f"1:m.hopes:{meeting.id}")
    await teacher(house).press(page.buttons[0])
    assert [bubble.seen.media.kind for bubble in teacher(house).bubbles.values() if bubble.seen.media] == ["VoiceNote"]


async def test_what_is_no_word_or_too_long_is_asked_again_and_the_step_stays(house: House) -> None:
    meeting = await invited_house(house)
    await siti(house).press("Harapan")
    assert "Mohon diketik" in (await siti(house).photo()).text
    assert "Mohon dipersingkat" in (await siti(house).say("panjang " * 120)).text
    assert await said(house, meeting) == []
    assert "2 dari 2" in (await siti(house).say("Sehat selalu")).text


async def test_both_steps_may_be_skipped(house: House) -> None:
    meeting = await invited_house(house)
    await siti(house).press("Harapan")
    await siti(house).press("Lewati")
    done = await siti(house).press("Lewati")
    assert "tombolnya tetap ada di undangan" in done.text
    assert await said(house, meeting) == []


async def test_hopes_can_be_changed_and_taken_back_and_the_log_keeps_all(house: House) -> None:
    meeting = await invited_house(house)
    await siti(house).press("Harapan")
    await siti(house).say("Rajin")
    await siti(house).press("Lewati")
    again = await siti(house).press("Ubah")
    assert "Rajin" in again.text
    await siti(house).say("Rajin dan sehat")
    await siti(house).press("Lewati")
    assert [one.words(Part.HOPE) for one in await said(house, meeting)] == ["Rajin dan sehat"]
    await siti(house).press("Ubah")
    await siti(house).press("Hapus isinya")
    assert await said(house, meeting) == []
    first, second, third = await logged(house, LogKind.HOPE)
    assert (second.replaces_id, third.replaces_id, third.text) == (first.id, second.id, None)


async def test_a_message_that_is_edited_afterwards_is_what_the_teacher_reads(house: House) -> None:
    meeting = await invited_house(house)
    await siti(house).press("Harapan")
    await siti(house).say("Rajni")
    first = siti(house).said
    await siti(house).change("Rajin", first)
    assert [one.words(Part.HOPE) for one in await said(house, meeting)] == ["Rajin"]
    await siti(house).change("Rajin", first)
    assert len(await logged(house, LogKind.HOPE)) == 2
    assert "2 dari 2" in "".join(bubble.text for bubble in siti(house).bubbles.values())


async def test_hopes_for_several_children_are_told_apart_or_said_once(house: House) -> None:
    meeting = await invited_house(house, ("X-1", "X-2"))
    yanti = house.phone(YANTI.user_id)
    which = await yanti.press("Harapan")
    await yanti.press(which.buttons[0])
    await yanti.say("Berani tampil")
    await yanti.press("Lewati")
    await yanti.press("Harapan")
    await yanti.press("Untuk semuanya")
    await yanti.press("Biarkan seperti semula")
    await yanti.say("Ayahnya bekerja jauh")
    entries = await logged(house, LogKind.HOPE)
    assert [entry.choice for entry in entries] == ["hope", "know", "know"]
    assert len({entry.pupil_id for entry in entries}) == 2
    assert len(await said(house, meeting)) == 2


async def test_a_guardian_reads_the_own_hopes_alone(house: House) -> None:
    father = await father_of(house, SITI)
    meeting = await invited_house(house)
    await siti(house).press("Harapan")
    await siti(house).say("Rahasia ibu")
    await siti(house).press("Lewati")
    asked = await father.press("Harapan")
    assert "Rahasia ibu" not in asked.text
    await father.say("Harapan ayah")
    assert sorted(one.words(Part.HOPE) for one in await said(house, meeting)) == ["Harapan ayah", "Rahasia ibu"]


async def test_a_provisional_guardian_may_say_hopes_and_the_teacher_sees_what_is_not_confirmed(house: House) -> None:
    meeting = await invited_house(house)
    async with house.sessions() as session:
        person = (await session.scalars(select(Person.id).where(Person.name == SITI.name))).one()
        mine = update(Guardianship).where(Guardianship.person_id == person)
        await session.execute(mine.values(state=GuardianState.PROVISIONAL))
        await session.commit()
    await siti(house).press("Harapan")
    await siti(house).say("Sehat")
    page = await teacher(house).forge(f"1:m.hopes:{meeting.id}")
    assert "belum dipastikan" in page.text


async def test_who_may_not_hear_of_the_child_cannot_go_on(house: House) -> None:
    meeting = await invited_house(house)
    invitation = siti(house).screen()
    await siti(house).press("Harapan")
    async with house.sessions() as session:
        person = (await session.scalars(select(Person.id).where(Person.name == SITI.name))).one()
        await session.execute(update(Guardianship).where(Guardianship.person_id == person).values(sees_child=False))
        await session.commit()
    await siti(house).say("Sehat")
    for face in ("Harapan", "Perkenalan guru", "Simpan ke kalender", "Hadir bersama"):
        await siti(house).press(face, on=invitation)
    assert await said(house, meeting) == []
    assert await logged(house, LogKind.HOPE, LogKind.ANSWER, LogKind.READ) == []
    assert not any(bubble.seen.media for bubble in siti(house).bubbles.values())


async def test_hopes_end_with_the_meeting_and_the_words_still_find_the_teacher(house: House) -> None:
    meeting = await invited_house(house)
    await siti(house).press("Harapan")
    house.now += timedelta(days=5, hours=3)
    late = await siti(house).say("Terlambat")
    assert "sudah selesai" in late.text
    assert await said(house, meeting) == []
    await siti(house).press("Tulis jawaban", on=late)
    await siti(house).say("Terlambat")
    house.now += timedelta(days=2)  # it is Saturday, and she answers on Monday
    await house.deliver()
    assert "Terlambat" in teacher(house).screen().text


async def test_many_hopes_come_in_pages_and_only_those_of_her_classes(house: House) -> None:
    meeting = await invited_house(house, ("X-1", "X-2"))
    async with house.sessions() as session:
        rows = await session.execute(
            select(Guardianship.person_id, Guardianship.pupil_id).order_by(Guardianship.pupil_id, Guardianship.id)
        )
        for person_id, pupil_id in rows:
            session.add(
                LogEntry(
                    school_id=house.demo.school.id,
                    at=house.now,
                    kind=LogKind.HOPE,
                    person_id=person_id,
                    pupil_id=pupil_id,
                    meeting_id=meeting.id,
                    choice="hope",
                    text=f"Harapan {pupil_id}",
                )
            )
        host = (await session.scalars(select(Person).where(Person.name == TEACHER.name))).one()
        taught = await session.scalars(select(Teaching).where(Teaching.person_id == host.id))
        for row in taught:
            await session.delete(row)
        await session.commit()
    page = await teacher(house).forge(f"1:m.hopes:{meeting.id}:0")
    assert "halaman 1 dari" in page.text
    assert "(X-1)" in page.text
    following = await teacher(house).press("Lainnya")
    assert following.id == page.id
    assert "halaman 2 dari" in following.text
    for number in range(20):
        assert "(X-2)" not in (await teacher(house).forge(f"1:m.hopes:{meeting.id}:{number}")).text


async def test_nobody_else_reads_hopes(house: House) -> None:
    meeting = await invited_house(house)
    await siti(house).press("Harapan")
    await siti(house).say("Rahasia")
    child = (await logged(house, LogKind.HOPE))[0].pupil_id
    for data in (f"1:m.hopes:{meeting.id}", f"1:m.hope:{meeting.id}:{child}"):
        for user in (SITI.user_id, HENDRA.user_id, 4711):
            assert "Rahasia" not in (await house.phone(user).forge(data)).text
    assert "Rahasia" in (await house.phone(ADMIN.user_id).forge(f"1:m.hopes:{meeting.id}")).text


async def test_the_calendar_file_is_kept_changed_and_taken_out_again(house: House) -> None:
    meeting = await invited_house(house)
    shown = await siti(house).press("Simpan ke kalender")
    _method, event = calendar_of(shown)
    assert (event["sequence"], event["dtstart"].dt) == (0, meeting.starts_at)
    assert event["summary"] == "Pertemuan kelas, X-1"
    async with house.sessions() as session:
        row = await session.get_one(Meeting, meeting.id)
        row.sequence, row.starts_at, row.ends_at = 1, row.starts_at + timedelta(days=1), row.ends_at + timedelta(days=1)
        row.day += timedelta(days=1)
        await telling.changed(session, row, {"day"}, house.now)
        await session.commit()
    await house.deliver()
    _method, moved = calendar_of(siti(house).screen())
    assert (moved["uid"], moved["sequence"]) == (event["uid"], 1)
    assert house.phone(HENDRA.user_id).screen().seen.media is None
    async with house.sessions() as session:
        row = await session.get_one(Meeting, meeting.id)
        row.sequence, row.state = 2, MeetingState.CANCELLED
        await telling.cancelled(session, row, house.now)
        await session.commit()
    await house.deliver()
    method, off = calendar_of(siti(house).screen())
    assert (method, off["uid"]) == ("CANCEL", event["uid"])


async def test_report_day_and_talks_are_invited_to_in_the_readers_language(house: House) -> None:
    await invited_house(house, kind=MeetingKind.REPORTS, agenda=())
    assert "menerima rapor Ananda" in siti(house).screen().text
    assert "collect the report card" in house.phone(HENDRA.user_id).screen().text


@pytest.mark.parametrize("key", ["mi.intro", "mi.hope", "mi.cal"])
async def test_a_strangers_or_another_familys_invitation_opens_nothing(house: House, key: str) -> None:
    meeting = await invited_house(house)
    recipient = await recipient_of(house, SITI, meeting.invitation_id or 0)
    for user in (HENDRA.user_id, 4711):
        shown = await house.phone(user).forge(f"1:{key}:{recipient.id}")
        assert shown.seen.media is None
        assert "2009" not in shown.text
        assert "1 dari 2" not in shown.text
