"""What the school does in a thread: it answers, passes it on, takes it as settled, opens it again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.calls import ABOUT_THREAD, Reason
from bot.domain.errors import AnsweredMeanwhile, NotAllowed
from bot.domain.threads import LadderStep, ThreadEvent, ThreadState, next_state
from bot.services import scope
from bot.services.answers.conversations import teacher_card
from bot.services.calls import adding as calls
from bot.services.hours import promising
from bot.services.hours.promising import Promised
from bot.services.threads import rows, telling
from bot.services.threads.saying import end
from bot.services.threads.versions import is_new, newest_version, with_file_of
from bot.services.threads.views import thread_for_guardian, thread_for_staff
from bot.storage.models import LogEntry, LogKind, Person, Pupil, Thread


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that was kept; `reached` says whether the guardian has a chat for it. `again`: the same words of the
    same person stood there already, and were not sent twice."""

    thread: Thread
    entry: LogEntry
    reached: bool
    again: bool = False


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A thread that somebody else has now; `told` says whether she has a chat in which to read it."""

    thread: Thread
    promised: Promised
    told: bool


async def answer(
    session: AsyncSession, staff: Person, thread_id: int, words: Words, now: datetime, *, seen: int | None
) -> Answered:
    """Answer a family in its thread; whoever answers is responsible from then on.

    `seen` is how many things had been said when the words were read that are answered; None: whatever was said. Raises
    NotAllowed for who does not read the thread, or when the link was undone since; AnsweredMeanwhile.
    """
    thread = await _ours(session, staff, thread_id)
    if seen is not None and (twice := await _answered_since(session, thread, staff, words, seen)):
        return Answered(thread, twice, reached=True, again=True)
    before = await rows.last_said(session, thread, LogKind.QUESTION)
    entry = await rows.say(
        session, thread, LogKind.REPLY, words, now, staff_id=staff.id, replies_to_id=before.id if before else None
    )
    thread.state = next_state(thread.state, ThreadEvent.ANSWERED)
    thread.responsible_id, thread.answered_at = staff.id, thread.answered_at or now
    promising.settle(thread)
    reached = await telling.answer(session, thread, entry, now)
    if not reached:
        pupil = await session.get_one(Pupil, thread.pupil_id)
        await calls.needed(session, staff.id, pupil, Reason.THREAD, thread.id, ABOUT_THREAD, now)
    return Answered(thread, entry, reached)


async def forward(
    session: AsyncSession, staff: Person, thread_id: int, to: Person, note: str, now: datetime
) -> Forwarded:
    """Pass a thread on to a colleague, with a note that only she reads; the family hears who answers, and by when.

    Raises NotAllowed for who does not read the thread, for a person who is not of the school's staff, or for oneself.
    """
    thread = await _ours(session, staff, thread_id)
    if to.id == staff.id or to.school_id != thread.school_id or not await scope.roles_of(session, to):
        raise NotAllowed
    return await hand_over(session, thread, to, now, by=staff, note=note)


async def hand_over(
    session: AsyncSession,
    thread: Thread,
    to: Person,
    now: datetime,
    *,
    by: Person | None = None,
    note: str = "",
    step: LadderStep = LadderStep.ASKED,
) -> Forwarded:
    """Somebody else is responsible now, with a new promise: passed on by a colleague, or by the ladder (`by` None).

    She and the family are told. Where `to` is on leave, her cover gets it. The caller has locked the thread.
    """
    before = await session.get_one(Person, thread.responsible_id)
    promised = await promising.owe(session, thread, to, now, step=step)
    thread.state, thread.closed_at = next_state(thread.state, ThreadEvent.FORWARDED), None
    passed = await rows.note(
        session,
        thread,
        LogKind.FORWARDED,
        now,
        staff_id=thread.responsible_id,
        choice=str(by.id) if by else None,
        text=note or None,
    )
    told = await telling.handed(session, thread, passed, now)
    if thread.responsible_id != before.id:
        await telling.answered_by(session, thread, passed, now, covers=None if by else before)
    return Forwarded(thread, promised, told)


async def settle(session: AsyncSession, staff: Person, thread_id: int, now: datetime) -> Thread:
    """The school takes it as settled, and the family hears how to go on; twice changes nothing. Raises NotAllowed."""
    thread = await _ours(session, staff, thread_id)
    if thread.state is not ThreadState.DONE:
        end(thread, now)
        done = await rows.note(session, thread, LogKind.SETTLED, now, staff_id=staff.id)
        await telling.settled(session, thread, staff, done, now)
    return thread


async def reopen(session: AsyncSession, staff: Person, thread_id: int, now: datetime) -> Promised | None:
    """The school looks at it again, and owes an answer; None where it was not done. Raises NotAllowed."""
    thread = await _ours(session, staff, thread_id)
    if thread.state is not ThreadState.DONE:
        return None
    promised = await promising.owe(session, thread, staff, now)
    thread.state, thread.closed_at = next_state(thread.state, ThreadEvent.REOPENED), None
    again = await rows.note(session, thread, LogKind.REOPENED, now, staff_id=staff.id)
    await telling.reopened(session, thread, again, now)
    return promised


async def edit(session: AsyncSession, staff: Person, words: Words, now: datetime) -> Answered | None:
    """Keep the new version of an answer and tell the guardian; None when nothing of it changed. Raises NotAllowed."""
    before = await newest_version(session, LogKind.REPLY, LogEntry.staff_id == staff.id, words)
    if before is None or before.thread_id is None or before.erased_at is not None or not is_new(before, words):
        return None
    thread = await _ours(session, staff, before.thread_id)
    entry = await rows.say(
        session,
        thread,
        LogKind.REPLY,
        with_file_of(before, words),
        now,
        staff_id=staff.id,
        replies_to_id=before.replies_to_id,
        replaces_id=before.id,
    )
    return Answered(thread, entry, await telling.answer(session, thread, entry, now))


async def _ours(session: AsyncSession, staff: Person, thread_id: int) -> Thread:
    """The thread, locked: this member of staff reads it, and the child is still that guardian's; raises NotAllowed."""
    thread = await rows.locked(session, await thread_for_staff(session, staff, thread_id))
    guardian = await session.get_one(Person, thread.person_id)
    return await thread_for_guardian(session, guardian, thread.id)


async def _answered_since(
    session: AsyncSession, thread: Thread, staff: Person, words: Words, seen: int
) -> LogEntry | None:
    """The same words of the same person that stand there already; raises AnsweredMeanwhile for a colleague's."""
    replies = [entry for entry in await rows.since(session, thread, seen) if entry.kind is LogKind.REPLY]
    for entry in replies:
        if entry.staff_id != staff.id:
            by = await session.get_one(Person, entry.staff_id)
            raise AnsweredMeanwhile(teacher_card(by), entry.at)
    same = (entry for entry in replies if words.text and (entry.text or "") == words.text and not words.file)
    return next(same, None)
