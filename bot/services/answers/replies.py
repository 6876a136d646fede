"""What the school says back to a family's words. Who may see an answer may reply to it, and nobody else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.answers import THANKS, Words
from bot.domain.codec import dump_file
from bot.domain.errors import NotAllowed
from bot.services import log, scope
from bot.services.answers import spoken
from bot.services.answers.conversations import pupils_of, replied
from bot.services.answers.reports import visible_to
from bot.services.queue import outbox
from bot.storage.models import LogEntry, LogKind, Person, Pupil


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply that was kept; `reached` says whether the guardian has a chat for it."""

    entry: LogEntry
    guardian: Person
    reached: bool


async def answer_seen_by(session: AsyncSession, staff: Person, entry_id: int) -> LogEntry:
    """The newest version of a family's words that this member of staff may see; raises NotAllowed."""
    found = await session.scalar(visible_to(staff).where(LogEntry.id == entry_id))
    if found is None:
        raise NotAllowed
    while (later := await session.scalar(select(LogEntry).where(LogEntry.replaces_id == found.id))) is not None:
        found = later
    return found


async def reply(session: AsyncSession, staff: Person, entry_id: int, words: Words, now: datetime) -> Replied:
    """Answer a family's words; raises NotAllowed for who may not see them, or when the link was undone since."""
    answer = await answer_seen_by(session, staff, entry_id)
    return await _write(session, staff, answer, now, **spoken(words))


async def thank(session: AsyncSession, staff: Person, entry_id: int, channel: str, now: datetime) -> Replied | None:
    """A courteous thank-you with one tap; None when it was given before."""
    answer = await answer_seen_by(session, staff, entry_id)
    if await has_thanked(session, answer):
        return None
    return await _write(session, staff, answer, now, choice=THANKS, channel=channel or None)


async def has_thanked(session: AsyncSession, answer: LogEntry) -> bool:
    """Whether these words were thanked for with one tap."""
    given = select(LogEntry.id).where(
        LogEntry.replies_to_id == answer.id, LogEntry.kind == LogKind.REPLY, LogEntry.choice == THANKS
    )
    return await session.scalar(given) is not None


async def edit(session: AsyncSession, staff: Person, words: Words, now: datetime) -> Replied | None:
    """Keep the new version of a reply and tell the guardian; None when nothing of it changed."""
    later = aliased(LogEntry)
    before = await session.scalar(
        select(LogEntry)
        .where(
            LogEntry.staff_id == staff.id,
            LogEntry.message == words.message,
            LogEntry.message.is_not(None),
            LogEntry.kind == LogKind.REPLY,
            ~exists().where(later.replaces_id == LogEntry.id),
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    if before is None or before.replies_to_id is None or (before.text or "") == words.text:
        return None
    answer = await answer_seen_by(session, staff, before.replies_to_id)
    said = {**spoken(words), "file": dump_file(words.file) if words.file else before.file}
    return await _write(session, staff, answer, now, replaces_id=before.id, **said)


async def _write(session: AsyncSession, staff: Person, answer: LogEntry, now: datetime, **about: object) -> Replied:
    guardian = await session.get_one(Person, answer.person_id)
    await _still_guardian(session, guardian, answer)
    entry = log.note(
        session,
        answer.school_id,
        LogKind.REPLY,
        now,
        person_id=guardian.id,
        staff_id=staff.id,
        pupil_id=answer.pupil_id,
        class_id=answer.class_id,
        update_id=answer.update_id,
        recipient_id=answer.recipient_id,
        replies_to_id=answer.id,
        **about,
    )
    await session.flush()
    row = await outbox.tell(session, guardian, await replied(session, entry), now, dedupe=f"reply:{entry.id}")
    await session.flush()
    return Replied(entry, guardian, row is not None)


async def _still_guardian(session: AsyncSession, guardian: Person, answer: LogEntry) -> None:
    about = [pupil.id for pupil in await pupils_of(session, answer)]
    if await session.scalar(scope.children_of(guardian).where(Pupil.id.in_(about)).limit(1)) is None:
        raise NotAllowed
