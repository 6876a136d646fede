"""Threads that wait for an answer of this member of staff, the oldest promise first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import excerpt
from bot.domain.text import Phrase, _
from bot.domain.today import Matter, Waiting
from bot.services.answers.conversations import medium_of
from bot.services.threads import views
from bot.storage.among import among
from bot.storage.models import Held, HeldState, LogEntry, Person, Pupil, Thread

BRIEF = 60
"""Characters of a question that a line shows."""


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """What she owes, with the promise that was given."""
    threads = await views.owed_by(session, staff)
    words = await begun_with(session, threads)
    rows = await session.execute(
        select(Pupil.id, Pupil.name).where(among(Pupil.id, [thread.pupil_id for thread in threads]))
    )
    names = dict(rows.all())
    return [
        Waiting(
            Matter.THREAD,
            _("%(child)s: %(words)s", child=names[thread.pupil_id], words=words[thread.id]),
            "qa.open",
            (thread.id,),
            thread.promised_at,
        )
        for thread in threads
    ]


async def begun_with(session: AsyncSession, threads: Sequence[Thread]) -> dict[int, str | Phrase]:
    """By thread: the words that it began with, in short; nothing of what is held."""
    firsts = await views.firsts(session, threads)
    held = set(
        await session.scalars(
            select(Held.entry_id).where(
                among(Held.entry_id, [entry.id for entry in firsts.values()]), Held.state != HeldState.SHOWN
            )
        )
    )
    return {thread.id: _in_short(firsts.get(thread.id), held) for thread in threads}


def _in_short(entry: LogEntry | None, held: set[int]) -> str | Phrase:
    if entry is None or entry.erased_at is not None:
        return _("(erased)")
    if entry.id in held:
        return _("a message that is held")
    return excerpt(entry.text, BRIEF) or medium_of(entry) or _("a question")
