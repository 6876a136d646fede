"""What guardians say to updates: a tap that it was read, a quick answer, their own words. Nothing is overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.answers import Words
from bot.domain.codec import dump_file
from bot.domain.delivery import ReadBy, Rung
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.shelf import SHELF
from bot.domain.stock import choice_of
from bot.services import log, scope
from bot.services.answers.conversations import FROM_FAMILY, addressee, arrived, said_before
from bot.services.answers.received import SHOWN, children_in
from bot.services.hours import arriving
from bot.services.queue.ladder import climb
from bot.services.safety import holding
from bot.storage.models import (
    ClassUpdate,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    Recipient,
)


@dataclass(frozen=True, slots=True)
class About:
    """What a guardian's words are about: these children, and perhaps an update or a teacher's reply."""

    pupils: Sequence[Pupil]
    recipient: Recipient | None = None
    replies_to: LogEntry | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Words that were kept, and for whom; nobody when the school has no one for them yet.

    `told` says whether that person has a chat in which to read them.
    """

    entry: LogEntry
    teacher: Person | None
    told: bool


async def mark_read(session: AsyncSession, recipient: Recipient, channel: str, now: datetime) -> None:
    """Note the tap on *Sudah dibaca*, once."""
    first = await session.scalar(
        update(Recipient)
        .where(Recipient.id == recipient.id, or_(Recipient.read_by.is_(None), Recipient.read_by != ReadBy.TAP))
        .values(read_at=func.coalesce(Recipient.read_at, now), read_by=ReadBy.TAP)
        .returning(Recipient.id)
    )
    await climb(session, [recipient.id], Rung.READ)
    await session.refresh(recipient)
    if first is not None:
        await _note(session, LogKind.READ, recipient, None, now, channel=channel)
        await session.flush()


async def choose(
    session: AsyncSession, recipient: Recipient, key: str, pupils: Sequence[Pupil], how: Words, now: datetime
) -> None:
    """Note a quick answer for each of these children; raises NotFound for one that the update does not offer.

    The same answer again adds nothing; another one, or the same with more words (`how.text`), replaces the one before,
    which stays in the log.
    """
    row = await session.get_one(ClassUpdate, recipient.update_id)
    if row.state not in SHOWN:
        raise StaleScreen
    SHELF.get(row.template).answer(key)
    for pupil in pupils:
        before = await _choice_now(session, recipient, pupil)
        if before is None or before.choice != key or (how.text and before.text != how.text):
            await _note(
                session,
                LogKind.EDITED if before else LogKind.ANSWER,
                recipient,
                pupil,
                now,
                channel=how.channel,
                locale=how.locale,
                choice=key,
                text=how.text or None,
                staff_id=how.noted_by or row.author_id,
                replaces_id=before.id if before else None,
            )
    await session.flush()
    await _answered(session, recipient, now)
    await session.execute(update(Recipient).where(Recipient.id == recipient.id).values(answer=key))
    await session.refresh(recipient)


async def say(session: AsyncSession, guardian: Person, about: About, words: Words, now: datetime) -> Said:
    """Keep a guardian's own words and tell the teacher they are for, unless she wrote them down herself.

    Raises NotAllowed without a child.
    """
    if not about.pupils:
        raise NotAllowed
    wanted = about.replies_to.staff_id if about.replies_to else None
    update_id = about.recipient.update_id if about.recipient else None
    if update_id and wanted is None:
        wanted = (await session.get_one(ClassUpdate, update_id)).author_id
    teacher = await addressee(session, about.pupils, wanted)
    alone = about.pupils[0] if len(about.pupils) == 1 else None
    entry = log.note(
        session,
        guardian.school_id,
        LogKind.ANSWER,
        now,
        person_id=guardian.id,
        staff_id=words.noted_by or (teacher.id if teacher else None),
        pupil_id=alone.id if alone else None,
        class_id=alone.class_id if alone else None,
        update_id=update_id,
        recipient_id=about.recipient.id if about.recipient else None,
        replies_to_id=about.replies_to.id if about.replies_to else None,
        **spoken(words),
    )
    if about.recipient is not None:
        await _answered(session, about.recipient, now)
    if teacher is not None and teacher.id == words.noted_by:
        await session.flush()
        return Said(entry, teacher, told=False)
    return await _told(session, entry, teacher, now)


async def conversation(session: AsyncSession, guardian: Person, entry_id: int) -> About:
    """The conversation of a teacher's reply to this guardian; raises NotAllowed."""
    reply = await session.scalar(
        select(LogEntry).where(
            LogEntry.id == entry_id, LogEntry.kind == LogKind.REPLY, LogEntry.person_id == guardian.id
        )
    )
    if reply is None:
        raise NotAllowed
    recipient = await session.get(Recipient, reply.recipient_id) if reply.recipient_id else None
    if reply.pupil_id is not None:
        return About([await scope.child_of(session, guardian, reply.pupil_id)], recipient, reply)
    pupils = await children_in(session, guardian, recipient) if recipient else []
    if not pupils:
        raise NotAllowed
    return About(pupils, recipient, reply)


