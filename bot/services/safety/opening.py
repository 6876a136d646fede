"""An administrator reads a thread that is not the office's: with a reason, which both sides see, and for one day."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.accesses import AccessAction
from bot.domain.errors import InvalidValue, NotAllowed
from bot.domain.notices.safety import ThreadOpened, ThreadOpenedFamily
from bot.services import accesses, scope
from bot.services.answers.conversations import children_card, teacher_card
from bot.services.hours import arriving
from bot.services.queue import outbox
from bot.services.threads import rows
from bot.storage.models import Access, LogEntry, LogKind, Person, RoleKind, Thread

SHORTEST, LONGEST = 10, 300
"""Letters of a reason: *perlu* alone is none."""
OPEN_FOR = timedelta(days=1)


async def check(session: AsyncSession, admin: Person, thread_id: int) -> Thread:
    """A thread that an administrator could open; raises NotAllowed."""
    thread = await session.get(Thread, thread_id)
    if thread is None or thread.school_id != admin.school_id:
        raise NotAllowed
    if RoleKind.ADMIN not in await scope.roles_of(session, admin):
        raise NotAllowed
    return thread


async def is_open(session: AsyncSession, admin: Person, thread: Thread, now: datetime) -> bool:
    """Whether this administrator opened it within the day."""
    opened = exists().where(
        Access.thread_id == thread.id,
        Access.by_id == admin.id,
        Access.action == AccessAction.OPENED,
        Access.at > now - OPEN_FOR,
    )
    return bool(await session.scalar(select(opened)))


async def open_thread(session: AsyncSession, admin: Person, thread_id: int, reason: str, now: datetime) -> Thread:
    """Note the reason and tell the family and whoever spoke for the school; from now on it can be read.

    Raises NotAllowed, InvalidValue for a reason that is none.
    """
    thread = await check(session, admin, thread_id)
    reason = " ".join(reason.split())
    if not SHORTEST <= len(reason) <= LONGEST:
        raise InvalidValue("reason", "length")
    entry = await rows.note(session, thread, LogKind.OPENED, now, staff_id=admin.id, text=reason)
    accesses.note(
        session,
        thread.school_id,
        AccessAction.OPENED,
        now,
        by_id=admin.id,
        pupil_id=thread.pupil_id,
        person_id=thread.person_id,
        thread_id=thread.id,
        what="thread",
        reason=reason,
    )
    await session.flush()
    await _tell(session, thread, admin, entry, now)
    return thread


async def _tell(session: AsyncSession, thread: Thread, admin: Person, entry: LogEntry, now: datetime) -> None:
    guardian, pupil = await rows.people(session, thread)
    (child,) = await children_card(session, [pupil])
    said: dict[str, Any] = {"child": child, "by": teacher_card(admin), "reason": entry.text or "", "at": now}
    notice = ThreadOpenedFamily(thread_id=thread.id, **said)
    await outbox.tell(session, guardian, notice, now, dedupe=f"opened:{entry.id}")
    for person in await _school_side(session, thread):
        if person.id != admin.id:
            told = ThreadOpened(thread_id=thread.id, guardian=guardian.name, **said)
            await arriving.tell(session, person, told, now, dedupe=f"opened:{entry.id}:{person.id}")


async def _school_side(session: AsyncSession, thread: Thread) -> list[Person]:
    """Who is responsible, and who answered in it."""
    answered = select(LogEntry.staff_id).where(LogEntry.thread_id == thread.id, LogEntry.kind == LogKind.REPLY)
    ids = {thread.responsible_id, *(await session.scalars(answered))}
    people = await session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id))
    return list(people)
