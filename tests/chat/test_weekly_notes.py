"""A weekly sentence that has left is put right for one family, or taken back from all: in the chats, on the child's
page, in the log, and in whose turn it is next."""

from datetime import datetime

from sqlalchemy import select

from bot.services.rounds import opening
from bot.services.updates import fanout
from bot.storage.models import ClassUpdate, LogEntry, LogKind, Pupil, UpdatePupil, UpdateState
from tests.chat.test_rounds import STEP, begin, finish, house, let_leave, lines
from tests.support.house import Bubble, House, Phone

__all__ = ["house"]
NOTE = "Ada catatan singkat"
OTHER = "mohon sepakati satu hari pekan ini"


async def sent(house: House) -> Phone:
    """The teacher, after eight sentences have left."""
    teacher = await begin(house)
    await finish(teacher)
    await teacher.press("Kirim 8 catatan")
    await let_leave(house)
    return teacher


def heard(house: House, teacher: Phone) -> dict[int, Bubble]:
    """By user: the newest bubble with a note, of each family that has one on its phone."""
    return {
        user: bubble
        for user, phone in house.phones.items()
        for bubble in phone.bubbles.values()
        if phone is not teacher and NOTE in bubble.text and not bubble.seen.deleted
    }


async def childs_page(phone: Phone, name: str) -> str:
    await phone.say("/menu")
    page = await phone.press("Perkembangan Ananda")
    return (await phone.press(name)).text if "Perkembangan siapa" in page.text else page.text


async def child_in(house: House, note: Bubble) -> str:
    """Whose note it is."""
    async with house.sessions() as session:
        rows = await session.scalars(select(Pupil.name).join(UpdatePupil, UpdatePupil.pupil_id == Pupil.id))
        return next(name for name in rows if name in note.text)


async def the_update(house: House) -> ClassUpdate:
    async with house.sessions() as session:
        return (await session.scalars(select(ClassUpdate))).one()


async def card(house: House, teacher: Phone) -> Bubble:
    return await teacher.forge(f"1:u.open:{(await the_update(house)).id}")


async def test_what_is_put_right_changes_one_familys_note_and_page(house: House) -> None:
    teacher = await sent(house)
    before = heard(house, teacher)
    user, note = next(iter(before.items()))
    name = await child_in(house, note)
    await card(house, teacher)
    await teacher.press("Perbaiki satu murid")
    await teacher.press(name[:24])
    await teacher.press("Apa langkah berikutnya?")
    await teacher.say(OTHER)
    await teacher.press("Kirim perbaikannya")
    await fan_out(house)
    after = heard(house, teacher)
    assert "Ralat" in after[user].text
    assert lines(after[user].text, STEP) == [f"Langkah berikutnya: {OTHER}"]
    assert {one: bubble.text for one, bubble in after.items() if one != user} == {
        one: bubble.text for one, bubble in before.items() if one != user
    }
    assert OTHER[1:] in await childs_page(house.phone(user), name)


async def test_a_name_of_another_pupil_is_stopped_also_in_a_correction(house: House) -> None:
    teacher = await sent(house)
    before = heard(house, teacher)
    note = next(iter(before.values()))
    name = await child_in(house, note)
    async with house.sessions() as session:
        another = await session.scalar(select(Pupil.name).where(Pupil.name != name).order_by(Pupil.id.desc()).limit(1))
    assert another is not None
    await card(house, teacher)
    await teacher.press("Perbaiki satu murid")
    await teacher.press(name[:24])
    await teacher.press("Apa langkah berikutnya?")
    shown = await teacher.say(f"mohon belajar bersama {another}")
    assert not any("Kirim perbaikannya" in face for face in shown.buttons)
    assert {one: bubble.text for one, bubble in heard(house, teacher).items()} == {
        one: bubble.text for one, bubble in before.items()
    }


async def test_what_is_taken_back_is_gone_from_chats_and_pages_and_the_turn_is_open_again(
    house: House, now: datetime
) -> None:
    teacher = await sent(house)
    user, note = next(iter(heard(house, teacher).items()))
    name = await child_in(house, note)
    (step,) = lines(note.text, STEP)
    said = step.removeprefix("Langkah berikutnya: ")
    assert said[1:] in await childs_page(house.phone(user), name)
    await card(house, teacher)
    await teacher.press("Tarik kembali")
    gone = await teacher.press("Ya, tarik kembali")
    assert "sudah ditarik" in gone.text
    await fan_out(house)
    assert heard(house, teacher) == {}
    page = await childs_page(house.phone(user), name)
    assert STEP not in page
    assert "Catatan Nurmala" not in page
    assert (await the_update(house)).state is UpdateState.WITHDRAWN
    async with house.sessions() as session:
        kinds = set(await session.scalars(select(LogEntry.kind).where(LogEntry.update_id.is_not(None))))
        house.demo.session = session
        of, staff = await house.demo.school_class(), await house.demo.person()
        candidates = await opening.candidates(session, staff, of, house.now)
    assert LogKind.WITHDRAWN in kinds
    assert {one.last for one in candidates} == {None}


async def fan_out(house: House) -> None:
    """What is to be changed in the chats is changed."""
    async with house.sessions() as session:
        row = (await session.scalars(select(ClassUpdate))).one()
        while await fanout.fan_out(session, row.id, house.now):
            pass
        await session.commit()
    await house.deliver()
