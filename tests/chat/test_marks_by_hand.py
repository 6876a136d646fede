"""Marks by hand: a new assessment in a few taps, two taps a mark, a correction that the family hears of."""

from datetime import datetime

import pytest

from bot.domain.marks import MarkKind
from bot.storage.engine import Sessions
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import House, Phone, open_house
from tests.support.marked import assessed, by_name, marks_in, parents_child, the_assessment


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


async def test_a_new_assessment_takes_a_few_taps_and_each_mark_two(house: House, teacher: Phone) -> None:
    await assessed(house, [80], title="TP 1")
    await teacher.forge("1:mk.list")
    if "X-1" in teacher.screen().buttons:
        await teacher.press("X-1")
    await teacher.press("Isi nilai")
    shown = await teacher.press("Matematika") if "Matematika" in teacher.screen().buttons else teacher.screen()
    assert "Penilaian apa?" in shown.text
    await teacher.press("Tes materi")
    shown = await teacher.press("TP 2")
    first, second, third, *_others = await by_name(house)
    assert first.name in shown.text
    before = teacher.taps
    await teacher.press("8…")
    shown = await teacher.press("85")
    assert teacher.taps - before == 2
    assert f"Tersimpan: {first.name}, 85" in shown.text
    assert second.name in shown.text
    shown = await teacher.say("77,5")
    assert f"Tersimpan: {second.name}, 77,5" in shown.text
    shown = await teacher.press("100")
    one = await the_assessment(house, title="TP 2")
    marks = await marks_in(house, one.id)
    assert [marks[pupil.id].score for pupil in (first, second, third)] == [85, 77.5, 100]
    assert one.published_at is None
    shown = await teacher.press("‹ Daftar")
    assert f"{second.name}: 77,5" in shown.buttons
    assert f"Isi berurutan ({len(await by_name(house)) - 3})" in shown.buttons


@pytest.mark.parametrize(("typed", "said"), [("105", "lebih dari 100"), ("delapan", "belum terbaca"), ("-3", "belum")])
async def test_what_is_no_mark_is_said_and_nothing_is_kept(house: House, teacher: Phone, typed: str, said: str) -> None:
    one = await assessed(house, [])
    pupil = (await by_name(house))[0]
    await teacher.forge(f"1:mk.mark:{one}:{pupil.id}")
    shown = await teacher.say(typed)
    assert said in shown.text
    assert await marks_in(house, one) == {}
    shown = await teacher.say("90")
    assert "Tersimpan" in shown.text


async def test_homework_that_was_not_handed_in_is_one_tap(house: House, teacher: Phone) -> None:
    one = await assessed(house, [], kind=MarkKind.TASK, title="Tugas 1")
    first, second, *_others = await by_name(house)
    await teacher.forge(f"1:mk.mark:{one}:{first.id}")
    shown = await teacher.press("Belum mengumpulkan")
    assert second.name in shown.text
    mark = (await marks_in(house, one))[first.id]
    assert (mark.score, mark.missing) == (None, True)


async def test_a_published_mark_is_corrected_after_a_question_and_the_family_hears(
    house: House, teacher: Phone
) -> None:
    child = await parents_child(house)
    everybody = await by_name(house)
    one = await assessed(house, [70.0] * len(everybody), published=True)
    mother = house.phone(PARENTS[0].user_id)
    heard = mother.screen().text
    shown = await teacher.forge(f"1:mk.mark:{one}:{child.id}")
    assert "Orang tua sudah dapat melihat nilai ini" in shown.text
    await teacher.press("8…")
    shown = await teacher.press("82")
    assert "Dari 70 menjadi 82?" in shown.text
    assert (await marks_in(house, one))[child.id].score == 70
    assert mother.screen().text == heard
    shown = await teacher.press("Ya, ubah dan beri tahu")
    assert f"Tersimpan: {child.name}, 82. Keluarganya diberi tahu." in shown.text
    assert (await marks_in(house, one))[child.id].score == 82
    told = mother.screen().text
    assert "82" in told
    assert "sebelumnya 70" in told


async def test_nobody_else_sees_or_enters_a_mark(house: House, teacher: Phone) -> None:
    one = await assessed(house, [63.0])
    pupil = (await by_name(house))[0]
    for sender in (PARENTS[0].user_id, PARENTS[1].user_id, 777):
        other = house.phone(sender)
        for press in (f"one:{one}", f"subject:{one}", f"mark:{one}:{pupil.id}", f"set:{one}:{pupil.id}:99"):
            assert "63" not in (await other.forge(f"1:mk.{press}")).text
        for press in (f"fix:{one}:{pupil.id}:99", f"without:{one}:{pupil.id}:none", f"pubone:{one}", "pub:1"):
            await other.forge(f"1:mk.{press}")
    assert (await marks_in(house, one))[pupil.id].score == 63
    assert (await the_assessment(house)).published_at is None


async def test_an_administrator_who_teaches_nothing_may_enter_any_subject_he_types(house: House) -> None:
    admin = house.phone(ADMIN.user_id)
    async with house.sessions() as session:
        house.demo.session = session
        class_ = await house.demo.school_class("X-1")
    await admin.forge(f"1:mk.new:{class_.id}")
    shown = await admin.say("Prakarya")
    assert "Penilaian apa?" in shown.text
    first = (await by_name(house))[0]
    shown = await admin.press("Ujian akhir semester")
    assert first.name in shown.text
    assert (await the_assessment(house)).subject == "Prakarya"
