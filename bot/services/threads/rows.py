"""The rows of a thread: it is locked before it changes, and what is said in it is counted as it is logged."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.services import log
from bot.services.answers import spoken
from bot.services.threads.views import SAID
from bot.storage.models import LogEntry, LogKind, Person, Pupil, Thread


async def locked(session: AsyncSession, thread: Thread) -> Thread:
    """The thread as it is now, ours to change until the transaction ends (SQLite has one writer anyway)."""
    await session.flush()
    query = select(Thread).where(Thread.id == thread.id).with_for_update(key_share=True)
    found = await session.scalars(query.execution_options(populate_existing=True))
    return found.one()


async def say(
    session: AsyncSession,
    thread: Thread,
    kind: LogKind,
    words: Words,
    now: datetime,
    *,
    staff_id: int | None,
    replies_to_id: int | None = None,
    replaces_id: int | None = None,
) -> LogEntry:
    """Log words in a thread, the family's (QUESTION) or the school's (REPLY), and count them."""
    entry = await note(
        session,
        thread,
        kind,
        now,
        person_id=thread.person_id,
        staff_id=staff_id,
        replies_to_id=replies_to_id,
        replaces_id=replaces_id,
        **spoken(words),
    )
    thread.messages += 1
    thread.last_at = now
    await session.flush()
    return entry


async def note(session: AsyncSession, thread: Thread, kind: LogKind, now: datetime, **about: object) -> LogEntry:
    """Log what happened in a thread."""
    pupil = await session.get_one(Pupil, thread.pupil_id)
    entry = log.note(
        session, thread.school_id, kind, now, thread_id=thread.id, pupil_id=pupil.id, class_id=pupil.class_id, **about
    )
    await session.flush()
    return entry


async def last_said(session: AsyncSession, thread: Thread, kind: LogKind) -> LogEntry | None:
    """The newest words of one side: QUESTION of the family, REPLY of the school."""
    newest = select(func.max(LogEntry.id)).where(LogEntry.thread_id == thread.id, LogEntry.kind == kind)
    found: LogEntry | None = await session.scalar(select(LogEntry).where(LogEntry.id.in_(newest)))
    return found


async def said_before(session: AsyncSession, entry: LogEntry) -> LogEntry | None:
    """What either side said in the thread just before that."""
    said = select(LogEntry).where(LogEntry.thread_id == entry.thread_id, LogEntry.kind.in_(SAID))
    found: LogEntry | None = await session.scalar(
        said.where(LogEntry.id < entry.id).order_by(LogEntry.id.desc()).limit(1)
    )
    return found


async def since(session: AsyncSession, thread: Thread, seen: int) -> list[LogEntry]:
    """What was said after the first `seen` things, in order."""
    said = select(LogEntry).where(LogEntry.thread_id == thread.id, LogEntry.kind.in_(SAID))
    return list(await session.scalars(said.order_by(LogEntry.id).offset(seen)))


async def people(session: AsyncSession, thread: Thread) -> tuple[Person, Pupil]:
    """Whose thread it is: the guardian, the child."""
    return await session.get_one(Person, thread.person_id), await session.get_one(Pupil, thread.pupil_id)
