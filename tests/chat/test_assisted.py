"""Families without a chat, written to from the teacher's own WhatsApp: two taps each, and nothing for strangers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.domain.delivery import Rung, Via
from bot.domain.meetings import MeetingKind
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.storage.engine import Sessions
from bot.storage.models import Outgoing, Person, Recipient, Relation
from tests.support.byhand import Unreached, forget_numbers, give_number, number, opened, unreached
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.invited import invited_house
from tests.support.letters import letters_of
from tests.support.printed import slots_of, talk_in
from tests.support.rows import Rows
from tests.support.said import give_chat, logged, recipient_of, sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS
OTHER_TEACHER = 903


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    house = await open_house(sessions, now)
    await forget_numbers(house)
    return house


@pytest.fixture
def rows(sessions: Sessions) -> Rows:
    return Rows(sessions)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


@pytest.fixture
async def family(house: House) -> Unreached:
    """A family whose mother's number is known to be hers."""
    found = await unreached(house)
    await give_number(house, found.mother, number(1), confirmed=True)
    return found


async def the_list(phone: Phone) -> Bubble:
    await phone.say("/terkirim")
    await phone.press("Sen, 20 Jul")
    return await phone.press("Keluarga tanpa obrolan")


async def came_to(rows: Rows, who: Person) -> Recipient | None:
    found = await rows.all(select(Recipient).where(Recipient.person_id == who.id))
    return found[0] if found else None


async def test_the_card_of_an_update_offers_the_families_whom_no_chat_reached(house: House, teacher: Phone) -> None:
    await sent_update(house)
    await teacher.say("/terkirim")
    card = await teacher.press("Sen, 20 Jul")
    assert "Keluarga tanpa obrolan (9)" in card.buttons  # 8 of the demo's class, and Agus's, who is not linked yet
    assert "9 keluarga tidak terjangkau" in (await teacher.press("Keluarga tanpa obrolan")).text


async def test_one_tap_opens_whatsapp_with_the_familys_own_words_and_one_marks_them_sent(
    house: House, teacher: Phone, family: Unreached, rows: Rows
) -> None:
    second = await unreached(house, 1)
    await give_number(house, second.mother, number(2), confirmed=True)
    row = await sent_update(house)
    await the_list(teacher)
    card = await teacher.press("Satu per satu")
    to, words = opened(card, "Buka WhatsApp")
    assert to == "6281234560001"
    assert f"Yth. Ibu Orang Tua/Wali dari Ananda {family.pupil.name} (X-1)" in words
    assert "Pentas seni" in words
    assert "dengan membalas pesan ini" in words
    assert words.endswith("Kami akan hadir / Kami berhalangan")
    assert not any(sign in words for sign in ("<", "&", "tombol", second.pupil.name))
    before = teacher.taps
    following = await teacher.press("✓ Sudah dikirim")
    assert teacher.taps - before == 1
    assert following.text.startswith(f"✓ Tercatat: sudah dikirim ke keluarga {family.pupil.name}.")
    assert opened(following, "Buka WhatsApp")[0] == "6281234560002"
    recipient = await came_to(rows, family.mother)
    assert recipient is not None
    assert (recipient.rung, recipient.via, recipient.update_id) == (Rung.ACCEPTED, Via.ASSISTED, row.id)
    (entry,) = await logged(house, "assisted")
    assert (entry.text, entry.person_id, entry.pupil_id) == (words, family.mother.id, family.pupil.id)
    assert entry.recipient_id == recipient.id


async def test_the_words_that_are_kept_are_those_that_were_filled_in(
    house: House, teacher: Phone, family: Unreached
) -> None:
    await sent_update(house)
    await the_list(teacher)
    card = await teacher.press("Satu per satu")
    words = opened(card, "Buka WhatsApp")[1]
    house.now += timedelta(minutes=90)  # noon is past by now, and the update is corrected meanwhile
    await teacher.say("/terkirim")
    await teacher.press("Sen, 20 Jul")
    await teacher.press("Ralat")
    await teacher.press("Di mana")
    await teacher.say("Lapangan upacara")
    await teacher.press("Perbaiki di semua obrolan")
    await teacher.press("✓ Sudah dikirim", card)
    (entry,) = await logged(house, "assisted")
    assert entry.text == words
    assert "Aula sekolah" in words


