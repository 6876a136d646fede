"""Threads in the test house: asked as a family does it, answered as the school does it."""

from datetime import timedelta

from sqlalchemy import select

from bot.domain.answers import Words
from bot.playground.demo import Played
from bot.services.threads import answering
from bot.services.threads.answering import Answered
from bot.storage.models import Person, Thread
from tests.support.house import Bubble, House, Phone

A_DAY = timedelta(days=1)


async def ask(phone: Phone, words: str = "Apa PR hari ini, Bu?", whom: str = "Wali kelas: ") -> Bubble:
    """Ask as a parent of one child does, from the menu."""
    await phone.say("/menu")
    await phone.press("Tanya sekolah")
    await phone.press(whom)
    return await phone.say(words)


async def threads(house: House) -> list[Thread]:
    """All there are, the oldest first."""
    async with house.sessions() as session:
        return list(await session.scalars(select(Thread).order_by(Thread.id)))


async def answer(house: House, words: Words | str, by: Played | str, seen: int | None = None) -> Answered:
    """Somebody of the school answers the newest thread."""
    async with house.sessions() as session:
        name = by if isinstance(by, str) else by.name
        staff = (await session.scalars(select(Person).where(Person.name == name))).one()
        thread = (await session.scalars(select(Thread).order_by(Thread.id.desc()).limit(1))).one()
        said = words if isinstance(words, Words) else Words(words)
        answered = await answering.answer(session, staff, thread.id, said, house.now, seen=seen)
        await session.commit()
    await house.deliver()
    return answered
