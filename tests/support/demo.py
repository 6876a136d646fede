"""The demo school in a test's database, and the people of it by name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.playground.demo import ADMIN, PARENTS, TEACHER, Played, found_demo
from bot.storage.models import Account, Bot, Person, Pupil, School, SchoolClass


@dataclass(slots=True)
class Demo:
    """The demo school and a way to its rows."""

    session: AsyncSession
    school: School
    bot: Bot

    async def person(self, played: Played = TEACHER) -> Person:
        found = await self.session.scalar(
            select(Person).where(Person.school_id == self.school.id, Person.name == played.name)
        )
        assert found is not None
        return found

    async def account(self, played: Played = TEACHER) -> Account:
        found = await self.session.scalar(select(Account).where(Account.address == str(played.user_id)))
        assert found is not None
        return found

    async def school_class(self, name: str = "X-1") -> SchoolClass:
        found = await self.session.scalar(
            select(SchoolClass).where(SchoolClass.school_id == self.school.id, SchoolClass.name == name)
        )
        assert found is not None
        return found

    async def child(self, played: Played, number: int = 0) -> Pupil:
        class_name, at = played.children[number]
        found = await self.school_class(class_name)
        pupils = await self.session.scalars(select(Pupil).where(Pupil.class_id == found.id).order_by(Pupil.id))
        return list(pupils)[at]


async def demo_school(session: AsyncSession, now: datetime) -> Demo:
    """Found the demo school and commit it."""
    school = await found_demo(session, "4242", "titian_bot", now)
    await session.commit()
    bot = (await session.scalars(select(Bot).where(Bot.school_id == school.id))).one()
    return Demo(session, school, bot)


__all__ = ["ADMIN", "PARENTS", "TEACHER", "Demo", "demo_school"]
