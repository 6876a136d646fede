"""A family answers an update, as a parent would do it on the phone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.channels.base import Kind, Received
from bot.domain.delivery import Rung
from bot.domain.screens import FileKind, FileRef
from bot.services.updates import corrections
from bot.storage.engine import Sessions
from bot.storage.models import ClassUpdate, Guardianship, GuardianState, Outgoing, Teaching
from tests.support.demo import PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house, picture
from tests.support.said import EVENT, father_of, give_chat, logged, recipient_of, sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def test_reading_marks_the_message_in_place_and_keeps_its_words(house: House) -> None:
    row = await sent_update(house, template="holiday")
    before = siti(house).screen()
    after = await siti(house).press("Tandai sudah dibaca")
    assert after.id == before.id
    assert after.text == before.text
    assert "✓ Sudah dibaca" in after.buttons
    assert (await recipient_of(house, SITI, row.id)).rung is Rung.READ


async def test_a_double_tap_is_logged_once(house: House) -> None:
    await sent_update(house)
    await siti(house).press("Kami akan hadir")
    await siti(house).press("✓ Kami akan hadir")
    assert [entry.choice for entry in await logged(house, "answer", "edited")] == ["coming"]


async def test_changing_ones_mind_keeps_both_answers(house: House) -> None:
    row = await sent_update(house)
    await siti(house).press("Kami akan hadir")
    changed = await siti(house).press("Kami berhalangan")
    assert "✓ Kami berhalangan" in changed.buttons
    first, second = await logged(house, "answer", "edited")
    assert (first.choice, second.choice, second.replaces_id) == ("coming", "not_coming", first.id)
    assert (await recipient_of(house, SITI, row.id)).answer == "not_coming"


async def test_a_tap_does_not_disturb_the_teacher(house: House) -> None:
    await sent_update(house)
    await siti(house).press("Kami akan hadir")
    assert teacher(house).bubbles == {}


async def test_with_several_children_the_bot_asks_which_and_each_can_be_answered_apart(house: House) -> None:
    await sent_update(house, ("X-1", "X-2"))
    yanti = house.phone(YANTI.user_id)
    update_bubble = yanti.screen()
    asked = await yanti.press("Kami akan hadir")
    assert asked.id != update_bubble.id
    assert len(asked.buttons) == 3
    noted = await yanti.press(asked.buttons[0])
    assert "Kami akan hadir" in noted.text
    await yanti.press("Kami berhalangan", on=update_bubble)
    await yanti.press(asked.buttons[1])
    first, second = await logged(house, "answer", "edited")
    assert first.pupil_id != second.pupil_id
    assert (first.choice, second.choice) == ("coming", "not_coming")


async def test_all_children_can_be_answered_at_once(house: House) -> None:
    await sent_update(house, ("X-1", "X-2"))
    yanti = house.phone(YANTI.user_id)
    await yanti.press("Kami akan hadir")
    await yanti.press("Untuk semuanya")
    entries = await logged(house, "answer")
    assert len({entry.pupil_id for entry in entries}) == 2


async def test_written_words_reach_the_teacher_and_the_parent_hears_who_got_them(house: House) -> None:
    row = await sent_update(house)
    asked = await siti(house).press("Tulis jawaban")
    assert asked.rows == [["Tidak jadi", "⚐ Laporkan"]]
    confirmed = await siti(house).say("Kami datang agak terlambat ya Bu <b>")
    assert "Ibu Nurmala Sari, S.Pd." in confirmed.text
    arrived = teacher(house).screen()
    assert "Kami datang agak terlambat ya Bu <b>" in arrived.text
    assert "Siti Rahayu, ibu dari Ananda" in arrived.text
    assert arrived.buttons == ["Balas", "Terima kasih", "Jawaban simpanan"]
    assert (await recipient_of(house, SITI, row.id)).rung is Rung.ANSWERED


async def test_who_answers_at_night_hears_that_one_may_phone_for_what_is_urgent(house: House) -> None:
    await sent_update(house)
    by_day = await siti(house).say("Ya, Bu.", reply_to=siti(house).screen())
    assert "menelepon sekolah" not in by_day.text
    house.now += timedelta(hours=12)
    await siti(house).press("Tulis jawaban")
    at_night = await siti(house).say("Ada yang mendesak, anak saya masuk rumah sakit.")
    assert "Bila ada yang mendesak, silakan menelepon sekolah." in at_night.text


@pytest.mark.parametrize("part", [-2, -1])
async def test_a_reply_to_the_photo_or_to_the_long_words_below_it_is_an_answer(house: House, part: int) -> None:
    (house.data_dir / "p.png").write_bytes(picture())
    row = await sent_update(
        house, values={**EVENT, "place": "Aula sekolah " * 90}, file=FileRef(FileKind.PHOTO, path="p.png")
    )
    await siti(house).say("Baik, Bu", reply_to=list(siti(house).bubbles.values())[part])
    (entry,) = await logged(house, "answer")
    assert (entry.text, entry.recipient_id) == ("Baik, Bu", (await recipient_of(house, SITI, row.id)).id)


async def test_a_press_below_a_photo_with_long_words_marks_them_in_place(house: House) -> None:
    (house.data_dir / "p.png").write_bytes(picture())
    await sent_update(
        house, values={**EVENT, "place": "Aula sekolah " * 90}, file=FileRef(FileKind.PHOTO, path="p.png")
    )
    before = siti(house).bubbles
    after = await siti(house).press("Kami akan hadir")
    assert (list(siti(house).bubbles), "✓ Kami akan hadir" in after.buttons) == (list(before), True)


async def test_a_reply_to_the_updates_message_is_an_answer(house: House) -> None:
    await sent_update(house)
    confirmed = await siti(house).say("Baik, Bu", reply_to=siti(house).screen())
    assert "Sudah kami teruskan kepada Ibu Nurmala Sari" in confirmed.text
    assert "Baik, Bu" in teacher(house).screen().text


async def test_a_reply_with_several_children_is_kept_until_the_child_is_tapped(house: House) -> None:
    await sent_update(house, ("X-1", "X-2"))
    yanti = house.phone(YANTI.user_id)
    asked = await yanti.say("Ananda sakit", reply_to=yanti.screen())
    assert teacher(house).bubbles == {}
    await yanti.press(asked.buttons[1])
    (entry,) = await logged(house, "answer")
    assert (entry.text, entry.pupil_id is not None) == ("Ananda sakit", True)


async def test_a_voice_message_goes_on_to_the_teacher(house: House) -> None:
    await sent_update(house)
    await siti(house).press("Tulis jawaban")
    await siti(house).voice()
    arrived = teacher(house).screen()
    assert arrived.seen.media is not None
    assert "Mengirim pesan suara" in arrived.text


async def test_loose_words_are_kept_and_go_where_one_tap_says(house: House) -> None:
    await sent_update(house)
    asked = await siti(house).say("Besok Ananda izin, Bu")
    assert teacher(house).bubbles == {}
    assert asked.buttons[0] == "Tidak masuk sekolah"
    assert asked.buttons[1].startswith("Undangan")
    confirmed = await siti(house).press("Wali kelas Ananda")
    assert confirmed.id == asked.id
    assert "Besok Ananda izin, Bu" in teacher(house).screen().text
    (entry,) = await logged(house, "question")
    assert (entry.update_id, entry.thread_id is not None) == (None, True)


async def test_several_loose_messages_go_together(house: House) -> None:
    await siti(house).say("Bu, maaf")
    await siti(house).say("Ananda demam")
    await siti(house).press("Wali kelas Ananda", on=siti(house).screen())
    said = await logged(house, "question")
    assert [entry.text for entry in said] == ["Bu, maaf", "Ananda demam"]
    assert len({entry.thread_id for entry in said}) == 1


async def test_a_second_thought_follows_the_first_without_asking_again(house: House) -> None:
    await sent_update(house)
    await siti(house).press("Tulis jawaban")
    await siti(house).say("Kami datang")
    await siti(house).say("berdua dengan nenek")
    assert "berdua dengan nenek" in teacher(house).screen().text
    house.now += timedelta(hours=1)
    asked = await siti(house).say("Oh ya, Bu")
    assert "Untuk siapa" in asked.text


async def test_five_thousand_characters_arrive_whole(house: House) -> None:
    await sent_update(house)
    await siti(house).press("Tulis jawaban")
    await house.receive(Received(Kind.TEXT, str(SITI.user_id), text="Halo " * 1000, message="77"))
    (entry,) = await logged(house, "answer")
    assert len(entry.text or "") == 4999
    assert sum(bubble.text.count("Halo") for bubble in teacher(house).bubbles.values()) == 1000


async def test_a_sticker_is_kindly_declined_and_the_question_stays_open(house: House) -> None:
    await sent_update(house)
    await siti(house).press("Tulis jawaban")
    await house.receive(Received(Kind.OTHER, str(SITI.user_id), message="77"))
    assert "Mohon kirim tulisan" in siti(house).screen().text
    await siti(house).say("Baik, Bu")
    assert "Baik, Bu" in teacher(house).screen().text


async def test_words_that_go_on_make_no_sound_but_the_first_ones_do(house: House) -> None:
    await sent_update(house)
    await siti(house).press("Kami akan hadir")
    await siti(house).press("Tulis jawaban")
    await siti(house).say("Kami datang bertiga")
    await siti(house).say("dengan nenek, ya Bu")
    newest = teacher(house).screen()
    assert "dengan nenek" in newest.text
    assert newest.seen.silent
    assert [bubble.seen.silent for bubble in teacher(house).bubbles.values()] == [False, True]


async def test_an_edited_answer_keeps_both_versions_and_the_teacher_gets_the_newest(house: House) -> None:
    await sent_update(house)
    await siti(house).press("Tulis jawaban")
    await siti(house).say("Kami datang bertiga")
    (first,) = await logged(house, "answer")
    edit = Received(Kind.EDITED, str(SITI.user_id), text="Kami datang berdua", message=first.message)
    await house.receive(edit)
    await house.receive(edit)
    (second,) = await logged(house, "edited")
    assert (first.text, second.text, second.replaces_id) == ("Kami datang bertiga", "Kami datang berdua", first.id)
    newest = teacher(house).screen()
    assert "Jawaban diubah" in newest.text
    assert "Kami datang berdua" in newest.text
    assert len(teacher(house).bubbles) == 2


async def test_words_edited_before_they_have_an_addressee_go_out_as_edited(house: House) -> None:
    await siti(house).say("Ananda skait")
    await siti(house).change("Ananda sakit")
    await siti(house).press("Wali kelas Ananda")
    assert [entry.text for entry in await logged(house, "question")] == ["Ananda sakit"]


async def test_somebody_elses_recipient_is_refused_and_changes_nothing(house: House) -> None:
    row = await sent_update(house)
    foreign = (await recipient_of(house, SITI, row.id)).id
    hendra = house.phone(HENDRA.user_id)
    for press in (f"1:a.read:{foreign}", f"1:a.q:{foreign}:coming", f"1:a.say:{foreign}", f"1:a.open:{foreign}"):
        shown = await hendra.forge(press)
        assert "Siti" not in shown.text
    found = await recipient_of(house, SITI, row.id)
    assert (found.read_at, found.answer) == (None, None)
    assert await logged(house, "answer", "read") == []


async def test_an_answer_that_was_never_offered_is_refused(house: House) -> None:
    row = await sent_update(house)
    mine = (await recipient_of(house, SITI, row.id)).id
    for press in (f"1:a.q:{mine}:maybe", f"1:a.qc:{mine}:coming:999999", f"1:a.q:{mine}", "1:a.for:1", "1:a.to:1"):
        await siti(house).forge(press)
    assert await logged(house, "answer") == []


async def test_a_guardian_whose_link_was_undone_can_no_longer_answer(house: House) -> None:
    await sent_update(house)
    async with house.sessions() as session:
        house.demo.session = session
        person = await house.demo.person(SITI)
        await session.execute(
            update(Guardianship).where(Guardianship.person_id == person.id).values(state=GuardianState.ENDED)
        )
        await session.commit()
    await siti(house).press("Kami akan hadir")
    assert await logged(house, "answer") == []


async def test_a_button_pressed_a_month_later_gets_a_true_answer(house: House) -> None:
    await sent_update(house)
    house.now += timedelta(days=40)
    shown = await siti(house).press("Kami akan hadir")
    assert "sudah lewat" in shown.text
    assert await logged(house, "answer") == []


async def test_after_a_withdrawal_a_tap_says_so_and_written_words_still_arrive(house: House) -> None:
    row = await sent_update(house)
    bubble = siti(house).screen()
    house.now += timedelta(hours=49)  # too late to delete it
    async with house.sessions() as session:
        house.demo.session = session
        await corrections.withdraw(session, await house.demo.person(), row.id, house.now)
        await session.commit()
    await house.deliver()
    assert "ditarik" in (await siti(house).press("Kami akan hadir", on=bubble)).text
    await siti(house).say("Jadi bagaimana, Bu?", reply_to=bubble)
    assert "yang sudah ditarik" in teacher(house).screen().text
    assert (await recipient_of(house, SITI, row.id)).rung is Rung.WITHDRAWN


async def test_the_familys_updates_can_be_opened_again_and_answered_there(house: House) -> None:
    row = await sent_update(house)
    first = siti(house).screen()
    listed = await siti(house).forge("1:a.list")
    again = await siti(house).press("Sen, 20 Jul", on=listed)
    assert again.id != first.id
    await siti(house).press("Kami akan hadir", on=again)
    assert siti(house).bubbles[first.id].buttons == ["Buka lagi"]
    assert "✓ Kami akan hadir" in siti(house).bubbles[again.id].buttons
    await siti(house).say("Terima kasih", reply_to=again)
    assert [entry.update_id for entry in await logged(house, "answer")] == [row.id, row.id]


async def test_two_guardians_of_one_child_answer_differently_and_both_are_kept(house: House) -> None:
    father = await father_of(house, SITI)
    await sent_update(house)
    await siti(house).press("Kami akan hadir")
    await father.press("Kami berhalangan")
    assert {entry.choice for entry in await logged(house, "answer")} == {"coming", "not_coming"}


async def test_when_the_author_no_longer_has_the_class_the_homeroom_teacher_gets_the_words(house: House) -> None:
    await sent_update(house, ("X-2",))
    async with house.sessions() as session:
        house.demo.session = session
        found = await house.demo.school_class("X-2")
        rows = await session.scalars(select(ClassUpdate))
        assert found.homeroom_id != rows.one().author_id
        author = await house.demo.person()
        for teaching in await session.scalars(
            select(Teaching).where(Teaching.person_id == author.id, Teaching.class_id == found.id)
        ):
            await session.delete(teaching)
        await session.commit()
    await give_chat(house, "Rahmat Hidayat, S.Si.", 903)
    yanti = house.phone(YANTI.user_id)
    confirmed = await yanti.say("Halo Bu", reply_to=yanti.screen())
    assert "Bapak Rahmat Hidayat" in confirmed.text
    assert teacher(house).bubbles == {}


async def test_no_press_leaves_anything_for_a_stranger(house: House) -> None:
    await sent_update(house)
    stranger = house.phone(777)
    for press in ("1:a.list", "1:a.inbox", "1:a.update:1", "1:a.next:0:0", "1:a.one:1", "1:a.re:1", "1:a.ty:1"):
        await stranger.forge(press)
    async with house.sessions() as session:
        rows = await session.scalars(select(Outgoing.payload).where(Outgoing.person_id.is_(None)))
        assert {row["template"] for row in rows if row} == {"home/not_yours"}


async def test_what_is_written_after_going_to_the_menu_is_no_longer_the_answer(house: House) -> None:
    await sent_update(house)
    await siti(house).press("Tulis jawaban")
    await siti(house).forge("1:home.menu", "1")
    await siti(house).say("Halo")
    assert await logged(house, "answer") == []


async def test_marks_that_are_tried_again_after_a_correction_do_not_bring_the_old_words_back(house: House) -> None:
    row = await sent_update(house)
    house.api.faults.order("drop_before", method="editMessageText")
    await siti(house).press("Kami akan hadir")
    await correct(house, row.id, "Lapangan")
    house.now += timedelta(minutes=1)
    await house.deliver()
    house.now += timedelta(minutes=1)
    await house.deliver()
    shown = siti(house).screen()
    assert "Lapangan" in shown.text
    assert "Aula sekolah" not in shown.text
    assert "✓ Kami akan hadir" in shown.buttons
    found = await recipient_of(house, SITI, row.id)
    assert (found.rung, found.shown_version, found.message) == (Rung.ANSWERED, 2, shown.id)


async def test_an_update_that_was_opened_again_is_corrected_there_and_its_old_message_says_so(house: House) -> None:
    row = await sent_update(house)
    first = siti(house).screen()
    again = await opened_again(house, row.id)
    await correct(house, row.id, "Lapangan")
    shown = siti(house).bubbles
    assert "Lapangan" in shown[again.id].text
    assert "salinan yang terbaru" in shown[first.id].text
    assert "Aula" not in shown[first.id].text
    assert (await recipient_of(house, SITI, row.id)).message == f"{first.id},{again.id}"


async def test_an_update_that_was_opened_again_is_taken_back_there(house: House) -> None:
    row = await sent_update(house)
    await opened_again(house, row.id)
    async with house.sessions() as session:
        house.demo.session = session
        await corrections.withdraw(session, await house.demo.person(), row.id, house.now)
        await session.commit()
    await house.deliver()
    assert siti(house).bubbles == {}


async def test_opening_twice_at_once_brings_one_copy(house: House) -> None:
    row = await sent_update(house)
    recipient = await recipient_of(house, SITI, row.id)
    before = len(siti(house).bubbles)
    for _tap in range(2):
        siti(house).chat.forge(f"1:a.open:{recipient.id}", 1)
    await house.settle()
    assert len(siti(house).bubbles) == before + 1


async def test_an_update_that_waits_for_the_morning_comes_at_once_and_once_when_it_is_opened(house: House) -> None:
    house.now += timedelta(hours=13)  # at night
    row = await sent_update(house)
    assert siti(house).bubbles == {}
    recipient = await recipient_of(house, SITI, row.id)
    await siti(house).forge(f"1:a.open:{recipient.id}")
    house.now += timedelta(hours=12)
    await house.deliver()
    assert ["Pentas seni" in bubble.text for bubble in siti(house).bubbles.values()] == [True]
    assert (await recipient_of(house, SITI, row.id)).rung is Rung.ACCEPTED


async def opened_again(house: House, update_id: int) -> Bubble:
    return await siti(house).forge(f"1:a.open:{(await recipient_of(house, SITI, update_id)).id}")


async def correct(house: House, update_id: int, place: str) -> None:
    async with house.sessions() as session:
        house.demo.session = session
        values = {**EVENT, "place": place}
        await corrections.correct(session, await house.demo.person(), update_id, values, house.now)
        await session.commit()
    await house.deliver()
