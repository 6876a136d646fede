"""The weekly round as a teacher walks it, on the demo school's marks and days."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.courtesy import Reader
from bot.domain.name_words import COMMON
from bot.domain.observations import observe
from bot.messages.voice import Voice
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.playground.demo_progress import fill_demo
from bot.services.progress.courses import courses_of
from bot.services.updates import fanout
from bot.storage.engine import Sessions
from bot.storage.models import (
    ClassUpdate,
    Pupil,
    Recipient,
    Round,
    RoundPupil,
    RoundState,
    TurnState,
    UpdatePupil,
    UpdateState,
)
from tests.support.house import Bubble, House, Phone, open_house

SITI = PARENTS[0]
STRENGTH, IMPROVE, STEP = "🌱", "🎯", "👣"


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    house = await open_house(sessions, now)
    async with sessions() as session:
        await fill_demo(session, await session.merge(house.demo.school), now)
        await session.commit()
    return house


async def begin(house: House, size: int = 8) -> Phone:
    teacher = house.phone(TEACHER.user_id)
    await teacher.say("/menu")
    await teacher.press("Perkembangan murid")
    await teacher.press("Putaran minggu ini")
    await teacher.press("X-1")
    await teacher.press(f"Mulai dengan {size} murid")
    return teacher


def first_choice(bubble: Bubble, *but: str) -> str:
    """The first button that says something of the pupil; the first one that goes on is not one."""
    return next(face for face in bubble.buttons if not face.startswith(("✓", "Lewati", "‹", *but)))


def lines(text: str, sign: str) -> list[str]:
    return [line.partition(" ")[2] for line in text.splitlines() if line.startswith(sign)]


async def facts_of(house: House) -> dict[str, list[str]]:
    """By name of each pupil of X-1: all that families know of the child, in Indonesian."""
    voice = Voice(Reader("id", "Asia/Jakarta"), house.now)
    async with house.sessions() as session:
        house.demo.session = session
        of_class = Pupil.class_id == (await house.demo.school_class()).id
        pupils = {pupil.id: pupil.name for pupil in await session.scalars(select(Pupil).where(of_class))}
        courses = await courses_of(session, pupils.keys(), "20261", seen_at=house.now)
    since = (house.now - timedelta(days=14)).date()
    return {pupils[one]: [str(voice.say(seen.fact)) for seen in observe(of, since)] for one, of in courses.items()}


async def let_leave(house: House) -> None:
    """The ten seconds are over."""
    house.now += timedelta(seconds=11)
    async with house.sessions() as session:
        for update_id in await fanout.begin_due(session, house.now):
            while await fanout.fan_out(session, update_id, house.now):
                pass
        await session.commit()
    await house.deliver()


async def finish(teacher: Phone, pupils: int = 8) -> Bubble:
    for _pupil in range(pupils):
        await teacher.press("✓ Pakai usulan ini")
    return teacher.screen()


async def rows(house: House) -> tuple[Round, list[RoundPupil]]:
    async with house.sessions() as session:
        row = (await session.scalars(select(Round))).one()
        found = await session.scalars(select(RoundPupil).order_by(RoundPupil.position))
        return row, list(found)


async def test_eight_pupils_take_four_taps_each_and_no_typing(house: House) -> None:
    teacher = await begin(house)
    known = await facts_of(house)
    said: dict[str, tuple[str, ...]] = {}
    for _pupil in range(8):
        before, page = teacher.taps, teacher.screen()
        name = page.text.split(" (X-1)")[0]
        await teacher.press(first_choice(page))
        await teacher.press(first_choice(teacher.screen(), "Ganti"))
        page = await teacher.press(first_choice(teacher.screen(), "Ganti"))
        said[name] = tuple(lines(page.text, sign)[0] for sign in (STRENGTH, IMPROVE, STEP))
        await teacher.press("✓ Sesuai")
        assert teacher.taps - before == 4
    assert len(set(said.values())) == len(said) == 8
    for name, sentence in said.items():
        assert any(fact in part for fact in known[name] for part in sentence), (known[name], sentence)
    assert "Kirim 8 catatan" in teacher.screen().buttons[0]


async def test_with_a_suggestion_that_fits_it_is_one_tap(house: House) -> None:
    teacher = await begin(house)
    before = teacher.taps
    sentences = []
    for _pupil in range(8):
        page = teacher.screen()
        sentences.append(tuple(page.text.split("Usulan:")[1].split("Apa kekuatan")[0].splitlines()))
        await teacher.press("✓ Pakai usulan ini")
    assert teacher.taps - before == 8
    assert len(set(sentences)) == 8
    assert "Kirim 8 catatan" in teacher.screen().buttons[0]


async def test_what_leaves_is_what_was_seen_and_each_family_gets_its_own(house: House) -> None:
    teacher = await begin(house)
    overview = (await finish(teacher)).text
    sentences = set(zip(*(lines(overview, sign) for sign in (STRENGTH, IMPROVE, STEP)), strict=True))
    await teacher.press("Kirim 8 catatan")
    assert "Urungkan" in teacher.screen().buttons
    await let_leave(house)
    labels = ("Yang membanggakan: ", "Yang perlu kita perhatikan: ", "Langkah berikutnya: ")
    got, english = [], 0
    for phone in house.phones.values():
        for bubble in phone.bubbles.values():
            english += "Here is a short note" in bubble.text
            if "Ada catatan singkat" in bubble.text and phone is not teacher:
                pairs = zip((STRENGTH, IMPROVE, STEP), labels, strict=True)
                got.append(tuple(lines(bubble.text, sign)[0].removeprefix(label) for sign, label in pairs))
                assert len(lines(bubble.text, STRENGTH)) == 1
    assert len(got) == len(set(got)) > 1
    assert set(got) <= sentences
    async with house.sessions() as session:
        told = await session.scalar(
            select(func.count()).select_from(Recipient).where(Recipient.account_id.is_not(None))
        )
        update = (await session.scalars(select(ClassUpdate))).one()
    assert update.personal
    assert told == len(got) + english


async def test_the_sentence_stands_on_the_childs_page_and_gives_its_next_step(house: House) -> None:
    teacher = await begin(house)
    await finish(teacher)
    await teacher.press("Kirim 8 catatan")
    await let_leave(house)
    phone, note = next(
        (phone, bubble.text)
        for phone in house.phones.values()
        for bubble in phone.bubbles.values()
        if phone is not teacher and "Ada catatan singkat" in bubble.text
    )
    await phone.say("/menu")
    page = await phone.press("Perkembangan Ananda")
    if "Perkembangan siapa" in page.text:
        page = await phone.press(page.buttons[0])
    (strength,), (step,) = lines(note, STRENGTH), lines(note, STEP)
    assert lines(page.text, STRENGTH) == [strength.removeprefix("Yang membanggakan: ")]
    said = step.removeprefix("Langkah berikutnya: ")
    assert f"Langkah berikutnya\n{said[0].upper()}{said[1:]}" in page.text


async def test_undone_in_time_nothing_leaves_and_all_sentences_are_there_again(house: House) -> None:
    teacher = await begin(house)
    before = (await finish(teacher)).text
    await teacher.press("Kirim 8 catatan")
    assert (await teacher.press("Urungkan")).text == before
    await let_leave(house)
    async with house.sessions() as session:
        assert (await session.scalars(select(ClassUpdate.state))).all() == [UpdateState.CANCELLED]
    assert (await rows(house))[0].state is RoundState.OPEN
    await teacher.press("Kirim 8 catatan")
    await let_leave(house)
    async with house.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Recipient))
    stale = await teacher.press("Urungkan")
    assert "Urungkan" not in stale.buttons


async def test_who_leaves_in_the_middle_comes_back_to_the_same_place(house: House) -> None:
    teacher = await begin(house)
    first = teacher.screen().text.splitlines()[0]
    await teacher.press("✓ Pakai usulan ini")
    await teacher.press(first_choice(teacher.screen()))
    asked = teacher.screen().text
    house.now += timedelta(days=3)
    await teacher.say("/menu")
    await teacher.press("Perkembangan murid")
    await teacher.press("Putaran minggu ini")
    page = await teacher.press("X-1")
    assert "Siap dikirim: 1 dari 8" in page.text
    assert f"✓ {first.split(' (X-1)')[0]}" in page.text
    again = await teacher.press("Lanjutkan")
    assert again.text.splitlines()[0] == asked.splitlines()[0]
    assert lines(again.text, STRENGTH) == lines(asked, STRENGTH)
    assert "Apa yang perlu ditingkatkan?" in again.text


async def test_who_is_skipped_is_not_written_about(house: House) -> None:
    teacher = await begin(house)
    name = teacher.screen().text.split(" (X-1)")[0]
    await teacher.press("Lewati")
    overview = await finish(teacher, 7)
    assert f"Dilewati: {name}." in overview.text
    assert "Kirim 7 catatan" in overview.buttons
    await teacher.press("Kirim 7 catatan")
    async with house.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(UpdatePupil)) == 7


async def test_a_part_can_be_typed_and_a_step_follows(house: House) -> None:
    teacher = await begin(house)
    await teacher.press("Mandiri")
    page = await teacher.say("kerapian  tulisan tangan.")
    assert lines(page.text, IMPROVE) == ["Yang perlu kita perhatikan: kerapian tulisan tangan"]
    page = await teacher.press("Sampaikan rasa bangga")
    assert lines(page.text, STRENGTH)[0].startswith("Yang membanggakan: mengerjakan tugas tanpa menunggu diingatkan; ")
    assert (await teacher.press("Ganti perhatian")).text.endswith("Ketuk satu, atau ketik sendiri.")
    assert "paling banyak" in (await teacher.say("x" * 121)).text


async def test_the_overview_changes_one_and_an_older_overview_sends_nothing(house: House) -> None:
    teacher = await begin(house)
    older = await finish(teacher)
    send = older.choice("Kirim 8 catatan").data
    await teacher.press("Ubah 3")
    await teacher.press("Ganti kekuatan")
    await teacher.press("Kreatif")
    await teacher.press("✓ Sesuai")
    shown = await teacher.forge(send, older.id)
    assert "punya gagasan sendiri" in shown.text
    async with house.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(ClassUpdate)) == 0


async def test_put_away_nothing_is_left_of_it(house: House) -> None:
    teacher = await begin(house, 6)
    await teacher.press("✓ Pakai usulan ini")
    await teacher.press("‹ Putaran")
    await teacher.press("Singkirkan putaran")
    page = await teacher.press("Singkirkan")
    assert "Mulai dengan 8 murid" in page.buttons
    assert (await rows(house))[0].state is RoundState.DROPPED


async def test_the_next_round_is_for_others(house: House) -> None:
    teacher = await begin(house)
    await finish(teacher)
    await teacher.press("Kirim 8 catatan")
    await let_leave(house)
    house.now += timedelta(days=7)
    await begin(house)
    async with house.sessions() as session:
        turns = (await session.scalars(select(RoundPupil.pupil_id))).all()
    assert len(turns) == len(set(turns)) == 16


async def test_nobody_else_walks_her_round(house: House) -> None:
    teacher = await begin(house)
    page = teacher.screen()
    keep = page.choice("✓ Pakai usulan ini").data
    for played in (SITI, ADMIN):
        stranger = house.phone(played.user_id)
        await stranger.forge(keep)
    assert {one.state for one in (await rows(house))[1]} == {TurnState.WAITING}


async def test_typed_words_that_name_another_child_are_not_taken(house: House) -> None:
    teacher = await begin(house)
    await teacher.press("Mandiri")
    others = (await facts_of(house)).keys() - {teacher.screen().text.split(" (X-1)")[0]}
    stopped = await teacher.say(f"duduk terpisah dari {min(others)}")
    assert "milik murid lain" in stopped.text
    page = await teacher.press("Tulis ulang")
    assert "Apa yang perlu ditingkatkan?" in page.text
    assert all(one.improve is None for one in (await rows(house))[1])


async def test_a_word_that_may_be_a_name_is_asked_about(house: House) -> None:
    teacher = await begin(house)
    await teacher.press("Mandiri")
    own, *_rest = teacher.screen().text.split(" (X-1)")
    parts = {part for name in await facts_of(house) for part in name.casefold().split()} & COMMON
    words = f"membaca puisi {min(parts - set(own.casefold().split()))} merah"
    asked = await teacher.say(words)
    assert "mungkin" in asked.text
    page = await teacher.press("Bukan nama murid")
    assert lines(page.text, IMPROVE) == [f"Yang perlu kita perhatikan: {words}"]
