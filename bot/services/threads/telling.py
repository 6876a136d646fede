"""Who is told what becomes of a thread; each is told once."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import excerpt
from bot.domain.notices.threads import AnswerCame, AnsweredBy, QuestionArrived, Reopened, Settled
from bot.domain.stock import stock_behind
from bot.domain.text import Phrase
from bot.services.answers.conversations import (
    children_card,
    file_of,
    medium_of,
    quote,
    relation_of,
    teacher_card,
)
from bot.services.hours import arriving
from bot.services.queue import outbox
from bot.services.safety import holding
from bot.services.threads import rows, views
from bot.storage.models import LogEntry, LogKind, Person, Thread


async def question(session: AsyncSession, thread: Thread, entry: LogEntry, now: datetime) -> bool:
    """Tell who is responsible what the family said, or that it may hurt; whether she has a chat to read it in."""
    await holding.consider(session, entry, await session.get_one(Person, thread.responsible_id), now)
    return await _arrived(session, thread, entry, now, passed=None)


async def handed(session: AsyncSession, thread: Thread, passed: LogEntry, now: datetime) -> bool:
    """Tell who is responsible now what waits for her, with the note that went along (the entry FORWARDED)."""
    reached = False
    for entry in await views.unanswered(session, thread):
        reached = await _arrived(session, thread, entry, now, passed=passed) or reached
    return reached


async def answer(session: AsyncSession, thread: Thread, entry: LogEntry, now: datetime) -> bool:
    """Tell the guardian what the school said; whether there is a chat to read it in."""
    guardian, pupil = await rows.people(session, thread)
    notice = AnswerCame(
        thread_id=thread.id,
        child=(await children_card(session, [pupil]))[0],
        entry_id=entry.id,
        words=entry.text or "",
        medium=medium_of(entry),
        quoted=await quote(session, entry.replies_to_id),
        teacher=teacher_card(await session.get_one(Person, entry.staff_id)),
        edited=entry.replaces_id is not None,
        stock=stock_behind(entry.choice) is not None,
        file=file_of(entry),
    )
    return await outbox.tell(session, guardian, notice, now, dedupe=f"reply:{entry.id}") is not None


async def answered_by(
    session: AsyncSession, thread: Thread, passed: LogEntry, now: datetime, *, covers: Person | None = None
) -> bool:
    """Tell the guardian who answers now, and by when (the entry FORWARDED); `covers` is who would have."""
    guardian, pupil = await rows.people(session, thread)
    assert thread.promised_at is not None
    notice = AnsweredBy(
        thread_id=thread.id,
        child=(await children_card(session, [pupil]))[0],
        teacher=teacher_card(await session.get_one(Person, thread.responsible_id)),
        promised_at=thread.promised_at,
        quoted=await about(session, thread),
        covers=teacher_card(covers) if covers else None,
    )
    return await outbox.tell(session, guardian, notice, now, dedupe=f"thread:{passed.id}") is not None


async def settled(session: AsyncSession, thread: Thread, staff: Person, done: LogEntry, now: datetime) -> bool:
    """Tell the guardian that the school takes it as settled (the entry SETTLED)."""
    guardian, pupil = await rows.people(session, thread)
    notice = Settled(
        thread_id=thread.id,
        child=(await children_card(session, [pupil]))[0],
        teacher=teacher_card(staff),
        quoted=await about(session, thread),
    )
    return await outbox.tell(session, guardian, notice, now, dedupe=f"thread:{done.id}") is not None


async def reopened(session: AsyncSession, thread: Thread, again: LogEntry, now: datetime) -> bool:
    """Tell the guardian that the school looks at it again, and by when (the entry REOPENED)."""
    guardian, pupil = await rows.people(session, thread)
    assert thread.promised_at is not None
    notice = Reopened(
        thread_id=thread.id,
        child=(await children_card(session, [pupil]))[0],
        teacher=teacher_card(await session.get_one(Person, thread.responsible_id)),
        promised_at=thread.promised_at,
        quoted=await about(session, thread),
    )
    return await outbox.tell(session, guardian, notice, now, dedupe=f"thread:{again.id}") is not None


async def about(session: AsyncSession, thread: Thread) -> str | Phrase | None:
    """What a thread is about, in short: the words that it began with."""
    first = (await views.firsts(session, [thread])).get(thread.id)
    if first is None or first.erased_at is not None:
        return None
    return excerpt(first.text) or medium_of(first)


async def arrived(
    session: AsyncSession, thread: Thread, entry: LogEntry, passed: LogEntry | None = None
) -> QuestionArrived:
    """A family's words as the member of staff gets them who is responsible."""
    guardian, pupil = await rows.people(session, thread)
    relation, provisional = await relation_of(session, guardian.id, [pupil])
    held = await holding.is_held(session, entry.id)
    before = await rows.last_said(session, thread, LogKind.REPLY)
    return QuestionArrived(
        thread_id=thread.id,
        child=(await children_card(session, [pupil]))[0],
        entry_id=entry.id,
        seen=thread.messages,
        guardian=guardian.name,
        relation=relation,
        words="" if held else entry.text or "",
        medium=None if held else medium_of(entry),
        quoted=await quote(session, before.id) if before else None,
        subject=thread.subject,
        first=thread.messages == 1,
        edited=entry.replaces_id is not None,
        promised_at=thread.promised_at,
        by=await _passed_by(session, passed),
        note=(passed.text or "") if passed else "",
        provisional=provisional,
        held=held,
        file=None if held else file_of(entry),
    )


async def _arrived(
    session: AsyncSession, thread: Thread, entry: LogEntry, now: datetime, *, passed: LogEntry | None
) -> bool:
    staff = await session.get_one(Person, thread.responsible_id)
    notice = await arrived(session, thread, entry, passed)
    before = await rows.said_before(session, entry)
    after = _once(before, passed) if before and before.kind is LogKind.QUESTION else None
    told = await arriving.tell(session, staff, notice, now, dedupe=_once(entry, passed), after=after)
    return told is not None


def _once(entry: LogEntry, passed: LogEntry | None) -> str:
    """How the outbox knows the notice of a family's words, and of the same words passed on."""
    return f"question:{entry.id}:{passed.id if passed else 0}"


async def _passed_by(session: AsyncSession, passed: LogEntry | None) -> dict[str, str | Phrase] | None:
    """Who passed it on; nobody, when the ladder did."""
    by = await session.get(Person, int(passed.choice)) if passed and passed.choice else None
    return teacher_card(by) if by else None
