"""What a family does in its thread: it adds something, edits it, says that it is settled, opens it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.errors import NotAllowed
from bot.domain.thanks import only_thanks
from bot.domain.threads import OWED, ThreadEvent, ThreadState, next_state
from bot.services import scope
from bot.services.hours import promising
from bot.services.hours.promising import Promised
from bot.services.threads import rows, telling
from bot.services.threads.addressees import who_answers
from bot.services.threads.versions import is_new, newest_version, with_file_of
from bot.services.threads.views import thread_for_guardian
from bot.storage.models import LogEntry, LogKind, Person, Pupil, School, Thread


@dataclass(frozen=True, slots=True)
class Added:
    """Words that were added to a thread. `promised` is set where a new promise was given; what stood, stands.

    `outside`: they ask for an answer, and came outside of the hours of whoever owes it.
    """

    thread: Thread
    entries: Sequence[LogEntry]
    promised: Promised | None
    told: bool
    outside: bool = False


async def add(session: AsyncSession, guardian: Person, thread_id: int, words: Sequence[Words], now: datetime) -> Added:
    """Add words to a guardian's thread, and reopen it if it was done; raises NotAllowed.

    A word of thanks is passed on and owes no answer.
    """
    thread = await rows.locked(session, await thread_for_guardian(session, guardian, thread_id))
    if not words:
        raise NotAllowed
    asks = any(one.file is not None or not only_thanks(one.text) for one in words)
    promised = await _owe(session, thread, guardian, ThreadEvent.SAID, now) if asks else None
    entries, told = [], False
    for said in words:
        entry = await rows.say(session, thread, LogKind.QUESTION, said, now, staff_id=thread.responsible_id)
        entries.append(entry)
        told = await telling.question(session, thread, entry, now)
    return Added(thread, entries, promised, told, asks and await _is_outside(session, thread, now))


async def _is_outside(session: AsyncSession, thread: Thread, now: datetime) -> bool:
    school = await session.get_one(School, thread.school_id)
    return await promising.is_outside(session, school, await session.get_one(Person, thread.responsible_id), now)


async def close(session: AsyncSession, guardian: Person, thread_id: int, now: datetime) -> Thread:
    """The guardian says that it is settled; saying it twice changes nothing. Raises NotAllowed."""
    thread = await rows.locked(session, await thread_for_guardian(session, guardian, thread_id))
    if thread.state is not ThreadState.DONE:
        end(thread, now)
        await rows.note(session, thread, LogKind.SETTLED, now, person_id=guardian.id)
    return thread


async def reopen(session: AsyncSession, guardian: Person, thread_id: int, now: datetime) -> Promised | None:
    """The guardian opens it again, and the school owes an answer; None where it was not done. Raises NotAllowed."""
    thread = await rows.locked(session, await thread_for_guardian(session, guardian, thread_id))
    promised = await _owe(session, thread, guardian, ThreadEvent.REOPENED, now)
    if promised is not None:
        again = await rows.note(session, thread, LogKind.REOPENED, now, person_id=guardian.id)
        await telling.handed(session, thread, again, now)
    return promised


async def edit(session: AsyncSession, guardian: Person, words: Words, now: datetime) -> Added | None:
    """Keep the new version of words that were said in a thread, and tell who answers; None when there is nothing new.

    Channels also call a message edited when nothing in it changed for its readers. Raises NotAllowed when the child is
    no longer this guardian's.
    """
    before = await newest_version(session, LogKind.QUESTION, LogEntry.person_id == guardian.id, words)
    if before is None or before.thread_id is None:
        return None
    thread = await rows.locked(session, await thread_for_guardian(session, guardian, before.thread_id))
    if before.erased_at is not None or not is_new(before, words):
        return None
    promised = await _owe(session, thread, guardian, ThreadEvent.SAID, now)
    entry = await rows.say(
        session,
        thread,
        LogKind.QUESTION,
        with_file_of(before, words),
        now,
        staff_id=thread.responsible_id,
        replaces_id=before.id,
    )
    return Added(thread, [entry], promised, await telling.question(session, thread, entry, now))


def end(thread: Thread, now: datetime) -> None:
    """A thread is done: nothing is owed any more."""
    thread.state, thread.closed_at = next_state(thread.state, ThreadEvent.SETTLED), now
    promising.settle(thread)


async def _owe(
    session: AsyncSession, thread: Thread, guardian: Person, event: ThreadEvent, now: datetime
) -> Promised | None:
    """What an event of the family's makes the school owe. A promise that stands is not put off by more words."""
    state = next_state(thread.state, event)
    if state not in OWED or thread.state in OWED:
        return None
    staff = await _still_there(session, thread, guardian)
    promised = await promising.owe(session, thread, staff, now)
    thread.state, thread.closed_at = state, None
    return promised


async def _still_there(session: AsyncSession, thread: Thread, guardian: Person) -> Person:
    """Who answered last, while she works at the school; else whoever answers such a question now."""
    staff = await session.get_one(Person, thread.responsible_id)
    if await scope.roles_of(session, staff):
        return staff
    pupil = await session.get_one(Pupil, thread.pupil_id)
    return await who_answers(session, pupil, thread.addressed, thread.subject, guardian)
