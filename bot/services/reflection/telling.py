"""Once a month each teacher is told that her page is there: in the first days of the next month, in good hours.

The row of the month is what says that it was told; it is written in the transaction that queues the message, so whoever
dies in between tells nobody twice.
"""

from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.notices.reflection import MonthReady
from bot.domain.reflection import Month
from bot.services import calendar
from bot.services.queue import outbox
from bot.services.reflection.reckoning import numbers_of
from bot.services.reflection.seen import kept
from bot.storage.models import Account, AccountState, Person, Reflection, Role, RoleKind, School, SchoolClass, Teaching

DAYS = 10
"""A month that nobody could be told of by then is old news; its page is there all the same."""


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """The teachers who are to be told of the month that has ended."""
    found: list[int] = []
    for school in await session.scalars(select(School).order_by(School.id)):
        month = Month.at(now, school.timezone)
        opens, _end = month.span(school.timezone)
        rule = await calendar.quiet_rule(session, school, now)
        if (now - opens).days < DAYS and rule.reason(now) is None:
            found += await session.scalars(_untold(school, month.moved(-1)))
    return found


def _untold(school: School, month: Month) -> Select[int]:
    teaches = or_(
        exists().where(SchoolClass.homeroom_id == Person.id, SchoolClass.archived_at.is_(None)),
        exists().where(Teaching.person_id == Person.id),
    )
    return (
        select(Person.id)
        .join(Role, Role.person_id == Person.id)
        .where(
            Person.school_id == school.id,
            Role.kind == RoleKind.TEACHER,
            Role.ended_at.is_(None),
            teaches,
            exists().where(Account.person_id == Person.id, Account.state == AccountState.ACTIVE),
            ~exists().where(Reflection.person_id == Person.id, Reflection.month == month.first),
        )
        .order_by(Person.id)
    )


async def tell(session: AsyncSession, person_id: int, now: datetime) -> bool:
    """Reckon the month that has ended and say that its page is there; a month in which nothing was said is kept and
    not told of. Whether somebody is told."""
    teacher = await session.get_one(Person, person_id)
    school = await session.get_one(School, teacher.school_id)
    month = Month.at(now, school.timezone).moved(-1)
    _since, until = month.span(school.timezone)
    numbers = await numbers_of(session, teacher, month, until)
    row = Reflection(person_id=teacher.id, month=month.first, school_id=school.id, facts=kept(numbers), told_at=now)
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another process was first
        return False
    if numbers.silent:
        return False
    notice = MonthReady(month=month.first, ordinal=month.ordinal, families=numbers.families, reached=numbers.reached)
    return await outbox.tell(session, teacher, notice, now, dedupe=f"month:{teacher.id}:{month.ordinal}") is not None
