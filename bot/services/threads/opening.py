"""A thread begins: a family asks about one child, or the school writes to it first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.errors import NotAllowed
from bot.domain.threads import Addressed, ThreadState
from bot.services import scope
from bot.services.hours import promising
from bot.services.hours.promising import Promised
from bot.services.threads import rows, telling
from bot.services.threads.addressees import Addressee, addressees, who_answers
from bot.storage.models import LogEntry, LogKind, Person, Pupil, Thread


@dataclass(frozen=True, slots=True)
class Opened:
    """A thread that has begun. `told` says whether who answers has a chat in which to read it."""

    thread: Thread
    entries: Sequence[LogEntry]
    promised: Promised
    told: bool


async def whom(session: AsyncSession, guardian: Person, pupil: Pupil) -> list[Addressee]:
    """Whom this guardian can ask about a child, the one to suggest first; raises NotAllowed for another's child."""
    return await addressees(session, await scope.child_of(session, guardian, pupil.id), guardian)


async def open_thread(
    session: AsyncSession,
    guardian: Person,
    pupil: Pupil,
    addressed: Addressed,
    subject: str,
    words: Sequence[Words],
    now: datetime,
    wanted: Person | None = None,
) -> Opened:
    """Keep a question with the promise of an answer, and tell who answers; `wanted` is who of several was named.

    Raises NotAllowed for another's child or without words, NotFound where the school has nobody to answer.
    """
    pupil = await scope.child_of(session, guardian, pupil.id)
    if not words:
        raise NotAllowed
    staff = await who_answers(session, pupil, addressed, subject, guardian, wanted)
    thread = _thread(guardian, pupil, staff, now)
    thread.addressed, thread.subject = addressed, subject
    promised = await promising.owe(session, thread, staff, now)
    session.add(thread)
    await session.flush()
    entries, told = [], False
    for said in words:
        entry = await rows.say(session, thread, LogKind.QUESTION, said, now, staff_id=thread.responsible_id)
        entries.append(entry)
        told = await telling.question(session, thread, entry, now)
    return Opened(thread, entries, promised, told)


async def begin(
    session: AsyncSession, staff: Person, guardian: Person, pupil: Pupil, words: Words, now: datetime
) -> tuple[Thread, LogEntry, bool]:
    """The school writes first: a thread that waits for the family. Whether the guardian has a chat to read it in.

    Raises NotAllowed for who is no guardian of the child, or may not be told of it.
    """
    pupil = await scope.child_of(session, guardian, pupil.id)
    thread = _thread(guardian, pupil, staff, now)
    thread.state, thread.answered_at = ThreadState.FAMILY, now
    session.add(thread)
    await session.flush()
    entry = await rows.say(session, thread, LogKind.REPLY, words, now, staff_id=staff.id)
    return thread, entry, await telling.answer(session, thread, entry, now)


def _thread(guardian: Person, pupil: Pupil, staff: Person, now: datetime) -> Thread:
    return Thread(
        school_id=pupil.school_id,
        pupil_id=pupil.id,
        person_id=guardian.id,
        addressed=Addressed.HOMEROOM,
        subject="",
        responsible_id=staff.id,
        state=ThreadState.NEW,
        messages=0,
        opened_at=now,
        last_at=now,
    )
