"""Note who looked at, took out, corrected or erased what, and tell of it. Rows are only ever added."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.accesses import AccessAction
from bot.storage.models import Access, Person, Pupil, School, SchoolClass

AGAIN = timedelta(hours=1)
"""Who looks at the same thing again within the hour has looked at it once."""


def note(session: AsyncSession, school_id: int, action: AccessAction, now: datetime, **about: Any) -> Access:
    """Add one row; `about` are columns of `Access`: by whom, whose data, what of it, and why."""
    row = Access(school_id=school_id, action=action, at=now, **about)
    session.add(row)
    return row


async def note_once(
    session: AsyncSession, school_id: int, action: AccessAction, now: datetime, **about: Any
) -> Access | None:
    """The same, unless the same person did the same within the hour."""
    same = [getattr(Access, name).is_not_distinct_from(value) for name, value in about.items()]
    known = await session.scalar(
        select(Access.id)
        .where(Access.school_id == school_id, Access.action == action, Access.at > now - AGAIN, *same)
        .limit(1)
    )
    return None if known is not None else note(session, school_id, action, now, **about)


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One row with names: by whom (empty: the operator on the command line, or the rule of retention), whose data it
    was, and of which class. `count` is of how many entries, where that is known."""

    id: int
    at: datetime
    action: AccessAction
    by: str
    pupil: str
    person: str
    class_name: str
    what: str
    reason: str
    count: int | None


async def history(session: AsyncSession, school: School, before: int = 0, limit: int = 1_000) -> list[AccessRow]:
    """What was done with the school's data, the newest first, or older than the row `before`."""
    query = _rows().where(Access.school_id == school.id)
    rows = await session.execute((query.where(Access.id < before) if before else query).limit(limit))
    return [_row(*row) for row in rows]


async def pages(session: AsyncSession, school: School, page: int = 1_000) -> AsyncIterator[list[AccessRow]]:
    """All of it, the newest first, in pages."""
    before = 0
    while rows := await history(session, school, before, page):
        yield rows
        before = rows[-1].id


def _rows() -> Select[Access, str, str, str, str]:
    by, person = aliased(Person), aliased(Person)
    return (
        select(Access, by.name, Pupil.name, person.name, SchoolClass.name)
        .outerjoin(by, by.id == Access.by_id)
        .outerjoin(Pupil, Pupil.id == Access.pupil_id)
        .outerjoin(person, person.id == Access.person_id)
        .outerjoin(SchoolClass, SchoolClass.id == Access.class_id)
        .order_by(Access.id.desc())
    )


def _row(row: Access, by: str | None, pupil: str | None, person: str | None, of: str | None) -> AccessRow:
    count = (row.details or {}).get("rows")
    return AccessRow(
        row.id,
        row.at,
        row.action,
        by or "",
        pupil or "",
        person or "",
        of or "",
        row.what,
        row.reason,
        count if isinstance(count, int) else None,
    )
