"""Who reads a thread, and what there is to read.

Of the staff: whoever is or was responsible for it, or said something in it; administrators, once it is with the office.
The homeroom teacher does not read what was asked of the counsellor or the office.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.errors import NotAllowed
from bot.domain.threads import OWED, Addressed, LadderStep
from bot.services import scope
from bot.storage.models import LogEntry, LogKind, Person, Pupil, Role, RoleKind, Thread

SAID = (LogKind.QUESTION, LogKind.REPLY)
"""What `Thread.messages` counts; an edited message is a new version, and counts again."""
SHOWN = (*SAID, LogKind.FORWARDED, LogKind.SETTLED, LogKind.REOPENED, LogKind.OPENED)
"""What a thread shows."""
_CONCERNED = (*SAID, LogKind.FORWARDED)
"""What makes its `staff_id` one who reads the thread: asked, answered, or it was passed on to her."""


def read_by(staff: Person) -> ColumnElement[bool]:
    """Whether this member of staff reads a thread."""
    said = exists().where(LogEntry.thread_id == Thread.id, LogEntry.staff_id == staff.id, LogEntry.kind.in_(_CONCERNED))
    with_office = or_(Thread.addressed == Addressed.OFFICE, Thread.step == LadderStep.OFFICE)
    return and_(
        Thread.school_id == staff.school_id,
        _holds(staff),
        or_(Thread.responsible_id == staff.id, said, and_(with_office, _holds(staff, RoleKind.ADMIN))),
    )


def owed(staff: Person) -> Select[Thread]:
    """What this member of staff has to answer, the oldest promise first."""
    return (
        select(Thread)
        .where(Thread.responsible_id == staff.id, Thread.state.in_(OWED), read_by(staff))
        .order_by(Thread.promised_at, Thread.id)
    )


async def owed_by(session: AsyncSession, staff: Person) -> list[Thread]:
    """The same, all of it."""
    return list(await session.scalars(owed(staff)))


async def thread_for_staff(session: AsyncSession, staff: Person, thread_id: int) -> Thread:
    """A thread that this member of staff reads; raises NotAllowed."""
    found = await session.scalar(select(Thread).where(Thread.id == thread_id, read_by(staff)))
    if found is None:
        raise NotAllowed
    return found


def of_guardian(guardian: Person) -> Select[Thread]:
    """A guardian's threads about children who are still theirs, the newest first."""
    children = scope.children_of(guardian).with_only_columns(Pupil.id).order_by(None)
    return (
        select(Thread)
        .where(Thread.person_id == guardian.id, Thread.pupil_id.in_(children))
        .order_by(Thread.last_at.desc(), Thread.id.desc())
    )


async def thread_for_guardian(session: AsyncSession, guardian: Person, thread_id: int) -> Thread:
    """One of these; raises NotAllowed."""
    found = await session.scalar(of_guardian(guardian).where(Thread.id == thread_id))
    if found is None:
        raise NotAllowed
    return found


async def entries(session: AsyncSession, thread: Thread, offset: int, limit: int) -> list[LogEntry]:
    """What was said and done in a thread, the oldest first; of an edited message the newest version alone."""
    rows = await session.scalars(_shown(thread).order_by(LogEntry.id).offset(offset).limit(limit))
    return list(rows)


async def count_entries(session: AsyncSession, thread: Thread) -> int:
    """How many of these there are."""
    return await session.scalar(_shown(thread).with_only_columns(func.count())) or 0


async def unanswered(session: AsyncSession, thread: Thread) -> list[LogEntry]:
    """What the family said since the school last did, the oldest first; else the last it said."""
    last = select(func.max(LogEntry.id)).where(LogEntry.thread_id == thread.id, LogEntry.kind == LogKind.REPLY)
    answered = await session.scalar(last) or 0
    mine = _shown(thread).where(LogEntry.kind == LogKind.QUESTION)
    found = list(await session.scalars(mine.where(LogEntry.id > answered).order_by(LogEntry.id)))
    return found or list(await session.scalars(mine.order_by(LogEntry.id.desc()).limit(1)))


async def firsts(session: AsyncSession, threads: Sequence[Thread]) -> dict[int, LogEntry]:
    """By thread: the words that it began with, as they read now."""
    begun = (
        select(func.min(LogEntry.id))
        .where(LogEntry.thread_id.in_([thread.id for thread in threads]), LogEntry.kind.in_(SAID))
        .group_by(LogEntry.thread_id)
    )
    found = {row.id: row for row in await session.scalars(select(LogEntry).where(LogEntry.id.in_(begun)))}
    newest = dict(found)
    while later := {
        row.replaces_id: row
        for row in await session.scalars(
            select(LogEntry).where(LogEntry.replaces_id.in_([row.id for row in newest.values()]))
        )
    }:
        newest = {first: later.get(row.id, row) for first, row in newest.items()}
    return {row.thread_id: row for row in newest.values() if row.thread_id is not None}


def _shown(thread: Thread) -> Select[LogEntry]:
    later = aliased(LogEntry)
    return select(LogEntry).where(
        LogEntry.thread_id == thread.id,
        LogEntry.kind.in_(SHOWN),
        ~exists().where(later.replaces_id == LogEntry.id),
    )


def _holds(person: Person, kind: RoleKind | None = None) -> ColumnElement[bool]:
    role = exists().where(Role.person_id == person.id, Role.ended_at.is_(None))
    return role.where(Role.kind == kind) if kind is not None else role
