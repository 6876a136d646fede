"""The demo school in a test's database, and the people of it by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.playground.demo import ADMIN, PARENTS, TEACHER, Played, found_demo
from bot.storage.base import Base
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


_kept: dict[datetime, list[tuple[Table, list[dict[str, Any]]]]] = {}
"""The rows of the demo school by the time it was founded: later tests of this process insert them as they are."""


async def demo_school(session: AsyncSession, now: datetime) -> Demo:
    """Found the demo school and commit it."""
    if now in _kept:
        await _insert(session, _kept[now])
        school = (await session.scalars(select(School))).one()
    else:
        school = await found_demo(session, "4242", "titian_bot", now)
        _kept[now] = [(table, await _rows(session, table)) for table in Base.metadata.sorted_tables]
    await session.commit()
    bot = (await session.scalars(select(Bot).where(Bot.school_id == school.id))).one()
    return Demo(session, school, bot)


async def _rows(session: AsyncSession, table: Table) -> list[dict[str, Any]]:
    await session.flush()
    return [dict(row) for row in (await session.execute(select(table))).mappings()]


async def _insert(session: AsyncSession, kept: list[tuple[Table, list[dict[str, Any]]]]) -> None:
    numbered = session.get_bind().dialect.name == "postgresql"
    for table, rows in kept:
        if not rows:
            continue
        await session.execute(table.insert(), rows)
        if numbered and "id" in table.c:  # rows that brought their own ids did not move the sequence
            highest = max(row["id"] for row in rows)
            await session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest)))


__all__ = ["ADMIN", "PARENTS", "TEACHER", "Demo", "demo_school"]