async def test_a_number_nobody_confirmed_gets_an_invitation_that_tells_a_stranger_nothing(
    house: House, teacher: Phone, rows: Rows
) -> None:
    family = await unreached(house)
    await give_number(house, family.mother, number(1))
    await sent_update(house)
    await the_list(teacher)
    card = await teacher.press("Satu per satu")
    to, words = opened(card, "Buka WhatsApp: undangan")
    assert to == "6281234560001"
    assert "https://t.me/titian_bot\n" in words
    secrets = (*family.pupil.name.split(), family.mother.name, family.father.name, "Ananda", "Pentas", "Undangan acara")
    assert [secret for secret in secrets if secret in words] == []
    await teacher.press("✓ Sudah dikirim")
    assert await came_to(rows, family.mother) is None  # so the update still comes to whoever links now
    (entry,) = await logged(house, "assisted")
    assert (entry.text, entry.choice) == (words, "invited")


async def test_a_number_confirmed_with_one_tap_gets_the_familys_own_words(house: House, teacher: Phone) -> None:
    family = await unreached(house)
    await give_number(house, family.mother, number(1))
    await sent_update(house)
    await the_list(teacher)
    await teacher.press("Satu per satu")
    card = await teacher.press(f"Nomor ini milik {family.mother.name}")
    assert family.pupil.name in opened(card, "Buka WhatsApp")[1]
    card = await teacher.press("Ternyata belum pasti")
    assert family.pupil.name not in opened(card, "Buka WhatsApp: undangan")[1]


async def test_a_number_beside_the_pupils_name_is_given_to_the_guardian_it_belongs_to(
    house: House, teacher: Phone, rows: Rows
) -> None:
    family = await unreached(house)
    await give_number(house, family.pupil, number(1))
    await sent_update(house)
    await the_list(teacher)
    card = await teacher.press("Satu per satu")
    assert "mungkin milik murid sendiri" in card.text
    card = await teacher.press(f"Nomor ini milik {family.father.name}")
    assert "Yth. Bapak Orang Tua/Wali" in opened(card, "Buka WhatsApp")[1]
    father = await rows.one(select(Person).where(Person.id == family.father.id))
    assert (father.phone, father.phone_confirmed) == (number(1), True)


async def test_a_landline_and_no_number_at_all_are_said_so(house: House, teacher: Phone) -> None:
    family = await unreached(house)
    await give_number(house, family.mother, "+62761123456", confirmed=True)
    await sent_update(house)
    shown = await the_list(teacher)
    assert "Tanpa nomor WhatsApp: 9" in shown.text
    card = await teacher.press(f"– {family.pupil.name}")
    assert "Tidak ada nomor WhatsApp" in card.text
    assert card.buttons == ["Lewati ›", "‹ Daftar"]


async def test_both_guardians_can_be_written_to(house: House, teacher: Phone, family: Unreached) -> None:
    await give_number(house, family.father, number(2), confirmed=True)
    await sent_update(house)
    await the_list(teacher)
    card = await teacher.press("Satu per satu")
    assert "Yth. Bapak" in opened(card, f"WhatsApp: {family.father.name}")[1]
    assert "Yth. Ibu" in opened(card, f"WhatsApp: {family.mother.name}")[1]
    await teacher.press(f"✓ Sudah: {family.mother.name}")
    await teacher.press("‹ Daftar")
    card = await teacher.press(f"✓ {family.pupil.name}")
    await teacher.press(f"✓ Sudah: {family.father.name}")
    assert len(await logged(house, "assisted")) == 2


async def test_marking_twice_adds_nothing_and_can_be_taken_back(
    house: House, teacher: Phone, family: Unreached, rows: Rows
) -> None:
    await sent_update(house)
    await the_list(teacher)
    card = await teacher.press("Satu per satu")
    await teacher.press("✓ Sudah dikirim", card)
    await teacher.forge(card.choice("✓ Sudah dikirim").data, card.id)
    assert len(await logged(house, "assisted")) == 1
    card = await teacher.press("Urungkan")
    assert card.choice("✓ Sudah dikirim")
    recipient = await came_to(rows, family.mother)
    assert recipient is not None
    assert (recipient.rung, recipient.via) == (Rung.UNREACHED, None)
    first, undone = await logged(house, "assisted")
    assert (undone.choice, undone.replaces_id) == ("undone", first.id)
    await teacher.press("✓ Sudah dikirim")
    assert len(await logged(house, "assisted")) == 3


