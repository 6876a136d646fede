"""Threads as lines: whose child, how it stands, the words it began with. What is held is not among the words."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.text import Phrase, _
from bot.domain.threads import ThreadState
from bot.services.threads.waiting import begun_with
from bot.storage.among import among
from bot.storage.models import Pupil, SchoolClass, Thread

MARKS: Mapping[ThreadState, str] = {
    ThreadState.NEW: "●",
    ThreadState.SCHOOL: "●",
    ThreadState.FAMILY: "💬",
    ThreadState.DONE: "✓",
}


async def faces(session: AsyncSession, threads: Sequence[Thread]) -> dict[int, Phrase]:
    """By thread: the face of the button that leads to it."""
    pupils = [thread.pupil_id for thread in threads]
    rows = await session.execute(
        select(Pupil.id, Pupil.name, SchoolClass.name)
        .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(among(Pupil.id, pupils))
    )
    children = {pupil_id: (name, class_name or "") for pupil_id, name, class_name in rows}
    words = await begun_with(session, threads)
    return {
        thread.id: _(
            "%(mark)s %(child)s (%(class_name)s): %(words)s",
            mark=MARKS[thread.state],
            child=children[thread.pupil_id][0],
            class_name=children[thread.pupil_id][1],
            words=words[thread.id],
        )
        for thread in threads
    }
