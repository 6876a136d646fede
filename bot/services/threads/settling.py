"""What is answered, and has stayed quiet for as long as the school says, is settled by itself.

Nobody is told: the family has its answer, and any word of theirs opens the thread again as if they had settled it. A
thread whose answer no chat could bring waits for the phone call first.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, String, cast, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calls import Reason
from bot.domain.promises import load_promise
from bot.domain.threads import BY_ITSELF, ThreadState
from bot.services.threads import rows
from bot.services.threads.saying import end
from bot.storage.models import Call, CallState, LogKind, School, Thread

CHUNK = 100
"""Threads that are settled in one transaction."""


async def schools(session: AsyncSession, now: datetime) -> list[int]:
    """The schools in which a thread has been quiet for long enough; only reads."""
    found = list(await session.scalars(select(School).order_by(School.id)))
    return [one.id for one in found if await session.scalar(_quiet(one, now).limit(1)) is not None]


async def settle(session: AsyncSession, school_id: int, now: datetime) -> bool:
    """Settle some of a school's quiet threads; whether there may be more. Twice changes nothing. The caller commits."""
    school = await session.get_one(School, school_id)
    query = _quiet(school, now).order_by(Thread.id).limit(CHUNK)
    query = query.with_for_update(skip_locked=True, key_share=True)
    threads = list(await session.scalars(query.execution_options(populate_existing=True)))
    for thread in threads:
        end(thread, now)
        await rows.note(session, thread, LogKind.SETTLED, now, choice=BY_ITSELF)
    return len(threads) == CHUNK


def _quiet(school: School, now: datetime) -> Select[Thread]:
    """The threads that wait for the family, and in which neither side has said anything for so long."""
    to_phone = exists().where(
        Call.pupil_id == Thread.pupil_id,
        Call.about == literal(f"{Reason.THREAD.value}:") + cast(Thread.id, String),
        Call.state == CallState.OPEN,
    )
    return select(Thread).where(
        Thread.school_id == school.id,
        Thread.state == ThreadState.FAMILY,
        Thread.last_at <= now - timedelta(days=load_promise(school.promise).settled_days),
        ~to_phone,
    )