async def test_an_answer_is_noted_like_any_other_and_said_to_be_noted(
    house: House, teacher: Phone, family: Unreached, rows: Rows
) -> None:
    await sent_update(house)
    await the_list(teacher)
    await teacher.press("Satu per satu")
    await teacher.press("✓ Sudah dikirim")
    await teacher.press("‹ Daftar")
    await teacher.press(f"✓ {family.pupil.name}")
    await teacher.press("Catat jawabannya")
    card = await teacher.press("Kami akan hadir")
    assert "sudah dicatat" in card.text
    assert "Ternyata belum dikirim" not in card.buttons
    await teacher.press("Catat jawabannya")
    assert "paling panjang" in (await teacher.say("x" * 1001)).text
    await teacher.say("Ayahnya juga ikut")
    recipient = await came_to(rows, family.mother)
    assert recipient is not None
    assert (recipient.rung, recipient.answer) == (Rung.ANSWERED, "coming")
    tapped, typed = await logged(house, "answer")
    assert (tapped.choice, tapped.channel, tapped.person_id) == ("coming", "assisted", family.mother.id)
    assert (typed.text, typed.channel) == ("Ayahnya juga ikut", "assisted")
    shown = await teacher.say("/jawaban")
    assert "1 menjawab" in shown.buttons[0]  # and nothing that waits for a reply: she has it in her own WhatsApp
    await teacher.press(shown.buttons[0])
    group = await teacher.press("Kami akan hadir: 1")
    assert "Ayahnya juga ikut (dicatat guru)" in group.text


async def test_an_answer_noted_by_another_is_told_to_the_author(
    house: House, teacher: Phone, family: Unreached
) -> None:
    await sent_update(house)
    admin = house.phone(ADMIN.user_id)
    await the_list(admin)
    await admin.press("Satu per satu")
    await admin.press("✓ Sudah dikirim")
    await admin.press("‹ Daftar")
    await admin.press(f"✓ {family.pupil.name}")
    await admin.press("Catat jawabannya")
    before = len(teacher.bubbles)
    await admin.say("Kami datang bertiga")
    assert len(teacher.bubbles) == before + 1
    assert "Kami datang bertiga" in teacher.screen().text


async def test_the_report_says_that_it_came_from_the_teachers_whatsapp(
    house: House, teacher: Phone, family: Unreached
) -> None:
    await sent_update(house)
    await the_list(teacher)
    await teacher.press("Satu per satu")
    await teacher.press("✓ Sudah dikirim")
    await teacher.say("/terkirim")
    await teacher.press("Sen, 20 Jul")
    await teacher.press("Per keluarga")
    shown = await teacher.press("Sampai, belum ditandai")
    lines = shown.text.splitlines()
    while "Lainnya ›" in shown.buttons:
        shown = await teacher.press("Lainnya ›")
        lines += shown.text.splitlines()
    by_hand = [line for line in lines if "dikirim lewat WhatsApp guru" in line]
    assert [family.pupil.name in line for line in by_hand] == [True]


async def test_who_links_later_does_not_get_by_chat_what_came_by_hand(
    house: House, teacher: Phone, family: Unreached
) -> None:
    await sent_update(house)
    await the_list(teacher)
    await teacher.press("Satu per satu")
    await teacher.press("✓ Sudah dikirim")
    letters = await letters_of(house)
    letter = next(one for one in letters.all if one.guardianship_id == family.ties[Relation.MOTHER].id)
    phone = house.phone(950, "Ibu")
    await phone.say(letter.code)
    await phone.press("Setuju")
    assert not any("Pentas seni" in bubble.text for bubble in phone.bubbles.values())


async def test_a_sane_number_a_day_is_advised_and_counted(house: House, teacher: Phone, family: Unreached) -> None:
    await sent_update(house)
    shown = await the_list(teacher)
    assert "Kontak baru hari ini: 0. Sebaiknya sekitar 30 sehari" in shown.text
    await teacher.press("Satu per satu")
    await teacher.press("✓ Sudah dikirim")
    second = await unreached(house, 1)
    await give_number(house, second.mother, number(2))
    assert "Kontak baru hari ini: 1." in (await the_list(teacher)).text
    house.now += timedelta(days=1)
    assert "Kontak baru hari ini: 0." in (await the_list(teacher)).text


async def test_the_text_for_the_group_names_no_child_and_nothing_of_the_update(
    house: House, teacher: Phone, family: Unreached
) -> None:
    await sent_update(house)
    await the_list(teacher)
    shown = await teacher.press("Teks untuk grup kelas")
    to, words = opened(shown, "Bagikan lewat WhatsApp")
    assert to == ""
    assert words in shown.text
    assert "https://t.me/titian_bot\n" in words
    assert "(Undangan acara)" in words
    assert not any(secret in words for secret in ("Ananda", "Pentas", "Aula", "15 Agustus"))
    await teacher.press("‹ Daftar")
    await teacher.say("/menu")
    await teacher.press("Keluarga kelas")
    shown = await teacher.press("Teks untuk grup kelas")
    assert "kelas X-1" in opened(shown, "Bagikan lewat WhatsApp")[1]