async def edit(session: AsyncSession, guardian: Person, words: Words, now: datetime) -> Said | None:
    """Keep the new version of words that were said, and tell the teacher; None when there is nothing new.

    Channels also call a message edited when nothing in it changed for its readers. Raises NotAllowed when the child is
    no longer this guardian's.
    """
    before = await _newest_version(session, guardian, words.message)
    if before is None:
        return None
    file = dump_file(words.file) if words.file else before.file
    if (before.text or "") == words.text and (before.file or {}).get("size") == (file or {}).get("size"):
        return None
    kept = ("person_id", "staff_id", "pupil_id", "class_id", "update_id", "recipient_id", "replies_to_id")
    entry = log.note(
        session,
        before.school_id,
        LogKind.EDITED,
        now,
        replaces_id=before.id,
        **{name: getattr(before, name) for name in kept},
        **{**spoken(words), "file": file},
    )
    await session.flush()
    about = await _pupils(session, guardian, entry)
    if not about:
        raise NotAllowed
    teacher = await addressee(session, about, before.staff_id)
    entry.staff_id = teacher.id if teacher else None
    return await _told(session, entry, teacher, now)


def spoken(words: Words) -> dict[str, object]:
    """The columns of the log that hold somebody's words."""
    return {
        "text": words.text or None,
        "file": dump_file(words.file) if words.file else None,
        "message": words.message,
        "channel": words.channel or None,
        "locale": words.locale,
        **({"choice": choice_of(words.stock_id)} if words.stock_id else {}),
    }


async def _told(session: AsyncSession, entry: LogEntry, teacher: Person | None, now: datetime) -> Said:
    await session.flush()
    told = None
    if teacher is not None:
        await holding.consider(session, entry, teacher, now)
        before = await said_before(session, entry)
        after = _once(before) if before and before.kind in FROM_FAMILY else None
        notice = await arrived(session, entry)
        told = await arriving.tell(session, teacher, notice, now, dedupe=_once(entry), after=after)
        await session.flush()
    return Said(entry, teacher, told is not None)


def _once(entry: LogEntry) -> str:
    """How the outbox knows the notice of a family's words."""
    return f"answer:{entry.id}"


async def _pupils(session: AsyncSession, guardian: Person, entry: LogEntry) -> list[Pupil]:
    if entry.pupil_id is not None:
        return [await scope.child_of(session, guardian, entry.pupil_id)]
    recipient = await session.get(Recipient, entry.recipient_id)
    return await children_in(session, guardian, recipient) if recipient else []


async def _newest_version(session: AsyncSession, guardian: Person, message: str | None) -> LogEntry | None:
    found: LogEntry | None = await session.scalar(
        select(LogEntry)
        .where(
            LogEntry.person_id == guardian.id,
            LogEntry.message == message,
            LogEntry.message.is_not(None),
            LogEntry.kind.in_(FROM_FAMILY),
            LogEntry.erased_at.is_(None),
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    return found


async def _choice_now(session: AsyncSession, recipient: Recipient, pupil: Pupil) -> LogEntry | None:
    later = aliased(LogEntry)
    found: LogEntry | None = await session.scalar(
        select(LogEntry)
        .where(
            LogEntry.recipient_id == recipient.id,
            LogEntry.pupil_id == pupil.id,
            LogEntry.choice.is_not(None),
            LogEntry.kind.in_(FROM_FAMILY),
            ~exists().where(later.replaces_id == LogEntry.id),
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    return found


async def _answered(session: AsyncSession, recipient: Recipient, now: datetime) -> None:
    await session.execute(
        update(Recipient)
        .where(Recipient.id == recipient.id)
        .values(
            answered_at=now,
            read_at=func.coalesce(Recipient.read_at, now),
            read_by=ReadBy.TAP,
        )
    )
    await climb(session, [recipient.id], Rung.ANSWERED)
    await session.refresh(recipient)


async def _note(
    session: AsyncSession, kind: LogKind, recipient: Recipient, pupil: Pupil | None, now: datetime, **about: object
) -> LogEntry:
    row = await session.get_one(ClassUpdate, recipient.update_id)
    return log.note(
        session,
        row.school_id,
        kind,
        now,
        person_id=recipient.person_id,
        pupil_id=pupil.id if pupil else None,
        class_id=pupil.class_id if pupil else None,
        update_id=row.id,
        recipient_id=recipient.id,
        **about,
    )
