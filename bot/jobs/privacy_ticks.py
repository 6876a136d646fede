"""Erasing what guardians asked to have erased, and what has had its time: short, safe to run twice, a little at a
time."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat import files
from bot.jobs.alone import alone
from bot.services.privacy import erasing, expiring, following, traces
from bot.services.privacy.tables import Family
from bot.services.privacy.traces import Marks
from bot.storage.engine import Sessions
from bot.storage.work import LATER, Work, work_of

Clock = Callable[[], datetime]


async def erase_due(sessions: Sessions, clock: Clock, wake: Callable[[], None]) -> None:
    """Erase whose day of thinking it over is past."""
    work = work_of(sessions)
    for request_id in await work.read(partial(erasing.due, now=clock())):
        with alone(request_id, "erasure"):
            await erase(work, request_id, clock)
            wake()


async def erase(work: Work, request_id: int, clock: Clock) -> None:
    """Look for what others were told, delete files, then erase in one transaction."""
    family, marks, school_id = await work.read(partial(erasing.meant, request_id=request_id))
    told = await _told_others(work, family, marks, school_id)
    paths = await work.read(partial(erasing.files_of, family=family))
    await asyncio.to_thread(files.forget, paths)
    await work.write(partial(erasing.erase, request_id=request_id, now=clock(), told_others=told), LATER)


async def _told_others(work: Work, family: Family, marks: Marks, school_id: int) -> list[int]:
    found: list[int] = []
    after: int | None = 0
    while after is not None:

        async def look(session: AsyncSession, after: int = after) -> tuple[list[int], int | None]:
            return await traces.look(session, family, marks, school_id, after)

        more, after = await work.read(look)
        found += more
    return found


async def follow_erasures(sessions: Sessions, clock: Clock) -> None:
    """Erase what was still open when the rest was erased, and forget the chats once the last word has left."""
    work = work_of(sessions)
    for request_id in await work.read(following.unfinished):
        with alone(request_id, "erasure"):
            await work.write(partial(following.follow, request_id=request_id, now=clock()), LATER)


async def forget_over(sessions: Sessions, clock: Clock) -> None:
    """Remove what has had its time by each school's rule."""
    work = work_of(sessions)
    for school_id in await work.read(expiring.schools):
        for over in expiring.ways():
            with alone(school_id, "school"):
                await _forget(work, school_id, over, clock)


async def _forget(work: Work, school_id: int, over: expiring.Over, clock: Clock) -> None:
    more = await work.read(partial(expiring.is_due, school_id=school_id, over=over, now=clock()))
    while more:  # that nothing is over is found without keeping a writer waiting
        more = await work.write(partial(expiring.expire, school_id=school_id, over=over, now=clock()), LATER)