async def test_of_care_and_concern_the_group_hears_nothing(house: House, teacher: Phone) -> None:
    await sent_update(
        house, template="condolence", values={"family": "Keluarga Bapak Wijaya", "support": None, "day": None}
    )
    await teacher.say("/terkirim")
    await teacher.press("Sen, 20 Jul")
    words = opened(await teacher.press("Teks untuk grup kelas"), "Bagikan")[1]
    assert not any(secret in words.lower() for secret in ("duka", "wijaya"))


async def test_an_update_to_two_classes_has_a_text_for_each_group(house: House) -> None:
    await sent_update(house, classes=("X-1", "X-2"), author=ADMIN)
    admin = house.phone(ADMIN.user_id)
    await the_list(admin)
    await admin.press("Teks untuk grup kelas")
    assert "kelas X-2" in opened(await admin.press("X-2"), "Bagikan")[1]


async def test_numbers_and_words_are_not_kept_in_the_outbox(
    house: House, teacher: Phone, family: Unreached, rows: Rows
) -> None:
    await sent_update(house)
    await the_list(teacher)
    card = await teacher.press("Satu per satu")
    kept = await rows.all(select(Outgoing))
    assert not any("6281234560001" in f"{row.payload}{row.text}" for row in kept)
    before = len(teacher.bubbles)
    await teacher.say("Terima kasih", card)  # to a message that was forgotten
    assert len(teacher.bubbles) == before + 1
    assert "gangguan" not in teacher.screen().text


async def test_nobody_else_gets_at_the_list(house: House, family: Unreached, rows: Rows) -> None:
    row = await sent_update(house)
    contact = f"g{family.ties[Relation.MOTHER].id}"
    at = int(house.now.timestamp())
    presses = (
        f"1:by.list:{row.id}:0",
        f"1:by.go:{row.id}:0",
        f"1:by.fam:{row.id}:{family.pupil.id}",
        f"1:by.sent:{row.id}:{contact}:{at}",
        f"1:by.ok:{row.id}:{contact}:{family.ties[Relation.MOTHER].id}",
        f"1:by.page:{row.id}",
        f"1:by.group:{row.id}:0",
    )
    strangers = [house.phone(SITI.user_id), house.phone(OTHER_TEACHER), house.phone(999)]
    async with house.sessions() as session:
        other = (await session.scalars(select(Person).where(Person.name == "Rahmat Hidayat, S.Si."))).one()
    await give_chat(house, other.name, OTHER_TEACHER)
    for phone in strangers:
        for press in presses:
            shown = await phone.forge(press)
            assert family.pupil.name not in shown.text, press
            assert not any("wa.me" in button.url for line in shown.seen.buttons for button in line), press
    assert await logged(house, "assisted") == []
    assert await rows.one(select(func.count()).select_from(Recipient).where(Recipient.via == Via.ASSISTED)) == 0


async def test_words_that_were_never_filled_in_so_are_not_marked(
    house: House, teacher: Phone, family: Unreached
) -> None:
    row = await sent_update(house)
    contact = f"g{family.ties[Relation.MOTHER].id}"
    for at in (0, int(house.now.timestamp()) + 3600, 10**18):
        await teacher.forge(f"1:by.sent:{row.id}:{contact}:{at}")
    await teacher.forge(f"1:by.sent:{row.id}:g999999:{int(house.now.timestamp())}")
    await teacher.forge(f"1:by.undo:{row.id}:{contact}")
    await teacher.forge(f"1:by.ans:{row.id}:{contact}:coming")
    assert await logged(house, "assisted", "answer") == []
    assert (await recipient_of(house, SITI, row.id)).rung is Rung.ACCEPTED


async def test_an_invitation_by_hand_tells_this_guardian_the_familys_time_and_not_the_others_own(
    house: House, teacher: Phone, family: Unreached
) -> None:
    meeting = await invited_house(house, kind=MeetingKind.TALKS)
    async with house.sessions() as session:
        house.demo.session = session
        slots = await slots_of(session, meeting, await house.demo.person(TEACHER), 3)
        for slot, guardian, party in zip(
            slots, (family.mother, family.father, family.mother), (0, family.father.id, family.mother.id), strict=True
        ):
            await talk_in(session, slot, meeting, family.pupil, guardian, party)
        await session.commit()
    await the_list(teacher)
    _to, words = opened(await teacher.press("Satu per satu"), "Buka WhatsApp")
    times = [(slot.starts_at.astimezone(ZoneInfo("Asia/Jakarta"))).strftime("%H.%M") for slot in slots]
    assert [f"pukul {time} WIB, dengan Ibu Nurmala Sari" in words for time in times] == [True, False, True]
